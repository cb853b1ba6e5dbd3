"""Times as chant reads them: RFC 3339, with the freedoms of the library that it uses, and nothing else."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

_RFC_3339 = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})[Tt ](?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2})(?:\.\d+)?"
    r"(?:[Zz]|[+-](?P<offset_hour>\d{2}):(?P<offset_minute>\d{2}))",
    re.ASCII,
)
_LOOSE = re.compile(
    r"(?P<date>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4})"
    r"(?:(?:[Tt]|[ \t]+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?P<fraction>[.,]\d+)?)?)?"
    r"[ \t]*(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?",
    re.ASCII,
)
_BASIC = re.compile(r"\A(\d{4})(\d{2})(\d{2})[Tt](\d{2})(\d{2})(\d{2})(?!\d)", re.ASCII)
"""`20260208T100000Z`."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PARTS = {
    "date": re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII),
    "weekday": re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?", re.IGNORECASE),
    "month": re.compile(rf"(?:{'|'.join(_MONTHS)})[a-z]*\.?", re.IGNORECASE),
    "clock": re.compile(r"\d{1,2}:\d{2}(?::\d{2})?", re.ASCII),
    "half": re.compile(r"[ap]\.?m\.?", re.IGNORECASE),
    "zone": re.compile(r"Z|UTC|GMT|[+-]\d{2}:?\d{2}", re.ASCII),
    "year": re.compile(r"\d{4}", re.ASCII),
    "day": re.compile(r"\d{1,2}(?:st|nd|rd|th)?", re.ASCII),
}
"""What a time may consist of, in any order, each at most once."""
MAX_WORDS = 60
"""Characters of a time in words."""
_SECONDS = re.compile(r"[12]\d{9}", re.ASCII)
_MILLISECONDS = re.compile(r"[12]\d{12}", re.ASCII)
_AROUND = " \t\r\n\"'`“”‘’„"
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2212", "-----")
"""What word processors make of a hyphen."""
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def is_time(text: str) -> bool:
    """Whether chant can read the text as a time."""
    match = _RFC_3339.fullmatch(text)
    if match is None:
        return False
    in_day = int(match["hour"]) < 24 and int(match["minute"]) < 60 and int(match["second"]) <= 60
    offset = match["offset_hour"] is None or (int(match["offset_hour"]) < 24 and int(match["offset_minute"]) < 60)
    return in_day and offset and _is_date(match["date"])


def as_time(text: str) -> str | None:
    """The time that a text was meant to be, as chant writes it; in UTC where it names no zone, None if it is none."""
    text = text.strip(_AROUND).translate(_DASHES)
    if _SECONDS.fullmatch(text) or _MILLISECONDS.fullmatch(text):
        seconds = int(text[:10])
        return f"{_EPOCH + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}"
    match = _LOOSE.fullmatch(_BASIC.sub(r"\1-\2-\3T\4:\5:\6", text))
    if match is None:
        return _from_words(text) if len(text) <= MAX_WORDS else None
    parts = re.split(r"[-/.]", match["date"])
    year, month, day = parts if len(parts[0]) == 4 else reversed(parts)
    fraction = (match["fraction"] or "").replace(",", ".")
    clock = f"{int(match['hour'] or 0):02}:{match['minute'] or '00'}:{match['second'] or '00'}{fraction}"
    time = f"{year}-{int(month):02}-{int(day):02}T{clock}{_zone(match['zone'])}"
    return time if is_time(time) else None


def _from_words(text: str) -> str | None:
    """`Sun, 8 Feb 2026 10:00:00 +0100`, `Feb 8, 2026` and `2026-02-08 3:15 PM`: each part is told by its looks."""
    found: dict[str, str] = {}
    for word in filter(None, re.split(r"[\s,]+", text)):
        kind = next((kind for kind, part in _PARTS.items() if kind not in found and part.fullmatch(word)), None)
        if kind is None:
            return None
        found[kind] = word
    if "date" not in found and found.keys() >= {"year", "month", "day"}:
        month = _MONTHS.index(found["month"][:3].lower()) + 1
        found["date"] = f"{found['year']}-{month:02}-{int(re.sub('[a-z]', '', found['day'])):02}"
    hour, minute, second = (*map(int, found.get("clock", "0:0").split(":")), 0)[:3]
    if "half" in found:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    time = f"{found.get('date')}T{hour:02}:{minute:02}:{second:02}{_zone(found.get('zone'))}"
    return time if is_time(time) else None


def as_milliseconds(text: str) -> int | None:
    """The milliseconds since 1970 of a time that a person wrote, None if it is none."""
    time = as_time(text)
    try:
        moment = datetime.fromisoformat(time.replace("Z", "+00:00")) if time else None
    except ValueError:
        return None
    return (moment - _EPOCH) // timedelta(milliseconds=1) if moment and moment >= _EPOCH else None


def _zone(zone: str | None) -> str:
    if zone is None or zone in ("Z", "z", "UTC", "GMT"):
        return "Z"
    return f"{zone[:3]}:{zone[-2:] if len(zone) > 3 else '00'}"


def _is_date(text: str) -> bool:
    year, month, day = map(int, text.split("-"))
    try:
        # Year 0 is one to chant, and a leap year, which Python does not know.
        datetime(year or 2000, month, day)
    except ValueError:
        return False
    return True
