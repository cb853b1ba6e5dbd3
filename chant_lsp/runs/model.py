"""What a run is: its states, its events, the legal steps between them, and the evidence that ends it.

A run's truth is its journal: `fold(events)` is the run. Only "is its process still there?" cannot be read from a file;
`settle` adds that answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from enum import Enum
from typing import Any


class RunState(Enum):
    """Where a run stands. The values are the words of the journal and of `chant/runState`."""

    RUNNING = "running"
    """Started, and not ended yet: its agent works, is being stopped, or its evidence is being looked at."""
    DONE = "done"
    """Ended with all the evidence there; the spec is completed."""
    FAILED = "failed"
    """Ended by an error of the agent, or with evidence missing."""
    STOPPED = "stopped"
    """Ended because somebody asked for it; the spec is paused."""
    LOST = "lost"
    """Its process has gone without a last word: killed, or the machine went down."""


class EventType(str, Enum):
    """What a line of the journal tells."""

    STARTED = "started"
    """The lock is held; carries all that identifies the run."""
    ACTIVITY = "activity"
    """One short line: what the agent is doing now."""
    OUTPUT = "output"
    """Text of the agent, whole lines, redacted."""
    PERMISSION = "permission"
    """Something the agent asked for or tried, and what the policy decided."""
    AGENT_ENDED = "agent_ended"
    """The agent's turn is over; its own reason."""
    EVIDENCE = "evidence"
    """What was found when the outputs were looked at."""
    STOPPED = "stopped"
    """Somebody asked the run to stop."""
    ENDED = "ended"
    """The last line: how it ended, in a sentence."""


_GOING = frozenset(EventType) - {EventType.STARTED, EventType.ENDED}

TRANSITIONS: Mapping[RunState | None, frozenset[EventType]] = {
    None: frozenset({EventType.STARTED}),
    RunState.RUNNING: _GOING | {EventType.ENDED},
    RunState.DONE: frozenset(),
    RunState.FAILED: frozenset(),
    RunState.STOPPED: frozenset(),
    RunState.LOST: frozenset(),
}
"""Which events may follow in which state (None: nothing is written yet). Others are not folded."""


