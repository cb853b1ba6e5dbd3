"""Findings from what reading a file stumbled over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from chant_lsp.core.findings import Finding, Problem, Severity
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span

if TYPE_CHECKING:
    from chant_lsp.core.config import Config
    from chant_lsp.core.prompt_file import PromptFile


def reported(problems: tuple[Problem, ...], code: str, severity: Severity) -> Iterator[Finding]:
    """The problems with this code, as findings."""
    for problem in problems:
        if problem.code == code:
            yield Finding(code, severity, problem.span, problem.message, fixes=problem.fixes)


def is_misread(spec: Spec | Config | PromptFile, span: Span) -> bool:
    """Whether the YAML is broken right there, so that what a value seems to be is only a consequence."""
    return any(
        problem.code == "yaml-syntax" and problem.span.start <= span.end and span.start <= problem.span.end
        for problem in spec.frontmatter.problems
    )
