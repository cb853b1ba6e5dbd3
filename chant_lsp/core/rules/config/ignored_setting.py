"""A setting that only documents and old files have."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.config import Config, Setting
from chant_lsp.core.config_schema import IGNORED
from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules.config._edits import remove_setting
from chant_lsp.core.rules.config._names import table_name


def ignored_setting(config: Config, index: SpecIndex) -> Iterator[Finding]:
    """A key that chant's documents show and chant does not read. Page: ignored_setting.md."""
    if config.is_agents:
        return
    for setting in config.settings:
        ignored = IGNORED.get(table_name(setting)) if setting.field is None else None
        if ignored is None:
            continue
        meant = f"; write `{ignored.instead}`" if ignored.instead else ""
        yield Finding(
            "ignored-setting",
            Severity.HINT if ignored.was_read_once else Severity.WARNING,
            setting.key.span,
            f"chant ignores `{setting.name}`: {ignored.meaning}{meant}.",
            fixes=tuple(_iter_fixes(config, setting, ignored.instead)),
            unnecessary=not ignored.instead,
        )


def _iter_fixes(config: Config, setting: Setting, instead: str) -> Iterator[Fix]:
    name = instead.rpartition(".")[2]
    if instead and all(other.key.text != name for other in setting.siblings):
        yield Fix(f"Rename to `{name}`", (Edit(setting.key.span, name),), True)
    elif edits := remove_setting(config, setting):
        yield Fix(f"Remove `{setting.key.text}`", edits, True, guess=True)
