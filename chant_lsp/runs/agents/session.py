"""Opening a session with an ACP agent: the handshake, logging in with a key, the mode in which it asks, the model."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import acp
from acp import schema

from chant_lsp import __version__
from chant_lsp.runs.agents import Agent
from chant_lsp.runs.agents.process import AgentError, AgentProcess
from chant_lsp.runs.agents.wire import Wire
from chant_lsp.runs.recorder import one_line

HANDSHAKE_S = 60.0
"""For each answer before the prompt; agents that fetch something first take their time."""
AUTHENTICATION_NEEDED = -32000
MAX_NAMED_MODELS = 12
_NO_NAMES = ("default", "auto")
"""What agents call a model that they choose themselves: nothing to remember."""

_Answer = TypeVar("_Answer")


class BadAnswerError(Exception):
    """An answer of the wrong shape."""


@dataclass
class Session:
    """A session that is open."""

    id: str
    models: tuple[str, ...]
    """The models that it offers, by the names that it takes; none where it lets nobody choose."""
    labels: Mapping[str, str]
    """What it calls them."""
    model: str | None
    """The model that it uses, where it tells."""
    option: str
    """The configuration option that takes the model; '' where `session/set_model` does."""
    modes: tuple[str, ...]
    mode: str


async def open_session(
    connection: Any, wire: Wire, process: AgentProcess, agent: Agent, folder: str, stopping: asyncio.Task
) -> Session | None:
    """Shake hands, log in where a key is at hand, and open a session in the folder; None when stopped meanwhile.

    Errors: asyncio.TimeoutError, OSError, acp.RequestError, BadAnswerError.
    """
    capabilities = schema.ClientCapabilities(
        fs=schema.FileSystemCapabilities(read_text_file=True, write_text_file=True), terminal=True
    )
    ourselves = schema.Implementation(name="chant-lsp", title="chant-lsp", version=__version__)
    asked = connection.initialize(acp.PROTOCOL_VERSION, client_capabilities=capabilities, client_info=ourselves)
    hello = await unless_stopped(asked, stopping)
    if hello is None:
        return None
    if hello.protocol_version != acp.PROTOCOL_VERSION:
        raise BadAnswerError(f"it speaks version {hello.protocol_version}, we speak {acp.PROTOCOL_VERSION}")

    def new_session() -> Awaitable[schema.NewSessionResponse]:
        return connection.new_session(cwd=folder, mcp_servers=[], **agent.session)

    try:
        found = await unless_stopped(new_session(), stopping)
    except acp.RequestError as error:
        method = next((id for name, id in agent.key_logins.items() if process.environment.get(name)), None)
        if error.code != AUTHENTICATION_NEEDED or method is None:
            raise
        if await unless_stopped(connection.authenticate(method_id=method), stopping) is None and stopping.done():
            return None
        found = await unless_stopped(new_session(), stopping)
    return found and _to_session(found, wire.models)


def _to_session(found: schema.NewSessionResponse, models: Any) -> Session:
    """The session as it was opened. `models` is what agents of an earlier protocol say beside it."""
    options = [one for one in found.config_options or () if isinstance(one, schema.SessionConfigOptionSelect)]
    choice = next((one for one in options if one.category == "model" or one.id == "model"), None)
    modes = found.modes
    session = Session(
        found.session_id,
        (),
        {},
        None,
        choice.id if choice else "",
        tuple(mode.id for mode in modes.available_modes) if modes else (),
        modes.current_mode_id if modes else "",
    )
    if choice is not None:
        values = [value for one in choice.options for value in getattr(one, "options", (one,))]
        session.models = tuple(value.value for value in values)
        session.labels = {value.value: value.name for value in values}
        session.model = one_line(choice.current_value, 100)
    elif isinstance(models, Mapping) and isinstance(models.get("availableModels"), list):
        told = [one for one in models["availableModels"] if isinstance(one, dict)]
        session.labels = {one["modelId"]: str(one.get("name")) for one in told if isinstance(one.get("modelId"), str)}
        session.models = tuple(session.labels)
        current = models.get("currentModelId")
        session.model = one_line(current, 100) if isinstance(current, str) else None
    return session


async def settle_session(connection: Any, session: Session, agent: Agent, model: str, stopping: asyncio.Task) -> bool:
    """Put the session into the mode in which it asks, and give it the model; whether nobody stopped it meanwhile.

    Errors: AgentError for a model that it does not have; as `open_session`.
    """
    if agent.mode in session.modes and agent.mode != session.mode:
        changed = connection.set_session_mode(session_id=session.id, mode_id=agent.mode)
        await unless_stopped(changed, stopping)
    wanted = _find_model(session, agent, model) if model else None
    if wanted is not None and wanted != session.model:
        if session.option:
            told = connection.set_config_option(config_id=session.option, session_id=session.id, value=wanted)
        else:
            # The package has no name for this method, which the protocol had before there were options.
            params = {"sessionId": session.id, "modelId": wanted}
            told = connection._conn.send_request("session/set_model", params)
        await unless_stopped(told, stopping)
    if wanted is not None:
        session.model = wanted
    elif session.model is None or session.model in _NO_NAMES:
        session.model = model or None
    return not stopping.done()


def _find_model(session: Session, agent: Agent, model: str) -> str | None:
    """The offered model that is meant; None when its arguments have told the agent. Errors: AgentError."""
    for id in session.models:
        if model.casefold() in (id.casefold(), session.labels.get(id, "").casefold()):
            return id
    if agent.model_arguments or agent.model_variable:
        return None
    if not session.models:
        raise AgentError(
            f"The agent `{agent.name}` lets nobody choose its model, but `{model}` is set for it; take that out, "
            "or choose another agent."
        )
    named = ", ".join(f"`{one_line(id, 60)}`" for id in session.models[:MAX_NAMED_MODELS])
    more = len(session.models) - MAX_NAMED_MODELS
    raise AgentError(
        f"The agent `{agent.name}` has no model `{model}`; it offers {named}{f' and {more} more' if more > 0 else ''}."
    )


async def unless_stopped(call: Awaitable[_Answer], stopping: asyncio.Task) -> _Answer | None:
    """The answer, or None when the run is stopped first. Errors: asyncio.TimeoutError, what the call raises."""
    answer = asyncio.ensure_future(call)
    try:
        done, _ = await asyncio.wait({answer, stopping}, timeout=HANDSHAKE_S, return_when=asyncio.FIRST_COMPLETED)
        if not done:
            raise asyncio.TimeoutError
        return await checked(answer) if answer in done else None
    finally:
        answer.cancel()


async def checked(answer: Awaitable[_Answer]) -> _Answer:
    """The answer. Errors: BadAnswerError where it has another shape than the protocol's."""
    try:
        return await answer
    except ValueError as error:  # pydantic's ValidationError
        raise BadAnswerError(one_line(str(error), 160).rstrip(".")) from None
