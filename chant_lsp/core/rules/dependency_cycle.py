"""Specs that wait for each other."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Related, Severity
from chant_lsp.core.graph import cycle_of
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import Mention
from chant_lsp.core.rules._edits import remove_mention
from chant_lsp.core.rules._weight import as_deadlock, while_open
from chant_lsp.core.spec import Spec

MAX_SHOWN = 8

ONLY_WITH = ("depends_on",)
READS = ()
WEIGHS = ("is_open", "readable")


def dependency_cycle(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A dependency that leads back to the spec; reported at each member. Page: dependency_cycle.md."""
    if not index.mention_count(spec.id) or not spec.depends_on or not index.dependents(spec):
        return
    way = cycle_of(index, spec)
    if len(way) < 2:
        return
    mention = _leading_to(spec, way[1])
    if mention is None:
        return
    edits = remove_mention(spec, mention)
    # What is completed holds nobody up; chant's drawing of the graph goes round and round all the same.
    done = any(one.status == "completed" for one in way)
    severity = while_open(spec, Severity.WARNING) if done else as_deadlock(spec)
    so = "`chant dag` never ends" if done else "none of them ever starts"
    ids = [one.id for one in way[:MAX_SHOWN]] + (["…"] if len(way) > MAX_SHOWN else []) + [spec.id]
    yield Finding(
        "dependency-cycle",
        severity,
        mention.span,
        f"These specs wait for each other, and {so}: {' -> '.join(ids)}; break the circle.",
        related=tuple(_iter_hops(way)),
        fixes=(Fix(f"Remove `{mention.text}`", edits),) if edits else (),
    )


def _leading_to(spec: Spec, other: Spec) -> Mention | None:
    return next((mention for mention in spec.mentions_in("depends_on") if mention.text == other.id), None)


def _iter_hops(way: tuple[Spec, ...]) -> Iterator[Related]:
    for here, there in zip(way[1:], (*way[2:], way[0]), strict=True):
        mention = _leading_to(here, there)
        if mention is not None:
            yield Related(here.path, mention.span, f"{here.id} waits for {there.id}")
