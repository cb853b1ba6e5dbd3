"""The human gate: its review, and a person's decision, which takes an answer that only the editor's user can give."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple

from chant_lsp.server import convert
from chant_lsp.server import protocol as p
from chant_lsp.server.chant_server import ChantServer
from chant_lsp.server.handlers.commands import (
    DIFFERS,
    NOT_A_SPEC,
    choose,
    has_unsaved_edits,
    refuse,
    show_document,
    shows,
    spec_of,
    spec_place,
    write,
)

if TYPE_CHECKING:
    from chant_lsp.core.gates import GateReview
    from chant_lsp.core.index import SpecIndex
    from chant_lsp.runs.deciding import Done
    from chant_lsp.runs.gates import Look
    from chant_lsp.runs.refusals import Refusal
    from chant_lsp.server.session import Home, Place

MINE = "I ticked them, and they hold"
MAX_REASONS = 3
OTHER_REASON = "I do not stand by it"


async def open_review(ls: ChantServer, args: p.OpenReviewArgument) -> p.OpenReviewResult:
    """chant.openReview: everything that a person should see before deciding; a page where the client has no place."""
    from chant_lsp.core.features.gate_page import as_markdown

    place = spec_place(ls, args.uri)
    if place is None:
        return refuse(ls, NOT_A_SPEC)
    spec, home = spec_of(place), place.home
    if not spec.is_human_gate:
        return refuse(ls, f"{spec.id} is no human gate: it has no label `human-gate`.")
    seen = await look_again(ls, place)
    if seen is None:
        return refuse(ls, f"{place.path} is not on the disk; save it first.")
    review = seen.review
    if not shows(ls, "gateView"):
        file = home.project.runs / ".previews" / f"{spec.id}-review.md"
        if problem := write(home, file, as_markdown(review).encode("utf-8", "replace")):
            return refuse(ls, f"The review of {spec.id} could not be written: {problem}.")
        await show_document(ls, convert.to_uri(file))
    return to_result(ls, home, review)


class Seen(NamedTuple):
    """A gate that was looked at, and the project's specs as they were then."""

    specs: SpecIndex
    look: Look
    review: GateReview


async def look_again(ls: ChantServer, place: Place) -> Seen | None:
    """The gate as the disk has it: what is decided about is what is saved; None when it is gone from there."""
    from chant_lsp.runs.gates import look_at, review_of
    from chant_lsp.server.situation import situation_of
    from chant_lsp.workspace.scan import load_index

    project = place.home.project
    situation = situation_of(ls, place.home)

    def look() -> Seen | None:
        index = load_index(project)
        spec = index.get(place.path)
        if spec is None:
            return None
        found = look_at(project, index, spec)
        return Seen(index, found, review_of(index, found, project, situation))

    return await asyncio.to_thread(look)


def to_result(ls: ChantServer, home: Home, review: GateReview) -> p.OpenReviewResult:
    """A review as the client is told of it."""
    from chant_lsp.core.features.gate_page import next_steps

    def place_of(path: str) -> str | None:
        return ls.session.uri_of(home, path) if path and home.files.kind(path) == "file" else None

    return {
        "spec": review.id,
        "title": review.title,
        "standing": review.standing,
        "checks": [
            {"title": one.title, "state": one.state.value, "message": one.sentence, "uri": place_of(one.where)}
            for one in review.checks
        ],
        "boxes": [{"text": box.text, "ticked": box.done, "during": box.during or None} for box in review.boxes],
        "changed": [{"message": one.clause, "uri": place_of(one.path)} for one in review.differences],
        "next": next_steps(review),
        "canApprove": review.obstacle is None and review.decision != "approved",
        "canReject": review.decision != "rejected",
        "canDraft": review.offer is not None and home.files.kind(review.offer.text_path) is None,
    }


async def approve(ls: ChantServer, args: p.ApproveArgument) -> p.DecideResult:
    """chant.approve: in the name of the person who answers the question that the editor asks."""
    from chant_lsp.runs.deciding import approve as decide
    from chant_lsp.runs.deciding import why_not_decide
    from chant_lsp.runs.gates import contents_now

    found = await to_decide(ls, args.uri)
    if isinstance(found, str):
        return refuse(ls, found)
    place, (index, look, review) = found
    if (refused := why_not_decide(look.spec, review)) is not None:
        return refuse(ls, refused)
    shown = contents_now(index, look)
    doubtful = frozenset(box.text for box in review.doubtful)
    if doubtful and await choose(ls, _about_boxes(review), MINE) != MINE:
        return {}
    by = await name_of(place.home)
    yes = f"Approve as {by}"
    if await choose(ls, f"Do you approve {look.spec.id}?{_about_unknown(review)}", yes) != yes:
        return {}
    return tell(ls, place, await asyncio.to_thread(decide, place.home.project, place.path, by, shown, doubtful))


