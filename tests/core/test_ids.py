"""Ids by a part of them, in another case, or by a slip of the pen."""

import pytest

from chant_lsp.core.ids import Ids, one_slip_away

IDS = ["001-comprehension", "002-reproduction", "2026-01-24-001-abc", "2026-01-24-001-abc.1", "ÄRGER"]


@pytest.mark.parametrize(
    "part, containing, ending",
    [
        ("001", ["001-comprehension", "2026-01-24-001-abc", "2026-01-24-001-abc.1"], []),
        ("001-abc", ["2026-01-24-001-abc", "2026-01-24-001-abc.1"], ["2026-01-24-001-abc"]),
        ("002-reproduction", ["002-reproduction"], ["002-reproduction"]),
        ("zzz", [], []),
        ("", [], []),
        ("n\n0", [], []),
    ],
)
def test_a_part(part, containing, ending):
    assert sorted(Ids().containing(IDS, part, 9)) == containing
    assert Ids().ending(IDS, part, 9) == ending


def test_no_more_than_wanted():
    assert len(Ids().containing(map(str, range(1000)), "1", 5)) == 5


def test_another_case():
    assert Ids().in_any_case(IDS, "001-Comprehension") == ["001-comprehension"]
    assert Ids().in_any_case(IDS, "001-comprehension") == []
    assert Ids().in_any_case(IDS, "ärger") == ["ÄRGER"]


def test_ids_that_come_are_found_once_the_old_ones_are_forgotten():
    ids = Ids()
    assert ids.containing(["a1"], "a", 9) == ["a1"]
    ids.forget()
    assert ids.containing(["a1", "a2"], "a", 9) == ["a1", "a2"]


@pytest.mark.parametrize("word", ["abd", "acb", "ab", "abcc", "abcxx", "bc", "xabc"])
def test_one_slip(word):
    assert set(one_slip_away(word, {"abc", "zzz"})) == {"abc"}


@pytest.mark.parametrize("word", ["abc", "xyz", "a", ""])
def test_no_slip(word):
    assert set(one_slip_away(word, {"abc", "zzz"})) == set()
