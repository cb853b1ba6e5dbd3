"""The user's settings file and what the editor hands over: read, merged, and never a crash."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from chant_lsp.workspace.user_settings import (
    HANDED_OVER,
    MAX_HANDED_BYTES,
    Defined,
    hand_over,
    settings_file,
    take_handed,
    user_settings,
)
from tests.families import family


def write(home: Path, text: str | bytes) -> Path:
    path = home / ".config" / "chant-lsp" / "settings.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def read(home: Path, editor: dict | None = None):
    return user_settings({"HOME": str(home)}, editor)


# environment -> the file
PLACES = {
    "home": ({"HOME": "/h"}, "/h/.config/chant-lsp/settings.yaml"),
    "a folder of its own": ({"HOME": "/h", "XDG_CONFIG_HOME": "/c"}, "/c/chant-lsp/settings.yaml"),
    "a relative folder would be the project's": (
        {"HOME": "/h", "XDG_CONFIG_HOME": "c"},
        "/h/.config/chant-lsp/settings.yaml",
    ),
    "a relative home, too": ({"HOME": "h"}, None),
    "no home": ({}, None),
}


@pytest.mark.parametrize("environment, place", PLACES.values(), ids=PLACES.keys())
def test_where_the_file_is(environment, place):
    assert settings_file(environment) == (Path(place) if place else None)


def test_without_a_file_nothing_is_set(tmp_path):
    assert read(tmp_path) == user_settings({})


def test_what_the_editor_sets_goes_before_the_file_name_by_name(tmp_path):
    path = write(tmp_path, "agents: {a: {command: [x]}, b: {command: [y]}}\ntests: {slow: [make, slow]}\n")
    found = read(tmp_path, {"agents": {"b": {"command": ["z"]}}, "tests": None})
    assert found.agents == {
        "a": Defined({"command": ["x"]}, str(path)),
        "b": Defined({"command": ["z"]}, "the editor's settings"),
    }
    assert found.tests == {"slow": Defined(["make", "slow"], str(path))}
    assert not found.problem


# what is in the file -> words of the problem
WRONG = {
    "a list": ("- a", "have to be a map with `agents` and `tests`"),
    "another key": ("agent: x", "have no `agent`, only `agents` and `tests`"),
    "agents are a list": ("agents: [a]", "`agents` in your settings takes a map of names"),
    "no YAML": ("agents: {a: [", "are no YAML: "),
    "a tab": ("agents:\n\ta: x", "line 2"),
    "a Python object": ("agents: !!python/object/apply:os.system [touch x]", "are no YAML: could not determine"),
    "not UTF-8": (b"agents: \xff", "are no YAML: "),
    "nested without end": ("agents: " + "[" * 50_000, "are no YAML: "),
    "too large": ("#" * 2_000_000, "larger than 1024 KiB"),
}


@pytest.mark.parametrize("text, words", family(WRONG, WRONG.keys() - {"nested without end"}))
def test_what_is_wrong_is_one_sentence(tmp_path, text, words):
    path = write(tmp_path, text)
    found = read(tmp_path)
    assert words in found.problem and str(path) in found.problem
    assert found.problem.endswith(".") and "\n" not in found.problem
    assert not found.agents


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "agents:\ntests:\n"])
def test_an_empty_file_is_fine(tmp_path, text):
    write(tmp_path, text)
    assert read(tmp_path) == user_settings({})


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_said(tmp_path):
    write(tmp_path, "agents: {}").chmod(0)
    assert "Permission denied" in read(tmp_path).problem


def test_what_is_handed_over_arrives_and_leaves_the_environment():
    editor = {"agents": {"a": {"command": ["x"]}}, "tests": {}, "debounce": 1}
    environment = {"PATH": "/bin", **hand_over(editor)}
    assert take_handed(environment) == {"agents": {"a": {"command": ["x"]}}}
    assert environment == {"PATH": "/bin"}
    assert hand_over({"agents": {}}) == {} and take_handed(environment) == {}


def test_too_much_to_hand_over_is_said():
    with pytest.raises(ValueError, match="larger than 96 KiB; move some"):
        hand_over({"agents": {"a": {"command": ["x" * MAX_HANDED_BYTES]}}})


@pytest.mark.parametrize("text", ["{", "[]", "1", '"x"'])
def test_what_is_no_object_is_nothing(text):
    assert take_handed({HANDED_OVER: text}) == {}
