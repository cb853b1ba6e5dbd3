"""The life of a run: its attempts, its pulse, and what ends it when nothing else does."""

from __future__ import annotations

import threading

import pytest
from stage import events, eventually, last_run, make_project, perform, processes_in, status_of

from chant_lsp.core.own_settings import Timeouts
from chant_lsp.runs.model import EventType, RunState
from chant_lsp.runs.request import Ended
from chant_lsp.runs.store import latest_run

pytestmark = pytest.mark.slow

GOOD = ("write=out.md", "tick")


# name -> (limits, steps, words of the message, who wished it)
TIMEOUTS = {
    "takes too long": (
        Timeouts(run_s=1.0),
        ("hang=polite",),
        "001-write was not done after 1s; give it",
        "timeout.run",
    ),
    "says nothing": (
        Timeouts(silence_s=1.0),
        ("say=hello", "hang=stubborn"),
        "The agent of 001-write was silent for 1s; give it more time with `timeout: {silence: …}`",
        "timeout.silence",
    ),
}


@pytest.mark.parametrize("timeouts, steps, words, by", TIMEOUTS.values(), ids=TIMEOUTS.keys())
def test_what_takes_too_long_fails_and_names_the_setting(tmp_path, timeouts, steps, words, by):
    project = make_project(tmp_path)
    ended = perform(project, *steps, timeouts=timeouts)
    assert isinstance(ended, Ended) and ended.state is RunState.FAILED and words in ended.message
    assert status_of(project).startswith("failed") and last_run(project).stopped_by == by
    assert not processes_in(project.root)


def test_a_run_that_has_nothing_to_say_still_lives(tmp_path, monkeypatch):
    monkeypatch.setattr("chant_lsp.runs.pulse.HEARTBEAT_S", 0.3)
    project = make_project(tmp_path)
    go = tmp_path.parent / f"{tmp_path.name}-go"

    def wait():
        eventually(
            lambda: latest_run(project, "001-write") and EventType.HEARTBEAT in [e.type for e in events(project)]
        )
        go.touch()

    watcher = threading.Thread(target=wait)
    watcher.start()
    ended = perform(project, f"wait={go}", *GOOD)
    watcher.join()
    assert isinstance(ended, Ended) and ended.state is RunState.DONE


def test_attempts_are_counted(tmp_path):
    project = make_project(tmp_path)
    for attempt in (1, 2, 3):
        perform(project, *GOOD, again=True)
        assert last_run(project).attempt == attempt
