"""A key that chant does not know."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.config import Config, Setting
from chant_lsp.core.config_schema import IGNORED
from chant_lsp.core.config_schema import setting as find_setting
from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules.config._names import SILENT, elsewhere_meant, sibling_meant, table_name


def unknown_setting(config: Config, index: SpecIndex) -> Iterator[Finding]:
    """A key that is misspelt, in the wrong section, or nobody's. Page: unknown_setting.md."""
    if config.is_agents:
        yield from _of_agents(config)
        return
    for setting in config.settings:
        if setting.field is not None or not setting.known or setting.name in SILENT or table_name(setting) in IGNORED:
            continue
        yield _finding(setting)


def _of_agents(config: Config) -> Iterator[Finding]:
    for setting in config.settings:
        if setting.field is None and setting.known:
            known = find_setting(setting.name) is not None
            message = f"`{setting.name}` has no effect here: chant takes only `parallel.agents` from this file."
            severity = Severity.WARNING if known or sibling_meant(setting) else Severity.HINT
            yield Finding("unknown-setting", severity, setting.key.span, message, unnecessary=True)


def _finding(setting: Setting) -> Finding:
    said = f"chant does not know `{setting.name}` and ignores it"
    span = setting.key.span
    if (meant := sibling_meant(setting)) is not None:
        taken = any(other.key.text == meant for other in setting.siblings)
        fixes = () if taken else (Fix(f"Rename to `{meant}`", (Edit(span, meant),), True),)
        return Finding("unknown-setting", Severity.WARNING, span, f"{said}. Did you mean `{meant}`?", fixes=fixes)
    if (meant := elsewhere_meant(setting)) is not None:
        return Finding("unknown-setting", Severity.WARNING, span, f"{said}; `{meant}` is what has an effect.")
    message = f"{said}; take it out if nothing else reads it."
    return Finding("unknown-setting", Severity.HINT, span, message, unnecessary=True)
