"""A setting that has no effect."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.own_settings import OwnSettings
from chant_lsp.core.rules._problems import reported


def invalid_setting(settings: OwnSettings) -> Iterator[Finding]:
    """A key, a code or a severity in `.chant/lsp.yaml` that does not exist. Page: invalid_setting.md."""
    return reported(settings.problems, "invalid-setting", Severity.WARNING)
