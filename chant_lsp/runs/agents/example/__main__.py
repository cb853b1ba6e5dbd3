"""`python -m chant_lsp.runs.agents.example`: the agent on stdin and stdout until stdin ends."""

from __future__ import annotations

import asyncio
import contextlib
from typing import cast

import acp

from chant_lsp.runs.agents.example.agent import ExampleAgent


def main() -> None:
    """Serve one client. Nothing but the protocol goes to stdout."""
    # A client that is gone takes its pipes along; there is nobody left to tell.
    with contextlib.suppress(OSError, KeyboardInterrupt):
        asyncio.run(acp.run_agent(cast(acp.Agent, ExampleAgent())))


if __name__ == "__main__":
    main()
