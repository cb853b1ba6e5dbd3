"""A decision of nobody, or of no time."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._approvals import read_approval
from chant_lsp.core.rules._weight import as_lint
from chant_lsp.core.rules.near_miss_key import iter_slips
from chant_lsp.core.spec import Spec

ONLY_WITH = ("approval",)
READS = ("approval", "readable")


def approval_incomplete(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """`approved` or `rejected` without `by` or `at`. Page: approval_incomplete.md."""
    approval = read_approval(spec)
    if approval is None or approval.status == "pending" or approval.status_at is None:
        return
    missing = [name for name, value in (("by", approval.by), ("at", approval.at)) if value is None]
    if not missing:
        return
    span = approval.status_at
    fixes = (Fix("Change to `pending`", (Edit(span, "pending"),)),) if approval.by is None else ()
    slips = {key.text: (key.span, name) for name in missing for key in iter_slips(approval.node, name)}
    hint = "".join(f" It has `{text}`; did you mean `{name}`?" for text, (_, name) in slips.items())
    if slips:
        span = next(iter(slips.values()))[0]
        fixes = (
            Fix(
                "Rename " + " and ".join(f"`{text}`" for text in slips),
                tuple(Edit(*one) for one in slips.values()),
                True,
            ),
            *fixes,
        )
    yield Finding(
        "approval-incomplete",
        as_lint(spec),
        span,
        f"`{approval.status}` needs {' and '.join(f'`{name}`' for name in missing)}, too: who decided, and when.{hint}",
        fixes=fixes,
    )
