"""Runs as real processes: two at once, stopped in the middle, killed at any moment. The next start tells the truth."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from stage import (
    HERE,
    SPEC,
    events,
    eventually,
    gone,
    last_run,
    make_project,
    perform,
    pid_in,
    processes_in,
    scripted,
    start_work,
    status_of,
)

from chant_lsp.cli.checked import Projects
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from chant_lsp.runs.follower import Follower
from chant_lsp.runs.lock import is_alive, is_taken
from chant_lsp.runs.model import EventType, Run, RunState
from chant_lsp.runs.orphans import end_orphans_of_lost
from chant_lsp.runs.refusals import Refusal
from chant_lsp.runs.request import Ended
from chant_lsp.runs.store import latest_run, load_run, run_ids
from chant_lsp.runs.supervisor import Started, mark_failed, start_detached, stop
from chant_lsp.workspace.layout import Project

pytestmark = pytest.mark.slow

GOOD = ("write=out.md", "tick")


def runs_of(project: Project) -> list[Run]:
    """All runs, oldest first."""
    runs = (load_run(project, run_id) for run_id in run_ids(project))
    return sorted((run for run in runs if run is not None), key=lambda run: run.started_at)


def finish(process: subprocess.Popen) -> tuple[int, str]:
    """Exit code and stderr of a command."""
    _, complaints = process.communicate(timeout=60)
    return process.returncode, complaints


def test_of_two_starts_at_once_exactly_one_runs(tmp_path):
    project = make_project(tmp_path / "p")
    both = [start_work(project, f"wait={tmp_path / 'go'}", *GOOD) for _ in range(2)]
    first_out = eventually(lambda: next((process for process in both if process.poll() is not None), None))
    (tmp_path / "go").touch()
    ended = [finish(process) for process in both]
    assert sorted(code for code, _ in ended) == [0, 1]
    refused = ended[both.index(first_out)]
    assert refused[0] == 1 and "already" in refused[1] and len(refused[1].strip().splitlines()) == 1
    assert len(runs_of(project)) == 1 and status_of(project).startswith("completed")


def test_two_specs_run_side_by_side(tmp_path):
    other = SPEC.replace("out.md", "other.md")
    project = make_project(tmp_path / "p", {".chant/specs/001-write.md": SPEC, ".chant/specs/002-other.md": other})
    steps = (f"mark={tmp_path / 'a'}", f"wait={tmp_path / 'b'}")
    first = start_work(project, *steps, *GOOD)
    pid_in(tmp_path / "a")
    second = start_work(project, f"mark={tmp_path / 'b'}", "write=other.md", "tick", spec="002-other")
    assert [finish(first)[0], finish(second)[0]] == [0, 0]


@pytest.mark.parametrize("how", ["polite", "stubborn"])
def test_stop_in_the_middle_leaves_nothing_behind(tmp_path, how):
    project = make_project(tmp_path / "p")
    work = start_work(project, f"spawn={tmp_path / 'left'}", f"mark={tmp_path / 'pid'}", f"hang={how}")
    agent, left = pid_in(tmp_path / "pid"), pid_in(tmp_path / "left")
    answer = asyncio.run(stop(project, "001-write"))
    assert answer.stopped and answer.message == "001-write was stopped; its status is paused."
    assert finish(work)[0] == 1
    # Nothing is left at the moment of the answer, not some time later.
    assert not is_alive(agent) and not is_alive(left) and not processes_in(project.root)
    assert status_of(project) == "paused # set by the runner"
    assert [event.type.value for event in events(project)][-2:] == ["stopped", "ended"]
    assert last_run(project).state is RunState.STOPPED


def test_a_flood_can_be_stopped(tmp_path):
    project = make_project(tmp_path / "p")
    work = start_work(project, f"mark={tmp_path / 'pid'}", "flood=100000000")
    agent = pid_in(tmp_path / "pid")
    answer = asyncio.run(stop(project, "001-write"))
    work.communicate()
    assert answer.stopped and "by force" not in answer.message and not is_alive(agent)


def test_ctrl_c_stops_a_run(tmp_path):
    project = make_project(tmp_path / "p")
    work = start_work(project, f"mark={tmp_path / 'pid'}", "hang=polite")
    agent = pid_in(tmp_path / "pid")
    work.send_signal(signal.SIGINT)
    code, said = finish(work)
    assert code == 1 and "stopped: Stopped by Ctrl-C." in said
    assert gone(agent) and status_of(project).startswith("paused")


def halt_runner(work, agent):
    work.send_signal(signal.SIGSTOP)


def halt_all(work, agent):
    for pid in (work.pid, int(process_facts(agent)[1]), agent):
        os.kill(pid, signal.SIGSTOP)


@pytest.mark.parametrize("halt", [halt_runner, halt_all])
def test_what_is_halted_is_stopped_none_the_less(tmp_path, halt):
    project = make_project(tmp_path / "p")
    work = start_work(project, f"spawn={tmp_path / 'left'}", f"mark={tmp_path / 'pid'}", "hang=polite")
    agent, left = pid_in(tmp_path / "pid"), pid_in(tmp_path / "left")
    halt(work, agent)
    answer = asyncio.run(stop(project, "001-write"))
    work.communicate(timeout=30)
    assert answer.stopped and not is_alive(agent) and not is_alive(left)
    assert status_of(project).startswith("paused") and last_run(project).state is RunState.STOPPED
    assert not list((project.chant / ".locks").iterdir()) and not (project.chant / "pids").exists()


def test_a_runner_that_does_not_answer_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr("chant_lsp.runs.supervisor.STOP_S", 0.0)
    project = make_project(tmp_path / "p")
    work = start_work(project, f"mark={tmp_path / 'pid'}", "hang=stubborn")
    agent = pid_in(tmp_path / "pid")
    answer = asyncio.run(stop(project, "001-write"))
    assert answer.stopped and "by force" in answer.message
    assert not is_alive(agent) and status_of(project).startswith("paused")
    assert last_run(project).state is RunState.STOPPED
    work.communicate(timeout=30)


@pytest.mark.parametrize("who", ["the next run", "a stop", "an editor"])
def test_what_lives_on_after_runner_and_guard_died_at_once_is_found(tmp_path, who):
    project = make_project(tmp_path / "p")
    work = start_work(project, f"spawn={tmp_path / 'left'}", f"mark={tmp_path / 'pid'}", "hang=stubborn")
    agent, left = pid_in(tmp_path / "pid"), pid_in(tmp_path / "left")
    guard = int(process_facts(agent)[1])
    # Both halted first, so that neither sees the other die.
    for pid in (guard, work.pid):
        os.kill(pid, signal.SIGSTOP)
    for pid in (guard, work.pid):
        os.kill(pid, signal.SIGKILL)
    work.communicate(timeout=30)
    assert gone(agent) and eventually(lambda: not is_taken(project.runs, "001-write"))
    assert is_alive(left) and last_run(project).state is RunState.LOST
    if who == "the next run":
        assert finish(start_work(project, *GOOD))[0] == 0
    elif who == "a stop":
        said = "001-write is not running: its process has gone already; 1 process of its agent was ended."
        assert asyncio.run(stop(project, "001-write")) == (False, said)
    else:
        assert end_orphans_of_lost(project, "001-write") == 1
    assert gone(left) and not processes_in(project.root)


def test_stopping_what_does_not_run_says_so(tmp_path):
    project = make_project(tmp_path)
    assert asyncio.run(stop(project, "001-write")) == (False, "001-write is not running.")


def process_facts(pid: int) -> list[str]:
    """State, parent, group and session of a process."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def kill_runner(work, agent):
    os.kill(work.pid, signal.SIGKILL)


