"""The user's own agents: from what their settings say to the table of agents that can be run.

Shape of one: `{command: [PROGRAM, ARGUMENT…], kind: acp | command, environment: [NAME…], model: …}`, where `model` is
a list of arguments with `{model}` in it, or the name of a variable. A definition under the name of a built-in agent
changes what it says and keeps the rest. A wrong one stays in the table with its problem, because who redefines an agent
must not get the built-in one in its place.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chant_lsp.runs.agents import AGENTS, MODEL, Agent, AgentTable
from chant_lsp.workspace.user_settings import UserSettings

KEYS = ("command", "kind", "environment", "model")

_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,63}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class _WrongError(Exception):
    """What is wrong with a definition, in words that follow its name."""


def known_agents(user: UserSettings, built_in: AgentTable = AGENTS) -> AgentTable:
    """The built-in agents and the user's own, which go before them. Errors: none; see `Agent.problem`."""
    table = dict(built_in)
    for name, defined in user.agents.items():
        table[name] = _read(name, defined.value, defined.origin, built_in.get(name))
    return table


def _read(name: str, definition: Any, origin: str, known: Agent | None) -> Agent:
    try:
        return _defined(name, definition, known, origin)
    except _WrongError as wrong:
        sentence = f"The agent `{name}` is defined wrongly in {origin}: {wrong}."
        return Agent(name, (known.command if known else (name,)), origin=origin, problem=sentence)


def _defined(name: str, definition: Any, known: Agent | None, origin: str) -> Agent:
    if not _NAME.fullmatch(name):
        raise _WrongError("its name has to be letters, digits, `.`, `_` and `-`")
    if not isinstance(definition, Mapping):
        raise _WrongError(f"it takes a map with {_listed(KEYS)}")
    for key in definition:
        if key not in KEYS:
            raise _WrongError(f"it has no `{key}`, only {_listed(KEYS)}")
    agent = replace(known or Agent(name, ()), origin=origin)
    if "command" in definition:
        # Another program is installed and logged in to in another way.
        agent = replace(agent, command=_command(definition["command"]), install="", login="")
    elif known is None:
        raise _WrongError("it needs a `command`, such as `[my-agent, acp]`")
    if "kind" in definition:
        agent = replace(agent, kind=_kind(definition["kind"]))
    if "environment" in definition:
        agent = replace(agent, environment=_environment(definition["environment"], known))
    if "model" in definition:
        arguments, variable = _model(definition["model"])
        agent = replace(agent, model_arguments=arguments, model_variable=variable)
    return agent


def _command(value: Any) -> tuple[str, ...]:
    command = _texts(value)
    if not command or not command[0]:
        raise _WrongError("its `command` takes a list, the program and its arguments, such as `[my-agent, acp]`")
    if any("\0" in part for part in command):
        raise _WrongError("its `command` has a NUL in it")
    if os.sep in command[0] and not os.path.isabs(os.path.expanduser(command[0])):
        raise _WrongError(
            f"its program `{command[0]}` is a relative path; give the whole path, or its name on the PATH"
        )
    return command


def _kind(value: Any) -> Any:
    if value not in ("acp", "command"):
        raise _WrongError("its `kind` is `acp` or `command`")
    return value


def _environment(value: Any, known: Agent | None) -> tuple[str, ...]:
    names = _texts(value)
    wrong = next((name for name in names or () if not _VARIABLE.fullmatch(name)), None)
    if names is None or wrong is not None:
        example = f", found `{wrong}`" if wrong else ""
        raise _WrongError(f"its `environment` takes a list of names of variables, without values{example}")
    return tuple(dict.fromkeys((*(known.environment if known else ()), *names)))


def _model(value: Any) -> tuple[tuple[str, ...], str]:
    if isinstance(value, str) and _VARIABLE.fullmatch(value):
        return (), value
    arguments = _texts(value)
    if not arguments or not any(MODEL in argument for argument in arguments):
        raise _WrongError(
            f'its `model` takes arguments with `{MODEL}`, such as `["--model", "{MODEL}"]`, or a variable'
        )
    return arguments, ""


def _texts(value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
        return None
    return tuple(value)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names[:-1]) + f" and `{names[-1]}`"
