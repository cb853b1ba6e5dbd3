"""A project without a name."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.config import Config
from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules.config._names import is_meant


def missing_project_name(config: Config, index: SpecIndex) -> Iterator[Finding]:
    """`project.name` is absent or empty. Page: missing_project_name.md."""
    if config.is_agents:
        return
    if not config.is_understood or ((name := config.text("project.name")) and name.strip()):
        return
    setting = config.get("project.name") or config.get("project")
    opener = config.frontmatter.opener
    told = any(fault.field.name in ("name", "project") for fault in config.faults)
    if told or opener is None or is_meant(config, "project.name"):
        return
    yield Finding(
        "missing-project-name",
        Severity.WARNING,
        setting.key.span if setting else opener,
        "`project.name` is empty, and `chant finalize` fails then as soon as git has more than one spec; "
        "give the project a name.",
    )
