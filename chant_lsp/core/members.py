"""Which ids chant takes for members of a driver: file names alone decide, the field `members` does not.

Source: chant-reference.md §4.4. `x.2` is the second member of `x`; so is `x.2-more`, and `v1.2-fix` is one of `v1`,
whether it was meant so or not.
"""

from __future__ import annotations

import re

_MEMBER = re.compile(r"(?P<driver>[^.]+)\.(?P<number>[0-9]+)(?P<rest>.*)", re.DOTALL)
_MAX_DIGITS = 9


def driver_of(id: str) -> str | None:
    """The id of the driver that chant takes the spec for a member of; None when it takes it for none."""
    match = _MEMBER.match(id)
    return match["driver"] if match else None


def member_number(id: str) -> int:
    """Which of its driver's members the spec is; 0 when it is none, or has a number that nobody counts to."""
    match = _MEMBER.match(id)
    return int(match["number"]) if match and len(match["number"]) <= _MAX_DIGITS else 0


def is_plain_member(id: str) -> bool:
    """Whether the id says so and no more: `x.2`, `x.2.1`, not `v1.2-fix`."""
    match = _MEMBER.match(id)
    return match is not None and re.fullmatch(r"(?:\.[0-9]+)*", match["rest"]) is not None
