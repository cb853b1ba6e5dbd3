"""Which spec runs before which: `depends_on`, and what membership of a driver adds to it.

A member waits for the members before it and for what its driver depends on; a driver waits for its members
(chant-reference.md §6.5). Statuses and files play no part here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from chant_lsp.core.members import driver_of, member_number

if TYPE_CHECKING:
    from chant_lsp.core.index import SpecIndex
    from chant_lsp.core.spec import Spec

MAX_VISITS = 2000
"""Specs to look at on the way from one to another: beyond it they count as ordered, and nothing is said about them."""


MAX_ORDERS = 10_000
"""Answers that are remembered."""


def waits_for(index: SpecIndex, spec: Spec, told: dict[str, int] | None = None) -> Iterator[Spec]:
    """The specs that must be completed before this one.

    Shape: whoever asks for one after the other can have the members of each driver told once, and not again to each of
           them; `told` keeps up to which of a driver's members that is so.
    """
    yield from index.dependencies(spec)
    driver = driver_of(spec.id)
    if driver is not None:
        number = member_number(spec.id)
        if told is None or told.get(driver, 0) < number:
            yield from (other for other in index.members(driver) if member_number(other.id) < number)
        if told is not None:
            told[driver] = max(told.get(driver, 0), number)
        above = index.spec_of(driver)
        if above is not None:
            yield from (other for other in index.dependencies(above) if driver_of(other.id) != driver)
    yield from index.members(spec.id)


def is_before(index: SpecIndex, first: Spec, then: Spec) -> bool:
    """Whether `first` must be completed before `then` runs, directly or by others between them."""
    seen = {then.path}
    todo = [then]
    while todo:
        for other in waits_for(index, todo.pop()):
            if other.path == first.path:
                return True
            if other.path not in seen:
                seen.add(other.path)
                todo.append(other)
                if len(seen) > MAX_VISITS:
                    return True
    return False


def are_ordered(index: SpecIndex, one: Spec, other: Spec) -> bool:
    """Whether one of the two always runs before the other.

    Cost: asked again at each keystroke in a spec that shares an output, so what is known is kept in the index.
    """
    key = (one.path, other.path)
    known = index.orders.get(key)
    if known is None:
        if len(index.orders) >= MAX_ORDERS:
            index.orders.clear()
        known = index.orders[key] = is_before(index, one, other) or is_before(index, other, one)
    return known


def awaiting(index: SpecIndex, ids: Iterable[str]) -> set[str]:
    """The paths of all specs that wait for one of these ids, directly or by others between them.

    Shape: an id need not be that of a spec; what waits for it does so all the same.
    Cost:  proportional to the specs found.
    """
    found: set[str] = set()
    seen: set[str] = set()
    todo = list(ids)
    while todo:
        id = todo.pop()
        if id in seen:
            continue
        seen.add(id)
        for other in directly_awaiting(index, id):
            found.add(other.path)
            todo.append(other.id)
    return found


def directly_awaiting(index: SpecIndex, id: str) -> Iterator[Spec]:
    """The specs that an id holds up with nothing between; some more than once."""
    driver = driver_of(id)
    for other in index.dependents_of(id):
        yield other
        if other.id != driver:
            yield from index.members(other.id)
    if driver is not None:
        yield from index.specs_of(driver)
        number = member_number(id)
        yield from (other for other in index.members(driver) if member_number(other.id) > number)


def cycle_members(index: SpecIndex, spec: Spec) -> set[str]:
    """Paths of the specs that are on some cycle of `depends_on` through the spec, itself included; empty without one.

    Cost: proportional to what it waits for, if anything names it, and that only once: see `SpecIndex.cycles`.
    """
    if index.get(spec.path) is None or not index.mention_count(spec.id):
        return set()
    known = index.cycles.get(spec.path)
    if known is None:
        if len(index.cycles) >= MAX_ORDERS:
            index.cycles.clear()
        known = index.cycles[spec.path] = _find_cycle_members(index, spec)
    return known


def _find_cycle_members(index: SpecIndex, spec: Spec) -> set[str]:
    ahead = _reach(spec, index.dependencies)
    return ahead & _reach(spec, index.dependents) if spec.path in ahead else set()


def _reach(start: Spec, step: Callable[[Spec], Iterable[Spec]]) -> set[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        for spec in step(todo.pop()):
            if spec.path not in seen:
                seen.add(spec.path)
                todo.append(spec)
    return seen
