"""What a run changed, shown and taken back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lsprotocol import types

from chant_lsp.server import convert
from chant_lsp.server import protocol as p
from chant_lsp.server.chant_server import ChantServer
from chant_lsp.server.handlers.commands import (
    DIFFERS,
    NOT_A_SPEC,
    choose,
    first_unsaved,
    refuse,
    show,
    show_document,
    shows,
    spec_of,
    spec_place,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from chant_lsp.runs.discard import Plan
    from chant_lsp.runs.model import Run
    from chant_lsp.runs.review import FileChange, Review
    from chant_lsp.server.session import Home, Place

DISCARD, DISCARD_OTHERS, REVIEW = "Discard", "Discard the others", "Review changes"
DISCARD_OUTSIDE = "Discard only what is outside its outputs"
MAX_NAMED = 5
"""Files that are named in one question."""


async def review_changes(ls: ChantServer, args: p.ReviewChangesArgument) -> p.ReviewChangesResult:
    """chant.reviewChanges: what the run changed, file by file; a client without a place for it gets a diff."""
    from chant_lsp.runs.store import run_folder

    place = spec_place(ls, args.uri)
    run = find_run(place, args.run) if place else None
    if place is None or run is None:
        return refuse(ls, f"{spec_of(place).id} has not been run yet." if place else NOT_A_SPEC)
    seen = await asyncio.to_thread(look, place.home, run)
    if seen is None:
        return refuse(ls, f"The last run of {run.spec} kept no checkpoint, so what it changed is not known.")
    if not seen.files:
        from chant_lsp.runs.review import NOT_WHOLE

        more = "" if seen.whole else f" {NOT_WHOLE}"
        return refuse(ls, f"The last run of {run.spec} has changed nothing.{more}")
    if not shows(ls, "changes"):
        file = run_folder(place.home.project, run.id) / "changes.diff"
        if problem := await asyncio.to_thread(write_down, place.home, file, seen):
            return refuse(ls, f"The changes of {run.spec} could not be written down: {problem}.")
        await show_document(ls, convert.to_uri(file))
    files = await asyncio.to_thread(lambda: [to_changed_file(place.home, file) for file in seen.files])
    return {"run": run.id, "title": f"{run.spec}: what its run changed", "files": files}


async def changed_text(ls: ChantServer, args: p.ChangedTextArgument) -> p.ChangedTextResult:
    """chant.changedText: a file as it was before a run, or as the run left it."""
    place = spec_place(ls, args.uri)
    run = find_run(place, args.run) if place else None
    return {"text": await asyncio.to_thread(text_of, place.home, run, args) if place and run else ""}


async def discard_changes(ls: ChantServer, args: p.DiscardChangesArgument) -> p.DiscardChangesResult:
    """chant.discardChanges: take the run back, after the user has said so."""
    from chant_lsp.runs.discard import DiscardError, carry_out, commits_left, make_plan

    place = spec_place(ls, args.uri)
    run = find_run(place, args.run) if place else None
    if place is None or run is None:
        return refuse(ls, f"{spec_of(place).id} has not been run yet." if place else NOT_A_SPEC)
    project = place.home.project
    try:
        plan = await asyncio.to_thread(make_plan, project, run, outside=args.outside is True)
        if problem := why_not(ls, place.home, plan):
            return refuse(ls, problem)
        answer = await ask_user(ls, plan)
        if answer == DISCARD_OUTSIDE:
            plan = await asyncio.to_thread(make_plan, project, run, outside=True)
        elif answer not in (DISCARD, DISCARD_OTHERS):
            kept = [step.path for step in plan.steps]
            if answer != REVIEW:
                return {"discarded": [], "kept": kept}
            return {"discarded": [], "kept": kept, "review": await review_changes(ls, show_run(args.uri, run))}
        done = await asyncio.to_thread(carry_out, project, plan)
        left = await asyncio.to_thread(commits_left, project, run, plan.changes)
    except DiscardError as error:
        return refuse(ls, str(error))
    ls.session.reread(place.home, list(done.paths))
    ls.publisher.flush()
    ls.runs.wake(place.home)
    if left:
        show(ls, types.MessageType.Info, left)
    for one in done.kept[:MAX_NAMED]:
        show(ls, types.MessageType.Warning, f"{one.path} {one.why}, so it stays as it is.")
    return {"discarded": list(done.paths), "kept": [one.path for one in done.kept]}


def show_run(uri: str, run: Run) -> p.ReviewChangesArgument:
    """What asks for a look at a run."""
    return p.ReviewChangesArgument(uri, run.id)


def why_not(ls: ChantServer, home: Home, plan: Plan) -> str:
    """Why there is nothing to ask; '' when there is."""
    if (unsaved := first_unsaved(ls, home, (step.path for step in plan.steps))) is not None:
        return f"{unsaved} has unsaved edits: {DIFFERS}."
    if plan.steps:
        return ""
    if plan.kept:
        return f"Nothing of {plan.run.spec}'s run can be taken back: {in_words(plan)}."
    return f"There is nothing to take back: nothing that the run of {plan.run.spec} did is left."


async def ask_user(ls: ChantServer, plan: Plan) -> str:
    """What the user wants done about the plan; '' for nothing."""
    created = [step.path for step in plan.steps if step.kind == "delete"]
    others = [step.path for step in plan.steps if step.kind != "delete"]
    says = [f"Delete {named(created)}" if created else "", f"put back {named(others)}" if others else ""]
    what = " and ".join(filter(None, says))
    stay = f" {len(plan.kept)} {'stays' if len(plan.kept) == 1 else 'stay'}: {in_words(plan)}." if plan.kept else ""
    message = f"{what[:1].upper()}{what[1:]}? What the run of {plan.run.spec} wrote there is lost.{stay}"
    outside = {change.path: change.outside for change in plan.changes.files}
    both = {outside[step.path] for step in plan.steps} == {True, False}
    buttons = [DISCARD_OTHERS if plan.kept else DISCARD, *([DISCARD_OUTSIDE] if both else []), REVIEW]
    return await choose(ls, message, *buttons, kind=types.MessageType.Warning) or ""


def named(paths: list[str]) -> str:
    """The first of some files, and how many others there are."""
    left = len(paths) - MAX_NAMED
    return ", ".join(paths[:MAX_NAMED]) + (f" and {left} more" if left > 0 else "")


def in_words(plan: Plan) -> str:
    """What stays, and why."""
    left = len(plan.kept) - MAX_NAMED
    shown = ", ".join(f"{one.path} {one.why}" for one in plan.kept[:MAX_NAMED])
    return shown + (f" and {left} more" if left > 0 else "")


def find_run(place: Place, run_id: str | None) -> Run | None:
    """The run of a spec with this id, else its last one."""
    from chant_lsp.runs.store import is_run_id, latest_run, load_run

    project, spec_id = place.home.project, spec_of(place).id
    if run_id is None:
        return latest_run(project, spec_id)
    run = load_run(project, run_id) if is_run_id(run_id) else None
    return run if run is not None and run.spec == spec_id else None


def look(home: Home, run: Run) -> Review | None:
    """What a run changed; None without a checkpoint."""
    from chant_lsp.runs.discard import changes_of
    from chant_lsp.runs.review import review

    changes = changes_of(home.project, run)
    return review(home.project, run, changes) if changes is not None else None


def write_down(home: Home, file: Path, seen: Review) -> str | None:
    """Write what a run changed as one diff; why that was not possible, or None."""
    from chant_lsp.runs.review import whole_diff

    return write(home, file, whole_diff(seen).encode("utf-8", "replace"))


def text_of(home: Home, run: Run, args: p.ChangedTextArgument) -> str:
    """A changed file as it was before or after the run; '' where it was not there."""
    from chant_lsp.runs.discard import changes_of
    from chant_lsp.runs.review import side_of

    changes = changes_of(home.project, run)
    side = side_of(home.project, changes, args.path, args.side) if changes is not None else None
    if side is None:
        return ""
    size = "its content was not kept" if side.content is None else f"{len(side.content)} bytes"
    return side.text if side.text is not None else f"(no text: {size})\n"


def to_changed_file(home: Home, file: FileChange) -> p.ChangedFile:
    """One line of the answer."""
    from chant_lsp.runs.review import remarks_on

    return {
        "path": file.path,
        "uri": convert.to_uri(home.project.absolute(file.path)),
        "how": file.how,
        "remarks": remarks_on(file),
        "before": file.before is not None,
        "after": file.after is not None,
        "onDisk": file.after is not None and file.after.text is not None and not file.since,
    }
