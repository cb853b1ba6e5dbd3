"""Views of a document as the client has them - lenses, hints, tokens - and when it has to ask for them again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chant_lsp.server.chant_server import ChantServer
    from chant_lsp.server.session import Home

REFRESH_DELAY_S = 0.05
"""Several changes that come together are one refresh."""
REFRESH_INTERVAL_S = 0.5
"""The least time between two: a busy agent changes its activity many times a second."""
TICK_S = 5.0
"""How often a view that tells times is compared with the clock."""
MAX_GIVEN = 100
"""Documents that are remembered; the oldest is forgotten first, as not every client says when it has closed one."""

Look = Callable[["ChantServer", str], Any]
"""A document's URI to what the client would be given now; None when it is gone."""


class News:
    """Remembers what the client was given of one view, and asks it to ask again only when that would differ."""

    def __init__(self, ls: ChantServer, look: Look, refresh: Callable[[None], Any] | None, ticks: bool = False) -> None:
        self._ls = ls
        self._look = look
        self._refresh = refresh
        """None for a client that cannot be asked."""
        self._ticks = ticks
        self._given: dict[str, Any] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._not_before = 0.0
        self._ticking = False

    def answered(self, uri: str, given: Any) -> None:
        """The client has this of a document now."""
        if self._refresh is None:
            return
        self._given.pop(uri, None)
        if len(self._given) >= MAX_GIVEN:
            del self._given[next(iter(self._given))]
        self._given[uri] = given
        if self._ticks and not self._ticking:
            self._ticking = True
            self._ls.spawn(self._tick())

    def forget(self, uri: str) -> None:
        """The client will ask for this document anyway, or never again."""
        self._given.pop(uri, None)

    def outdated(self) -> None:
        """Whatever the client has may be wrong: a project came, or went, under what it shows."""
        self._given.clear()
        if self._refresh is not None:
            self._refresh(None)

    def changed(self, *_: Home | frozenset[str]) -> None:
        """Something has changed that the view may tell of."""
        if self._timer is None and self._given:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(loop.time() + REFRESH_DELAY_S, self._not_before), self._compare)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self._compare()

    def _compare(self) -> None:
        self._timer = None
        for uri, given in list(self._given.items()):
            now = self._look(self._ls, uri)
            if now is None:
                del self._given[uri]
            elif now != given and self._refresh is not None:
                # One refresh makes the client ask for every document that it shows.
                self._given.clear()
                self._not_before = asyncio.get_running_loop().time() + REFRESH_INTERVAL_S
                self._refresh(None)
                return
