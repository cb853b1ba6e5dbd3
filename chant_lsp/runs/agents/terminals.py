"""The terminals of a run: commands that an agent has us run, each behind a guard of its own.

Nothing of a terminal outlives its run: its guard holds the run's leash, and ends the command with all that it started
when the runner asks or dies. A terminal has no input and no window; what it prints is kept up to a bound, the newest
of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from chant_lsp.runs.agents.process import AgentProcess, NotStartedError, end_agent, learn_exit_code, start_agent

MAX_OUTPUT_BYTES = 1024 * 1024
"""Of one terminal, where the agent names no limit, or a higher one."""
MAX_TERMINALS = 16
"""At the same time."""
_CHUNK_BYTES = 64 * 1024


class TerminalError(Exception):
    """There is no such terminal, or none more can be started; the text is a sentence."""


class Output(NamedTuple):
    """What a terminal has printed."""

    text: str
    truncated: bool
    """Whether its beginning was dropped."""


@dataclass
class Terminal:
    """One command, running or ended."""

    process: AgentProcess
    limit_bytes: int
    printed: bytearray = field(default_factory=bytearray)
    truncated: bool = False
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: list[asyncio.Task] = field(default_factory=list)

    @property
    def exit_code(self) -> int | None:
        """Its exit code; None while it runs, or when a signal ended it."""
        code = self.process.exit_code
        return code if self.ended.is_set() and code is not None and code >= 0 else None

    @property
    def signal_name(self) -> str | None:
        """The signal that ended it, as `SIGTERM`."""
        code = self.process.exit_code
        if not self.ended.is_set() or code is None or code >= 0:
            return None
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
        return str(-code)


@dataclass
class Terminals:
    """All the terminals of one run."""

    environment: Mapping[str, str]
    """Of every command; what an agent adds comes on top."""
    kept_open: int
    """A descriptor that lives as long as anything of the run: the spec's lock."""
    lock_file: Path
    """chant's lock."""
    _all: dict[str, Terminal] = field(default_factory=dict)

    async def start(
        self, argv: Sequence[str], folder: Path, variables: Mapping[str, str], limit_bytes: int | None
    ) -> str:
        """Start a command, and return the terminal's id. Errors: TerminalError."""
        if len(self._all) >= MAX_TERMINALS:
            raise TerminalError(f"There are {MAX_TERMINALS} terminals already; release one.")
        environment = {**self.environment, **variables}
        try:
            process = await start_agent(argv, environment, folder, self.kept_open, self.lock_file, merged=True)
        except NotStartedError as error:
            raise TerminalError(f"The command could not be started: {error}.") from None
        process.writer.close()
        limit = MAX_OUTPUT_BYTES if limit_bytes is None else max(0, min(limit_bytes, MAX_OUTPUT_BYTES))
        terminal = Terminal(process, limit)
        terminal.tasks = [asyncio.create_task(_follow(terminal))]
        id = f"terminal-{secrets.token_hex(4)}"
        self._all[id] = terminal
        return id

    def get(self, id: str) -> Terminal:
        """Errors: TerminalError."""
        try:
            return self._all[id]
        except KeyError:
            raise TerminalError("There is no such terminal.") from None

    async def kill(self, id: str) -> None:
        """End a command; its output stays. Errors: TerminalError."""
        await _end(self.get(id))

    async def release(self, id: str) -> None:
        """End a command and forget it. Errors: TerminalError."""
        terminal = self.get(id)
        del self._all[id]
        await _end(terminal)

    async def close(self) -> None:
        """End everything."""
        left = list(self._all.values())
        self._all.clear()
        await asyncio.gather(*(_end(terminal) for terminal in left), return_exceptions=True)


def output_of(terminal: Terminal) -> Output:
    """What was printed, from the first whole character that is kept."""
    kept = bytes(terminal.printed)
    while terminal.truncated and kept and kept[0] & 0xC0 == 0x80:
        kept = kept[1:]
    return Output(kept.decode("utf-8", "replace"), terminal.truncated)


async def _follow(terminal: Terminal) -> None:
    """Keep what is printed until the command has ended with all that it started."""
    while chunk := await terminal.process.reader.read(_CHUNK_BYTES):
        terminal.printed += chunk
        if len(terminal.printed) > terminal.limit_bytes:
            terminal.truncated = True
            del terminal.printed[: len(terminal.printed) - terminal.limit_bytes]
        await asyncio.sleep(0)  # a flood leaves the others their turn
    await learn_exit_code(terminal.process)
    terminal.ended.set()


async def _end(terminal: Terminal) -> None:
    """End the command, if it has not ended, and let go of its guard."""
    for task in terminal.tasks:
        task.cancel()
    await asyncio.gather(*terminal.tasks, return_exceptions=True)
    if terminal.tasks:
        terminal.tasks = []
        await end_agent(terminal.process)
    terminal.ended.set()
