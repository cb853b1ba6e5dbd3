"""Boxes of a gate that were ticked over results that do not hold."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Related, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec

MAX_RELATED = 5

ONLY_WITH = ("labels",)
WHILE = ("human_gate", "is_open")
READS_BODY = True


def gate_ticked_while_stale(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """Ticked boxes of a human gate that builds on stale phases. Page: gate_ticked_while_stale.md."""
    if spec.open_criteria == spec.total_criteria:
        return
    facts = index.stale.get(spec.id)
    if facts is None or facts.state == "fresh" or not facts.line():
        return
    ticked = [criterion for criterion in spec.body.criteria if criterion.done]
    upstream = [other for each in facts.upstream if (other := index.spec_of(each.id)) is not None]
    yield Finding(
        "gate-ticked-while-stale",
        Severity.WARNING,
        ticked[0].span,
        f"{len(ticked)} of {spec.total_criteria} boxes are ticked, and what they are about is stale: {facts.line()}.",
        related=tuple(
            Related(other.path, other.heading, "look at this phase first") for other in upstream[:MAX_RELATED]
        ),
    )
