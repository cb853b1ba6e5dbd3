"""A rejection that stops nothing."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._approvals import Approval, read_approval
from chant_lsp.core.rules._edits import add_to_map
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec

ONLY_WITH = ("approval",)
READS = ("approval", "readable")
WEIGHS = ("is_open",)


def rejection_without_effect(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """`status: rejected` in an approval that is not required. Page: rejection_without_effect.md."""
    approval = read_approval(spec)
    if approval is None or approval.status != "rejected" or approval.required or approval.status_at is None:
        return
    edits = _requiring(spec, approval)
    yield Finding(
        "rejection-without-effect",
        while_open(spec, Severity.WARNING),
        approval.status_at,
        "It is rejected, and `chant work` starts it all the same: an approval counts with `required: true` only.",
        fixes=(Fix("Require the approval", edits, True, guess=True),) if edits else (),
    )


def _requiring(spec: Spec, approval: Approval) -> tuple[Edit, ...]:
    entry = next((inner for inner in approval.node.entries if inner.key.text == "required"), None)
    if entry is None:
        return add_to_map(spec, approval.node, ("required", "true"))
    return (Edit(entry.value.span, "true"),) if isinstance(entry.value, Scalar) and entry.value.text else ()
