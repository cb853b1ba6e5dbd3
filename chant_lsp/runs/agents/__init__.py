"""The agents that can be run, by name.

A repository chooses one by its name and can never say which program that is: this table and the user's own settings do.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["acp", "command"]
"""`acp` speaks the Agent Client Protocol on its standard streams; `command` reads the prompt and prints its log."""

MODEL = "{model}"
"""Stands for the model's name in an agent's `model_arguments`."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A program that can work on a spec."""

    name: str
    command: tuple[str, ...]
    """The program and its arguments; never a line for a shell."""
    kind: Kind = "acp"
    environment: tuple[str, ...] = ()
    """The names of variables that are passed on to it, beside those that every agent gets."""
    model_arguments: tuple[str, ...] = ()
    """What is appended to the command when a model is asked for, with MODEL for its name."""
    model_variable: str = ""
    """The variable that tells it the model that is asked for."""
    install: str = ""
    """How its program is installed, as the end of a sentence: "install it with …"."""
    login: str = ""
    """How a person logs in to it, as the end of a sentence: "run `x login` …"."""
    origin: str = "built in"
    """Where this definition comes from: `built in`, or the settings that hold it."""


AgentTable = Mapping[str, Agent]
"""Agents by name."""


def python_command(module: str) -> tuple[str, ...]:
    """The command that runs a module of this package in this interpreter.

    Isolated (-I), because with a plain -m the current folder comes first on the path, and a project with a `json.py` or
    an `acp` folder would run its own code in our name.
    """
    return (sys.executable, "-I", "-B", "-m", module)


AGENTS: AgentTable = {"example": Agent("example", python_command("chant_lsp.runs.agents.example"))}
"""The built-in agents."""
