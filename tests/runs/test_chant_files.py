"""chant's own files: its locks, its pid files and a live `chant watch` are respected, written, and seen to be stale."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from stage import eventually, make_project, pid_in, start_work, status_of

from chant_lsp.runs.facts import read_facts
from chant_lsp.runs.lock import chant_lock_path, chant_pid_path, find_chant_holder, find_watch, hold_chant_lock


@pytest.fixture
def stranger():
    """A process that could be chant."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield process.pid
    process.kill()
    process.communicate()


def nobody(_pid: int) -> bool:
    return False


def put(path, text: str, seconds_ago: float = 0.0):
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    then = time.time() - seconds_ago
    os.utime(path, (then, then))


@pytest.mark.parametrize("place", [chant_lock_path, chant_pid_path])
def test_a_live_process_holds_the_spec(tmp_path, stranger, place):
    project = make_project(tmp_path)
    put(place(project.chant, "001-write"), str(stranger))
    holder = find_chant_holder(project.chant, "001-write", nobody)
    assert holder is not None and holder.pid == stranger and holder.path == place(project.chant, "001-write")
    facts = read_facts(project)["001-write"]
    assert (facts.state, facts.pid, facts.by) == ("elsewhere", stranger, "chant") and facts.started_s > 0


STALE = {
    "dead": ("4194304999", 0.0),
    "no number": ("me", 0.0),
    "empty": ("", 0.0),
    "negative": ("-1", 0.0),
    "huge": ("9" * 40, 0.0),
}


@pytest.mark.parametrize("text, seconds_ago", STALE.values(), ids=STALE.keys())
def test_what_is_stale_holds_nothing(tmp_path, text, seconds_ago):
    put(chant_lock_path(tmp_path, "a"), text, seconds_ago)
    assert find_chant_holder(tmp_path, "a", nobody) is None


def test_a_number_that_another_process_got_later_is_stale(tmp_path, stranger):
    put(chant_lock_path(tmp_path, "a"), str(stranger), seconds_ago=3600)
    put(tmp_path / "watch.pid", str(stranger), seconds_ago=3600)
    assert find_chant_holder(tmp_path, "a", nobody) is None and find_watch(tmp_path) is None
    put(tmp_path / "watch.pid", str(stranger))
    assert find_watch(tmp_path) == stranger


def test_ours_are_written_and_removed(tmp_path):
    with hold_chant_lock(tmp_path, "a", nobody):
        assert chant_lock_path(tmp_path, "a").read_text() == str(os.getpid())
        assert chant_pid_path(tmp_path, "a").read_text() == str(os.getpid())
    assert not chant_lock_path(tmp_path, "a").exists() and not (tmp_path / "pids").exists()


def test_a_fifo_is_nobody(tmp_path):
    (tmp_path / ".locks").mkdir()
    os.mkfifo(chant_lock_path(tmp_path, "a"))
    assert find_chant_holder(tmp_path, "a", nobody) is None


@pytest.mark.slow
def test_chant_pause_stops_a_run_in_good_order(tmp_path):
    project = make_project(tmp_path / "p")
    work = start_work(project, f"mark={tmp_path / 'pid'}", "hang=polite")
    pid_in(tmp_path / "pid")
    os.kill(int(chant_pid_path(project.chant, "001-write").read_text()), 15)  # what `chant pause` does
    work.communicate(timeout=60)
    assert status_of(project).startswith("paused") and not (project.chant / "pids").exists()


@pytest.mark.slow
def test_a_killed_runner_leaves_no_file_of_chants_behind(tmp_path):
    project = make_project(tmp_path / "p")
    work = start_work(project, f"mark={tmp_path / 'pid'}", "hang=polite")
    pid_in(tmp_path / "pid")
    work.kill()
    work.communicate()
    assert eventually(lambda: not chant_lock_path(project.chant, "001-write").exists())
    assert eventually(lambda: not chant_pid_path(project.chant, "001-write").exists())


@pytest.mark.slow
def test_a_live_watch_would_finalize_a_spec_whose_boxes_are_all_ticked(tmp_path, stranger):
    ticked = "---\nstatus: {}\n---\n\n# T\n\n## Acceptance Criteria\n\n- [x] a\n"
    project = make_project(tmp_path / "p", {".chant/specs/001-write.md": ticked.format("completed")})
    put(project.chant / "watch.pid", str(stranger))
    code, said = finish(start_work(project, "tick", extra=("--again",)))
    assert code == 1
    assert said == (
        f"chant-lsp work: 001-write cannot run while `chant watch` (pid {stranger}) does: all its boxes are ticked, so "
        "watch could finalize it in the middle; stop watch, or untick what is to be done again.\n"
    )
    put(project.chant / "watch.pid", "4194304999")
    assert finish(start_work(project, "tick", extra=("--again",)))[0] == 0


def finish(process) -> tuple[int, str]:
    _, said = process.communicate(timeout=60)
    return process.returncode, said
