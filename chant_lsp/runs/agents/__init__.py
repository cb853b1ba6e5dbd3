"""The agents that can be run, by name.

A repository chooses one by its name and can never say which program that is: this table and the user's own settings do.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

AgentTable = Mapping[str, Sequence[str]]
"""Name to the command that speaks the Agent Client Protocol on its standard streams."""


def python_command(module: str) -> tuple[str, ...]:
    """The command that runs a module of this package in this interpreter.

    Isolated (-I), because with a plain -m the current folder comes first on the path, and a project with a `json.py` or
    an `acp` folder would run its own code in our name.
    """
    return (sys.executable, "-I", "-B", "-m", module)


AGENTS: AgentTable = {"example": python_command("chant_lsp.runs.agents.example")}
"""The built-in agents."""
