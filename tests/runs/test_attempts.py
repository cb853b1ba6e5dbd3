"""Runs from their checkpoint to their end: what each keeps, and what can be taken back, however it ended."""

from __future__ import annotations

import os
import signal

import pytest
from checkpoints import SPEC_PATH, git, project_in_git, tree
from stage import SPEC, events, eventually, gone, last_run, make_project, perform, pid_in, start_work, status_of

from chant_lsp.runs import checkpoint
from chant_lsp.runs.discard import carry_out, changes_of, commits_left, make_plan
from chant_lsp.runs.model import EventType, RunState
from chant_lsp.runs.review import review
from chant_lsp.runs.runner import Ended
from chant_lsp.runs.store import events_path, run_ids
from chant_lsp.runs.supervisor import mark_failed

pytestmark = pytest.mark.slow

GOOD = ("write=out.md", "tick")


def changed(project) -> set[str]:
    run = last_run(project)
    changes = changes_of(project, run)
    assert changes is not None
    return {file.path for file in review(project, run, changes).files}


def discard(project) -> None:
    found = carry_out(project, make_plan(project, last_run(project)))
    assert not found.kept, found


def test_a_done_run_leaves_git_as_it_was_and_can_be_taken_back(tmp_path):
    project = project_in_git(tmp_path)
    before, branch = tree(tmp_path), git(tmp_path, "log", "--format=%H %s", "HEAD")
    perform(project, *GOOD)
    run = last_run(project)
    assert run.checkpoint == "git" and run.changes == 2
    assert (
        git(tmp_path, "diff", "--cached", "--stat") == "" and git(tmp_path, "log", "--format=%H %s", "HEAD") == branch
    )
    assert changed(project) == {"out.md", SPEC_PATH}
    discard(project)
    assert tree(tmp_path) == before
    assert git(tmp_path, "status", "--porcelain") == ""


def test_the_commits_that_an_agent_made_are_in_the_spec(tmp_path):
    project = project_in_git(tmp_path)
    commit = "git -c user.name=A -c user.email=a@example.org commit --quiet --message 'chant(001-write): write it'"
    ended = perform(project, *GOOD, f"shell=git add out.md && {commit}")
    assert isinstance(ended, Ended) and ended.state is RunState.DONE, ended
    commit = git(tmp_path, "rev-parse", "--short", "HEAD").strip()
    text = project.absolute(SPEC_PATH).read_text()
    assert f"\ncommits:\n- {commit}\ncompleted_at: " in text.replace("'", "")
    run = last_run(project)
    changes = changes_of(project, run)
    assert changes is not None
    discard(project)
    assert commits_left(project, run, changes) == (
        f"A commit of 001-write since then stays on the branch: {commit}; `git revert` takes it back."
    )


def test_a_run_whose_checkpoint_cannot_be_kept_does_not_start(tmp_path, monkeypatch):
    project = make_project(tmp_path)

    def full(*args):
        raise OSError(28, "No space left on device", str(project.runs / "x"))

    monkeypatch.setattr(checkpoint, "write_record", full)
    ended = perform(project, "put=ran.txt", *GOOD)
    assert isinstance(ended, Ended) and ended.state is RunState.FAILED
    assert ended.message == (
        "Nothing was started, because the state before the run could not be kept: "
        "No space left on device (.chant/runs/x); make room or mend that, and run it again."
    )
    assert not (tmp_path / "ran.txt").exists()
    assert project.absolute(SPEC_PATH).read_text() == SPEC


def test_what_is_not_kept_is_said_in_the_log(tmp_path):
    project = make_project(tmp_path, {SPEC_PATH: SPEC, "big.bin": "x" * 2_000_000})
    perform(project, *GOOD)
    said = "".join(event.fields["text"] for event in events(project) if event.type is EventType.OUTPUT)
    assert "[Too large or unreadable, so it could not be put back: `big.bin`.]" in said


def test_a_stopped_run_can_be_taken_back(tmp_path):
    project = project_in_git(tmp_path / "p")
    before = tree(project.root)
    work = start_work(project, "write=out.md", "put=src/other.py", f"mark={tmp_path / 'here'}", "hang")
    pid_in(tmp_path / "here")
    work.send_signal(signal.SIGTERM)
    work.wait(60)
    assert last_run(project).state is RunState.STOPPED
    assert changed(project) == {"out.md", "src/other.py", SPEC_PATH}
    discard(project)
    assert tree(project.root) == before


def test_a_lost_run_can_be_looked_at_and_taken_back(tmp_path):
    project = project_in_git(tmp_path / "p")
    before = tree(project.root)
    work = start_work(project, "write=out.md", f"mark={tmp_path / 'here'}", "hang")
    agent = pid_in(tmp_path / "here")
    os.kill(work.pid, signal.SIGKILL)
    work.wait(60)
    gone(agent)
    eventually(lambda: last_run(project).state is RunState.LOST)
    assert status_of(project).startswith("in_progress")
    assert changed(project) == {"out.md", SPEC_PATH}
    discard(project)
    assert tree(project.root) == before


def test_the_status_that_others_set_for_a_lost_run_goes_back_too(tmp_path):
    project = project_in_git(tmp_path / "p")
    before = tree(project.root)
    work = start_work(project, f"mark={tmp_path / 'here'}", "hang")
    agent = pid_in(tmp_path / "here")
    os.kill(work.pid, signal.SIGKILL)
    work.wait(60)
    gone(agent)
    eventually(lambda: last_run(project).state is RunState.LOST)
    # As long after it as anybody would need to click.
    place = events_path(project, last_run(project).id)
    place.write_text(place.read_text().replace('"at": "2', '"at": "1'))
    mark_failed(project, "001-write")
    assert status_of(project).startswith("failed")
    discard(project)
    assert tree(project.root) == before


def test_attempts_are_kept_up_to_a_number(tmp_path):
    project = project_in_git(tmp_path, {SPEC_PATH: SPEC, ".chant/lsp.yaml": "keep_runs: 2\n"})
    for number in range(1, 5):
        perform(project, "write=out.md", f"put={number}.txt")
        assert last_run(project).attempt == number
    assert len(run_ids(project)) == 3, "two, and the one that had just begun"
    kept = git(tmp_path, "for-each-ref", "--format=%(refname:lstrip=3)", "refs/chant-lsp").split()
    assert kept == run_ids(project)
