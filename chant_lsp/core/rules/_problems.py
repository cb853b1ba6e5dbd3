"""Findings from what reading a file stumbled over."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Problem, Severity


def reported(problems: tuple[Problem, ...], code: str, severity: Severity) -> Iterator[Finding]:
    """The problems with this code, as findings."""
    for problem in problems:
        if problem.code == code:
            yield Finding(code, severity, problem.span, problem.message, fixes=problem.fixes)
