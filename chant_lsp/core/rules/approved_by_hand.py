"""An approval that somebody wrote into the file."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.approvals import record_of_approval
from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._approvals import approved_at
from chant_lsp.core.spec import Spec

ONLY_WITH = ("approval",)


def approved_by_hand(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A human gate that was approved without a look at its checks. Page: approved_by_hand.md."""
    at = approved_at(spec)
    is_signed = spec.nested("approval", "by") and spec.nested("approval", "at")
    if at is not None and is_signed and record_of_approval(index, spec) is None:
        yield Finding(
            "approved-by-hand",
            Severity.INFORMATION,
            at,
            "Approved by hand, not through the gate: nothing says what was approved, so no change will open it again.",
        )
