"""What the `approval` of a spec says, with its places."""

from __future__ import annotations

from typing import NamedTuple

from chant_lsp.core.frontmatter import Mapping, Opaque, Scalar
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span
from chant_lsp.core.values import scalar_kind


class Approval(NamedTuple):
    """One decision; what is empty is not there."""

    key: Span
    node: Mapping
    required: bool
    status: str
    status_at: Span | None
    by: Scalar | None
    at: Scalar | None


def read_approval(spec: Spec) -> Approval | None:
    """The approval as chant reads it; None where there is none, or where not all of it can be read."""
    entry = spec.frontmatter.get("approval")
    if entry is None or not isinstance(entry.value, Mapping) or not spec.readable:
        return None
    found = {inner.key.text: inner.value for inner in reversed(entry.value.entries)}
    if any(isinstance(value, Opaque) for value in found.values()):
        return None
    values = {key: value for key, value in found.items() if isinstance(value, Scalar) and scalar_kind(value) != "null"}
    required, status = values.get("required"), values.get("status")
    return Approval(
        entry.key.span,
        entry.value,
        required is not None and required.text.lower() == "true",
        status.text if status else "pending",
        status.span if status else None,
        values.get("by"),
        values.get("at"),
    )


def approved_at(spec: Spec) -> Span | None:
    """Where an open human gate says that it is approved; None for any other spec."""
    approval = read_approval(spec) if spec.is_human_gate and spec.is_open else None
    return approval.status_at if approval is not None and approval.status == "approved" else None
