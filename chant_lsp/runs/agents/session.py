"""Opening a session with an ACP agent: the handshake, logging in with a key, the mode in which it asks, the model."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

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
_NO_NAMES = ("", "default", "auto")
"""What agents call a model that they choose themselves: nothing to remember."""

_Answer = TypeVar("_Answer")


class BadAnswerError(Exception):
    """An answer of the wrong shape."""


class NoAnswerError(Exception):
    """No answer within a time, which is the text."""


class Offer(NamedTuple):
    """Something of a session that can be chosen."""

    labels: Mapping[str, str]
    """What can be chosen, and what the agent calls it."""
    current: str
    option: str = ""
    """The configuration option that takes it; '' where a method of its own does."""


@dataclass
class Session:
    """A session that is open."""

    id: str
    models: Offer
    modes: Offer
    model: str | None = None
    """The model that is used, where that is known by a name."""


async def open_session(
    connection: Any, wire: Wire, process: AgentProcess, agent: Agent, folder: str, stopping: asyncio.Task
) -> Session | None:
    """Shake hands, log in where a key is at hand, and open a session in the folder; None when stopped meanwhile.

    Errors: NoAnswerError, OSError, acp.RequestError, BadAnswerError.
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
    """The session as it was opened.

    Shape: agents offer models and modes as configuration options, or as the protocol did before it had those: modes in
           a list of their own, and so `models`, which the package's schema no longer knows.
    """
    options = [one for one in found.config_options or () if isinstance(one, schema.SessionConfigOptionSelect)]
    offers = {str(one.category or one.id): _to_offer(one) for one in reversed(options)}
    modes = found.modes
    old_modes = Offer({mode.id: mode.name for mode in modes.available_modes}, modes.current_mode_id) if modes else None
    return Session(
        found.session_id,
        offers.get("model") or _old_models(models) or Offer({}, ""),
        offers.get("mode") or old_modes or Offer({}, ""),
    )


def _to_offer(option: schema.SessionConfigOptionSelect) -> Offer:
    values = [value for one in option.options for value in getattr(one, "options", (one,))]
    return Offer({value.value: value.name for value in values}, option.current_value, option.id)


def _old_models(models: Any) -> Offer | None:
    if not isinstance(models, Mapping) or not isinstance(models.get("availableModels"), list):
        return None
    told = [one for one in models["availableModels"] if isinstance(one, dict) and isinstance(one.get("modelId"), str)]
    return Offer({one["modelId"]: str(one.get("name")) for one in told}, str(models.get("currentModelId") or ""))


async def settle_session(connection: Any, session: Session, agent: Agent, model: str, stopping: asyncio.Task) -> bool:
    """Put the session into the mode in which it asks, and give it the model; whether nobody stopped it meanwhile.

    Errors: AgentError for a model that it does not have; as `open_session`.
    """
    if agent.mode in session.modes.labels and agent.mode != session.modes.current:
        await unless_stopped(_choose(connection, session, session.modes, agent.mode), stopping)
    wanted = _find_model(session.models, agent, model) if model else None
    if wanted is not None and wanted != session.models.current:
        await unless_stopped(_choose(connection, session, session.models, wanted), stopping)
    named = session.models.current if session.models.current not in _NO_NAMES else ""
    session.model = wanted or one_line(named, 100) or model or None
    return not stopping.done()


def _choose(connection: Any, session: Session, offer: Offer, value: str) -> Awaitable[Any]:
    if offer.option:
        return connection.set_config_option(config_id=offer.option, session_id=session.id, value=value)
    if offer is session.modes:
        return connection.set_session_mode(session_id=session.id, mode_id=value)
    # The package has no name for this method, which the protocol had before there were options.
    return connection._conn.send_request("session/set_model", {"sessionId": session.id, "modelId": value})


def _find_model(offer: Offer, agent: Agent, model: str) -> str | None:
    """The offered model that is meant; None when its arguments have told the agent. Errors: AgentError."""
    for value, label in offer.labels.items():
        if model.casefold() in (value.casefold(), label.casefold()):
            return value
    if agent.model_arguments or agent.model_variable:
        return None
    if not offer.labels:
        raise AgentError(
            f"The agent `{agent.name}` lets nobody choose its model, but `{model}` is set for it; take that out, "
            "or choose another agent."
        )
    named = ", ".join(f"`{one_line(value, 60)}`" for value in list(offer.labels)[:MAX_NAMED_MODELS])
    more = len(offer.labels) - MAX_NAMED_MODELS
    raise AgentError(
        f"The agent `{agent.name}` has no model `{model}`; it offers {named}{f' and {more} more' if more > 0 else ''}."
    )


async def unless_stopped(call: Awaitable[_Answer], stopping: asyncio.Task) -> _Answer | None:
    """The answer, or None when the run is stopped first. Errors: NoAnswerError, what the call raises."""
    answer = asyncio.ensure_future(call)
    try:
        done, _ = await asyncio.wait({answer, stopping}, timeout=HANDSHAKE_S, return_when=asyncio.FIRST_COMPLETED)
        if not done:
            raise NoAnswerError(f"{HANDSHAKE_S:g} s")
        return await checked(answer) if answer in done else None
    finally:
        answer.cancel()


async def checked(answer: Awaitable[_Answer]) -> _Answer:
    """The answer. Errors: BadAnswerError where it has another shape than the protocol's."""
    try:
        return await answer
    except ValueError as error:  # pydantic's ValidationError
        raise BadAnswerError(one_line(str(error), 160).rstrip(".")) from None