def _about_unknown(review: GateReview) -> str:
    count = len([check for check in review.unknown if check.name != "boxes"])
    return f" {count} of {len(review.checks)} checks could not be made; the review says why." if count else ""


def _about_boxes(review: GateReview) -> str:
    first, *others = review.doubtful
    more = f" and {len(others)} more" if others else ""
    return (
        f"While an agent was running {first.during}, a box of {review.id} was ticked: “{first.text}”{more}. Was it you?"
    )


async def reject(ls: ChantServer, args: p.RejectArgument) -> p.DecideResult:
    """chant.reject: with a reason, which a client that has no field for a text offers to choose."""
    from chant_lsp.runs.deciding import reject as decide
    from chant_lsp.runs.deciding import why_not_decide

    found = await to_decide(ls, args.uri)
    if isinstance(found, str):
        return refuse(ls, found)
    place, (_, look, review) = found
    if (refused := why_not_decide(look.spec)) is not None:
        return refuse(ls, refused)
    because = args.because or await choose(ls, f"Why do you reject {look.spec.id}?", *_reasons(review))
    by = await name_of(place.home)
    yes = f"Reject as {by}"
    if not because or await choose(ls, f"Do you reject {look.spec.id}: {because}", yes) != yes:
        return {}
    return tell(ls, place, await asyncio.to_thread(decide, place.home.project, place.path, by, because))


def _reasons(review: GateReview) -> list[str]:
    failed = [check.sentence for check in review.checks if check.state.value == "failed"]
    return [*failed[:MAX_REASONS], OTHER_REASON]


async def draft_text(ls: ChantServer, args: p.DraftTextArgument) -> p.DecideResult:
    """chant.draftText: the first version of the pull request's text, as a new file, which is then shown."""
    from chant_lsp.runs.drafting import write_draft
    from chant_lsp.runs.refusals import Refusal
    from chant_lsp.workspace.scan import load_index

    place = spec_place(ls, args.uri)
    if place is None:
        return refuse(ls, NOT_A_SPEC)
    project, by = place.home.project, await name_of(place.home)

    def make() -> Done | Refusal:
        index = load_index(project)
        spec = index.get(place.path)
        return write_draft(project, index, spec, by) if spec is not None else Refusal(f"{place.path} is gone.")

    answer = await asyncio.to_thread(make)
    if isinstance(answer, Refusal):
        return refuse(ls, answer.message)
    after(ls, place, answer.record)
    await show_document(ls, ls.session.uri_of(place.home, answer.record))
    return {"message": answer.message}


async def to_decide(ls: ChantServer, uri: str) -> tuple[Place, Seen] | str:
    """What a decision is about; or why none can be taken, as a sentence."""
    place = spec_place(ls, uri)
    if place is None:
        return NOT_A_SPEC
    refused = await why_nobody_can(place)
    if refused is not None:
        return refused
    seen = await look_again(ls, place)
    return (place, seen) if seen is not None else f"{place.path} is gone."


async def why_nobody_can(place: Place) -> str | None:
    """Why no decision about a spec can be taken from here, as a sentence; None when one can."""
    from chant_lsp.runs.person import why_not_here

    spec = spec_of(place)
    clause = await asyncio.to_thread(why_not_here)
    if clause is not None:
        return f"Only a person can decide about {spec.id}, and this language server is not one's: {clause}."
    if not spec.is_human_gate:
        return f"{spec.id} is no human gate: it has no label `human-gate`."
    return f"{spec.id} has unsaved edits: {DIFFERS}." if has_unsaved_edits(place) else None


async def name_of(home: Home) -> str:
    """The name that a decision is signed with."""
    from chant_lsp.runs.deciding import clean_name
    from chant_lsp.workspace.people import who_is_here

    return clean_name(await asyncio.to_thread(who_is_here, home.project))


def tell(ls: ChantServer, place: Place, answer: Done | Refusal) -> Any:
    """Say what became of a decision, and look at its files again."""
    from chant_lsp.runs.refusals import Refusal

    if isinstance(answer, Refusal):
        return refuse(ls, answer.message)
    after(ls, place, place.path, answer.record)
    return {"message": answer.message}


def after(ls: ChantServer, place: Place, *paths: str) -> None:
    """What we have written counts at once."""
    ls.session.reread(place.home, [path for path in paths if path])
    ls.gates.changed(place.home)
    ls.publisher.flush()
    ls.lens_news.changed()
