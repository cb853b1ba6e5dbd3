"""Completion of ids: every spec that can be meant, none that would make the project wait for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from chant_lsp.core.features.cursor import Spot
from chant_lsp.core.features.offers import Offer, OfferKind, Offers, Surroundings, value_writer
from chant_lsp.core.frozen import made
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import is_archived, spec_id
from chant_lsp.core.order import directly_awaiting, waits_for
from chant_lsp.core.spec import Spec

MAX_VISITS = 2_000
"""Specs to look at in search of a circle; one that cannot be ruled out within that is not offered."""

MAX_WAITING = 200
"""Specs that wait for this one that are looked at first; beyond, it is quicker to look at what the offers wait for."""

MAX_SPECS = 40
"""Specs of one answer: it is asked for at each letter, and whoever types on gets those that fit better."""

MAX_LEFT_OUT = 20
"""Specs that are looked at beside those that can be offered: some will be taken, or close a circle."""


def complete_ids(around: Surroundings, spot: Spot, text: str) -> Offers:
    """Full ids with title and status: the nearest where nothing is typed, else those that what is typed is a part of.

    Shape: `text` is what stands in the span; where it is an id already, that comes first.

    Cost: a search among all names, and at most MAX_VISITS specs for circles.
    """
    found, complete = find_specs(around, spot.typed, spot.siblings, spot.key, text)
    write, matched = value_writer(spot), matcher(spot.typed)
    offers = [
        made(Offer, (id := spec.id, OfferKind.SPEC, write(id), detail_of(spec), "", matched(spec))) for spec in found
    ]
    return Offers(spot.span, offers, complete)


def find_specs(
    around: Surroundings, typed: str, taken: Sequence[str] = (), field: str = "", there: str = ""
) -> tuple[list[Spec], bool]:
    """The specs to offer, archived ones last; and whether that is all of them. `there`: what is to be replaced."""
    index, me = around.index, spec_id(around.path)
    limit = MAX_SPECS + MAX_LEFT_OUT
    ids = index.names.ids(typed, limit) if typed else _near(index, me, limit)
    if there in index.ids:
        ids = list(dict.fromkeys((there, *ids)))
    left = [spec for id in ids if id != me and id not in taken and (spec := index.spec_of(id)) is not None]
    if field == "depends_on":
        left = list(without_circles(index, me, left))
    elif field == "members":  # by their file names, as chant finds them
        left = [spec for spec in left if spec.id.startswith(f"{me}.")]
    found = [spec for spec in left if not is_archived(spec.path) or spec.id == there]
    found += [spec for spec in left if is_archived(spec.path) and spec.id != there] if len(found) < len(left) else []
    return found[:MAX_SPECS], len(ids) < limit and len(found) <= MAX_SPECS


def _near(index: SpecIndex, me: str, limit: int) -> list[str]:
    if len(index.ids) > limit:
        return index.names.ids_around(me, limit)
    return sorted(index.ids)


def without_circles(index: SpecIndex, me: str, specs: Iterable[Spec]) -> Iterable[Spec]:
    """Those of the specs that do not wait for an id already, directly or by others between them.

    Cost: MAX_VISITS specs in each direction, for all of them together; what is not known by then is left out.
    """
    waiting = _waiting_for(index, me)
    if waiting is None:
        return _iter_without_circles(index, me, specs)
    return [spec for spec in specs if spec.path not in waiting]


def _iter_without_circles(index: SpecIndex, me: str, specs: Iterable[Spec]) -> Iterator[Spec]:
    free: set[str] = set()
    visits = 0
    for spec in specs:
        seen = {spec.path}
        todo = [spec]
        while todo and visits < MAX_VISITS:
            for other in waits_for(index, todo.pop()):
                visits += 1
                if other.path not in seen and other.path not in free:
                    seen.add(other.path)
                    todo.append(other)
        if not todo and all(path not in seen for path in index.paths_of(me)):
            free |= seen
            yield spec


def _waiting_for(index: SpecIndex, me: str) -> set[str] | None:
    """The paths of the specs that wait for an id; None when they are too many to look at."""
    found: set[str] = set()
    seen = {me}
    todo = [me]
    while todo:
        id = todo.pop()
        if index.mention_count(id) > MAX_WAITING or len(found) > MAX_WAITING:
            return None
        for other in directly_awaiting(index, id):
            found.add(other.path)
            if other.id not in seen:
                seen.add(other.id)
                todo.append(other.id)
    return found


def detail_of(spec: Spec) -> str:
    """A spec in a few words: its title and where it stands."""
    title, state = spec.title, f"archived, {spec.status}" if is_archived(spec.path) else spec.status
    if not spec.readable:
        state = "chant cannot read it"
    return f"{title} · {state}" if title else state


def matcher(typed: str) -> Callable[[Spec], str]:
    """What the client compares with what is typed: the id, and the title where it is the title that was found."""
    wanted = typed.lower()
    if not wanted:
        return lambda spec: ""
    return lambda spec: "" if wanted in spec.id.lower() else f"{typed} {spec.id} {spec.title or ''}"
