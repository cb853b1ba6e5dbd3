"""What the references between specs amount to: who can run now and why not, cycles, and the phases of an investigation.

Source: chant-reference.md §6. Where chant's own five definitions of "ready" differ, this is the strict one, that of
`chant work`; only the archive is kinder here: a completed dependency stays completed when it is archived.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from chant_lsp.core.index import SpecIndex
from chant_lsp.core.inputs import Why, find_input
from chant_lsp.core.members import driver_of, member_number
from chant_lsp.core.mentions import PROMPTS_FOLDER, Mention
from chant_lsp.core.order import cycle_members, waits_ahead
from chant_lsp.core.spec import Spec
from chant_lsp.core.traits import TROUBLE

MAX_PHASES = 200
MAX_VISITS = 1000
"""Specs to look at on the way from one back to itself."""


class Obstacle(Enum):
    """Why a phase cannot run now."""

    BROKEN = "chant cannot read the file"
    GATE = "a person's decision"
    APPROVAL = "an approval is missing"
    STATUS = "its own status"
    DEPENDENCY = "another spec must be completed first"
    INPUT = "something that it reads is not there"
    CYCLE = "it waits for itself"
    PROMPT = "its prompt is not there"
    OUTPUT = "it may not write what it declares"


class Reason(NamedTuple):
    """One thing that stands in the way."""

    obstacle: Obstacle
    text: str
    """For people, without a capital or a full stop: `waiting for 001-comprehension (pending)`."""
    mention: Mention | None = None
    """Where the spec names what is missing."""
    spec: Spec | None = None
    """The spec that would have to move first."""


def obstacles(index: SpecIndex, spec: Spec) -> tuple[Reason, ...]:
    """Everything that keeps the phase from running; empty when it is ready.

    Order: the file itself, the gate, its status, dependencies, inputs. Cost: one look at the disk per input.
    """
    return tuple(_iter_obstacles(index, spec))


def _iter_obstacles(index: SpecIndex, spec: Spec) -> Iterator[Reason]:
    if not spec.readable:
        yield Reason(Obstacle.BROKEN, "chant cannot read its frontmatter")
    elif TROUBLE in spec.traits and (spec.frontmatter.edges or spec.frontmatter.problems):
        # In the part that is cut off, hidden or behind an alias may stand that only a person may do this.
        yield Reason(Obstacle.BROKEN, "chant sees another frontmatter than is written there")
    if spec.cut:
        yield Reason(Obstacle.BROKEN, "its file is too large to be a spec")
    if spec.is_human_gate:
        yield Reason(Obstacle.GATE, "a human gate: only a person may do this")
    elif "approval" in spec.traits and _flag(spec, "approval", "required"):
        yield from _iter_unapproved(spec)
    if spec.archived or spec.status in ("completed", "cancelled", "ready"):
        how = "archived" if spec.archived else spec.status
        yield Reason(
            Obstacle.STATUS, "its status is `ready`, which chant cannot start" if how == "ready" else f"it is {how}"
        )
    yield from _iter_unmet(index, spec)
    for mention in spec.inputs:
        reason = _missing_input(index, spec, mention)
        if reason is not None:
            yield reason
    prompt = spec.text("prompt") if "prompt" in spec.traits else None
    if prompt and index.files.kind(f"{PROMPTS_FOLDER}{prompt}.md") is None:
        yield Reason(Obstacle.PROMPT, f"its prompt `{prompt}` is not in {PROMPTS_FOLDER}")
    for output in spec.outputs:
        if index.files.outside(output.text):
            yield Reason(Obstacle.OUTPUT, f"its output `{output.text}` is outside the project", output)


def _iter_unapproved(spec: Spec) -> Iterator[Reason]:
    status, by = spec.nested("approval", "status"), spec.nested("approval", "by")
    if status == "rejected":
        yield Reason(Obstacle.APPROVAL, f"rejected by {f'`{by}`' if by else 'a person'}; it needs an approval now")
    elif status != "approved":
        yield Reason(Obstacle.APPROVAL, "waiting for a person's approval")


def _iter_unmet(index: SpecIndex, spec: Spec) -> Iterator[Reason]:
    for mention in spec.mentions_in("depends_on"):
        other = index.target(mention)
        if other is None:
            yield Reason(Obstacle.DEPENDENCY, f"waiting for `{mention.text}`, which is no spec", mention)
        elif other.path == spec.path:
            yield Reason(Obstacle.CYCLE, "it depends on itself", mention, other)
        elif (reason := _unmet(other, mention)) is not None:
            yield reason
    for id, other in _earlier(index, spec):
        if other is None:
            yield Reason(Obstacle.DEPENDENCY, f"waiting for `{id}`, the member before it, which is no spec")
        elif id not in spec.depends_on and (reason := _unmet(other, None)) is not None:
            yield reason


def _unmet(other: Spec, mention: Mention | None) -> Reason | None:
    if other.status == "completed" and other.readable:
        return None
    state = other.status if other.readable else "cannot be read"
    return Reason(Obstacle.DEPENDENCY, f"waiting for {other.id} ({state})", mention, other)


def _earlier(index: SpecIndex, spec: Spec) -> Iterator[tuple[str, Spec | None]]:
    """What a member of a driver waits for besides, there or not: the members before it, and what its driver depends on.

    Source: chant-reference.md §6.1, the gate of `work`: a member that does not exist blocks those behind it.
    """
    driver = driver_of(spec.id)
    if driver is None:
        return
    for number in range(1, min(member_number(spec.id), MAX_PHASES)):
        id = f"{driver}.{number}"
        yield id, index.spec_of(id)
    above = index.spec_of(driver)
    if above is not None:
        yield from ((one.id, one) for one in index.dependencies(above) if not one.id.startswith(f"{driver}."))


def _missing_input(index: SpecIndex, spec: Spec, mention: Mention) -> Reason | None:
    gap = next(iter(find_input(index, spec, mention).gaps), None)
    if gap is None:
        return None
    if gap.why is Why.OUTSIDE:
        return Reason(Obstacle.INPUT, f"its input `{gap.path}` is outside the project", mention)
    wanted = (producer for producer in gap.producers if producer.id in spec.depends_on)
    producer = next(wanted, next(iter(gap.producers), None))
    by = f"; {producer.id} ({producer.status}) writes it" if producer else ""
    what = f"`{gap.path}` matches no file" if gap.why is Why.EMPTY else f"its input `{gap.path}` is not there"
    return Reason(Obstacle.INPUT, what + by, mention, producer)


def _flag(spec: Spec, name: str, key: str) -> bool:
    return (spec.nested(name, key) or "").lower() == "true"


class Circle(NamedTuple):
    """A way from a spec back to it."""

    way: tuple[Spec, ...]
    """`(spec, …, last)`; empty when there is none."""
    closed: bool = True
    """Whether the last one waits for the spec itself; otherwise others are between them, and nobody has counted."""


NO_CIRCLE = Circle(())


def cycle_of(index: SpecIndex, spec: Spec, by_members: bool = False) -> Circle:
    """The shortest way from the spec along `depends_on` back to it; of a very long one, how it begins.

    Shape: with `by_members` only the first step has to be one of `depends_on`, and the others may be what a driver and
           its members wait for besides (see `waits_for`).
    Cost:  MAX_VISITS specs: each of a circle is asked when one of them changes.
    """
    circle = cycle_members(index, spec, by_members)
    if not circle:
        return NO_CIRCLE
    came_from: dict[str, Spec] = {}
    todo = deque([spec])
    ahead = waits_ahead(index)
    while todo:
        here = todo.popleft()
        if len(came_from) > MAX_VISITS:
            return Circle(_way(spec, here, came_from), closed=False)
        for other in ahead(here) if by_members and here is not spec else index.dependencies(here):
            if other.path == spec.path:
                return Circle(_way(spec, here, came_from))
            if other.path in circle and other.path not in came_from:
                came_from[other.path] = here
                todo.append(other)
    return NO_CIRCLE


def _way(start: Spec, last: Spec, came_from: dict[str, Spec]) -> tuple[Spec, ...]:
    way = [last]
    while way[-1].path != start.path:
        way.append(came_from[way[-1].path])
    return tuple(reversed(way))


def investigation(index: SpecIndex, spec: Spec) -> tuple[Spec, ...]:
    """The phases that belong together with the spec: all that `depends_on` connects, dependencies first, then by id."""
    found = {spec.path: spec}
    todo = deque([spec])
    while todo and len(found) < MAX_PHASES:
        here = todo.popleft()
        for other in (*index.dependencies(here), *index.dependents(here)):
            if other.path not in found:
                found[other.path] = other
                todo.append(other)
    ordered: list[Spec] = []
    left = dict(sorted(found.items(), key=lambda item: item[1].id))
    while left:
        free = [one for one in left.values() if not any(other.path in left for other in index.dependencies(one))]
        chosen = free[0] if free else next(iter(left.values()))
        ordered.append(left.pop(chosen.path))
    return tuple(ordered)


def next_phase(index: SpecIndex, spec: Spec) -> Spec | None:
    """The first spec that waits for this one."""
    return next((other for other in index.dependents(spec) if other.path != spec.path), None)
