"""Counters, tags and the journal."""

from storage import journal, tags
from storage.counters import Counters


def test_a_counter_starts_at_zero_and_adds_up(tmp_path):
    counters = Counters(tmp_path / "counters.json")
    assert counters.value("visits") == 0
    assert counters.increment("visits") == 1
    assert counters.increment("visits", by=4) == 5
    assert Counters(tmp_path / "counters.json").value("visits") == 5


def test_a_tag_is_kept_once(tmp_path):
    path = tmp_path / "tags.json"
    assert tags.add_tag(path, "pear", "fruit") is True
    assert tags.add_tag(path, "pear", "fruit") is False
    assert tags.add_tag(path, "pear", "green") is True
    assert tags.tags_of(path, "pear") == ["fruit", "green"]
    assert tags.tags_of(path, "fig") == []


def test_the_journal_keeps_the_order(tmp_path):
    path = tmp_path / "journal.jsonl"
    assert journal.events(path) == []
    journal.record(path, "set", key="pear")
    journal.record(path, "delete", key="pear")
    assert journal.events(path) == [{"event": "set", "key": "pear"}, {"event": "delete", "key": "pear"}]
