"""Which specs a chain is about, and in which order: what a spec needs first, and what follows from it.

Answers from the files alone; who is running what is for `chain.py` to find out.
"""

from __future__ import annotations

from collections.abc import Iterable

from chant_lsp.core.features.standing import reasons_of
from chant_lsp.core.graph import MAX_PHASES, Obstacle
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.overview import investigations
from chant_lsp.core.spec import Spec


def is_over(spec: Spec) -> bool:
    """Whether a chain has nothing to do with the spec any more."""
    return spec.archived or spec.status in ("completed", "cancelled")


def needed(index: SpecIndex, spec: Spec) -> tuple[Spec, ...]:
    """The spec, and before it all that has to be completed first; gates among them."""
    return _in_order(index, with_needs(index, [spec]))


def onward(index: SpecIndex, specs: Iterable[Spec]) -> tuple[Spec, ...]:
    """The specs, what they need and everything that follows from them, up to the first human gates."""
    found = {spec.path: spec for spec in specs}
    todo = list(found.values())
    for here in todo:
        if here.is_human_gate:
            continue
        for other in index.dependents(here):
            if other.path not in found and not is_over(other) and len(found) < MAX_PHASES:
                found[other.path] = other
                todo.append(other)
    return _in_order(index, with_needs(index, found.values()))


def open_investigations(index: SpecIndex) -> list[tuple[Spec, ...]]:
    """What is left to do of each investigation of more than one phase; none for those that are done."""
    groups = (group for group in investigations(index) if len(group) > 1)
    left = (tuple(spec for spec in group if not is_over(spec)) for group in groups)
    return [specs for specs in left if any(not spec.is_human_gate for spec in specs)]


def with_needs(index: SpecIndex, specs: Iterable[Spec]) -> dict[str, Spec]:
    """The specs and all that has to be completed before them, gates among it; by path, in no particular order."""
    found = {spec.path: spec for spec in specs}
    todo = list(found.values())
    for here in todo:
        for other in _needs(index, here):
            if other.path not in found and len(found) < MAX_PHASES:
                found[other.path] = other
                todo.append(other)
    return found


def _needs(index: SpecIndex, spec: Spec) -> list[Spec]:
    if not spec.readable:
        return []
    reasons = reasons_of(index, spec)
    wanted = (Obstacle.DEPENDENCY, Obstacle.INPUT)
    return [
        reason.spec
        for reason in reasons
        if reason.spec is not None and reason.obstacle in wanted and not is_over(reason.spec)
    ]


def _in_order(index: SpecIndex, found: dict[str, Spec]) -> tuple[Spec, ...]:
    needs = {path: [other.path for other in _needs(index, spec)] for path, spec in found.items()}
    left = dict(sorted(found.items(), key=lambda item: item[1].id))
    ordered: list[Spec] = []
    while left:
        free = (one for one in left.values() if left.keys().isdisjoint(needs[one.path]))
        chosen = next(free, None) or next(iter(left.values()))
        ordered.append(left.pop(chosen.path))
    return tuple(ordered)
