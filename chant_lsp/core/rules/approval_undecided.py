"""Somebody who decided, and no decision."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._approvals import read_approval
from chant_lsp.core.rules._edits import remove_from_map
from chant_lsp.core.rules._weight import as_lint
from chant_lsp.core.spec import Spec

ONLY_WITH = ("approval",)
READS = ("approval", "readable")


def approval_undecided(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """`by` in an approval that is pending. Page: approval_undecided.md."""
    approval = read_approval(spec)
    if approval is None or approval.status != "pending" or approval.by is None:
        return
    span = approval.by.span if approval.by.span.end > approval.by.span.start else approval.key
    edits = remove_from_map(spec, approval.node, "by")
    yield Finding(
        "approval-undecided",
        as_lint(spec),
        span,
        "`by` says who decided, and the approval is pending; remove it, or write what was decided as `status`.",
        fixes=(Fix("Remove `by`", edits),) if edits else (),
    )