@dataclass(frozen=True, slots=True)
class RunEvent:
    """One line of a journal."""

    at: datetime
    """UTC, to the millisecond."""
    seq: int
    """0, 1, 2 … within one journal."""
    type: EventType
    fields: Mapping[str, Any] = field(default_factory=dict)
    """What the type carries besides; plain JSON values."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that keeps a run from being done."""

    what: str
    """`output`, `criterion`, `outside` (touched although not declared), `spec` (its text was changed) or `exit`."""
    path: str
    """Project-relative; the spec's own path where nothing else is meant."""
    message: str
    """One sentence."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a run left behind, measured against what its spec declares."""

    missing: tuple[Missing, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing at all is missing."""
        return not self.missing

    @property
    def only_extras(self) -> bool:
        """Whether all that was asked for is there, and something besides: a person has to look."""
        return bool(self.missing) and all(missing.what in ("outside", "spec") for missing in self.missing)

    def summary(self) -> str:
        """The first sentence, and how many others there are."""
        if not self.missing:
            return "All the evidence is there."
        first, *others = self.missing
        if first.what == "exit":
            # An agent that broke off has left nothing: only what it touched besides is news.
            others = [missing for missing in others if missing.what not in ("output", "criterion")]
        return first.message + (f" ({len(others)} more)" if others else "")


@dataclass(frozen=True, slots=True)
class RunInput:
    """One file of the bundle, as it was when the prompt was built."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Run:
    """One run, as its journal tells it."""

    id: str
    spec: str
    """The spec's id."""
    path: str
    """The spec's project-relative path when it started."""
    state: RunState
    agent: str
    pid: int
    """Of the runner, on `host`."""
    host: str
    started_at: datetime
    status_before: str
    """The spec's status when the run started."""
    pid_started: str = ""
    """The process's own start mark, so that a reused pid is not taken for the runner; '' where unknown."""
    inputs: tuple[RunInput, ...] = ()
    outputs: tuple[str, ...] = ()
    prompt_sha256: str = ""
    activity: str = ""
    """What the agent did last."""
    ended_at: datetime | None = None
    message: str = ""
    """How it ended, in a sentence."""
    stopped_by: str = ""
    """Who asked it to stop; '' while nobody did."""
    evidence: Evidence | None = None
    permissions_denied: int = 0

    @property
    def active(self) -> bool:
        """Whether a process should be working on it."""
        return self.state is RunState.RUNNING


def fold(run_id: str, events: Iterable[RunEvent]) -> Run | None:
    """The run that a journal tells; None before its `started` line.

    Errors: none; events that are illegal in their state, or carry the wrong shapes, change nothing.
    """
    run: Run | None = None
    for event in events:
        if event.type in TRANSITIONS[run.state if run else None]:
            run = _step(run_id, run, event)
    return run


def advance(run: Run, events: Iterable[RunEvent]) -> Run:
    """The run after further events of its journal."""
    for event in events:
        if event.type in TRANSITIONS[run.state]:
            run = _step(run.id, run, event) or run
    return run


def settle(run: Run, lock_taken: bool) -> Run:
    """The run as it is now: one that never ended and whose lock is free is lost."""
    if run.state is RunState.RUNNING and not lock_taken:
        message = "The process has gone without a last word (killed, or the machine went down)."
        return replace(run, state=RunState.LOST, message=message)
    return run


def _step(run_id: str, run: Run | None, event: RunEvent) -> Run | None:
    fields = event.fields
    if run is None:
        return _started(run_id, event)
    if event.type is EventType.ACTIVITY:
        return replace(run, activity=str(fields.get("text", "")))
    if event.type is EventType.PERMISSION and fields.get("decision") == "denied":
        return replace(run, permissions_denied=run.permissions_denied + 1)
    if event.type is EventType.STOPPED:
        return replace(run, stopped_by=str(fields.get("by", "")))
    if event.type is EventType.EVIDENCE:
        return replace(run, evidence=_evidence(fields))
    if event.type is EventType.ENDED:
        state = next((s for s in RunState if s.value == fields.get("state")), RunState.FAILED)
        return replace(run, state=state, ended_at=event.at, message=str(fields.get("message", "")))
    return run


def _started(run_id: str, event: RunEvent) -> Run:
    fields = event.fields
    pid = fields.get("pid")
    return Run(
        id=run_id,
        spec=str(fields.get("spec", "")),
        path=str(fields.get("path", "")),
        state=RunState.RUNNING,
        agent=str(fields.get("agent", "")),
        pid=pid if isinstance(pid, int) else 0,
        pid_started=str(fields.get("pid_started", "")),
        host=str(fields.get("host", "")),
        started_at=event.at,
        status_before=str(fields.get("status_before", "")),
        inputs=tuple(_inputs(fields.get("inputs"))),
        outputs=tuple(_texts(fields.get("outputs"))),
        prompt_sha256=str(fields.get("prompt_sha256", "")),
    )


def _inputs(found: Any) -> Iterable[RunInput]:
    for item in found if isinstance(found, list) else ():
        if isinstance(item, dict) and isinstance(item.get("bytes"), int):
            yield RunInput(str(item.get("path", "")), item["bytes"], str(item.get("sha256", "")))


def _texts(found: Any) -> Iterable[str]:
    return (item for item in (found if isinstance(found, list) else ()) if isinstance(item, str))


def _evidence(fields: Mapping[str, Any]) -> Evidence:
    found = fields.get("missing")
    items = [item for item in (found if isinstance(found, list) else ()) if isinstance(item, dict)]
    return Evidence(
        tuple(Missing(str(i.get("what", "")), str(i.get("path", "")), str(i.get("message", ""))) for i in items)
    )


def timestamp(at: datetime) -> str:
    """A journal's time: `2026-11-22T10:00:00.123Z`."""
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def parse_timestamp(text: str) -> datetime:
    """The reverse of `timestamp`. Errors: ValueError."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
