"""When background work may go on."""

import pytest

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
