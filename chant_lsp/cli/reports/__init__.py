"""What was found, in the words of whoever reads it: a person, a script, a code host."""

from __future__ import annotations

from collections.abc import Sequence

from chant_lsp.cli.checked import Checked
from chant_lsp.core.findings import Severity


def count(checked: Sequence[Checked]) -> dict[str, int]:
    """Files, and findings of each severity by its name."""
    counts = {"files": len(checked), **{severity.name.lower(): 0 for severity in Severity}}
    for one in checked:
        for finding in one.findings:
            counts[finding.severity.name.lower()] += 1
    return counts


def first_fix(finding):
    """The fix that a person would expect, else the first; None when there is none."""
    return next((fix for fix in finding.fixes if fix.preferred), next(iter(finding.fixes), None))
