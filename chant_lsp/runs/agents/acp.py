"""The client's side of the Agent Client Protocol: one prompt, one turn, under the run's policy.

What the agent calls is answered by `client.py`. Only the runner's process imports this module, because the protocol's
package takes most of a second to load.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import acp

from chant_lsp.runs.agents import Agent
from chant_lsp.runs.agents.client import Client
from chant_lsp.runs.agents.process import AgentError, AgentProcess, last_words, learn_exit_code, said_of_end
from chant_lsp.runs.agents.session import (
    AUTHENTICATION_NEEDED,
    BadAnswerError,
    NoAnswerError,
    Session,
    checked,
    open_session,
    settle_session,
)
from chant_lsp.runs.agents.turn import Assignment, Turn
from chant_lsp.runs.agents.wire import Wire
from chant_lsp.runs.recorder import Recorder, one_line

CANCEL_S = 3.0
"""After `session/cancel`, before the agent is terminated."""


async def converse(given: Assignment) -> Turn:
    """Send the prompt, follow the turn to its end or until it is stopped.

    Errors: AgentError, one sentence.
    """
    process, agent, recorder, permits = given.process, given.agent, given.recorder, given.services.permits
    name = agent.name

    def on_noise(text: str) -> None:
        recorder.output(f"[not a message: {one_line(text, 200)}]\n")

    wire = Wire(process.reader, process.writer, recorder.heard, on_noise)
    # The methods that the client leaves out answer "method not found".
    client: Any = Client(permits, given.services.terminals)
    connection = acp.connect_to_agent(client, wire)
    stopping = asyncio.create_task(given.stop.wait())
    try:
        folder = str(permits.policy.project.root)
        session = await open_session(connection, wire, process, agent, folder, stopping)
        if session is None or not await settle_session(connection, session, agent, given.model, stopping):
            return Turn("cancelled")
        return await _turn(connection, session, given.prompt, recorder, stopping)
    except NoAnswerError as silence:
        raise AgentError(
            f"The agent `{name}` did not answer within {silence}{_noise(wire)}; is it an ACP agent?"
        ) from None
    except OSError:
        raise AgentError(await _why_it_went(process, name, wire)) from None
    except acp.RequestError as error:
        raise AgentError(_refused(agent, error)) from None
    except BadAnswerError as error:
        raise AgentError(f"The agent `{name}` sent an answer that is not the protocol's: {error}.") from None
    finally:
        stopping.cancel()
        with contextlib.suppress(Exception):
            await connection.close()


async def _turn(connection: Any, session: Session, prompt: str, recorder: Recorder, stopping: asyncio.Task) -> Turn:
    answer = asyncio.ensure_future(connection.prompt(session_id=session.id, prompt=[acp.text_block(prompt)]))
    try:
        await asyncio.wait({answer, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            return await _cancel(connection, session.id, answer, recorder)
        found = await checked(answer)
    finally:
        answer.cancel()
    return Turn(str(found.stop_reason), _told_model(found) or session.model)


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


def _told_model(answer: Any) -> str | None:
    """The model that the agent says it used: nothing standard, so the place where agents do say it."""
    told = answer.field_meta
    return one_line(told["model"], 100) if isinstance(told, dict) and isinstance(told.get("model"), str) else None


async def _why_it_went(process: AgentProcess, name: str, wire: Wire) -> str:
    """Why the connection broke, in one sentence."""
    if wire.problem:
        return f"The agent `{name}` {wire.problem}{_noise(wire)}."
    await learn_exit_code(process, 1.0)
    words = last_words(process)
    said = f"; its last words: {words}" if words else _noise(wire)
    return f"The agent `{name}` {said_of_end(process.exit_code)} before its turn was over{said}."


def _noise(wire: Wire) -> str:
    return f"; it printed what is no message: {one_line(wire.first_noise, 120)}" if wire.first_noise else ""


def _refused(agent: Agent, error: acp.RequestError) -> str:
    details = error.data.get("details") if isinstance(error.data, dict) else None
    said = one_line(str(details or error), 200).rstrip(".")
    if error.code == AUTHENTICATION_NEEDED:
        way_out = agent.login or "start it once by itself and do so"
        return f"The agent `{agent.name}` needs you to log in first: {way_out} (it says: {said})."
    return f"The agent `{agent.name}` answered with an error: {said}."
