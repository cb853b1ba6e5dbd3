"""Two writers of one file: what somebody saves at the very moment of an edit of ours is never lost."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time

import pytest

from chant_lsp.runs.status import StatusError, write_fields
from chant_lsp.workspace.layout import project_at
from chant_lsp.workspace.swap import take_away, take_place

SPEC = "---\ntype: research\nstatus: pending\nmodel: a\n---\n\n# T\n\n- [ ] a\n"
PATH = ".chant/specs/001-x.md"
RACES = 200


@pytest.fixture
def place(tmp_path):
    place = tmp_path / PATH
    place.parent.mkdir(parents=True)
    return place


def save_in_place(place, text):
    """As VS Code saves."""
    with open(place, "r+") as file:
        file.truncate(0)
        file.write(text)


def save_by_rename(place, text):
    """As vim and emacs save."""
    beside = place.with_suffix(".new")
    beside.write_text(text)
    beside.rename(place)


@pytest.mark.slow
@pytest.mark.parametrize("save", [save_in_place, save_by_rename])
def test_a_users_save_survives_the_status_or_the_status_is_refused(tmp_path, place, save):
    project, random_ = project_at(tmp_path), random.Random(1)
    for number in range(RACES):
        place.write_text(SPEC)
        pause_s = random_.random() * 0.003

        def edit(mark=f"mine {number}\n", pause_s=pause_s):
            time.sleep(pause_s)
            save(place, place.read_text() + mark)

        user = threading.Thread(target=edit)
        user.start()
        try:
            write_fields(project, PATH, {"status": "in_progress"})
        except StatusError as error:
            assert "001-x.md" in str(error)
        user.join()
        assert f"mine {number}" in place.read_text()
        assert os.listdir(place.parent) == [place.name]


WRITER = """
import sys
from pathlib import Path
from chant_lsp.runs.status import write_fields
from chant_lsp.workspace.layout import project_at
project = project_at(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    write_fields(project, sys.argv[4], {sys.argv[2]: f"v{number}"})
"""


@pytest.mark.slow
def test_two_processes_that_write_two_fields_both_get_their_way(tmp_path, place):
    place.write_text(SPEC)
    told = [sys.executable, "-c", WRITER, str(tmp_path)]
    writers = [subprocess.Popen([*told, field, str(RACES), PATH]) for field in ("branch", "model")]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    text = place.read_text()
    assert f"branch: v{RACES - 1}\n" in text and f"model: v{RACES - 1}\n" in text
    assert os.listdir(place.parent) == [place.name]


@pytest.fixture
def folder(tmp_path):
    descriptor = os.open(tmp_path, os.O_RDONLY)
    yield descriptor
    os.close(descriptor)


def test_what_was_not_expected_stays(tmp_path, folder):
    (tmp_path / "a").write_bytes(b"theirs")
    (tmp_path / "new").write_bytes(b"ours")
    assert not take_place(folder, "new", "a", b"expected")
    assert not take_away(folder, "a", "aside", b"expected")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"theirs"}


def test_what_was_expected_goes(tmp_path, folder):
    (tmp_path / "a").write_bytes(b"expected")
    (tmp_path / "new").write_bytes(b"ours")
    assert take_place(folder, "new", "a", b"expected")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"ours"}
    assert take_away(folder, "a", "aside", b"ours")
    assert not list(tmp_path.iterdir())
