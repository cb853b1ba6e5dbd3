"""The protocol side: sessions, one prompt turn at a time, and cancelling it.

What a turn does is the playbook's business (`phases.py`); how it reads, writes and runs is `turn.py`'s.
"""

from __future__ import annotations

import asyncio
import math
import os
import uuid
from pathlib import Path
from typing import Any

import acp
from acp import schema

import chant_lsp
from chant_lsp.runs.agents.example.phases import play
from chant_lsp.runs.agents.example.turn import Stopped, Turn

DEFAULT_PACE_S = 0.3


class ExampleAgent:
    """Answers the four methods of the protocol that a run needs."""

    def __init__(self) -> None:
        self._client: acp.Client | None = None
        self._writes_through_client = False
        self._roots: dict[str, Path] = {}
        self._playing: dict[str, asyncio.Task[None]] = {}
        self._cancelled: set[str] = set()

    def on_connect(self, conn: acp.Client) -> None:
        """Remember whom to talk to."""
        self._client = conn

    async def initialize(
        self,
        protocol_version: int,
        client_capabilities: schema.ClientCapabilities | None = None,
        client_info: schema.Implementation | None = None,
        **_: Any,
    ) -> schema.InitializeResponse:
        """initialize: learn whether the client wants to write files itself."""
        files = client_capabilities.fs if client_capabilities else None
        self._writes_through_client = bool(files and files.write_text_file)
        return schema.InitializeResponse(
            protocol_version=min(protocol_version, acp.PROTOCOL_VERSION),
            agent_capabilities=schema.AgentCapabilities(),
            agent_info=schema.Implementation(
                name="chant-lsp-example", title="Example agent", version=chant_lsp.__version__
            ),
        )

    async def new_session(self, cwd: str, **_: Any) -> schema.NewSessionResponse:
        """session/new: a session works in one project root."""
        root = Path(cwd)
        if not root.is_absolute() or not root.is_dir():
            raise acp.RequestError.invalid_params({"cwd": f"{cwd} is not an absolute path of a folder."})
        session_id = uuid.uuid4().hex
        self._roots[session_id] = root
        return schema.NewSessionResponse(session_id=session_id)

    async def prompt(self, session_id: str, prompt: list[Any], **_: Any) -> schema.PromptResponse:
        """session/prompt: play the phase of the spec that the environment names."""
        if session_id not in self._roots or self._client is None:
            raise acp.RequestError.invalid_params({"sessionId": f"No session {session_id}."})
        if session_id in self._playing:
            raise acp.RequestError.invalid_request({"sessionId": "This session has a turn that is not over."})
        turn = Turn(
            self._client,
            session_id,
            self._roots[session_id],
            _text_of(prompt),
            writes_through_client=self._writes_through_client,
            pace_s=_pace_s(),
        )
        task = self._playing[session_id] = asyncio.create_task(play(turn, dict(os.environ)))
        try:
            await task
        except Stopped as stop:
            await turn.say(stop.message)
            return schema.PromptResponse(stop_reason=stop.reason)
        except asyncio.CancelledError:
            if session_id not in self._cancelled:  # the connection ended, so this request ends, too
                raise
            return schema.PromptResponse(stop_reason="cancelled")
        finally:
            del self._playing[session_id]
            self._cancelled.discard(session_id)
        return schema.PromptResponse(stop_reason="end_turn")

    async def cancel(self, session_id: str, **_: Any) -> None:
        """session/cancel: the turn stops where it is; what it wrote stays."""
        task = self._playing.get(session_id)
        if task is not None:
            self._cancelled.add(session_id)
            task.cancel()


def _text_of(blocks: list[Any]) -> str:
    """The text of the prompt; other kinds of content are not for a script."""
    return "\n".join(block.text for block in blocks if isinstance(block, schema.TextContentBlock))


def _pace_s() -> float:
    """Seconds to wait between steps, so that a person can follow."""
    try:
        pace_s = float(os.environ.get("CHANT_EXAMPLE_PACE_S", DEFAULT_PACE_S))
    except ValueError:
        return DEFAULT_PACE_S
    return pace_s if math.isfinite(pace_s) and pace_s >= 0 else DEFAULT_PACE_S
