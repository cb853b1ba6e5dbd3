"""Makes the tables of names that completion searches, in lulls after the first scan: of a large project they take a
while, and the first completion would wait for it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chant_lsp.server.chant_server import ChantServer
    from chant_lsp.server.session import Home

LARGE = 5_000
"""Specs of a project beyond which it is worth the trouble."""

PAUSE_S = 0.01
LULL_S = 0.1


async def prepare_names(ls: ChantServer, home: Home) -> None:
    """Make the tables of a large project, one step in each lull."""
    if len(home.index.specs) < LARGE:
        return
    for _ in home.index.names.iter_prepare():
        await ls.protocol.lull.come(LULL_S)
        await asyncio.sleep(PAUSE_S)
