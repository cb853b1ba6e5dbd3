"""Which agent and which model for a spec, and why.

The nearest word counts: what was asked for now, the user's own setting, the spec, the project's setting for the phase,
for all phases, chant's own configuration. A model is meant for the agent that its author had in mind: one that was set
beside another agent than the one that is chosen does not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from chant_lsp.core.own_settings import OwnSettings, phase_settings
from chant_lsp.core.phases import profile_name
from chant_lsp.core.spec import Spec
from chant_lsp.runs.agents import PROVIDERS, AgentTable
from chant_lsp.workspace.layout import Project
from chant_lsp.workspace.settings import DEFAULT_AGENT

if TYPE_CHECKING:
    from chant_lsp.core.config import Config


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user asks for by name; '' leaves it open."""

    agent: str = ""
    """For this run."""
    model: str = ""
    """For this run."""
    setting: str = ""
    """The editor's setting `chant.agent`."""


class Choice(NamedTuple):
    """An agent and a model by their names, each with its reason."""

    agent: str
    why: str
    """Who chose the agent, as the end of "chosen by …"."""
    model: str
    """'' leaves it to the agent."""
    model_why: str


class _Level(NamedTuple):
    agent: str
    agent_why: str
    model: str
    model_why: str


def choose_agent(project: Project, spec: Spec, asked: Asked, agents: AgentTable) -> Choice:
    """The agent and the model for a spec, as the disk has the project's settings now."""
    from chant_lsp.core.config import parse
    from chant_lsp.core.mentions import CONFIG_PATH
    from chant_lsp.workspace.scan import read_source
    from chant_lsp.workspace.settings import own_settings

    source = read_source(project.config)
    config = parse(CONFIG_PATH, source) if source is not None else None
    return choose(own_settings(project), config, spec, asked, agents)


def choose(own: OwnSettings, config: Config | None, spec: Spec, asked: Asked, agents: AgentTable) -> Choice:
    """The agent and the model for a spec."""
    levels = list(_levels(own, config, spec, asked, agents))
    chosen = next(level for level in levels if level.agent)
    for place, level in enumerate(levels):
        meant_for = next((below.agent for below in levels[place:-1] if below.agent), chosen.agent)
        if level.model and meant_for == chosen.agent:
            return Choice(chosen.agent, chosen.agent_why, level.model, level.model_why)
    return Choice(chosen.agent, chosen.agent_why, "", "the agent itself")


def _levels(own: OwnSettings, config: Config | None, spec: Spec, asked: Asked, agents: AgentTable) -> Iterator[_Level]:
    """The nearest first; the last one is what is left when nobody has chosen."""
    yield _Level(asked.agent, "you", asked.model, "you")
    yield _Level(asked.setting, "your setting `chant.agent`", "", "")
    # In a completed spec it is chant's record of who did it.
    wanted = spec.text("model") if spec.status != "completed" else None
    yield _Level("", "", wanted or "", f"`model` in {spec.path}")
    phase, name = phase_settings(own, spec.id, spec.type), profile_name(spec.id, spec.type)
    yield _Level(
        phase.agent or "",
        f"`phases.{name}.agent` in .chant/lsp.yaml",
        phase.model or "",
        f"`phases.{name}.model` in .chant/lsp.yaml",
    )
    yield _Level(own.agent or "", "`agent` in .chant/lsp.yaml", own.model or "", "`model` in .chant/lsp.yaml")
    provider = config.text("defaults.provider") if config is not None else None
    yield _Level(
        _meant(provider, agents) if provider else "",
        "`defaults.provider` in .chant/config.md",
        (config.text("defaults.model") or "") if provider and config is not None else "",
        "`defaults.model` in .chant/config.md",
    )
    yield _Level(DEFAULT_AGENT, "nobody else", "", "")


def _meant(provider: str, agents: AgentTable) -> str:
    """The agent that a provider's word means; the word itself where there is none, so that the refusal names it."""
    return provider if provider in agents else PROVIDERS.get(provider, provider)
