"""The runner's own clock: writes what is due, says that it lives, and ends what takes too long."""

from __future__ import annotations

import asyncio
import time

from chant_lsp.core.features.durations import exact
from chant_lsp.core.own_settings import Timeouts
from chant_lsp.runs.model import HEARTBEAT_S, EventType
from chant_lsp.runs.recorder import Recorder
from chant_lsp.runs.request import Stop

TICK_S = 0.1


async def pulse(recorder: Recorder, stop: Stop, spec_id: str, timeouts: Timeouts) -> None:
    """Beat until cancelled; a run that takes too long, or whose agent is silent for too long, is given up.

    The silence of an agent that waits for a person's answer does not count.
    """
    began = time.monotonic()
    while True:
        await asyncio.sleep(TICK_S)
        recorder.tick()
        if recorder.unwritten_s() >= HEARTBEAT_S:
            recorder.event(EventType.HEARTBEAT)
        if time.monotonic() - began >= timeouts.run_s:
            stop.give_up("timeout.run", _too_long(f"{spec_id} was not done after", timeouts.run_s, "run", "--timeout"))
        elif recorder.silent_s() >= timeouts.silence_s:
            said = f"The agent of {spec_id} was silent for"
            stop.give_up("timeout.silence", _too_long(said, timeouts.silence_s, "silence", "--silence"))


def _too_long(what: str, limit_s: float, key: str, option: str) -> str:
    return (
        f"{what} {exact(limit_s)}; give it more time with `timeout: {{{key}: …}}` in .chant/lsp.yaml, "
        f"`chant.timeout.{key}` in the editor or `{option}`."
    )
