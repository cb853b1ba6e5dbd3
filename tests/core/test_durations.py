"""Times as people say them."""

import pytest

from chant_lsp.core.features.durations import exact, parse_time, rough, time_of_day

NOW_S = 1_800_000_000.0
"""2027-01-15T08:00:00Z"""

DURATIONS = [
    (-5, "0s", "0s"),
    (float("nan"), "0s", "0s"),
    (0.4, "0s", "0s"),
    (45, "45s", "45s"),
    (102, "1m", "1m 42s"),
    (61, "1m", "1m 01s"),
    (3599, "59m", "59m 59s"),
    (7500, "2h", "2h 05m"),
    (86400 * 3 + 1, "3d", "72h 00m"),
]


@pytest.mark.parametrize(("seconds", "short", "long"), DURATIONS)
def test_durations(seconds, short, long):
    assert (rough(seconds), exact(seconds)) == (short, long)


def test_times():
    assert time_of_day(NOW_S, 3600) == "09:00"
    assert parse_time("2027-01-15T08:00:00Z") == NOW_S
    assert parse_time("2027-01-15T10:00:00.25+02:00") == NOW_S
    assert parse_time("yesterday") is None
    assert parse_time("2027-13-45T99:00:00Z") is None
