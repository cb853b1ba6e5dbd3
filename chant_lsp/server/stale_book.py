"""How the phases of each project stand with what they were built on: looked at again and again, in small slices.

Whoever hears of a change wakes it; what nobody tells of is found at the next look. Files that were not touched cost one
`stat` each, and looks come so seldom that an idle server costs next to nothing.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from chant_lsp.core.noted import note_stale
from chant_lsp.server.watch import IDLE_SHARE, SHORTEST_INTERVAL_S, SLICE_S

if TYPE_CHECKING:
    from chant_lsp.runs.staleness import Looker
    from chant_lsp.server.chant_server import ChantServer
    from chant_lsp.server.session import Home

logger = logging.getLogger(__name__)

LONGEST_REST_S = 2.0
REST_PER_COST = 20
"""Between two looks that were asked for: what the first took, so many times."""


class StaleBook:
    """Looks after the results of all projects."""

    def __init__(self, ls: ChantServer) -> None:
        self._ls = ls
        self._woken: dict[Home, asyncio.Event] = {}

    def follow(self, home: Home) -> None:
        """Look after a project until it is gone."""
        if home not in self._woken:
            self._woken[home] = asyncio.Event()
            self._ls.spawn(self._look_for_ever(home, self._woken[home]))

    def wake(self, home: Home) -> None:
        """Something has happened: look now."""
        if home in self._woken:
            self._woken[home].set()

    async def _look_for_ever(self, home: Home, woken: asyncio.Event) -> None:
        # Not above: who only tells us of a change before the first scan is over must not load all of this.
        from chant_lsp.runs.staleness import Looker

        looker = Looker(home.project)
        while home in self._ls.session.homes:
            woken.clear()
            begun = time.process_time()
            if self._ls.runs.done(home):
                await self._look(home, looker)
            cost_s = time.process_time() - begun
            await asyncio.sleep(min(cost_s * REST_PER_COST, LONGEST_REST_S))
            # Without a run there is nothing that could be stale, until a run wakes us.
            wait_s = max(SHORTEST_INTERVAL_S, cost_s / IDLE_SHARE) if self._ls.runs.done(home) else None
            try:
                await asyncio.wait_for(woken.wait(), wait_s)
            except asyncio.TimeoutError:
                continue
        del self._woken[home]

    async def _look(self, home: Home, looker: Looker) -> None:
        end = time.perf_counter() + SLICE_S
        try:
            for _ in looker.iter_look(home.index, self._ls.runs.done(home)):
                if time.perf_counter() > end:
                    await asyncio.sleep(self._ls.protocol.lull.wait_s())
                    end = time.perf_counter() + SLICE_S
        except Exception:
            # One file that trips us must not end the looking for good.
            logger.exception("Cannot tell what is stale in %s", home.project.root)
            return
        delta = note_stale(home.index, looker.facts)
        if delta.touched:
            self._ls.session.tell(home, delta)
            self._ls.lens_news.changed()
            self._ls.publisher.flush()
