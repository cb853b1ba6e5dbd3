import pytest
from storage.store import Store


def test_a_value_comes_back(tmp_path):
    store = Store(tmp_path / "store.json")
    store.set("colour", "green")
    assert store.get("colour") == "green"


def test_a_missing_key_is_the_default(tmp_path):
    store = Store(tmp_path / "store.json")
    assert store.get("colour") is None
    assert store.get("colour", "grey") == "grey"


def test_values_survive_a_restart(tmp_path):
    Store(tmp_path / "store.json").set("list", [1, {"two": 3}])
    assert Store(tmp_path / "store.json").get("list") == [1, {"two": 3}]


def test_update_changes_what_is_there(tmp_path):
    store = Store(tmp_path / "store.json")
    assert store.update("done", lambda jobs: [*jobs, "first"], default=[]) == ["first"]
    assert store.update("done", lambda jobs: [*jobs, "second"], default=[]) == ["first", "second"]
    assert store.get("done") == ["first", "second"]


def test_a_change_that_fails_changes_nothing(tmp_path):
    store = Store(tmp_path / "store.json")
    store.set("done", ["first"])
    with pytest.raises(TypeError):
        store.update("done", lambda jobs: jobs["no such job"])
    assert store.get("done") == ["first"]


def test_delete_says_whether_there_was_something(tmp_path):
    store = Store(tmp_path / "store.json")
    store.set("colour", "green")
    assert store.delete("colour") is True
    assert store.delete("colour") is False
    assert store.keys() == []


def test_keys_are_sorted(tmp_path):
    store = Store(tmp_path / "store.json")
    for key in ("pear", "apple", "fig"):
        store.set(key, 1)
    assert store.keys() == ["apple", "fig", "pear"]
