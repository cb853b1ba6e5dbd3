"""A decision of nobody, or of no time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from chant_lsp.core.findings import Edit, Finding, Fix
from chant_lsp.core.frontmatter import Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._approvals import Approval, read_approval
from chant_lsp.core.rules._weight import as_lint
from chant_lsp.core.rules.near_miss_key import iter_slips
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span

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
    lost = {key.text: key.span for key in _iter_outside(spec, approval) if key.text in missing}
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
    elif lost:
        span = next(iter(lost.values()))
        names = " and ".join(f"`{name}`" for name in lost)
        hint = f" {names} below it {'is' if len(lost) == 1 else 'are'} not indented."
        indent = " " * _indent(spec, approval)
        fixes = (Fix("Indent", tuple(Edit(Span(key.start, key.start), indent) for key in lost.values()), True), *fixes)
    yield Finding(
        "approval-incomplete",
        as_lint(spec),
        span,
        f"`{approval.status}` needs {' and '.join(f'`{name}`' for name in missing)}, too: who decided, and when.{hint}",
        fixes=fixes,
    )


def _iter_outside(spec: Spec, approval: Approval) -> Iterator[Scalar]:
    """The keys `by` and `at` directly below the approval, which are not in it."""
    entries = spec.frontmatter.entries
    at = next(i for i, entry in enumerate(entries) if entry.key.span == approval.key)
    keys = (entry.key for entry in entries[at + 1 :])
    return takewhile(lambda key: key.text in ("by", "at"), () if approval.node.flow else keys)


def _indent(spec: Spec, approval: Approval) -> int:
    first = approval.node.entries[0].key.span
    return first.start - spec.frontmatter.lines_of(first).start
