"""All active specs of a project, investigation by investigation: what `status` lists and what a tree shows."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator

from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec


def investigations(index: SpecIndex) -> list[tuple[Spec, ...]]:
    """The active specs, those that `depends_on` connects together.

    Shape: within an investigation dependencies first, then by id; a spec that is connected to none is alone in its own.
           Investigations are in the order of their first ids. A cycle is entered at its first id.
    Cost:  each active spec and dependency once.
    """
    left = {spec.path: spec for spec in index.specs.values() if not spec.archived}
    found = []
    while left:
        _, first = left.popitem()
        found.append(tuple(_in_order(index, _connected(index, first, left))))
    return sorted(found, key=lambda phases: min(spec.id for spec in phases))


def _connected(index: SpecIndex, first: Spec, left: dict[str, Spec]) -> list[Spec]:
    """The specs of `left` that dependencies connect with the first, taken out of it."""
    found = [first]
    for spec in found:
        for other in (*index.dependencies(spec), *index.dependents(spec)):
            if left.pop(other.path, None) is not None:
                found.append(other)
    return found


def _in_order(index: SpecIndex, specs: Iterable[Spec]) -> Iterator[Spec]:
    by_path = {spec.path: spec for spec in specs}
    waits_for = {
        path: {other.path for other in index.dependencies(spec) if other.path in by_path and other.path != path}
        for path, spec in by_path.items()
    }
    dependents: dict[str, list[str]] = {}
    for path, others in waits_for.items():
        for other in others:
            dependents.setdefault(other, []).append(path)
    free = [(by_path[path].id, path) for path, others in waits_for.items() if not others]
    heapq.heapify(free)
    waiting = sorted((by_path[path].id, path) for path, others in waits_for.items() if others)
    waiting.reverse()
    done: set[str] = set()
    while free or waiting:
        _, path = heapq.heappop(free) if free else waiting.pop()
        if path in done:
            continue
        done.add(path)
        yield by_path[path]
        for other in dependents.get(path, ()):
            waits_for[other].discard(path)
            if not waits_for[other]:
                heapq.heappush(free, (by_path[other].id, other))
