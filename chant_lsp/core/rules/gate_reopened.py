"""An approval that no longer holds."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.approvals import UNDECIDED, Decision, decided
from chant_lsp.core.findings import Finding, Related, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._approvals import approved_at
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span

MAX_RELATED = 5

ONLY_WITH = ("approval",)
READS_BODY = True


def gate_reopened(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A human gate of which something changed after it was approved. Page: gate_reopened.md."""
    at = approved_at(spec)
    found = decided(index, spec) if at is not None else UNDECIDED
    if at is None or found.decision is not Decision.REOPENED:
        return
    first, *others = found.differences
    more = f" and {len(others)} more" if others else ""
    files = [each for each in found.differences if each.path and index.files.kind(each.path) is not None]
    yield Finding(
        "gate-reopened",
        Severity.WARNING,
        at,
        f"The gate is open again: {first.clause}{more}; look at it, and approve it again.",
        related=tuple(Related(each.path, Span(0, 0), each.how) for each in files[:MAX_RELATED]),
    )
