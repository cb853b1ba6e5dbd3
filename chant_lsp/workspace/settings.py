"""Settings: what the user's editor says, over what the project says in `.chant/lsp.yaml`, over the defaults.

A project can choose an agent by its name only; which program that is, nothing in a repository can say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from chant_lsp.workspace.layout import Project
from chant_lsp.workspace.scan import read_source

DEFAULT_DEBOUNCE_MS = 150
DEFAULT_AGENT = "example"


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set; plain values."""

    debounce_ms: int = DEFAULT_DEBOUNCE_MS
    """Quiet time after a keystroke before findings are published; 0 publishes at once."""
    agent: str | None = None
    """The agent that the user asks for by name; None leaves it to the project."""


def to_settings(editor: Any) -> Settings:
    """The editor's settings, section `chant`; a value of the wrong type is as good as none."""
    values = editor if isinstance(editor, Mapping) else {}
    diagnostics = values.get("diagnostics")
    debounce = diagnostics.get("debounce") if isinstance(diagnostics, Mapping) else None
    valid = isinstance(debounce, (int, float)) and not isinstance(debounce, bool) and debounce >= 0
    agent = values.get("agent")
    return Settings(
        int(min(debounce, 60_000)) if valid and debounce is not None else DEFAULT_DEBOUNCE_MS,
        agent if isinstance(agent, str) and agent else None,
    )


def agent_name(project: Project, asked: str | None) -> str:
    """The name of the agent to run: the one asked for, else the project's choice, else the example agent."""
    return asked or _project_agent(project) or DEFAULT_AGENT


def _project_agent(project: Project) -> str | None:
    source = read_source(project.own_settings)
    if source is None or len(source.text) > 65536:
        return None
    try:
        values = yaml.safe_load(source.text) if "&" not in source.text else None
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    agent = values.get("agent") if isinstance(values, dict) else None
    return agent if isinstance(agent, str) else None
