"""chant.answer: what a person says to a question of a run; asked again where nothing is said yet."""

from __future__ import annotations

from lsprotocol import types

from chant_lsp.server import protocol as p
from chant_lsp.server.chant_server import ChantServer
from chant_lsp.server.handlers.commands import NOT_A_SPEC, show, spec_of, spec_place


def answer(ls: ChantServer, args: p.AnswerArgument) -> p.AnswerResult:
    """chant.answer: answer the open question of the spec's run; without a decision, put it to the user once more."""
    place = spec_place(ls, args.uri)
    if place is None:
        return _told(ls, NOT_A_SPEC)
    spec = spec_of(place)
    ls.runs.poll(place.home)
    run = ls.runs.last_run(place.home, spec.id)
    if run is None or not run.active or run.question is None:
        return _told(ls, f"{spec.id} asks nothing now.")
    if args.decision is None:
        ls.runs.questions.put(place.home, run, run.question)
        return {"answered": False, "message": ""}
    given, message = ls.runs.questions.give(place.home, run, args.question or run.question.id, args.decision)
    return {"answered": True, "message": message} if given else _told(ls, message)


def _told(ls: ChantServer, why: str) -> p.AnswerResult:
    show(ls, types.MessageType.Info, why)
    return {"answered": False, "message": why}
