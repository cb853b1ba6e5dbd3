"""Times as people say them: `45s`, `3m`, `2h`, `3d`; and `1m 42s` for what is still going on."""

from __future__ import annotations

import re
from datetime import datetime, timezone

_TIME = re.compile(
    r"(?P<moment>\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:\.\d+)?(?:[Zz]|(?P<sign>[+-])(?P<hours>\d\d):(?P<minutes>\d\d))"
)

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def rough(seconds: float) -> str:
    """How long, in the largest unit that fits; what lies in the future counts as no time at all."""
    seconds = _whole(seconds)
    for unit, letter in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "m")):
        if seconds >= unit:
            return f"{seconds // unit}{letter}"
    return f"{seconds}s"


def exact(seconds: float) -> str:
    """How long something has been going on, in its two largest units: `42s`, `1m 42s`, `2h 05m`."""
    seconds = _whole(seconds)
    if seconds < _MINUTE:
        return f"{seconds}s"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE}m {seconds % _MINUTE:02d}s"
    return f"{seconds // _HOUR}h {seconds % _HOUR // _MINUTE:02d}m"


def ago(then_s: float | None, now_s: float) -> str:
    """` 5m ago`, with the space in front; '' when the moment is not known."""
    return f" {rough(now_s - then_s)} ago" if then_s is not None and then_s > 0 else ""


def time_of_day(then_s: float, utc_offset_s: int) -> str:
    """`12:03` on a clock that is so many seconds ahead of UTC."""
    minutes = _whole(then_s + utc_offset_s) % _DAY // _MINUTE
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def parse_time(text: str) -> float | None:
    """Seconds since 1970 of a time as chant writes it (RFC 3339); None when it is none."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    try:
        moment = datetime.fromisoformat(match["moment"].upper()).replace(tzinfo=timezone.utc).timestamp()
    except (ValueError, OverflowError):
        return None
    if match["sign"] is None:
        return moment
    offset = int(match["hours"]) * _HOUR + int(match["minutes"]) * _MINUTE
    return moment - offset if match["sign"] == "+" else moment + offset


def _whole(seconds: float) -> int:
    # The caller's clocks may disagree, even to the point of infinity.
    return int(seconds) if 0 < seconds < 1e12 else 0
