"""What features are told about runs and the moment: plain values, given by the caller, because the core knows neither
clock nor process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from chant_lsp.core.frozen import frozen
from chant_lsp.core.gates import GateFacts
from chant_lsp.core.stale import Staleness

RunStage = Literal["running", "elsewhere", "done", "failed", "stopped", "lost"]
"""`running`: can be stopped from here; `elsewhere`: on another machine, or by chant itself (a live lock of its own);
`lost`: never ended, and nobody holds its lock."""


@dataclass(frozen=True, slots=True)
class RunFacts:
    """The last run of a spec."""

    state: RunStage
    run_id: str = ""
    started_s: float = 0.0
    """Seconds since 1970."""
    ended_s: float | None = None
    activity: str = ""
    """What the agent did last, one line."""
    message: str = ""
    """How it ended: the missing evidence, or the error."""
    pid: int = 0
    host: str = ""
    attempt: int = 1
    """1 for the first run of the spec."""
    silent_s: float = 0.0
    """For how long its agent has said nothing, by its last heartbeat."""
    question: str = ""
    """What its agent asks for and waits for: `write src/x.py`; '' while it asks nothing."""
    can_review: bool = False
    """Whether it has changed something, as far as its end or its loss tells."""
    by: str = ""
    """The other tool that is at work on it; '' for a run of ours."""


@dataclass(frozen=True, slots=True)
class PromptSize:
    """How large the prompt would be."""

    inputs: int
    """Files in the bundle."""
    tokens: int
    """An estimate."""


@frozen()
class Situation:
    """What the caller knows beside the files."""

    now_s: float = 0.0
    """Seconds since 1970."""
    runs: Mapping[str, RunFacts] = field(default_factory=dict)
    """The last run of each spec, by the spec's id."""
    agent: str = "example"
    """The name of the agent that Run would start."""
    model: str = ""
    """The model that it would ask for; '' leaves it to the agent."""
    profile: str = ""
    """The name of what the agent may do."""
    trusted: bool = True
    """Whether runs are allowed at all in this workspace."""
    utc_offset_s: int = 0
    """Of the user's clock, for times of day."""
    queued: Mapping[str, str] = field(default_factory=dict)
    """What is going to run by itself, by the spec's id: `runs when 001-comprehension finishes`."""
    stale: Staleness = field(default_factory=dict)
    """Which phases still rest on what they were built on."""
    gates: Mapping[str, GateFacts] = field(default_factory=dict)
    """What was looked at of human gates, by the spec's id; a gate that nobody has looked at is not there."""

    @property
    def runner(self) -> str:
        """Who would do the work and under which rules, in a button's words."""
        return ", ".join(filter(None, (self.agent, self.model, self.profile)))
