"""The runs of a project on the disk: which one is the newest, and how our own files are written and forgotten."""

from __future__ import annotations

import json

import pytest
from stage import make_project

from chant_lsp.runs.manifest import done_runs, latest_done
from chant_lsp.runs.model import RunState
from chant_lsp.runs.queue import chains_folder, forget_old
from chant_lsp.runs.store import events_path, latest_run, latest_runs, make_run_folder, write_whole

SECOND = "20261122T100000Z-001-write-{}"
LATER = "20261122T100001Z-001-write-{}"


def kept(project, run_id: str, started_ms: int, state: str) -> str:
    """A run as its journal tells it; without a state it never started."""
    make_run_folder(project, run_id)
    if state:
        at = f"2026-11-22T10:00:0{started_ms // 1000}.{started_ms % 1000:03}Z"
        lines = ({"type": "started", "spec": "001-write"}, {"type": "ended", "state": state})
        told = (json.dumps({"at": at, "seq": seq, **line}) + "\n" for seq, line in enumerate(lines))
        events_path(project, run_id).write_text("".join(told))
    return run_id


@pytest.mark.parametrize("first, last", [("aaaa", "bbbb"), ("bbbb", "aaaa")])
def test_of_the_runs_of_one_second_the_one_that_began_last_is_the_newest(tmp_path, first, last):
    project = make_project(tmp_path)
    kept(project, SECOND.format(first), 100, "done")
    newest = kept(project, SECOND.format(last), 900, "done")
    for run in (latest_run(project, "001-write"), latest_done(project, "001-write"), *latest_runs(project)):
        assert run is not None and run.id == newest


def test_the_newest_done_run_is_behind_those_that_failed_or_never_started(tmp_path):
    project = make_project(tmp_path)
    kept(project, SECOND.format("aaaa"), 100, "done")
    done = kept(project, SECOND.format("bbbb"), 500, "done")
    kept(project, SECOND.format("cccc"), 900, "failed")
    failed = kept(project, LATER.format("aaaa"), 1000, "failed")
    kept(project, LATER.format("bbbb"), 1500, "")
    newest = latest_run(project, "001-write")
    assert newest is not None and (newest.id, newest.state) == (failed, RunState.FAILED)
    assert {spec: run.id for spec, run in done_runs(project).items()} == {"001-write": done}


def test_a_file_of_ours_is_private_and_never_written_through_a_link(tmp_path):
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    theirs.write_text("kept")
    ours.symlink_to(theirs)
    write_whole(ours, b"new")
    assert (theirs.read_text(), ours.read_text(), ours.is_symlink()) == ("kept", "new", False)
    assert ours.stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    (tmp_path / "taken" / "by").mkdir(parents=True)
    with pytest.raises(OSError):
        write_whole(tmp_path / "taken", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_all_files_of_a_chain_that_was_over_long_ago_are_forgotten(tmp_path):
    project = make_project(tmp_path)
    folder = chains_folder(project)
    folder.mkdir(parents=True)
    old, young = "chain-20201122T100000Z-3fa9", "chain-20991122T100000Z-3fa9"
    for name in (f"{old}.json", f"{old}.log", f"{old}.json.4711.new", f"{young}.json"):
        (folder / name).touch()
    forget_old(project)
    assert [path.name for path in folder.iterdir()] == [f"{young}.json"]
