"""One turn: everything that a phase may do to the world, each act shown to the client.

Writing asks for permission first and goes through the client if it offers to write. A phase that can't go on raises
`Stopped` with a sentence for the person who reads along.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any, Literal

import acp
from acp import schema

from chant_lsp.runs.agents.example.execution import Ran, run_leashed

SHOWN_OUTPUT_CHARS = 4000

ALLOW = schema.PermissionOption(option_id="allow", name="Allow once", kind="allow_once")
REJECT = schema.PermissionOption(option_id="reject", name="Reject", kind="reject_once")


class Stopped(Exception):  # noqa: N818 - a way to end, not always an error
    """The phase ends here without having done its work."""

    def __init__(self, message: str, reason: Literal["end_turn", "refusal", "cancelled"] = "refusal") -> None:
        super().__init__(message)
        self.message = message
        self.reason: Literal["end_turn", "refusal", "cancelled"] = reason


class Turn:
    """What a phase sees: the prompt, the project, and verbs."""

    def __init__(
        self,
        client: acp.Client,
        session_id: str,
        root: Path,
        prompt: str,
        *,
        writes_through_client: bool,
        pace_s: float,
    ) -> None:
        self.root = root
        self.prompt = prompt
        self._client = client
        self._session_id = session_id
        self._writes_through_client = writes_through_client
        self._pace_s = pace_s
        self._calls = 0
        self._steps: tuple[str, ...] = ()

    async def plan(self, *steps: str) -> None:
        """Announce what will be done, in order."""
        self._steps = steps
        await self._show_plan(current=-1)

    async def step(self, number: int) -> None:
        """Begin the step with this number, 1 for the first; one past the last ends the plan."""
        await self._show_plan(current=number - 1)
        await asyncio.sleep(self._pace_s)

    async def say(self, text: str) -> None:
        """A paragraph for the reader."""
        await self._update(acp.update_agent_message_text(text + "\n\n"))

    async def read(self, path: str) -> str:
        """The text of a project file, line ends as they are. Stops the phase if there is none."""
        call = self._next_call()
        await self._update(
            acp.start_tool_call(
                call, f"Read {path}", kind="read", status="in_progress", locations=self._locations(path)
            )
        )
        try:
            text = self.peek(path)
        except (OSError, UnicodeDecodeError) as error:
            await self._update(acp.update_tool_call(call, status="failed"))
            raise Stopped(f"I could not read {path}: {error}.") from error
        await self._update(acp.update_tool_call(call, status="completed"))
        return text

    def peek(self, path: str) -> str:
        """The text of a project file, without telling anyone."""
        return (self.root / path).read_bytes().decode("utf-8")

    def list_files(self, folder: str, pattern: str = "*.py") -> list[str]:
        """Project-relative paths of the matching files below a folder, in order."""
        found = (self.root / folder).rglob(pattern)
        return sorted(file.relative_to(self.root).as_posix() for file in found if file.is_file())

    async def write(self, path: str, text: str) -> None:
        """Ask, then write a project file. Stops the phase if the answer is no."""
        target = self.root / path
        before = self.peek(path) if target.exists() else None
        call = self._next_call()
        shown: dict[str, Any] = {
            "title": f"Write {path}",
            "kind": "edit",
            "locations": self._locations(path),
            "content": [acp.tool_diff_content(str(target), text, before)],
        }
        await self._update(acp.start_tool_call(call, status="pending", **shown))
        if not await self._is_allowed(schema.ToolCallUpdate(tool_call_id=call, status="pending", **shown)):
            await self._update(acp.update_tool_call(call, status="failed"))
            raise Stopped(f"I was not allowed to write {path}, so I stopped. Nothing was written there.")
        await self._update(acp.update_tool_call(call, status="in_progress"))
        try:
            await self._put(target, text)
        except (OSError, acp.RequestError) as error:
            await self._update(acp.update_tool_call(call, status="failed"))
            raise Stopped(f"I could not write {path}: {error}.") from error
        await self._update(acp.update_tool_call(call, status="completed"))

    async def run_python(self, title: str, *arguments: str) -> Ran:
        """Run this interpreter with arguments in the project root and show what it prints."""
        call = self._next_call()
        command = [sys.executable, *arguments]
        await self._update(
            acp.start_tool_call(
                call, title, kind="execute", status="in_progress", raw_input={"command": ["python", *arguments]}
            )
        )
        ran = await run_leashed(command, self.root)
        await self._update(
            acp.update_tool_call(
                call,
                status="completed",
                content=[acp.tool_content(acp.text_block(ran.output[-SHOWN_OUTPUT_CHARS:]))],
                raw_output={"exitCode": ran.code},
            )
        )
        return ran

    async def _is_allowed(self, call: schema.ToolCallUpdate) -> bool:
        answer = await self._client.request_permission(self._session_id, call, [ALLOW, REJECT])
        if isinstance(answer.outcome, schema.DeniedOutcome):
            raise Stopped("The question was cancelled, so I stopped.", "cancelled")
        return answer.outcome.option_id == ALLOW.option_id

    async def _put(self, target: Path, text: str) -> None:
        if self._writes_through_client:
            await self._client.write_text_file(self._session_id, str(target), text)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8"))

    async def _show_plan(self, current: int) -> None:
        await self._update(
            acp.update_plan(
                acp.plan_entry(
                    step,
                    status="completed" if number < current else "in_progress" if number == current else "pending",
                )
                for number, step in enumerate(self._steps)
            )
        )

    async def _update(self, update: Any) -> None:
        await self._client.session_update(self._session_id, update)

    def _next_call(self) -> str:
        self._calls += 1
        return f"call-{self._calls}"

    def _locations(self, path: str) -> list[schema.ToolCallLocation]:
        return [schema.ToolCallLocation(path=str(self.root / path))]
