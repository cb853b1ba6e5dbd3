"""Which agents there are for this user, and which one a run gets: what the editor sets, over the user's own file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from chant_lsp.core.spec import Spec
    from chant_lsp.runs.agents import AgentTable
    from chant_lsp.runs.agents.choice import Asked, Choice
    from chant_lsp.server.chant_server import ChantServer
    from chant_lsp.server.session import Home
    from chant_lsp.workspace.user_settings import UserSettings


class Known(NamedTuple):
    """What the user defines, and what it was read from."""

    file_changed_at: int
    editor: Mapping[str, Any]
    user: UserSettings
    agents: AgentTable


class Chosen(NamedTuple):
    """A choice, and all that it follows from."""

    given: tuple[Any, ...]
    choice: Choice


def user_of(ls: ChantServer) -> UserSettings:
    """What the user defines."""
    return _known(ls).user


def agents_of(ls: ChantServer) -> AgentTable:
    """The agents to choose from."""
    return _known(ls).agents


def _known(ls: ChantServer) -> Known:
    """What is known of the user. Cost: a look at the file, which is read again when it or the editor has changed."""
    from chant_lsp.workspace.user_settings import settings_file

    path = settings_file(os.environ)
    try:
        changed_at = path.stat().st_mtime_ns if path is not None else 0
    except OSError:
        changed_at = 0
    known = ls.session.user
    if known is None or known.file_changed_at != changed_at or known.editor is not ls.session.settings.defined:
        known = ls.session.user = _read(changed_at, ls.session.settings.defined)
    return known


def _read(changed_at: int, editor: Mapping[str, Any]) -> Known:
    from chant_lsp.runs.agents.definitions import known_agents
    from chant_lsp.workspace.user_settings import user_settings

    user = user_settings(os.environ, editor)
    return Known(changed_at, editor, user, known_agents(user))


def asked_of(ls: ChantServer, agent: str | None = None, model: str | None = None) -> Asked:
    """What is asked for: in this command, and in the user's settings."""
    from chant_lsp.runs.agents.choice import Asked

    return Asked(agent or "", model or "", ls.session.settings.agent or "")


def choice_for(ls: ChantServer, home: Home, spec: Spec) -> Choice:
    """The agent and the model that Run would take for a spec, by what is known of the project here.

    Cost: asked by each view of a document, one after the other, so that the last answer is kept with what it follows
          from: none of that ever changes, it is replaced.
    """
    known = home.index.pages.config
    given = (ls.session.own_settings(home), known, spec, ls.session.settings, agents_of(ls))
    chosen = ls.session.chosen
    if chosen is None or any(one is not other for one, other in zip(chosen.given, given, strict=True)):
        from chant_lsp.runs.agents.choice import choose

        own, _, _, _, agents = given
        chosen = ls.session.chosen = Chosen(given, choose(own, known, spec, asked_of(ls), agents))
    return chosen.choice
