"""Specs that wait for each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from chant_lsp.core.findings import Finding, Fix, Related, Severity
from chant_lsp.core.graph import NO_CIRCLE, Circle, cycle_of
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.members import driver_of
from chant_lsp.core.mentions import Mention
from chant_lsp.core.order import directly_awaiting
from chant_lsp.core.rules._edits import remove_mention
from chant_lsp.core.rules._weight import as_deadlock, while_open
from chant_lsp.core.spec import Spec

MAX_SHOWN = 8
"""Specs of a circle that the message names."""
MAX_RELATED = 50
"""Steps of a circle that a finding leads to: each of its specs has such a finding."""

ONLY_WITH = ("depends_on",)
READS = ("is_open",)
WEIGHS = ("readable", "status")


def dependency_cycle(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A dependency that leads back to the spec; reported at each member. Page: dependency_cycle.md."""
    way, closed = cycle_of(index, spec)
    by_members = not way and spec.is_open and any(True for _ in directly_awaiting(index, spec.id))
    way, closed = _way_by_members(spec, index) if by_members else (way, closed)
    mention = _leading_to(spec, way[1]) if len(way) > 1 else None
    if mention is None:
        return
    if by_members:
        # Without a look at anybody's status: who is far away on such a way is not checked again for it.
        severity, so = Severity.WARNING, "some by way of a driver and its members"
    elif any(one.status == "completed" for one in way):
        # What is completed holds nobody up; chant's drawing of the graph goes round and round all the same.
        severity, so = while_open(spec, Severity.WARNING), "and `chant dag` never ends"
    else:
        severity, so = as_deadlock(spec), "and none of them ever starts"
    edits = remove_mention(spec, mention)
    between = ["…"] if len(way) > MAX_SHOWN or not closed else []
    ids = [*(one.id for one in way[:MAX_SHOWN]), *between, spec.id]
    yield Finding(
        "dependency-cycle",
        severity,
        mention.span,
        f"These specs wait for each other, {so}: {' → '.join(ids)}; break the circle.",
        related=tuple(islice(_iter_hops(way), MAX_RELATED)),
        fixes=(Fix(f"Remove `{mention.text}`", edits),) if edits else (),
    )


def _way_by_members(spec: Spec, index: SpecIndex) -> Circle:
    """None through the spec's own driver: that is an `own-driver-dependency`."""
    found = cycle_of(index, spec, by_members=True)
    return NO_CIRCLE if len(found.way) > 1 and found.way[1].id == driver_of(spec.id) else found


def _leading_to(spec: Spec, other: Spec) -> Mention | None:
    return next((mention for mention in spec.mentions_in("depends_on") if mention.text == other.id), None)


def _iter_hops(way: tuple[Spec, ...]) -> Iterator[Related]:
    for here, there in zip(way[1:], (*way[2:], way[0]), strict=True):
        mention = _leading_to(here, there)
        if mention is not None:
            yield Related(here.path, mention.span, f"{here.id} waits for {there.id}")
