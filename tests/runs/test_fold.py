"""Every kind of event and what it makes of a run; shapes that no runner writes change nothing and never raise."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from chant_lsp.runs.fold import advance, fold, settle
from chant_lsp.runs.model import (
    TRANSITIONS,
    Check,
    EventType,
    Question,
    Run,
    RunEvent,
    RunInput,
    RunState,
)

AT = datetime(2026, 11, 22, 10, 0, 0, 123000, timezone.utc)


def event(type: EventType, later_s: float = 0, **fields) -> RunEvent:
    return RunEvent(AT + timedelta(seconds=later_s), 0, type, fields)


STARTED = event(EventType.STARTED, spec="001-a", path=".chant/specs/001-a.md", agent="x", pid=7, host="h")
ASKED = event(EventType.QUESTION, id="q1", title="git push", tool="execute", argv=["git", "push"], paths=["a", 7])


def folded(*events: RunEvent) -> Run:
    run = fold("id", [STARTED, *events])
    assert run is not None
    return run


# name -> (event, field of the run, value)
FIELDS = {
    "checkpoint": (event(EventType.CHECKPOINT, kind="git", head="abc"), "checkpoint", "git"),
    "checkpoint of old": (event(EventType.CHECKPOINT, kind="copies", ref="x", head=""), "checkpoint", "copies"),
    "checkpoint of nobody knows what": (event(EventType.CHECKPOINT, kind="x"), "checkpoint", ""),
    "question": (
        ASKED,
        "question",
        Question("q1", "git push", "execute", paths=("a",), argv=("git", "push")),
    ),
    "check": (event(EventType.CHECK, name="red", passed=True, message="m"), "checks", (Check("red", True, "m"),)),
    "written": (
        event(EventType.EVIDENCE, missing=[], outputs=[{"path": "o", "bytes": 2, "sha256": "s", "normal": "n"}]),
        "written",
        (RunInput("o", 2, "s", "n"),),
    ),
    "heartbeat": (event(EventType.HEARTBEAT, 15), "heartbeat_at", AT + timedelta(seconds=15)),
    "a heartbeat is no activity": (event(EventType.HEARTBEAT, 15), "active_at", AT),
    "output is activity": (event(EventType.OUTPUT, 9, text="x"), "active_at", AT + timedelta(seconds=9)),
    "stopped": (event(EventType.STOPPED, by="me"), "stopped_by", "me"),
}


@pytest.mark.parametrize("event, name, value", FIELDS.values(), ids=FIELDS.keys())
def test_an_event_and_what_it_makes_of_the_run(event, name, value):
    assert getattr(folded(event), name) == value


def test_what_the_first_line_tells():
    first = event(
        EventType.STARTED,
        attempt=3,
        model="sonnet",
        profile="reproduction",
        inputs=[{"path": "i", "bytes": 1, "sha256": "s", "normal": "n"}],
    )
    run = fold("id", [first])
    assert run is not None
    assert (run.attempt, run.model, run.profile) == (3, "sonnet", "reproduction")
    assert run.inputs == (RunInput("i", 1, "s", "n"),)


def test_a_question_is_open_until_its_own_answer_or_the_end():
    assert folded(ASKED, event(EventType.ANSWER, id="other", decision="deny")).question is not None
    denied = folded(ASKED, event(EventType.ANSWER, id="q1", decision="deny", by="me"))
    assert denied.question is None and denied.permissions_denied == 1
    allowed = folded(ASKED, event(EventType.ANSWER, id="q1", decision="allow_once", by="me"))
    assert allowed.question is None and allowed.permissions_denied == 0
    assert folded(ASKED, event(EventType.ENDED, state="failed", message="m")).question is None


@pytest.mark.parametrize("state", [state for state in RunState if state is not RunState.RUNNING])
def test_nothing_follows_the_end(state):
    ended = folded(event(EventType.ENDED, state=state.value, message="m"))
    assert ended.state is state and not TRANSITIONS[state]
    assert advance(ended, [event(type, 5, text="x", id="q", title="t") for type in EventType]) == ended


def test_no_journal_says_that_a_run_goes_on_for_ever():
    assert folded(event(EventType.ENDED, state="running", message="m")).state is RunState.FAILED


def test_a_lost_run_keeps_its_story():
    run = folded(event(EventType.ACTIVITY, text="reading"))
    assert settle(run, lock_taken=True) is run
    lost = settle(run, lock_taken=False)
    assert lost.state is RunState.LOST and lost.activity == "reading"


ODD = [None, 7, -1, True, "x", "", [], [None], [[]], {}, {"a": 1}, [{"path": 3, "bytes": "many"}], 1.5]
NAMES = [
    "spec",
    "path",
    "agent",
    "pid",
    "pid_started",
    "host",
    "inputs",
    "outputs",
    "prompt_sha256",
    "status_before",
    "attempt",
    "model",
    "profile",
    "kind",
    "head",
    "id",
    "title",
    "tool",
    "reason",
    "paths",
    "argv",
    "diff",
    "scope_label",
    "decision",
    "by",
    "name",
    "passed",
    "message",
    "missing",
    "text",
    "state",
]


@pytest.mark.parametrize("odd", ODD, ids=map(repr, ODD))
@pytest.mark.parametrize("type", EventType)
def test_bad_shapes_are_survived(type, odd):
    wrong = RunEvent(AT, 0, type, dict.fromkeys(NAMES, odd))
    run = fold("id", [wrong] if type is EventType.STARTED else [STARTED, ASKED, wrong])
    assert run is not None and isinstance(run.state, RunState) and run.attempt >= 1
    for name in ("spec", "path", "agent", "model", "profile", "activity", "message", "stopped_by"):
        assert isinstance(getattr(run, name), str)
