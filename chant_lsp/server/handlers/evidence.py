"""What a run showed, and did not: the place of what is missing, and the way of a finished fix into the fork."""

from __future__ import annotations

import asyncio

from chant_lsp.server import convert
from chant_lsp.server import protocol as p
from chant_lsp.server.chant_server import ChantServer
from chant_lsp.server.handlers.commands import NOT_A_SPEC, refuse, show_document, spec_of, spec_place, write

GAPS = ("evidence-missing", "touched-besides")
"""Codes of what the last run left open."""


async def show_problem(ls: ChantServer, args: p.ShowProblemArgument) -> p.ShowProblemResult:
    """chant.showProblem: the place of the first thing that the last run left open."""
    place = spec_place(ls, args.uri)
    if place is None:
        return refuse(ls, NOT_A_SPEC)
    findings = ls.publisher.findings(place.home, place.path)
    found = next((finding for finding in findings if finding.code in GAPS), None)
    if found is None:
        return refuse(ls, f"What the last run of {spec_of(place).id} left open is not to be seen in the file any more.")
    range_ = convert.to_range(place.source, found.span, ls.session.abilities.encoding)
    await show_document(ls, args.uri, range_)
    return {"message": found.message}


async def hand_over(ls: ChantServer, args: p.HandOverArgument) -> p.HandOverResult:
    """chant.handOver: the branch and the commands that take a finished fix into the fork, as a text to read."""
    from chant_lsp.core.phases import goes_into_fork
    from chant_lsp.runs.handover import make_handover
    from chant_lsp.workspace.scan import load_index

    place = spec_place(ls, args.uri)
    if place is None:
        return refuse(ls, NOT_A_SPEC)
    spec = spec_of(place)
    if not goes_into_fork(spec):
        return refuse(ls, f"{spec.id} is no finished fix; only that goes into the fork.")
    project = place.home.project
    # From the disk, in an index of its own: it is what git knows, and nothing moves in it meanwhile.
    index = await asyncio.to_thread(load_index, project)
    found = await asyncio.to_thread(make_handover, project, index, spec)
    file = project.runs / ".previews" / f"{spec.id}-handover.md"
    if problem := write(place.home, file, found.document().encode("utf-8", "replace")):
        return refuse(ls, f"{found.summary} The commands could not be written down: {problem}.")
    await show_document(ls, convert.to_uri(file))
    return {"text": found.text()}