def kill_guard(work, agent):
    os.kill(int(process_facts(agent)[1]), signal.SIGKILL)


def kill_agent(work, agent):
    os.kill(agent, signal.SIGKILL)


@pytest.mark.parametrize("kill", [kill_runner, kill_guard, kill_agent])
def test_nothing_outlives_a_kill(tmp_path, kill):
    project = make_project(tmp_path / "p")
    work = start_work(project, f"spawn={tmp_path / 'left'}", f"mark={tmp_path / 'pid'}", "hang=stubborn")
    agent, left = pid_in(tmp_path / "pid"), pid_in(tmp_path / "left")
    kill(work, agent)
    code, _ = finish(work)
    assert gone(agent, left) and eventually(lambda: not is_taken(project.runs, "001-write"))
    assert not processes_in(project.root)
    run = last_run(project)
    if kill is kill_runner:
        assert code == -signal.SIGKILL and run.state is RunState.LOST
        assert status_of(project).startswith("in_progress")
        assert not list((project.chant / ".locks").iterdir())
    else:
        assert code == 1 and run.state is RunState.FAILED
        assert status_of(project).startswith("failed")


# Each is a moment at which the runner is killed: after the event of this type (and number) is in the journal.
MOMENTS = [
    (EventType.STARTED, 1),
    (EventType.ACTIVITY, 1),
    (EventType.ACTIVITY, 2),
    (EventType.OUTPUT, 1),
    (EventType.PERMISSION, 1),
    (EventType.PERMISSION, 2),
    (EventType.AGENT_ENDED, 1),
    (EventType.EVIDENCE, 1),
    (EventType.ENDED, 1),
]


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment[0].value}-{moment[1]}")
def test_a_runner_killed_after_any_event_leaves_the_truth(tmp_path, moment):
    project = make_project(tmp_path / "p")
    process = start_work(project, "say=hello", *GOOD)

    def reached():
        run = latest_run(project, "001-write")
        seen = [event.type for event in events(project)] if run else []
        return seen.count(moment[0]) >= moment[1] or process.poll() is not None

    eventually(reached)
    process.kill()
    process.communicate(timeout=30)
    eventually(lambda: not is_taken(project.runs, "001-write") and not processes_in(project.root))
    spec = parse("x.md", Source((project.specs / "001-write.md").read_text()))
    assert spec.readable and spec.title == "Write something" and len(spec.body.criteria) == 2
    run = last_run(project)
    assert run.state in (RunState.LOST, RunState.DONE)
    assert run.state is not RunState.DONE or spec.status == "completed"
    # The next one runs, and closes the book of the lost one.
    ended = perform(project, *GOOD, again=True)
    assert isinstance(ended, Ended) and ended.state is RunState.DONE
    assert [r.state for r in runs_of(project)] == [run.state, RunState.DONE]
    assert status_of(project).startswith("completed")


