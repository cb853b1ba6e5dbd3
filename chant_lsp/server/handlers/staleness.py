"""What to do about a result that is stale: see what changed, run it again with what builds on it, or vouch for it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from chant_lsp.server import convert
from chant_lsp.server import protocol as p
from chant_lsp.server.chant_server import ChantServer
from chant_lsp.server.handlers.chain import run_chain
from chant_lsp.server.handlers.commands import (
    DIFFERS,
    NOT_A_SPEC,
    choose,
    first_unsaved,
    refuse,
    show_document,
    shows,
    spec_of,
    spec_place,
    write,
)

if TYPE_CHECKING:
    from chant_lsp.core.spec import Spec
    from chant_lsp.runs.validation import TextChange
    from chant_lsp.server.session import Home, Place

REASONS = ("The change does not matter for it", "I have brought the result up to date")
"""What can be answered in an editor that has no field for a text."""
MAX_NAMED = 5


async def see_what_changed(ls: ChantServer, args: p.SeeWhatChangedArgument) -> p.SeeWhatChangedResult:
    """chant.seeWhatChanged: each text then and now; a client without a place for it gets a diff."""
    from chant_lsp.runs.validation import changes_of
    from chant_lsp.workspace.scan import load_index

    place = spec_place(ls, args.uri)
    if place is None:
        return refuse(ls, NOT_A_SPEC)
    spec, home = spec_of(place), place.home
    # From the disk, in an index of its own: the results of a large project take a while to look through.
    index = await asyncio.to_thread(load_index, home.project)
    changes = await asyncio.to_thread(changes_of, home.project, index, spec)
    if not changes:
        return refuse(ls, f"Nothing that {spec.id} was built on has changed since it ran.")
    if not shows(ls, "changes"):
        file = home.project.runs / ".previews" / f"{spec.id}.diff"
        text = await asyncio.to_thread(lambda: "".join(change.unified() for change in changes))
        if problem := write(home, file, text.encode("utf-8", "replace")):
            return refuse(ls, f"The changes could not be written down: {problem}.")
        await show_document(ls, convert.to_uri(file))
    title = f"{spec.id}: what changed after it ran"
    return {"spec": spec.id, "title": title, "changes": [to_change(ls, home, change) for change in changes]}


def to_change(ls: ChantServer, home: Home, change: TextChange) -> p.ChangedSince:
    """One text as the client is told of it."""
    return {
        "title": change.title,
        "uri": ls.session.uri_of(home, change.path) if change.path else None,
        "before": change.before,
        "after": change.after,
        "note": change.note,
    }


async def still_valid(ls: ChantServer, args: p.StillValidArgument) -> p.StillValidResult:
    """chant.stillValid: somebody says that a result holds, and why."""
    from chant_lsp.runs.validation import vouch
    from chant_lsp.workspace.people import who_is_here
    from chant_lsp.workspace.scan import load_index

    place = spec_place(ls, args.uri)
    if place is None:
        return refuse(ls, NOT_A_SPEC)
    spec, home = spec_of(place), place.home
    because = args.because if args.because is not None else await ask_why(ls, spec)
    if because is None:
        return {}
    by = await asyncio.to_thread(who_is_here, home.project)
    index = await asyncio.to_thread(load_index, home.project)
    done, message = await asyncio.to_thread(vouch, home.project, index, spec, by, because)
    if not done:
        return refuse(ls, message)
    ls.stale.wake(home)
    return {"message": message}


async def ask_why(ls: ChantServer, spec: Spec) -> str | None:
    """A reason, chosen; None when there is none."""
    question = f"Why does the result of {spec.id} still hold? Your name and the reason are kept with it."
    return await choose(ls, question, *REASONS)


async def rerun_downstream(ls: ChantServer, args: p.RerunDownstreamArgument) -> p.RunChainResult:
    """chant.rerunDownstream: what is stale here and in all that builds on it becomes pending, and is run in order."""
    from chant_lsp.core.mentions import spec_id
    from chant_lsp.runs.status import StatusError, write_fields

    place = spec_place(ls, args.uri)
    if place is None:
        return refuse(ls, NOT_A_SPEC)
    specs = stale_downstream(place)
    if (unsaved := first_unsaved(ls, place.home, (spec.path for spec in specs))) is not None:
        return refuse(ls, f"{spec_id(unsaved)} has unsaved edits: {DIFFERS}, because the agents read the files.")
    if not specs:
        return refuse(ls, f"Neither {spec_of(place).id} nor what builds on it is stale.")
    if not await agrees(ls, specs):
        return {}
    try:
        for spec in specs:
            write_fields(place.home.project, spec.path, {"status": "pending"})
    except StatusError as error:
        return refuse(ls, str(error))
    finally:
        ls.session.reread(place.home, [spec.path for spec in specs])
        ls.publisher.flush()
    return await run_chain(ls, p.RunChainArgument(ls.session.uri_of(place.home, specs[0].path)))


def stale_downstream(place: Place) -> list[Spec]:
    """The spec, and of all that depends on it what is stale or suspect; in the order in which they run."""
    index = place.home.index
    found = [spec_of(place)]
    for here in found:
        found += [other for other in index.dependents(here) if other not in found and not other.is_human_gate]
    stale = [spec for spec in found if spec.status == "completed" and not spec.archived and spec.id in index.stale]
    return [spec for spec in stale if index.stale[spec.id].state != "fresh"]


async def agrees(ls: ChantServer, specs: list[Spec]) -> bool:
    """Whether the user wants all of them run again; not asked about a single one."""
    if len(specs) == 1:
        return True
    names = ", ".join(spec.id for spec in specs[:MAX_NAMED])
    more = f" and {len(specs) - MAX_NAMED} more" if len(specs) > MAX_NAMED else ""
    question = f"Run {names}{more} again, one after the other? Their status becomes pending first."
    return await choose(ls, question, f"Run {len(specs)} phases again") is not None
