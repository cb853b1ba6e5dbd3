"""When background work may go on."""

import asyncio
from types import SimpleNamespace

import pytest

from chant_lsp.server import lull as lull_module
from chant_lsp.server import watch
from chant_lsp.server.lull import LULL_S, PATIENCE_S, Lull


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_waits_for_a_pause():
    clock = Clock()
    lull = Lull(clock)
    assert lull.wait_s() == 0
    lull.heard()
    assert lull.wait_s() == pytest.approx(LULL_S)
    clock.now += LULL_S / 2
    assert lull.wait_s() == pytest.approx(LULL_S / 2)
    clock.now += LULL_S / 2 + 0.001
    assert lull.wait_s() == 0


def test_it_goes_on_although_the_client_never_pauses():
    clock = Clock()
    lull = Lull(clock)
    granted = 0
    for _ in range(1000):
        lull.heard()
        granted += lull.wait_s() == 0
        clock.now += LULL_S / 10
    assert granted == pytest.approx(1000 * LULL_S / 10 / PATIENCE_S, abs=2)


@pytest.fixture
def clock(monkeypatch):
    """Who sleeps finds that so much time has passed."""
    clock = Clock()

    async def sleep(seconds):
        clock.now += seconds

    monkeypatch.setattr(lull_module, "asyncio", SimpleNamespace(sleep=sleep))
    return clock


def test_who_waits_for_it_goes_on_when_it_comes(clock):
    lull = Lull(clock)
    lull.wait_s()
    lull.heard()
    asyncio.run(lull.come())
    assert clock.now == pytest.approx(100.0 + LULL_S)


def test_the_cache_is_written_in_lulls_only(clock, monkeypatch):
    monkeypatch.setattr(watch, "SLICE_S", 0)
    lull, written = Lull(clock), []

    def steps(specs):
        for _ in range(3):
            written.append(clock.now)
            lull.heard()
            yield

    home = SimpleNamespace(reader=SimpleNamespace(save_cache=steps), index=SimpleNamespace(specs={}))
    lull.wait_s()
    asyncio.run(watch.save_cache(SimpleNamespace(homes=[home]), home, lull))
    assert written == pytest.approx([100.0, 100.0 + LULL_S, 100.0 + 2 * LULL_S])
