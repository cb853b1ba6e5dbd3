"""Boxes of a gate that were ticked before there was anything to look at."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.edit import tick
from chant_lsp.core.findings import Finding, Fix, Related, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec

MAX_RELATED = 5

ONLY_WITH = ("labels",)
WHILE = ("human_gate", "is_open")
READS_BODY = True


def gate_ticked_early(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """Ticked boxes of a human gate while a phase before it is not done. Page: gate_ticked_early.md."""
    if spec.open_criteria == spec.total_criteria:
        return
    waiting = [other for other in index.dependencies(spec) if other.status != "completed" and other.path != spec.path]
    if not waiting:
        return
    ticked = [criterion for criterion in spec.body.criteria if criterion.done]
    first = waiting[0]
    more = f" and {len(waiting) - 1} more" if len(waiting) > 1 else ""
    yield Finding(
        "gate-ticked-early",
        Severity.WARNING,
        ticked[0].span,
        f"{len(ticked)} of {spec.total_criteria} boxes are ticked, and there is nothing to look at yet: "
        f"{first.id}{more} is {first.status}.",
        related=tuple(Related(other.path, other.heading, f"it is {other.status}") for other in waiting[:MAX_RELATED]),
        fixes=(Fix("Untick all boxes", tick(spec, done=False), guess=True),),
    )
