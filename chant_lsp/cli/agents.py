"""`chant-lsp agents`: what can be run here and why not, and what this project's specs would use."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from chant_lsp.cli.arguments import EXIT_DONE, add_root, find_project_at
from chant_lsp.cli.usage import UsageError
from chant_lsp.core.features.prose import shown
from chant_lsp.core.spec import Spec
from chant_lsp.runs.agents import Agent, AgentTable
from chant_lsp.runs.agents.choice import Asked, Choice, choose
from chant_lsp.runs.agents.definitions import known_agents
from chant_lsp.runs.agents.programs import find_program, names_programs, why_not
from chant_lsp.workspace.layout import Project
from chant_lsp.workspace.scan import load_index
from chant_lsp.workspace.settings import own_settings
from chant_lsp.workspace.user_settings import user_settings

MAX_NAMED_SPECS = 6


class _Use(NamedTuple):
    spec: Spec
    choice: Choice


def run(argv: list[str]) -> int:
    """List the agents; 0 when that could be done, 2 when the user's settings or --root are wrong."""
    arguments = _parser().parse_args(argv)
    user = user_settings(os.environ)
    if user.problem:
        raise UsageError(user.problem)
    try:
        project = find_project_at(arguments.root)
    except UsageError:
        if arguments.root is not None:
            raise
        project = None  # the agents are the same everywhere
    agents = known_agents(user)
    uses = _uses(project, agents) if project is not None else []
    if arguments.json:
        print(json.dumps(_to_values(agents, project, uses), indent=2, ensure_ascii=False))
    else:
        print("\n".join(_iter_lines(agents, project, uses)))
    return EXIT_DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="chant-lsp agents", description="List the agents that can be run here, and what this project would use."
    )
    add_root(parser)
    parser.add_argument("--json", action="store_true", help="as JSON")
    return parser


def _uses(project: Project, agents: AgentTable) -> list[_Use]:
    """Who would do the work of each spec that an agent may do."""
    index, own = load_index(project), own_settings(project)
    specs = sorted(index.specs.values(), key=lambda spec: spec.id)
    mine = [s for s in specs if not s.archived and not s.is_human_gate and s.type not in ("driver", "group")]
    return [_Use(spec, choose(own, index.pages.config, spec, Asked(), agents)) for spec in mine]


def _iter_lines(agents: AgentTable, project: Project | None, uses: list[_Use]) -> Iterator[str]:
    names = max(map(len, agents))
    kinds = max(len(agent.kind) for agent in agents.values())
    for agent in agents.values():
        mark, says = _standing(agent, project)
        origin = "" if agent.origin == "built in" else f"  ({agent.origin})"
        yield f"{mark} {agent.name:{names}}  {agent.kind:{kinds}}  {says}{origin}"
    if project is None:
        return
    groups: dict[Choice, list[str]] = {}
    for spec, choice in uses:
        groups.setdefault(choice, []).append(spec.id)
    yield ""
    yield f"In {project.root}:" if groups else f"In {project.root} there is no spec for an agent."
    for choice, ids in groups.items():
        known = "" if choice.agent in agents else ", which is not known here"
        yield f"  {shown(choice.agent)}{known}, chosen by {choice.why}"
        model = f"{shown(choice.model)}, chosen by {choice.model_why}" if choice.model else "the agent's own choice"
        yield f"    model: {model}"
        more = f" and {len(ids) - MAX_NAMED_SPECS} more" if len(ids) > MAX_NAMED_SPECS else ""
        yield f"    specs: {', '.join(map(shown, ids[:MAX_NAMED_SPECS]))}{more}"


def _standing(agent: Agent, project: Project | None) -> tuple[str, str]:
    """A mark and a few words: where its program is, or why it cannot be run here."""
    problem = _problem(agent, project)
    if problem is None:
        login = f" (to log in, {agent.login})" if agent.login else ""
        return "●", f"{find_program(agent, os.environ)}{login}"
    return "○", problem.removeprefix(f"The agent `{agent.name}` cannot be started: ")


def _problem(agent: Agent, project: Project | None) -> str | None:
    return why_not(agent, os.environ) or (names_programs(agent, project.root) if project else None)


def _to_values(agents: AgentTable, project: Project | None, uses: list[_Use]) -> dict[str, Any]:
    return {
        "version": 1,
        "agents": [_values_of(agent, project) for agent in agents.values()],
        "project": str(project.root) if project else None,
        "specs": [{"id": spec.id, **choice._asdict()} for spec, choice in uses],
    }


def _values_of(agent: Agent, project: Project | None) -> dict[str, Any]:
    return {
        "name": agent.name,
        "kind": agent.kind,
        "command": list(agent.command),
        "environment": list(agent.environment),
        "origin": agent.origin,
        "program": find_program(agent, os.environ),
        "problem": _problem(agent, project),
        "login": agent.login or None,
    }
