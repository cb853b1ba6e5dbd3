"""An approval that somebody wrote into the file."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.approvals import record_of_approval
from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._approvals import read_approval
from chant_lsp.core.spec import Spec

ONLY_WITH = ("approval",)


def approved_by_hand(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A human gate that was approved without a look at its checks. Page: approved_by_hand.md."""
    if not spec.is_human_gate or not spec.is_open:
        return
    approval = read_approval(spec)
    if approval is None or approval.status != "approved" or approval.status_at is None:
        return
    if spec.nested("approval", "by") and spec.nested("approval", "at") and record_of_approval(index, spec) is None:
        yield Finding(
            "approved-by-hand",
            Severity.INFORMATION,
            approval.status_at,
            "Approved by hand, not through the gate: nothing says what was approved, so no change will open it again.",
        )
