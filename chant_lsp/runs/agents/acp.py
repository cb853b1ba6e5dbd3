"""The client's side of the Agent Client Protocol: one prompt, one turn, under the run's policy.

What the agent says becomes events; what it asks for is answered by the policy and recorded; files that it reads and
writes through us stay inside the policy. Terminals are not offered. Only the runner's process imports this module,
because the protocol's package takes most of a second to load.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import acp
from acp import schema

from chant_lsp import __version__
from chant_lsp.runs.agents.process import AgentError, AgentProcess
from chant_lsp.runs.agents.wire import Wire
from chant_lsp.runs.profile import Decision, Policy, may_read, may_write, may_write_text
from chant_lsp.runs.recorder import Recorder, one_line
from chant_lsp.workspace.edits import EditConflictError, EditRefusedError, decode, replace_file

HANDSHAKE_S = 60.0
"""For `initialize` and `session/new`; agents that fetch something first take their time."""
CANCEL_S = 5.0
"""After `session/cancel`, before the agent is terminated."""
MAX_READ_BYTES = 16 * 1024 * 1024
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
    client: Any = _Client(policy, recorder)  # the methods that are left out answer "method not found"
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


class _Client:
    """What the agent may call."""

    def __init__(self, policy: Policy, recorder: Recorder) -> None:
        self._policy = policy
        self._recorder = recorder
        self._allowed: set[str] = set()
        """Paths whose writing was allowed on request: the write that follows is not another decision."""

    def on_connect(self, conn: Any) -> None:
        """Required by the package."""

    async def session_update(self, session_id: str, update: Any, **_: Any) -> None:
        """What the agent says and does."""
        if isinstance(update, (schema.AgentMessageChunk, schema.AgentThoughtChunk)):
            text = getattr(update.content, "text", None)
            if isinstance(update, schema.AgentThoughtChunk):
                self._recorder.activity("thinking")
            elif text:
                self._recorder.output(text)
        elif isinstance(update, (schema.ToolCallStart, schema.ToolCallProgress)):
            if update.title:
                self._recorder.activity(update.title)
            # While it goes on, agents send the same content over and over.
            for text in _texts(update.content) if update.status in ("completed", "failed") else ():
                self._recorder.output(text if text.endswith("\n") else text + "\n")
        elif isinstance(update, schema.AgentPlanUpdate):
            current = next((entry.content for entry in update.entries if entry.status == "in_progress"), None)
            if current:
                self._recorder.activity(current)

    async def request_permission(
        self, session_id: str, tool_call: Any, options: Sequence[Any], **_: Any
    ) -> schema.RequestPermissionResponse:
        """Allowed is what the policy allows as it is shown; nobody is asked."""
        decision = _decide(self._policy, tool_call)
        paths = _paths(self._policy, tool_call)
        title = tool_call.title or tool_call.kind or "a tool"
        self._recorder.permission(title, paths, decision.allowed, decision.reason)
        if decision.allowed and tool_call.kind == "edit":
            self._allowed.update(paths)
        kinds = ("allow_once", "allow_always") if decision.allowed else ("reject_once", "reject_always")
        chosen = next((option for kind in kinds for option in options if option.kind == kind), None)
        if chosen is None:
            return schema.RequestPermissionResponse(outcome=schema.DeniedOutcome(outcome="cancelled"))
        outcome = schema.AllowedOutcome(outcome="selected", option_id=chosen.option_id)
        return schema.RequestPermissionResponse(outcome=outcome)

    async def write_text_file(self, session_id: str, path: str, content: str, **_: Any) -> schema.WriteTextFileResponse:
        """fs/write_text_file: declared outputs, and boxes of the own spec."""
        place = self._policy.project.root / path
        found = _read_bytes(place) if may_read(self._policy, path).allowed else None
        decision = may_write_text(self._policy, path, content, _source(found))
        if not decision.allowed or decision.path not in self._allowed:
            self._recorder.permission("write", [decision.path], decision.allowed, decision.reason)
        if not decision.allowed:
            raise acp.RequestError.invalid_params({"details": f"{decision.path}: {decision.reason}"})
        self._recorder.activity(f"writing {decision.path}")
        ticks_boxes = decision.reason == "criteria boxes"
        bom = found is not None and found.startswith(b"\xef\xbb\xbf") and ticks_boxes
        try:
            replace_file(
                self._policy.project.root,
                place,
                found if ticks_boxes else None,
                (b"\xef\xbb\xbf" if bom else b"") + content.encode("utf-8"),
            )
        except (EditConflictError, EditRefusedError, OSError, UnicodeError) as error:
            raise acp.RequestError.internal_error({"details": f"{decision.path} was not written: {error}"}) from None
        return schema.WriteTextFileResponse()

    async def read_text_file(
        self, session_id: str, path: str, line: int | None = None, limit: int | None = None, **_: Any
    ) -> schema.ReadTextFileResponse:
        """fs/read_text_file: files of the project. `line` is 1-based; `limit` counts lines."""
        decision = may_read(self._policy, path)
        if not decision.allowed:
            self._recorder.permission("read", [decision.path], False, decision.reason)
            raise acp.RequestError.invalid_params({"details": f"{decision.path}: {decision.reason}"})
        source = _source(_read_bytes(self._policy.project.root / path))
        if source is None:
            raise acp.RequestError.resource_not_found(path)
        self._recorder.activity(f"reading {decision.path}")
        text = source.text
        if line is not None or limit is not None:
            lines = text.splitlines(keepends=True)
            first = max((line or 1) - 1, 0)
            text = "".join(lines[first : None if limit is None else first + limit])
        return schema.ReadTextFileResponse(content=text)


def _decide(policy: Policy, call: Any) -> Decision:
    """The policy's answer to a tool call, by its kind and by everything that it says it touches."""
    places = _places(call)
    if call.kind in ("read", "search") and places:
        decisions = [may_read(policy, place) for place in places]
    elif call.kind == "edit" and places:
        decisions = [may_write(policy, place) for place in places]
        for diff in _diffs(call):
            source = (
                _source(_read_bytes(policy.project.root / diff.path)) if may_read(policy, diff.path).allowed else None
            )
            shown = may_write_text(policy, diff.path, diff.new_text, source)
            decisions = [shown if decision.path == shown.path else decision for decision in decisions]
    else:
        return Decision(False, f"not in this phase's profile: {call.kind or 'unknown kind of tool'}", "")
    return next((decision for decision in decisions if not decision.allowed), decisions[0])


def _paths(policy: Policy, call: Any) -> list[str]:
    return list(dict.fromkeys(may_read(policy, place).path for place in _places(call)))


def _places(call: Any) -> list[str]:
    """Every path that a tool call names, in its locations and in its diffs."""
    return [*(location.path for location in call.locations or ()), *(diff.path for diff in _diffs(call))]


def _diffs(call: Any) -> list[Any]:
    return [item for item in call.content or () if isinstance(item, schema.FileEditToolCallContent)]


def _texts(content: Any) -> list[str]:
    found = [getattr(getattr(item, "content", None), "text", None) for item in content or ()]
    return [text for text in found if isinstance(text, str) and text]


def _read_bytes(place: Path) -> bytes | None:
    try:
        if not place.is_file() or place.stat().st_size > MAX_READ_BYTES:
            return None
        return place.read_bytes()
    except (OSError, ValueError):
        return None


def _source(content: bytes | None):
    if content is None:
        return None
    with contextlib.suppress(UnicodeDecodeError):
        return decode(content)
    return None
