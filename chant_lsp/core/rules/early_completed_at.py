"""A time of completion on work that is not completed."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._edits import remove_entry
from chant_lsp.core.rules._fields import value_span
from chant_lsp.core.spec import Spec

ONLY_WITH = ("completed_at",)
WHILE = ("is_open", "readable")
READS = ()
WEIGHS = ("status",)


def early_completed_at(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """`completed_at` beside another status than completed. Page: early_completed_at.md."""
    if not spec.text("completed_at"):
        return
    entry = spec.frontmatter.get("completed_at")
    edits = remove_entry(spec.frontmatter, entry) if entry else ()
    yield Finding(
        "early-completed-at",
        Severity.HINT,
        value_span(spec, "completed_at"),
        f"It says when this was completed, and its status is `{spec.status}`; the next run writes it anew.",
        fixes=(Fix("Remove `completed_at`", edits, True, guess=True),) if edits else (),
    )