def test_a_lost_run_can_be_marked_as_failed(tmp_path):
    project = make_project(tmp_path / "p")
    work = start_work(project, f"mark={tmp_path / 'pid'}", "hang=polite")
    agent = pid_in(tmp_path / "pid")
    work.kill()
    work.communicate()
    assert gone(agent) and eventually(lambda: not is_taken(project.runs, "001-write"))
    found = Projects().check(project, ".chant/specs/001-write.md").findings
    assert "nobody-running" in [finding.code for finding in found]
    assert mark_failed(project, "001-write").stopped
    assert status_of(project).startswith("failed") and last_run(project).state is RunState.FAILED
    assert not mark_failed(project, "001-write").stopped


def test_chants_own_lock_is_honoured_and_written(tmp_path):
    project = make_project(tmp_path / "p")
    lock = project.chant / ".locks" / "001-write.lock"
    lock.parent.mkdir()
    lock.write_text(str(os.getpid()))
    code, said = finish(start_work(project, *GOOD))
    assert code == 1 and f"chant itself (pid {os.getpid()}" in said and lock.exists()
    lock.write_text("4194304999")
    work = start_work(project, f"mark={tmp_path / 'pid'}", f"wait={tmp_path / 'go'}", *GOOD)
    pid_in(tmp_path / "pid")
    assert lock.read_text() == str(work.pid)
    (tmp_path / "go").touch()
    assert finish(work)[0] == 0 and not lock.exists()


def launch(project, *steps, again=False):
    table = json.dumps({"scripted": steps})
    runner = (sys.executable, str(HERE / "scripted_work.py"), table)
    start = start_detached(
        project,
        ".chant/specs/001-write.md",
        "scripted",
        again=again,
        agents={"scripted": scripted()},
        runner=runner,
    )
    return asyncio.run(start)


def test_a_detached_run_is_nobodys_child_and_is_followed(tmp_path):
    project = make_project(tmp_path / "p")
    follower = Follower(project)
    assert follower.poll() == []
    started = launch(project, f"mark={tmp_path / 'pid'}", f"wait={tmp_path / 'go'}", "say=hello", *GOOD)
    assert isinstance(started, Started)
    agent = pid_in(tmp_path / "pid")
    run = last_run(project)
    assert run.id == started.run_id and run.state is RunState.RUNNING
    _, parent, _, session = process_facts(run.pid)[:4]
    assert int(session) == run.pid and int(parent) != os.getpid()
    news = follower.poll()
    assert [one.run.state for one in news] == [RunState.RUNNING]
    assert isinstance(launch(project, *GOOD), Refusal)
    (tmp_path / "go").touch()
    assert eventually(lambda: any(one.run.state is RunState.DONE for one in follower.poll()))
    assert follower.poll() == [] and gone(agent)
    assert len(runs_of(project)) == 1


def test_a_follower_sees_that_a_run_was_lost(tmp_path):
    project = make_project(tmp_path / "p")
    work = start_work(project, f"mark={tmp_path / 'pid'}", "hang=polite")
    pid_in(tmp_path / "pid")
    follower = Follower(project)
    assert [one.run.state for one in follower.poll()] == [RunState.RUNNING]
    work.kill()
    work.communicate()
    assert eventually(lambda: [one.run.state for one in follower.poll()] == [RunState.LOST])
    assert follower.poll() == []
    assert finish(start_work(project, *GOOD))[0] == 0
    # The lost one gets its last line, the new one its whole story.
    told = {one.run.id: one.run.state for one in follower.poll()}
    assert set(told.values()) == {RunState.LOST, RunState.DONE}


def test_a_detached_start_that_is_refused_late_says_why(tmp_path):
    project = make_project(tmp_path / "p")
    runner = (sys.executable, "-c", "import sys; sys.exit('chant-lsp work: the disk is full.')")
    start = start_detached(
        project, ".chant/specs/001-write.md", "scripted", agents={"scripted": scripted()}, runner=runner
    )
    assert asyncio.run(start) == Refusal("the disk is full.")
    assert runs_of(project) == [] and sorted(os.listdir(project.runs)) == [".gitignore"]
