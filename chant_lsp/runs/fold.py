"""A run out of its journal: `fold(events)` is the run, one small step an event.

A step reads what it understands of an event and ignores the rest: journals outlive versions, and disks lie. Only "is
its process still there?" cannot be read from a file; `settle` adds that answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from chant_lsp.runs.model import (
    TRANSITIONS,
    BuiltOn,
    Check,
    EventType,
    Evidence,
    Missing,
    Question,
    Run,
    RunEvent,
    RunInput,
    RunState,
)

LOST_MESSAGE = "The process has gone without a last word (killed, or the machine went down)."


def fold(run_id: str, events: Iterable[RunEvent]) -> Run | None:
    """The run that a journal tells; None before its `started` line.

    Errors: none; events that are illegal in their state, or carry the wrong shapes, change nothing.
    """
    rest = iter(events)
    for event in rest:
        if event.type in TRANSITIONS[None]:
            return advance(_started(run_id, event), rest)
    return None


def advance(run: Run, events: Iterable[RunEvent]) -> Run:
    """The run after further events of its journal."""
    for event in events:
        if event.type in TRANSITIONS[run.state]:
            step = _STEPS.get(event.type)
            run = replace(step(run, event) if step else run, heartbeat_at=event.at)
    return run


def settle(run: Run, lock_taken: bool) -> Run:
    """The run as it is now: one that never ended and whose lock is free is lost."""
    if run.state is RunState.RUNNING and not lock_taken:
        return replace(run, state=RunState.LOST, message=LOST_MESSAGE)
    return run


def _started(run_id: str, event: RunEvent) -> Run:
    fields = event.fields
    return Run(
        id=run_id,
        spec=_text(fields, "spec"),
        path=_text(fields, "path"),
        state=RunState.RUNNING,
        agent=_text(fields, "agent"),
        pid=_number(fields.get("pid"), 0),
        pid_started=_text(fields, "pid_started"),
        host=_text(fields, "host"),
        started_at=event.at,
        status_before=_text(fields, "status_before"),
        inputs=tuple(_files(fields.get("inputs"))),
        own=next(_files([fields.get("own")]), None),
        template=next(_files([fields.get("template")]), None),
        built_on=tuple(
            BuiltOn(_text(item, "spec"), _text(item, "run"), _text(item, "outputs"))
            for item in _maps(fields.get("built_on"))
        ),
        outputs=tuple(_texts(fields.get("outputs"))),
        prompt_sha256=_text(fields, "prompt_sha256"),
        attempt=max(1, _number(fields.get("attempt"), 1)),
        model=_text(fields, "model"),
        profile=_text(fields, "profile"),
        allowed=tuple(_texts(fields.get("allowed"))),
        active_at=event.at,
        heartbeat_at=event.at,
    )


def _activity(run: Run, event: RunEvent) -> Run:
    return replace(run, activity=_text(event.fields, "text"), active_at=event.at)


def _output(run: Run, event: RunEvent) -> Run:
    return replace(run, active_at=event.at)


def _permission(run: Run, event: RunEvent) -> Run:
    denied = event.fields.get("decision") == "denied"
    return replace(run, permissions_denied=run.permissions_denied + denied, active_at=event.at)


def _checkpoint(run: Run, event: RunEvent) -> Run:
    kind = _text(event.fields, "kind")
    return replace(run, checkpoint=kind) if kind in ("git", "copies") else run


def _question(run: Run, event: RunEvent) -> Run:
    question = to_question(event.fields)
    return replace(run, question=question, active_at=event.at) if question.id else run


def to_question(fields: Mapping[str, Any]) -> Question:
    """The question that an event's fields tell; without an id it is none."""
    argv, diff = fields.get("argv"), fields.get("diff")
    return Question(
        id=_text(fields, "id"),
        title=_text(fields, "title"),
        tool=_text(fields, "tool"),
        reason=_text(fields, "reason"),
        paths=tuple(_texts(fields.get("paths"))),
        argv=tuple(_texts(argv)) if isinstance(argv, list) else None,
        diff=diff if isinstance(diff, str) else None,
        scope_label=_text(fields, "scope_label"),
    )


def _answer(run: Run, event: RunEvent) -> Run:
    if run.question is None or run.question.id != event.fields.get("id"):
        return run
    denied = event.fields.get("decision") == "deny"
    writes = not denied and run.question.argv is None and run.question.tool in ("write", "delete", "move")
    granted = (*run.granted, *run.question.paths) if writes else run.granted
    count = run.permissions_denied + denied
    return replace(run, question=None, permissions_denied=count, granted=granted, active_at=event.at)


def _stopped(run: Run, event: RunEvent) -> Run:
    return replace(run, stopped_by=_text(event.fields, "by"))


def _check(run: Run, event: RunEvent) -> Run:
    fields = event.fields
    check = Check(_text(fields, "name"), fields.get("passed") is True, _text(fields, "message"))
    return replace(run, checks=(*run.checks, check)) if check.name else run


def _evidence(run: Run, event: RunEvent) -> Run:
    missing = (
        Missing(_text(item, "what"), _text(item, "path"), _text(item, "message"), _text(item, "detail"))
        for item in _maps(event.fields.get("missing"))
    )
    return replace(run, evidence=Evidence(tuple(missing)), written=tuple(_files(event.fields.get("outputs"))))


def _ended(run: Run, event: RunEvent) -> Run:
    state = next((state for state in RunState if state.value == event.fields.get("state")), RunState.FAILED)
    state = RunState.FAILED if state is RunState.RUNNING else state
    told, changes = _text(event.fields, "message"), _number(event.fields.get("changes"), 0)
    return replace(run, state=state, ended_at=event.at, message=told, changes=changes, question=None)


_STEPS: Mapping[EventType, Callable[[Run, RunEvent], Run]] = {
    EventType.ACTIVITY: _activity,
    EventType.OUTPUT: _output,
    EventType.PERMISSION: _permission,
    EventType.CHECKPOINT: _checkpoint,
    EventType.QUESTION: _question,
    EventType.ANSWER: _answer,
    EventType.STOPPED: _stopped,
    EventType.CHECK: _check,
    EventType.EVIDENCE: _evidence,
    EventType.ENDED: _ended,
}
"""What an event changes; those that are not here only tell that the runner lives."""


def _text(fields: Mapping[str, Any], name: str) -> str:
    found = fields.get(name)
    return found if isinstance(found, str) else ""


def _number(found: Any, otherwise: int) -> int:
    return found if isinstance(found, int) and not isinstance(found, bool) else otherwise


def _texts(found: Any) -> Iterator[str]:
    return (item for item in (found if isinstance(found, list) else ()) if isinstance(item, str))


def _maps(found: Any) -> Iterator[dict[str, Any]]:
    return (item for item in (found if isinstance(found, list) else ()) if isinstance(item, dict))


def _files(found: Any) -> Iterator[RunInput]:
    for item in _maps(found):
        size = item.get("bytes")
        if isinstance(size, int):
            yield RunInput(_text(item, "path"), size, _text(item, "sha256"), _text(item, "normal"))
