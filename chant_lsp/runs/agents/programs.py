"""Finding an agent's program: on the user's PATH, and never in a project by accident."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from chant_lsp.runs.agents import Agent


def find_program(agent: Agent, environment: Mapping[str, str]) -> str | None:
    """The absolute path of the agent's program; None when there is none.

    Shape: folders on the PATH that are not absolute are passed over: seen from a project, they are the project's.
    """
    name = os.path.expanduser(agent.command[0])
    if os.sep in name:
        return name if os.path.isabs(name) and os.access(name, os.X_OK) and not os.path.isdir(name) else None
    folders = [folder for folder in environment.get("PATH", os.defpath).split(os.pathsep) if os.path.isabs(folder)]
    return shutil.which(name, path=os.pathsep.join(folders)) if folders else None


def why_not(agent: Agent, environment: Mapping[str, str]) -> str | None:
    """Why the agent cannot be started here, as a sentence with the way out; None when it can."""
    if agent.problem:
        return agent.problem
    if find_program(agent, environment) is not None:
        return None
    program = agent.command[0]
    place = "" if os.sep in program else " on the PATH"
    way_out = f"install it with {_shown(agent.install)}" if agent.install else "install it, or correct its `command`"
    return f"The agent `{agent.name}` cannot be started: there is no program `{program}`{place}; {way_out}."


def names_programs(agent: Agent, root: Path) -> str | None:
    """That a file of the project could have the agent start programs, as a sentence; None when there is none."""
    found = next((path for path in agent.project_programs if os.path.lexists(root / path)), None)
    if found is None:
        return None
    return (
        f"The agent `{agent.name}` would start the programs that `{found}` of this project names, and nothing of a "
        "project may do that; move the file away, or choose another agent."
    )


def _shown(install: str) -> str:
    """A command in backticks; words as they are."""
    return f"`{install}`" if install.startswith("npm ") else install
