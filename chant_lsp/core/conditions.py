"""What holds of a spec just now: most rules have something to say only while some of it does.

A rule says so with `WHILE = ("readable", "is_open")`: all of these. It is not asked while one of them does not hold,
and need not look for itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from chant_lsp.core.members import driver_of
from chant_lsp.core.schema import FIELDS
from chant_lsp.core.typed import IS_OPEN, READABLE

if TYPE_CHECKING:
    from chant_lsp.core.index import SpecIndex
    from chant_lsp.core.spec import Spec

Conditions = frozenset[str]

LISTS_OF_IDS = ("depends_on", "members")
"""The fields in which chant's own lint misses a spec."""

ACTIVE = "active"
"""It is not archived."""
HUMAN_GATE = "human_gate"
WAS_RUN = "was_run"
"""Something is known of its last run, or of those that it builds on, that stands in no file of its own."""

MEMBER = "member"
"""chant takes it for a member of a driver, by its id."""
UNRESOLVED = "unresolved"
"""An item of these is no spec's id."""
SILENCED = "silenced"
"""Some code is not to be reported in it."""
CUT = "cut"
"""Only its beginning was read."""
UNDECODABLE = "undecodable"
"""It is not UTF-8."""

STATUSES = frozenset(choice.value for choice in FIELDS["status"].choices)
"""Each is a condition, too: that it is the spec's status."""

RESTS_ON: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        **dict.fromkeys(STATUSES, frozenset(("status",))),
        IS_OPEN: frozenset((IS_OPEN,)),
        READABLE: frozenset((READABLE,)),
        HUMAN_GATE: frozenset(("labels",)),
        **dict.fromkeys((ACTIVE, WAS_RUN, MEMBER, UNRESOLVED, SILENCED, CUT, UNDECODABLE), frozenset()),
    }
)
"""By condition: what it reads of the spec, as rules say it in READS."""


def conditions_of(spec: Spec, index: SpecIndex) -> Conditions:
    """What holds of a spec now."""
    id, status = spec.id, spec.status
    return _conditions(
        status if status in STATUSES else "",
        spec.readable,
        spec.archived,
        spec.is_human_gate,
        id in index.stale or id in index.gaps,
        "." in id and driver_of(id) is not None,
        not spec.traits.isdisjoint(LISTS_OF_IDS) and not _knows_all(index, spec),
        bool(spec.silenced),
        spec.cut,
        spec.undecodable is not None,
    )


def conditions_again(spec: Spec, held: Conditions) -> Conditions:
    """What holds now, of a spec of which no more has changed than its status and whether it can be read."""
    return _conditions_again(held, spec.status, spec.readable)


@lru_cache(maxsize=1024)
def _conditions_again(held: Conditions, status: str, readable: bool) -> Conditions:
    others = held - STATUSES - {READABLE, IS_OPEN, ""}
    now = {status if status in STATUSES else ""}
    now.update((READABLE,) * readable, (IS_OPEN,) * _is_open(status, ACTIVE in held))
    return frozenset((*others, *now))


def _is_open(status: str, active: bool) -> bool:
    return active and status not in ("completed", "cancelled")


def _knows_all(index: SpecIndex, spec: Spec) -> bool:
    ids = index.ids
    return not [text for _, text, _, field in spec.mentions if field in LISTS_OF_IDS and text not in ids]


@cache
def _conditions(status: str, readable: bool, archived: bool, *held: bool) -> Conditions:
    is_open = _is_open(status, not archived)
    names = (READABLE, ACTIVE, IS_OPEN, HUMAN_GATE, WAS_RUN, MEMBER, UNRESOLVED, SILENCED, CUT, UNDECODABLE)
    holds = (readable, not archived, is_open, *held)
    return frozenset((status, *(name for name, one in zip(names, holds, strict=True) if one)))
