"""`silent` where it has no effect."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.config import Config, Setting
from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.frontmatter import Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules.config._edits import add_setting, remove_setting
from chant_lsp.core.rules.config._names import SILENT

_READERS = {
    "silent": "is only what `chant silent --status` tells",
    "defaults.silent": "is read by nobody",
}


def misplaced_silent(config: Config, index: SpecIndex) -> Iterator[Finding]:
    """Two of the three spellings of `silent`. Page: misplaced_silent.md."""
    if config.is_agents:
        return
    works = config.get("project.silent") is not None
    for name in SILENT:
        setting = config.get(name)
        if setting is None or (works and name == "silent"):
            continue
        is_meant = isinstance(setting.value, Scalar) and setting.value.text.lower() == "true" and not works
        yield Finding(
            "misplaced-silent",
            Severity.WARNING if is_meant else Severity.HINT,
            setting.key.span,
            f"`{name}` {_READERS[name]}; what makes chant quiet is `project.silent`.",
            fixes=tuple(_iter_fixes(config, setting, works)),
            unnecessary=not is_meant,
        )


def _iter_fixes(config: Config, setting: Setting, works: bool) -> Iterator[Fix]:
    removed = remove_setting(config, setting)
    if not removed or not isinstance(setting.value, Scalar):
        return
    if works:
        yield Fix("Remove it", removed, True)
        return
    added = add_setting(config, "project", "silent", setting.value.text)
    # Where one edit ends and the other begins, only one order would be right, and clients do not agree on it.
    apart = all(not one.span.start <= other.span.start <= one.span.end for one in removed for other in added)
    if added and apart:
        yield Fix("Move to `project.silent`", (*removed, *added), True)
