"""The runner's own clock: writes what is due and says that it lives when nothing else does."""

from __future__ import annotations

import asyncio

from chant_lsp.runs.model import EventType
from chant_lsp.runs.recorder import Recorder
from chant_lsp.runs.request import Stop

TICK_S = 0.1
HEARTBEAT_S = 15.0
"""Without any other event."""


async def pulse(recorder: Recorder, stop: Stop) -> None:
    """Beat until cancelled."""
    while True:
        await asyncio.sleep(TICK_S)
        recorder.tick()
        if recorder.unwritten_s() >= HEARTBEAT_S:
            recorder.event(EventType.HEARTBEAT)
