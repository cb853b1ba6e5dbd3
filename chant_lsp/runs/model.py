"""What a run is: its states, its events, which of them are legal when, and the evidence that ends it.

Values only; how a run comes out of its events is in `fold.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    HEARTBEAT = "heartbeat"
    """The runner lives, and has had nothing else to write for a while."""
    CHECKPOINT = "checkpoint"
    """What the project was like before the agent is kept: where, and how."""
    ACTIVITY = "activity"
    """One short line: what the agent is doing now."""
    OUTPUT = "output"
    """Text of the agent, whole lines, redacted."""
    PERMISSION = "permission"
    """Something the agent asked for or tried, and what the policy decided."""
    QUESTION = "question"
    """The agent wants what the profile does not allow; a person is asked, and the agent waits."""
    ANSWER = "answer"
    """What a person, or nobody in time, said to the open question."""
    AGENT_ENDED = "agent_ended"
    """The agent's turn is over; its own reason."""
    CHECK = "check"
    """One check of the phase was made."""
    EVIDENCE = "evidence"
    """What was found when the outputs were looked at."""
    STOPPED = "stopped"
    """Somebody asked the run to stop."""
    ENDED = "ended"
    """The last line: how it ended, in a sentence."""


HEARTBEAT_S = 15.0
"""A run writes at least this often; an agent that says nothing for so long is silent."""

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
    """`exit`, `output`, `section`, `criterion`; of tests `red`, `unchanged`, `green`, `suite`; or one of EXTRAS."""
    path: str
    """Project-relative; the spec's own path where nothing else is meant."""
    message: str
    """One sentence."""
    detail: str = ""
    """Of a section, what was asked for."""


EXTRAS = ("outside", "spec", "impact")
"""What is there besides: touched although not declared, the spec's own text, changed although not in the impact map."""


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
        return bool(self.missing) and all(missing.what in EXTRAS for missing in self.missing)

    def summary(self) -> str:
        """The first sentence, and how many others there are."""
        if not self.missing:
            return "All the evidence is there."
        first, *others = self.missing
        if first.what == "exit":
            # An agent that broke off has left nothing: only what it touched besides is news.
            others = [missing for missing in others if missing.what in EXTRAS]
        return first.message + (f" ({len(others)} more)" if others else "")


@dataclass(frozen=True, slots=True)
class RunInput:
    """One file of the bundle, as it was when the prompt was built."""

    path: str
    bytes: int
    sha256: str
    normal: str = ""
    """The hash of what matters of it: without ticks, status, line ends and trailing space; '' where unknown."""


@dataclass(frozen=True, slots=True)
class BuiltOn:
    """A spec that a run built on, as it was done then."""

    spec: str
    """Its id."""
    run: str = ""
    """Its last done run; '' where none was known."""
    outputs: str = ""
    """The hash of what that run wrote, all normal hashes together; '' where unknown."""


@dataclass(frozen=True, slots=True)
class Question:
    """What an agent wants and only a person may allow, exactly as it would happen."""

    id: str
    title: str
    tool: str = ""
    reason: str = ""
    """Why the profile does not allow it."""
    paths: tuple[str, ...] = ()
    argv: tuple[str, ...] | None = None
    """The command; None where it is none."""
    diff: str | None = None
    """Of a write, unified; None where it is none."""
    scope_label: str = ""
    """What `allow_run` would allow for the rest of the run."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a phase, made."""

    name: str
    passed: bool
    message: str = ""


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
    own: RunInput | None = None
    """The spec's file; its `normal` is the hash of what it tells an agent to do. None in old journals."""
    template: RunInput | None = None
    """Its prompt with all that is put into it but the spec; the path is the prompt's name."""
    built_on: tuple[BuiltOn, ...] = ()
    outputs: tuple[str, ...] = ()
    prompt_sha256: str = ""
    attempt: int = 1
    """1 for the first run of the spec, 2 for the next …"""
    model: str = ""
    """The model that was asked for; '' leaves it to the agent."""
    profile: str = ""
    """The name of the profile that says what the agent may do."""
    allowed: tuple[str, ...] = ()
    """What the user allowed beforehand, as `--allow` was given it."""
    granted: tuple[str, ...] = ()
    """Files that a person has allowed to be written when asked."""
    checkpoint: str = ""
    """How the project before it is kept, `git` or `copies`; '' while it is not."""
    activity: str = ""
    """What the agent did last."""
    active_at: datetime | None = None
    """When it last said or did anything."""
    heartbeat_at: datetime | None = None
    """When the runner last wrote anything at all."""
    question: Question | None = None
    """The one that waits for an answer."""
    checks: tuple[Check, ...] = ()
    written: tuple[RunInput, ...] = ()
    """The outputs, as they were when the evidence was gathered."""
    changes: int = 0
    """Paths that it changed and that a person would want to see; known at its end."""
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


def timestamp(at: datetime) -> str:
    """A journal's time: `2026-11-22T10:00:00.123Z`."""
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def parse_timestamp(text: str) -> datetime:
    """The reverse of `timestamp`. Errors: ValueError."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
