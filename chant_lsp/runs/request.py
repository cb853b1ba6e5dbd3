"""What a run is asked for, how it is asked to end, and what it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from chant_lsp.core.own_settings import Timeouts
from chant_lsp.runs.agents import AGENTS, AgentTable
from chant_lsp.runs.allowances import Allowance
from chant_lsp.runs.model import RunState
from chant_lsp.runs.tests import Suite
from chant_lsp.workspace.layout import Project


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be run."""

    project: Project
    path: str
    """The spec's project-relative path."""
    agent: str
    again: bool = False
    run_id: str | None = None
    """Chosen by whoever wants to follow the run; else a new one."""
    agents: AgentTable = field(default_factory=lambda: AGENTS)
    model: str = ""
    """The model that is asked for; '' leaves it to the agent."""
    asks: bool = False
    """Whether somebody can be asked; otherwise what the profile does not allow is denied."""
    allowances: tuple[Allowance, ...] = ()
    """What the user has allowed beforehand."""
    timeouts: Timeouts = field(default_factory=Timeouts)
    suites: Mapping[str, Suite] = field(default_factory=dict)
    """The test commands that the user has defined, beside the built-in ones."""


@dataclass
class Stop:
    """A wish to end the run early; set by a signal, or when its time is over. Who wishes first counts."""

    event: asyncio.Event = field(default_factory=asyncio.Event)
    by: str = ""
    sentence: str = ""
    """How the run ended, then."""
    state: RunState = RunState.STOPPED
    cancelled: bool = False
    """Of a chain: what runs may go on, and nothing more is started."""

    @property
    def wished(self) -> bool:
        """Whether the run is to end; may be asked from any thread."""
        return self.event.is_set()

    def ask(self, by: str, sentence: str) -> None:
        """Ask the run to stop, naming who does."""
        self._wish(by, sentence, RunState.STOPPED)

    def cancel(self) -> None:
        """Start nothing more."""
        self.cancelled = True

    def give_up(self, by: str, sentence: str) -> None:
        """End the run as failed."""
        self._wish(by, sentence, RunState.FAILED)

    def _wish(self, by: str, sentence: str, state: RunState) -> None:
        if not self.event.is_set():
            self.by, self.sentence, self.state = by, sentence, state
        self.event.set()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended."""

    run_id: str
    state: RunState
    message: str
