"""What an agent may call: what it says becomes events, what it asks for is answered by the run's policy and recorded.

Files that it reads and writes through us stay inside the policy.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import acp
from acp import schema

from chant_lsp.runs.profile import Decision, Policy, may_read, may_write, may_write_text
from chant_lsp.runs.recorder import Recorder
from chant_lsp.workspace.edits import EditConflictError, EditRefusedError, decode, replace_file

MAX_READ_BYTES = 16 * 1024 * 1024


class Client:
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
