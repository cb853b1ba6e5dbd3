"""The one place that keeps anything from running in a workspace that the user does not trust.

A command of the server is refused there unless it is known to run nothing and to decide nothing, so that a new command
is refused until somebody has thought about it.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from lsprotocol import types

from chant_lsp.server import protocol as p
from chant_lsp.server.chant_server import ChantServer

HARMLESS = frozenset(
    {
        p.COMMAND_STOP,
        p.COMMAND_PREVIEW_PROMPT,
        p.COMMAND_EXPLAIN,
        p.COMMAND_OPEN_LOG,
        p.COMMAND_SHOW_PROBLEM,
        p.COMMAND_REVIEW_CHANGES,
        p.COMMAND_CHANGED_TEXT,
        p.COMMAND_SEE_WHAT_CHANGED,
        p.COMMAND_OPEN_REVIEW,
        p.COMMAND_DRAFT_TEXT,
        p.COMMAND_NEW_INVESTIGATION,
        p.COMMAND_RESCAN,
        p.COMMAND_FIX,
        p.COMMAND_CREATE,
        p.COMMAND_OPEN,
    }
)
"""What shows, edits like any editor, or ends a run."""
REFUSED = "Nothing runs in a workspace that is not trusted; trust it first."


def under_trust(name: str, command: Callable[..., Any]) -> Callable[..., Any]:
    """The command, refused where the workspace is not trusted."""
    if name in HARMLESS:
        return command

    def refuses(ls: ChantServer) -> bool:
        if not ls.session.trusted:
            ls.window_show_message(types.ShowMessageParams(types.MessageType.Warning, REFUSED))
        return not ls.session.trusted

    if inspect.iscoroutinefunction(command):

        @functools.wraps(command)
        async def later(ls: ChantServer, args: Any) -> Any:
            return {"refused": REFUSED} if refuses(ls) else await command(ls, args)

        return later

    @functools.wraps(command)
    def now(ls: ChantServer, args: Any) -> Any:
        return {"refused": REFUSED} if refuses(ls) else command(ls, args)

    return now
