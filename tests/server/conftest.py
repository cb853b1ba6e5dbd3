"""An editor in which nobody pauses: what waits until the user does would have every test wait as long."""

import pytest

from chant_lsp.server import body_reader, news, publisher

PAUSES = ((publisher, "REST_S"), (body_reader, "LULL_S"), (news, "REFRESH_DELAY_S"))


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    for module, name in PAUSES:
        monkeypatch.setattr(module, name, 0.005)
