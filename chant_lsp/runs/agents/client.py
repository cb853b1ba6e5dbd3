"""What an agent may call: what it says becomes events, what it asks for is answered by the run's permits.

Files that it reads and writes through us, and commands that it has us run, stay inside what was decided: a link that is
put in the way between the decision and the deed leads nowhere.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import acp
from acp import schema

from chant_lsp.runs.agents.terminals import TerminalError, Terminals, output_of
from chant_lsp.runs.commands import may_set, to_argv
from chant_lsp.runs.permits import MAX_FILE_BYTES, Permits, Proposal, ToolRequest, to_source
from chant_lsp.workspace.edits import EditConflictError, EditRefusedError, read_file, replace_file

_PATH_KEYS = ("path", "file_path", "filePath", "filepath", "abs_path", "absolute_path", "notebook_path")
"""Where agents that name no locations tell in their raw input which file they mean."""
_COMMAND_KEYS = ("command", "cmd")
_FOLDER_KEYS = ("cwd", "workdir", "directory")
_HARMLESS_VARIABLES = frozenset(
    {"CI", "NO_COLOR", "FORCE_COLOR", "TERM", "LANG", "COLUMNS", "LINES", "PYTHONUNBUFFERED", "DEBIAN_FRONTEND"}
)
"""What an agent may set for a command without being asked about it."""


class Client:
    """What the agent may call."""

    def __init__(self, permits: Permits, terminals: Terminals) -> None:
        self._permits = permits
        self._terminals = terminals
        self._recorder = permits.recorder
        self._root = permits.policy.project.root

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
        """Whether a tool of the agent's own may be used: this once, because what holds longer we remember ourselves."""
        decision = await self._permits.tool(to_tool_request(tool_call))
        kinds = ("allow_once",) if decision.allowed else ("reject_once", "reject_always")
        chosen = next((option for kind in kinds for option in options if option.kind == kind), None)
        if chosen is None or self._permits.asker.stopping:
            return schema.RequestPermissionResponse(outcome=schema.DeniedOutcome(outcome="cancelled"))
        outcome = schema.AllowedOutcome(outcome="selected", option_id=chosen.option_id)
        return schema.RequestPermissionResponse(outcome=outcome)

    # -- files

    async def write_text_file(self, session_id: str, path: str, content: str, **_: Any) -> schema.WriteTextFileResponse:
        """fs/write_text_file: declared outputs, boxes of the own spec, and what a person allows."""
        decision, found = await self._permits.write(path, content)
        if not decision.allowed:
            raise acp.RequestError.invalid_params({"details": f"{decision.path}: {decision.reason}"})
        self._recorder.activity(f"writing {decision.path}")
        # A declared output may be in any state; what was shown to somebody, or counted box by box, must still be so.
        is_output = decision.reason == "declared output"
        bom = found is not None and found.startswith(b"\xef\xbb\xbf") and not is_output
        if not is_output and read_file(self._root, decision.path, MAX_FILE_BYTES) != found:
            raise acp.RequestError.internal_error({"details": f"{decision.path} was changed meanwhile"})
        try:
            after = (b"\xef\xbb\xbf" if bom else b"") + content.encode("utf-8")
            replace_file(self._root, self._root / decision.path, None if is_output else found, after, follow=False)
        except (EditConflictError, EditRefusedError, OSError, UnicodeError) as error:
            raise acp.RequestError.internal_error({"details": f"{decision.path} was not written: {error}"}) from None
        return schema.WriteTextFileResponse()

    async def read_text_file(
        self, session_id: str, path: str, line: int | None = None, limit: int | None = None, **_: Any
    ) -> schema.ReadTextFileResponse:
        """fs/read_text_file: files of the project. `line` is 1-based; `limit` counts lines."""
        decision = await self._permits.read(path)
        if not decision.allowed:
            raise acp.RequestError.invalid_params({"details": f"{decision.path}: {decision.reason}"})
        outside = os.path.isabs(decision.path)
        found = _read_outside(decision.path) if outside else read_file(self._root, decision.path, MAX_FILE_BYTES)
        source = to_source(found)
        if source is None and not outside and not os.path.lexists(self._root / decision.path):
            # As editors answer for a file that is about to be made; some agents ask before they write, and take an
            # error for the end of the matter.
            return schema.ReadTextFileResponse(content="")
        if source is None:
            raise acp.RequestError.resource_not_found(path)
        self._recorder.activity(f"reading {decision.path}")
        text = source.text
        if line is not None or limit is not None:
            lines = text.splitlines(keepends=True)
            first = max((line or 1) - 1, 0)
            text = "".join(lines[first : None if limit is None else first + limit])
        return schema.ReadTextFileResponse(content=text)

    # -- terminals

    async def create_terminal(
        self,
        session_id: str,
        command: str,
        args: Sequence[str] | None = None,
        env: Sequence[Any] | None = None,
        cwd: str | None = None,
        output_byte_limit: int | None = None,
        **_: Any,
    ) -> schema.CreateTerminalResponse:
        """terminal/create: the project's test command, and what a person allows."""
        argv = to_argv(command, args or ())
        variables = {each.name: each.value for each in env or () if each.name not in _HARMLESS_VARIABLES}
        for name in variables:
            if not may_set(name):
                self._recorder.permission("run", [f"{name}=…"], False, f"an agent does not set `{name}`")
                raise acp.RequestError.invalid_params({"details": f"`{name}` is not for an agent to set"})
        # What it sets is part of what is asked about.
        asked = ("env", *(f"{name}={value}" for name, value in variables.items()), *argv) if variables else argv
        folder = self._folder(cwd)
        decision = await self._permits.command(asked, str(folder))
        if not decision.allowed:
            raise acp.RequestError.invalid_params({"details": f"{decision.path}: {decision.reason}"})
        if self._folder(cwd) != folder:
            raise acp.RequestError.invalid_params({"details": "its folder was replaced meanwhile"})
        harmless = {each.name: each.value for each in env or () if each.name in _HARMLESS_VARIABLES}
        try:
            id = await self._terminals.start(argv, folder, {**harmless, **variables}, output_byte_limit)
        except TerminalError as error:
            raise acp.RequestError.internal_error({"details": str(error)}) from None
        self._recorder.activity(f"running {decision.path}")
        return schema.CreateTerminalResponse(terminal_id=id)

    def _folder(self, cwd: str | None) -> Path:
        """The folder of a command, every link followed; whether that is in the project is the policy's to say."""
        return Path(os.path.realpath(self._root / (cwd or ".")))

    async def terminal_output(self, session_id: str, terminal_id: str, **_: Any) -> schema.TerminalOutputResponse:
        """terminal/output: what it has printed so far, and how it ended."""
        with _told():
            terminal = self._terminals.get(terminal_id)
        printed = output_of(terminal)
        ended = terminal.ended.is_set()
        status = schema.TerminalExitStatus(exit_code=terminal.exit_code, signal=terminal.signal_name)
        return schema.TerminalOutputResponse(
            output=printed.text, truncated=printed.truncated, exit_status=status if ended else None
        )

    async def wait_for_terminal_exit(
        self, session_id: str, terminal_id: str, **_: Any
    ) -> schema.WaitForTerminalExitResponse:
        """terminal/wait_for_exit."""
        with _told():
            terminal = self._terminals.get(terminal_id)
        await terminal.ended.wait()
        return schema.WaitForTerminalExitResponse(exit_code=terminal.exit_code, signal=terminal.signal_name)

    async def kill_terminal(self, session_id: str, terminal_id: str, **_: Any) -> schema.KillTerminalResponse:
        """terminal/kill: ended, its output kept."""
        with _told():
            await self._terminals.kill(terminal_id)
        return schema.KillTerminalResponse()

    async def release_terminal(self, session_id: str, terminal_id: str, **_: Any) -> schema.ReleaseTerminalResponse:
        """terminal/release: ended and forgotten."""
        with _told():
            await self._terminals.release(terminal_id)
        return schema.ReleaseTerminalResponse()


