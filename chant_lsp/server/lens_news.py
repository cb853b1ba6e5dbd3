"""Code lenses as the client has them, and when it has to ask for them again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from chant_lsp.core.features.lenses import Lens, file_lenses, lenses
from chant_lsp.server.situation import prompt_size, situation_of

if TYPE_CHECKING:
    from chant_lsp.server.chant_server import ChantServer
    from chant_lsp.server.session import Home, Place

REFRESH_DELAY_S = 0.05
"""Several changes that come together are one refresh."""
REFRESH_INTERVAL_S = 0.5
"""The least time between two: a busy agent changes its activity many times a second."""
TICK_S = 5.0
"""Lenses tell times: how often they are compared with the clock."""


def lenses_of(ls: ChantServer, place: Place) -> list[Lens]:
    """The lenses of a file as things stand now."""
    index = place.home.index
    spec = index.get(place.path)
    if spec is None:
        return file_lenses(index, place.path)
    size = prompt_size(place.home, spec)
    return lenses(index, spec, place.source, situation_of(ls, place.home), size)


class LensNews:
    """Remembers what lenses the client was given, and asks it to ask again only when they would be others."""

    def __init__(self, ls: ChantServer) -> None:
        self._ls = ls
        self._given: dict[str, list[Lens]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._not_before = 0.0
        self._ticking = False

    def answered(self, uri: str, lenses: list[Lens]) -> None:
        """The client has these lenses of a document now."""
        self._given[uri] = lenses
        if not self._ticking and self._ls.session.abilities.lens_refresh:
            self._ticking = True
            self._ls.spawn(self._tick())

    def forget(self, uri: str) -> None:
        """The client will ask for this document anyway, or never again."""
        self._given.pop(uri, None)

    def changed(self, *_: Home | frozenset[str]) -> None:
        """Something has changed that lenses may tell of."""
        if self._timer is None and self._given and self._ls.session.abilities.lens_refresh:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(loop.time() + REFRESH_DELAY_S, self._not_before), self._compare)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self._compare()

    def _compare(self) -> None:
        self._timer = None
        for uri, given in list(self._given.items()):
            place = self._ls.session.find(uri) if uri in self._ls.session.documents else None
            if place is None:
                del self._given[uri]
            elif lenses_of(self._ls, place) != given:
                # One refresh makes the client ask for every document that it shows.
                self._given.clear()
                self._not_before = asyncio.get_running_loop().time() + REFRESH_INTERVAL_S
                self._ls.workspace_code_lens_refresh(None)
                return
