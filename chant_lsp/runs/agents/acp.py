"""The client's side of the Agent Client Protocol: one prompt, one turn, under the run's policy.

What the agent calls is answered by `client.py`. Only the runner's process imports this module, because the protocol's
package takes most of a second to load.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, TypeVar

import acp
from acp import schema

from chant_lsp import __version__
from chant_lsp.runs.agents.client import Client
from chant_lsp.runs.agents.process import AgentError, AgentProcess
from chant_lsp.runs.agents.wire import Wire
from chant_lsp.runs.profile import Policy
from chant_lsp.runs.recorder import Recorder, one_line

HANDSHAKE_S = 60.0
"""For `initialize` and `session/new`; agents that fetch something first take their time."""
CANCEL_S = 5.0
"""After `session/cancel`, before the agent is terminated."""
_AUTHENTICATION_NEEDED = -32000
_LAST_WORDS_CHARS = 300

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Turn:
    """How an agent's turn ended."""

    stop_reason: str
    """The protocol's word (`end_turn`, `refusal`, `max_tokens` …), or `cancelled`."""
    model: str | None = None
    """The model that it says it used."""


async def converse(
    agent: AgentProcess, name: str, prompt: str, policy: Policy, recorder: Recorder, stop: asyncio.Event
) -> Turn:
    """Send the prompt, follow the turn to its end or until `stop` is set.

    Errors: AgentError, one sentence.
    """
    wire = Wire(agent.reader, agent.writer, lambda text: recorder.output(f"[not a message: {one_line(text, 200)}]\n"))
    client: Any = Client(policy, recorder)  # the methods that are left out answer "method not found"
    connection = acp.connect_to_agent(client, wire)
    stopping = asyncio.create_task(stop.wait())
    try:
        return await _turn(connection, policy, prompt, recorder, stopping)
    except asyncio.TimeoutError:  # before OSError: from Python 3.11 on it is one
        raise AgentError(
            f"The agent `{name}` did not answer within {HANDSHAKE_S:g} s{_noise(wire)}; is it an ACP agent?"
        ) from None
    except OSError:
        raise AgentError(await _why_it_went(agent, name, wire)) from None
    except acp.RequestError as error:
        raise AgentError(_refused(name, error)) from None
    except _BadAnswerError as error:
        raise AgentError(f"The agent `{name}` sent an answer that is not the protocol's: {error}.") from None
    finally:
        stopping.cancel()
        with contextlib.suppress(Exception):
            await connection.close()


async def _turn(connection: Any, policy: Policy, prompt: str, recorder: Recorder, stopping: asyncio.Task) -> Turn:
    capabilities = schema.ClientCapabilities(
        fs=schema.FileSystemCapabilities(read_text_file=True, write_text_file=True), terminal=False
    )
    ourselves = schema.Implementation(name="chant-lsp", title="chant-lsp", version=__version__)
    asked = connection.initialize(acp.PROTOCOL_VERSION, client_capabilities=capabilities, client_info=ourselves)
    hello = await _unless_stopped(asked, stopping)
    if hello is None:
        return Turn("cancelled")
    if hello.protocol_version != acp.PROTOCOL_VERSION:
        raise _BadAnswerError(f"it speaks version {hello.protocol_version}, we speak {acp.PROTOCOL_VERSION}")
    opened = connection.new_session(cwd=str(policy.project.root), mcp_servers=[])
    session = await _unless_stopped(opened, stopping)
    if session is None:
        return Turn("cancelled")
    answer = asyncio.ensure_future(connection.prompt(session_id=session.session_id, prompt=[acp.text_block(prompt)]))
    try:
        while not answer.done() and not stopping.done():
            await asyncio.wait({answer, stopping}, timeout=0.1, return_when=asyncio.FIRST_COMPLETED)
            recorder.tick()
        if not answer.done():
            return await _cancel(connection, session.session_id, answer, recorder)
        found = await _checked(answer)
    finally:
        answer.cancel()
    return Turn(str(found.stop_reason), _model(session, found))


async def _cancel(connection: Any, session_id: str, answer: asyncio.Future, recorder: Recorder) -> Turn:
    """Ask the agent to stop, and give it a moment; silence is an answer, too."""
    recorder.activity("stopping")

    async def ask() -> None:
        await connection.cancel(session_id=session_id)
        await asyncio.wait({answer})

    with contextlib.suppress(Exception):
        # The asking itself can hang, when the agent no longer reads.
        await asyncio.wait_for(ask(), CANCEL_S)
    return Turn("cancelled")


async def _unless_stopped(call: Awaitable[_Answer], stopping: asyncio.Task) -> _Answer | None:
    """The answer, or None when the run is stopped first. Errors: asyncio.TimeoutError, what the call raises."""
    answer = asyncio.ensure_future(call)
    try:
        done, _ = await asyncio.wait({answer, stopping}, timeout=HANDSHAKE_S, return_when=asyncio.FIRST_COMPLETED)
        if not done:
            raise asyncio.TimeoutError
        return await _checked(answer) if answer in done else None
    finally:
        answer.cancel()


class _BadAnswerError(Exception):
    """An answer of the wrong shape."""


async def _checked(answer: Awaitable[_Answer]) -> _Answer:
    try:
        return await answer
    except ValueError as error:  # pydantic's ValidationError
        raise _BadAnswerError(one_line(str(error), 160).rstrip(".")) from None


def _model(session: Any, answer: Any) -> str | None:
    """What the agent tells about its model: nothing standard, so the places where agents do tell it."""
    for told in (answer.field_meta, session.field_meta):
        if isinstance(told, dict) and isinstance(told.get("model"), str):
            return one_line(told["model"], 100)
    for option in session.config_options or ():
        if getattr(option, "category", None) == "model" and isinstance(getattr(option, "current_value", None), str):
            return one_line(option.current_value, 100)
    return None


async def _why_it_went(agent: AgentProcess, name: str, wire: Wire) -> str:
    """Why the connection broke, in one sentence."""
    if wire.problem:
        return f"The agent `{name}` {wire.problem}{_noise(wire)}."
    with contextlib.suppress(asyncio.TimeoutError):
        report = await asyncio.wait_for(agent.status.readline(), 1.0)
        word, _, rest = report.decode("utf-8", "replace").strip().partition(" ")
        if word == "exited" and rest.lstrip("-").isdigit():
            agent.exit_code = int(rest)
    code = agent.exit_code
    how = "ended" if code is None else f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
    words = one_line(bytes(agent.stderr).decode("utf-8", "replace").strip().rpartition("\n")[2], _LAST_WORDS_CHARS)
    said = f"; its last words: {words.rstrip('.')}" if words else _noise(wire)
    return f"The agent `{name}` {how} before its turn was over{said}."


def _noise(wire: Wire) -> str:
    return f"; it printed what is no message: {one_line(wire.first_noise, 120)}" if wire.first_noise else ""


def _refused(name: str, error: acp.RequestError) -> str:
    if error.code == _AUTHENTICATION_NEEDED:
        return f"The agent `{name}` needs you to log in first; start it once by itself and do so."
    details = error.data.get("details") if isinstance(error.data, dict) else None
    said = one_line(str(details or error), 200).rstrip(".")
    return f"The agent `{name}` answered with an error: {said}."