@contextlib.contextmanager
def _told():
    """A terminal that there is not, as an error of the protocol."""
    try:
        yield
    except TerminalError as error:
        raise acp.RequestError.invalid_params({"details": str(error)}) from None


def to_tool_request(call: Any) -> ToolRequest:
    """A tool call of the protocol, with what agents tell only in their raw input."""
    raw = call.raw_input if isinstance(call.raw_input, Mapping) else {}
    diffs = [item for item in call.content or () if isinstance(item, schema.FileEditToolCallContent)]
    places = [*(location.path for location in call.locations or ()), *(diff.path for diff in diffs)]
    places += [raw[key] for key in _PATH_KEYS if isinstance(raw.get(key), str)]
    command = next((raw[key] for key in _COMMAND_KEYS if _is_command(raw.get(key))), None)
    if isinstance(command, str) and isinstance(raw.get("args"), list) and _is_command(raw["args"]):
        command = [command, *raw["args"]]
    if command is None and call.kind == "execute" and not places:
        command = call.title  # all that some agents say about it
    return ToolRequest(
        kind=call.kind or "",
        title=call.title or "",
        paths=tuple(dict.fromkeys(places)),
        proposals=tuple(Proposal(diff.path, diff.old_text, diff.new_text) for diff in diffs),
        command=command if call.kind in ("execute", None, "other") else None,
        folder=next((raw[key] for key in _FOLDER_KEYS if isinstance(raw.get(key), str)), "."),
        told=json.dumps(raw, ensure_ascii=False, default=str) if raw else call.title or "",
    )


def _is_command(found: Any) -> bool:
    return isinstance(found, str) or (isinstance(found, list) and all(isinstance(word, str) for word in found))


def _texts(content: Any) -> list[str]:
    found = [getattr(getattr(item, "content", None), "text", None) for item in content or ()]
    return [text for text in found if isinstance(text, str) and text]


def _read_outside(path: str) -> bytes | None:
    """The bytes of a file outside the project, unless a link has been put in the way since it was decided about."""
    try:
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK)) as file:
            status = os.fstat(file.fileno())
            regular = stat.S_ISREG(status.st_mode) and status.st_size <= MAX_FILE_BYTES
            return file.read() if regular and os.path.realpath(path) == path else None
    except (OSError, ValueError):
        return None
