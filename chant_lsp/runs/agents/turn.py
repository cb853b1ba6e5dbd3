"""An agent's turn on a spec, of whatever kind it is."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from chant_lsp.runs.agents import Agent
from chant_lsp.runs.agents.process import AgentProcess
from chant_lsp.runs.recorder import Recorder
from chant_lsp.runs.services import Services


@dataclass(frozen=True, slots=True)
class Turn:
    """How an agent's turn ended."""

    stop_reason: str
    """The protocol's word (`end_turn`, `refusal`, `max_tokens` …), or `cancelled`."""
    model: str | None = None
    """The model that it says it used."""


async def take_turn(
    process: AgentProcess,
    agent: Agent,
    model: str,
    prompt: str,
    services: Services,
    recorder: Recorder,
    stop: asyncio.Event,
) -> Turn:
    """Give the agent the prompt, and follow it to the end of its turn or until `stop` is set.

    Shape:  `model` is the one that was asked for; '' leaves it to the agent.
    Errors: AgentError, one sentence.
    """
    # Imported this late because the protocol's package takes most of a second, in which the agent starts, too.
    if agent.kind == "command":
        from chant_lsp.runs.agents.command import converse
    else:
        from chant_lsp.runs.agents.acp import converse

    return await converse(process, agent, model, prompt, services, recorder, stop)
