"""The editor's progress display for runs that were started here; its cancel button stops the run."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from chant_lsp.runs.model import Run

if TYPE_CHECKING:
    from chant_lsp.server.chant_server import ChantServer

logger = logging.getLogger(__name__)

CLIENT_PATIENCE_S = 10.0


class RunProgress:
    """One progress token a run; nothing where the client cannot show it."""

    def __init__(self, ls: ChantServer) -> None:
        self._ls = ls
        self._said: dict[str, str] = {}
        """Run id to the last message; a run that is in here has a display."""

    async def begin(self, run_id: str, title: str, on_cancel: Callable[[], None]) -> None:
        """Show that a run is going. A client that refuses is left alone."""
        if not self._ls.session.abilities.progress:
            return
        token = token_of(run_id)
        progress = self._ls.work_done_progress
        try:
            await asyncio.wait_for(progress.create_async(token), CLIENT_PATIENCE_S)
        except (JsonRpcException, asyncio.TimeoutError) as error:
            logger.warning("The client shows no progress: %s", error)
            progress.tokens.pop(token, None)
            return
        progress.tokens[token].add_done_callback(lambda _: on_cancel())
        progress.begin(token, types.WorkDoneProgressBegin(title=title, cancellable=True))
        self._said[run_id] = ""

    def report(self, run: Run) -> None:
        """Show what the run does now, or take the display away when it has ended."""
        if run.id not in self._said:
            return
        if not run.active:
            self.end(run.id, run.message)
            return
        doing = f"asks to {run.question.title}" if run.question is not None else run.activity
        if doing and self._said[run.id] != doing:
            self._said[run.id] = doing
            self._ls.work_done_progress.report(token_of(run.id), types.WorkDoneProgressReport(message=doing))

    def end(self, run_id: str, message: str) -> None:
        """Take the display away."""
        del self._said[run_id]
        progress = self._ls.work_done_progress
        progress.end(token_of(run_id), types.WorkDoneProgressEnd(message=message or None))
        # pygls keeps tokens for ever (pygls#607).
        progress.tokens.pop(token_of(run_id), None)


def token_of(run_id: str) -> str:
    """The run's token; a string, because some clients refuse numbers."""
    return f"chant-run-{run_id}"
