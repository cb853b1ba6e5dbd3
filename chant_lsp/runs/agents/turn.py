"""An agent's turn on a spec, of whatever kind it is."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from chant_lsp.runs.agents import Agent
from chant_lsp.runs.agents.process import AgentProcess
from chant_lsp.runs.recorder import Recorder
from chant_lsp.runs.services import Services


@dataclass(frozen=True, slots=True)
class Assignment:
    """What an agent is to do, and who follows it."""

    process: AgentProcess
    agent: Agent
    model: str
    """The one that was asked for; '' leaves it to the agent."""
    prompt: str
    services: Services
    recorder: Recorder
    stop: asyncio.Event
    """Set when the turn is to end."""


@dataclass(frozen=True, slots=True)
class Turn:
    """How an agent's turn ended."""

    stop_reason: str
    """The protocol's word (`end_turn`, `refusal`, `max_tokens` …), or `cancelled`."""
    model: str | None = None
    """The model that it says it used."""


async def take_turn(given: Assignment) -> Turn:
    """Give the agent the prompt, and follow it to the end of its turn or until it is stopped.

    Errors: AgentError, one sentence.
    """
    # Imported this late because the protocol's package takes most of a second, in which the agent starts, too.
    if given.agent.kind == "command":
        from chant_lsp.runs.agents.command import converse
    else:
        from chant_lsp.runs.agents.acp import converse

    return await converse(given)
