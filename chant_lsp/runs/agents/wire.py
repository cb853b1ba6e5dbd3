"""JSON-RPC messages over the agent's standard streams: lines of any size, and lines that are no messages.

The `acp` package has a transport of its own; it logs a traceback for each bad line and dies of a line that is valid
JSON but no object. This one counts what it cannot understand, keeps the first of it for the error message, and gives up
with a reason when that is all it hears.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

MAX_LINE_BYTES = 64 * 1024 * 1024
MAX_BAD_LINES = 200
"""In a row; some agents print a greeting, none of them prints this much."""
_CHUNK_BYTES = 256 * 1024


class Wire:
    """A `Transport` in the sense of the `acp` package."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        on_message: Callable[[], None],
        on_noise: Callable[[str], None],
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._on_message = on_message
        self._on_noise = on_noise
        self._buffer = bytearray()
        self._searched = 0
        self._bad_in_a_row = 0
        # Before Python 3.11, two tasks must not wait for the same pipe.
        self._sending = asyncio.Lock()
        self.problem = ""
        """Why nothing more is read, in words that follow "the agent"; '' at a plain end of the stream."""
        self.first_noise = ""
        """The start of the first line that was no message."""
        self.models: Any = None
        """The `models` of the last answer that had some: the package drops what its schema does not know."""

    async def send(self, message: dict[str, Any]) -> None:
        """Write one message. Errors: OSError when the agent no longer reads."""
        async with self._sending:
            self._writer.write(json.dumps(message, separators=(",", ":")).encode("utf-8", "replace") + b"\n")
            await self._writer.drain()

    async def receive(self) -> dict[str, Any] | None:
        """The next message; None at the end of the stream, or when `problem` says why to stop."""
        while not self.problem:
            line = await self._read_line()
            if line is None:
                return None
            # A flood that is already in the buffer would otherwise never let anybody else work.
            await asyncio.sleep(0)
            message = _parse(line)
            if message is not None:
                self._bad_in_a_row = 0
                self._on_message()
                result = message.get("result")
                if isinstance(result, dict) and "models" in result:
                    self.models = result["models"]
                return message
            self._note(line)
        return None

    async def close(self) -> None:
        """Nothing to do: the streams belong to the process."""

    async def _read_line(self) -> bytes | None:
        while True:
            end = self._buffer.find(b"\n", self._searched)
            if end >= 0:
                line = bytes(self._buffer[:end])
                del self._buffer[: end + 1]
                self._searched = 0
                return line
            self._searched = len(self._buffer)
            if self._searched > MAX_LINE_BYTES:
                self.problem = f"sent a line of more than {MAX_LINE_BYTES // (1024 * 1024)} MiB"
                return None
            chunk = await self._reader.read(_CHUNK_BYTES)
            if not chunk:
                return None
            self._buffer += chunk

    def _note(self, line: bytes) -> None:
        text = line[:400].decode("utf-8", "replace").strip()
        if not text:
            return
        self.first_noise = self.first_noise or text[:120]
        self._on_noise(text)
        self._bad_in_a_row += 1
        if self._bad_in_a_row >= MAX_BAD_LINES:
            self.problem = "does not speak the Agent Client Protocol"


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("method", ""), str):
        return None
    # The package looks ids up in a dict: one that cannot be hashed would kill its reading loop.
    return found if isinstance(found.get("id", 0), (int, str, float, type(None))) else None
