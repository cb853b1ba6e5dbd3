"""Which spec runs before which: `depends_on`, and what membership of a driver adds to it.

A member waits for the members before it and for what its driver depends on; a driver waits for its members
(chant-reference.md §6.5). Statuses and files play no part here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from chant_lsp.core.members import driver_of, member_number

if TYPE_CHECKING:
    from chant_lsp.core.index import SpecIndex
    from chant_lsp.core.spec import Spec

MAX_VISITS = 2000
"""Specs to look at on the way from one to another: beyond it they count as ordered, and nothing is said about them."""


MAX_ORDERS = 10_000
MAX_CIRCLES = 100_000
"""Answers that are remembered."""


class Circles:
    """Which specs lead back to themselves, as far as it was asked since some spec last named something else."""

    def __init__(self) -> None:
        self.by_dependencies: dict[str, frozenset[str]] = {}
        """By path, the paths of all specs that are on a circle with it; none for one that is on no circle."""
        self.by_members: dict[str, frozenset[str]] = {}
        """The same where membership of a driver counts as well."""
        self.earlier: dict[str, dict[int, list[str]]] = {}
        """By driver and number of a member: the paths of the members just before it."""

    def clear(self) -> None:
        """Something is named otherwise."""
        self.by_dependencies.clear()
        self.by_members.clear()
        self.earlier.clear()


def waits_for(index: SpecIndex, spec: Spec) -> Iterator[Spec]:
    """The specs that must be completed before this one."""
    return waits_ahead(index)(spec)


def waits_ahead(index: SpecIndex) -> Callable[[Spec], Iterator[Spec]]:
    """`waits_for`, for a walk that passes by what it has met: what the members of a driver wait for is told once.

    Cost: over a whole walk, proportional to the members; `waits_for` names half of them at each.
    """
    untold: dict[str, deque[Spec]] = {}

    def step(spec: Spec) -> Iterator[Spec]:
        yield from index.dependencies(spec)
        driver = driver_of(spec.id)
        if driver is not None:
            is_first = driver not in untold
            if is_first:
                untold[driver] = deque(index.members(driver))
            members, number = untold[driver], member_number(spec.id)
            while members and member_number(members[0].id) < number:
                yield members.popleft()
            if is_first:
                yield from _above(index, driver)
        yield from index.members(spec.id)

    return step


def waits_next_for(index: SpecIndex, spec: Spec) -> Iterator[Spec]:
    """The same, but of the members before it only the last, which wait for the others: a driver may have hundreds."""
    yield from index.dependencies(spec)
    driver = driver_of(spec.id)
    if driver is not None:
        earlier = index.circles.earlier.get(driver)
        if earlier is None:
            groups = [list(group) for _, group in groupby(index.members(driver), lambda one: member_number(one.id))]
            earlier = index.circles.earlier[driver] = {
                member_number(then[0].id): [one.path for one in first] for first, then in pairwise(groups)
            }
        yield from (index.specs[path] for path in earlier.get(member_number(spec.id), ()))
        yield from _above(index, driver)
    yield from index.members(spec.id)


def _above(index: SpecIndex, driver: str) -> Iterator[Spec]:
    """What members wait for because their driver does."""
    above = index.spec_of(driver)
    if above is not None:
        yield from (other for other in index.dependencies(above) if driver_of(other.id) != driver)


def is_before(index: SpecIndex, first: Spec, then: Spec) -> bool:
    """Whether `first` must be completed before `then` runs, directly or by others between them."""
    seen = {then.path}
    todo = [then]
    step = waits_ahead(index)
    while todo:
        for other in step(todo.pop()):
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
    told: set[str] = set()
    todo = list(ids)
    while todo:
        id = todo.pop()
        if id in seen:
            continue
        seen.add(id)
        for other in directly_awaiting(index, id, told):
            found.add(other.path)
            todo.append(other.id)
    return found


def directly_awaiting(index: SpecIndex, id: str, told: set[str] | None = None) -> Iterator[Spec]:
    """The specs that an id holds up with nothing between; some more than once.

    Shape: for one walk after all of them, `told` has the paths of dependents that were named with their members, which
           are passed by then: where each depends on each, it costs most to find that out again and again.
    """
    driver = driver_of(id)
    told = set() if told is None else told
    for other in index.iter_referrers(id):
        if other.path in told or not other.waits_for(id):
            continue
        yield other
        if other.id != driver:
            told.add(other.path)
            yield from index.members(other.id)
    if driver is not None:
        yield from index.specs_of(driver)
        number = member_number(id)
        yield from (other for other in index.members(driver) if member_number(other.id) > number)


def cycle_members(index: SpecIndex, spec: Spec, by_members: bool = False) -> frozenset[str]:
    """Paths of the specs that are on some cycle through the spec, itself included; empty without one.

    Shape: a cycle of `depends_on`, or, `by_members`, of all that `waits_for` tells.
    Cost:  proportional to what it waits for, and that only once for each spec: see `Circles`.
    """
    if index.get(spec.path) is None:
        return _NONE
    known = index.circles.by_members if by_members else index.circles.by_dependencies
    if spec.path not in known:
        if len(known) >= MAX_CIRCLES:
            known.clear()
        step = partial(waits_next_for, index) if by_members else index.dependencies
        _find_circles(index, spec, step, known)
    return known[spec.path]


_NONE: frozenset[str] = frozenset()


def _find_circles(
    index: SpecIndex, start: Spec, step: Callable[[Spec], Iterable[Spec]], known: dict[str, frozenset[str]]
) -> None:
    """Learn who is on a circle with whom, of a spec and all that it leads to; Tarjan's strongly connected components.

    Shape: `known` has the answers so far, and takes the new ones.
    """
    found, lowest, way = {start.path: 0}, {start.path: 0}, [start.path]
    own: set[str] = set()
    todo = [(start.path, iter(step(start)))]
    while todo:
        here, ahead = todo[-1]
        other = next((other.path for other in ahead if other.path not in known), None)
        if other is None:
            todo.pop()
            if todo:
                before = todo[-1][0]
                lowest[before] = min(lowest[before], lowest[here])
            if lowest[here] == found[here]:
                circle = _cut(way, here)
                known.update(dict.fromkeys(circle, circle if len(circle) > 1 or here in own else _NONE))
        elif other in found:
            lowest[here] = min(lowest[here], found[other])
            if other == here:
                own.add(here)
        else:
            found[other] = lowest[other] = len(found)
            way.append(other)
            todo.append((other, iter(step(index.specs[other]))))


def _cut(way: list[str], start: str) -> frozenset[str]:
    """Take the end of a way off, from a place on it."""
    taken = [way.pop()]
    while taken[-1] != start:
        taken.append(way.pop())
    return frozenset(taken)
