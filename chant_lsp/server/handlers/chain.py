"""The commands that run several specs in a row. Each starts a process of its own and tells how that ended."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lsprotocol import types

from chant_lsp.server import protocol as p
from chant_lsp.server.chant_server import ChantServer
from chant_lsp.server.handlers.commands import DIFFERS, NOT_A_SPEC, first_unsaved, refuse, show, spec_of, spec_place

if TYPE_CHECKING:
    from chant_lsp.runs.queue import Reach
    from chant_lsp.server.session import Home, Place

POLL_S = 0.5


async def run_needed(ls: ChantServer, args: p.RunNeededArgument) -> p.RunChainResult:
    """chant.runNeeded: the phase, and before it what it needs."""
    from chant_lsp.runs.queue import Reach

    return await _start(ls, args.uri, Reach.NEEDED)


async def run_chain(ls: ChantServer, args: p.RunChainArgument) -> p.RunChainResult:
    """chant.runChain: the phase and what follows, until a human gate, a failure or a stop."""
    from chant_lsp.runs.queue import Reach

    return await _start(ls, args.uri, Reach.UNTIL_GATE)


async def run_when_finished(ls: ChantServer, args: p.RunWhenFinishedArgument) -> p.RunChainResult:
    """chant.runWhenFinished: the phase, once what it waits for is over."""
    from chant_lsp.runs.queue import Reach

    return await _start(ls, args.uri, Reach.WHEN_FINISHED)


async def _start(ls: ChantServer, uri: str, reach: Reach) -> p.RunChainResult:
    place = spec_place(ls, uri)
    if place is None:
        return refuse(ls, NOT_A_SPEC)
    if unsaved := _find_unsaved(ls, place, reach):
        return refuse(ls, f"{unsaved} has unsaved edits: {DIFFERS}, because the agents read the files.")
    from chant_lsp.runs.refusals import Refusal
    from chant_lsp.runs.supervisor import start_chain
    from chant_lsp.server.agents import user_of
    from chant_lsp.workspace.settings import told_to_runs

    if problem := user_of(ls).problem:
        return refuse(ls, problem)
    settings = ls.session.settings
    told = [*(["--agent", settings.agent] if settings.agent else []), *told_to_runs(settings)]
    answer = await start_chain(place.home.project, place.path, reach, editor=settings.defined, told=told)
    if isinstance(answer, Refusal):
        return refuse(ls, answer.message)
    ls.runs.wake(place.home)
    ls.spawn(_tell_end(ls, place.home, answer))
    return {"chain": answer}


def _find_unsaved(ls: ChantServer, place: Place, reach: Reach) -> str | None:
    """The first spec of those that would be run whose text in the editor is another one than on the disk."""
    from chant_lsp.core.mentions import spec_id
    from chant_lsp.runs.queue import Reach
    from chant_lsp.runs.route import needed, onward

    index, spec = place.home.index, spec_of(place)
    about = {Reach.NEEDED: needed(index, spec), Reach.WHEN_FINISHED: (spec,)}.get(reach) or onward(index, [spec])
    path = first_unsaved(ls, place.home, (one.path for one in about))
    return spec_id(path) if path is not None else None


async def _tell_end(ls: ChantServer, home: Home, chain_id: str) -> None:
    """Say how the chain ended, also when that was without having run anything."""
    from chant_lsp.runs.queue import ChainState, read_chain

    while (chain := read_chain(home.project, chain_id)) is not None:
        if chain.state is not ChainState.GOING:
            failed = chain.state is ChainState.FAILED
            show(ls, types.MessageType.Warning if failed else types.MessageType.Info, chain.message)
            break
        await asyncio.sleep(POLL_S)
    ls.runs.wake(home)
