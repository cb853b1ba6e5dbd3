"""All rules over one spec."""

from __future__ import annotations

from itertools import islice

from chant_lsp.core.findings import Finding
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules import RULES

MAX_OF_A_RULE = 100
"""Findings of one rule in one file; whoever mends the first hundred sees the next."""


def check(index: SpecIndex, path: str) -> list[Finding]:
    """What is wrong with the spec at the path, in the order of the text; nothing for a path that is no spec.

    Errors: none. Cost: the spec's own facts and those that it names, not the index.
    """
    spec = index.get(path)
    if spec is None:
        return []
    findings = [finding for rule in RULES for finding in islice(rule(spec, index), MAX_OF_A_RULE)]
    findings.sort(key=lambda finding: (finding.span, finding.severity, finding.code))
    return findings
