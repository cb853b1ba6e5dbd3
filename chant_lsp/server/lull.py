"""When work that nobody waits for may go on: in a lull of the client's messages, and never not at all.

Each slice of such work makes whoever asks meanwhile wait for its end. Requests come in groups - a hover, the lenses,
the links of a document that was opened - so that the next is near when one has just come.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

LULL_S = 0.02
PATIENCE_S = 0.2
"""A client that never stops asking does not stop this work, either."""


class Lull:
    """Knows when the client last said something."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._heard_s = 0.0
        self._granted_s = 0.0

    def heard(self) -> None:
        """The client has said something."""
        self._heard_s = self._clock()

    def wait_s(self, lull_s: float = LULL_S) -> float:
        """How long the next slice should wait before it asks again; 0 when it may begin."""
        now = self._clock()
        wait_s = self._heard_s + lull_s - now
        if wait_s > 0 and now - self._granted_s < PATIENCE_S:
            return wait_s
        self._granted_s = now
        return 0.0

    async def come(self, lull_s: float = LULL_S) -> None:
        """Wait until the next slice may begin."""
        while wait_s := self.wait_s(lull_s):
            await asyncio.sleep(wait_s)
