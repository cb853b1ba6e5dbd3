"""The commands: each takes one object, answers with one, and shows its refusals itself, the same in every editor."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from chant_lsp.server import convert
from chant_lsp.server import protocol as p
from chant_lsp.server.chant_server import ChantServer
from chant_lsp.server.handlers.editing import changes_of, to_edit, to_workspace_edit
from chant_lsp.server.handlers.lifecycle import ask, start_scan

if TYPE_CHECKING:
    from chant_lsp.core.spec import Spec
    from chant_lsp.server.session import Document, Home, Place

logger = logging.getLogger(__name__)

DIFFERS = "the editor and the disk differ; save it, or revert it if the file is newer"
NOT_A_SPEC = "This is not a chant spec: specs are Markdown files in .chant/specs."


async def run(ls: ChantServer, args: p.RunArgument) -> p.RunResult:
    """chant.run: start the phase in a process of its own."""
    place = spec_place(ls, args.uri)
    if place is None:
        return refuse(ls, NOT_A_SPEC)
    spec = spec_of(place)
    if has_unsaved_edits(place) and not is_running(ls, place):
        return refuse(ls, f"{spec.id} has unsaved edits: {DIFFERS}, because the agent reads the file.")
    from chant_lsp.runs.agents.choice import choose_agent
    from chant_lsp.runs.supervisor import Started, start_detached
    from chant_lsp.server.agents import agents_of, asked_of, user_of
    from chant_lsp.workspace.settings import told_to_runs

    if problem := user_of(ls).problem:
        return refuse(ls, problem)
    agents = agents_of(ls)
    choice = choose_agent(place.home.project, spec, asked_of(ls, args.agent, args.model), agents)
    # Whoever clicks Re-run has been told that the phase is done.
    started = await start_detached(
        place.home.project,
        place.path,
        choice.agent,
        again=True,
        index=place.home.index,
        agents=agents,
        model=choice.model,
        editor=ls.session.settings.defined,
        told=told_to_runs(ls.session.settings),
    )
    if not isinstance(started, Started):
        return refuse(ls, started.message)
    stop_it = stopper(ls, place.home, spec.id)
    ls.spawn(begin_progress(ls, place.home, started.run_id, f"{spec.id} ({choice.agent})", stop_it))
    return {"run": started.run_id}


async def begin_progress(ls: ChantServer, home: Home, run_id: str, title: str, on_cancel: Callable[[], None]) -> None:
    """Show the run's progress, and catch up with what it has done meanwhile."""
    await ls.runs.progress.begin(run_id, title, on_cancel)
    ls.runs.wake(home)


def stopper(ls: ChantServer, home: Home, spec_id: str) -> Callable[[], None]:
    """What the cancel button of the progress display does."""
    from chant_lsp.runs.supervisor import stop as stop_run

    return lambda: void(ls.spawn(stop_run(home.project, spec_id)))


def void(_: object) -> None:
    """Nothing."""


async def stop(ls: ChantServer, args: p.StopArgument) -> p.StopResult:
    """chant.stop: end the run and everything that it started."""
    from chant_lsp.runs.supervisor import stop as stop_run

    place = spec_place(ls, args.uri)
    if place is None:
        show(ls, types.MessageType.Warning, NOT_A_SPEC)
        return {"stopped": False, "message": NOT_A_SPEC}
    stopped, message = await stop_run(place.home.project, spec_of(place).id)
    ls.runs.wake(place.home)
    if not stopped:
        show(ls, types.MessageType.Warning, message)
    return {"stopped": stopped, "message": message}


async def preview_prompt(ls: ChantServer, args: p.PreviewPromptArgument) -> p.PreviewPromptResult:
    """chant.previewPrompt: byte for byte what a run would send."""
    from chant_lsp.runs.assembly import build_prompt
    from chant_lsp.workspace.scan import load_index

    place = spec_place(ls, args.uri)
    if place is None:
        return refuse(ls, NOT_A_SPEC)
    spec = spec_of(place)
    # From the disk, as the runner does: other specs may be open with edits that it will not see.
    index = await asyncio.to_thread(load_index, place.home.project)
    prompt = build_prompt(place.home.project, index, spec)
    if prompt.problems:
        return refuse(ls, prompt.problems[0])
    if not shows(ls, "promptPreview"):
        file = place.home.project.runs / ".previews" / f"{spec.id}.md"
        if problem := write(place.home, file, prompt.bytes):
            return refuse(ls, f"The preview of {spec.id} could not be written: {problem}.")
        await show_document(ls, convert.to_uri(file))
    return {"spec": spec.id, "text": prompt.text}


def explain(ls: ChantServer, args: p.ExplainArgument) -> p.ExplainResult:
    """chant.explain: where the phase stands, what is in the way, and the way out."""
    from chant_lsp.core.features.explain import explain as explain_spec
    from chant_lsp.server.situation import situation_of

    place = spec_place(ls, args.uri)
    if place is None:
        message = NOT_A_SPEC
    else:
        message = explain_spec(place.home.index, spec_of(place), place.source, situation_of(ls, place.home))
    show(ls, types.MessageType.Info, message)
    return {"message": message}


async def open_log(ls: ChantServer, args: p.OpenLogArgument) -> p.OpenLogResult:
    """chant.openLog: what the last run did."""
    from chant_lsp.runs.log_text import whole_log
    from chant_lsp.runs.store import run_folder

    place = spec_place(ls, args.uri)
    if place is not None:
        ls.runs.poll(place.home)
    last = ls.runs.last_run(place.home, spec_of(place).id) if place else None
    if place is None or last is None:
        message = f"{spec_of(place).id} has not been run yet." if place else NOT_A_SPEC
        show(ls, types.MessageType.Info, message)
        return {"run": None, "path": None, "text": ""}
    text = whole_log(place.home.project, last)
    file = run_folder(place.home.project, last.id) / "log.txt"
    if not shows(ls, "runOutput"):
        if problem := write(place.home, file, text.encode("utf-8", "replace")):
            show(ls, types.MessageType.Warning, f"The log of {last.id} could not be written: {problem}.")
        else:
            await show_document(ls, convert.to_uri(file))
    return {"run": last.id, "path": str(file) if file.exists() else None, "text": text}


async def mark_failed(ls: ChantServer, args: p.MarkFailedArgument) -> dict[str, Any]:
    """chant.markFailed: a run whose process has gone will not say so itself."""
    from chant_lsp.runs.supervisor import mark_failed as mark

    place = spec_place(ls, args.uri)
    if place is None:
        return refuse(ls, NOT_A_SPEC)
    if has_unsaved_edits(place):
        return refuse(ls, f"{spec_of(place).id} has unsaved edits: {DIFFERS}.")
    marked, message = mark(place.home.project, spec_of(place).id)
    ls.session.reread(place.home, [place.path])
    ls.publisher.flush()
    ls.runs.wake(place.home)
    if not marked:
        show(ls, types.MessageType.Warning, message)
    return {"message": message}


def rescan(ls: ChantServer, args: p.RescanArgument) -> None:
    """chant.rescan: read every project from the disk again."""
    for home in ls.session.homes:
        home.files.forget_all()
        start_scan(ls, home, force=True)
        ls.runs.wake(home)


async def fix(ls: ChantServer, args: p.FixArgument) -> dict[str, Any]:
    """chant.fix: make the first fix that brings the frontmatter back."""
    from chant_lsp.core.features.actions import first_fix

    place = spec_place(ls, args.uri)
    found = first_fix(place.home.index, spec_of(place)) if place else None
    if place is None or found is None:
        show(ls, types.MessageType.Info, "There is no fix for this that needs no decision of yours.")
        return {"applied": False}
    params = types.ApplyWorkspaceEditParams(to_edit(ls, place, found.edits), found.title)
    result = await ask(ls.workspace_apply_edit_async(params))
    return {"applied": bool(result and result.applied)}


async def create(ls: ChantServer, args: p.CreateArgument) -> dict[str, Any]:
    """chant.create: what a code action creates, and then its file shown."""
    place = ls.session.find(args.uri)
    changes = changes_of(ls, place, args.key) if place else None
    if place is None or not changes:
        show(ls, types.MessageType.Info, "There is nothing to create any more.")
        return {"applied": False}
    edit = to_workspace_edit(ls, place.home, changes)
    # What is made here is on the disk for whoever reads it there, as after a code action with edits.
    saved = types.WorkspaceEditMetadata(is_refactoring=True) if ls.session.abilities.edit_metadata else None
    params = types.ApplyWorkspaceEditParams(edit, metadata=saved)
    result = await ask(ls.workspace_apply_edit_async(params))
    applied = bool(result and result.applied)
    for path in changes.creates if applied else ():
        await show_document(ls, ls.session.uri_of(place.home, path))
    return {"applied": applied}


async def open_file(ls: ChantServer, args: p.OpenArgument) -> None:
    """chant.open: show a file of a project."""
    if ls.session.find_path(args.uri) is not None:
        await show_document(ls, args.uri)


# -- shared


def spec_place(ls: ChantServer, uri: str) -> Place | None:
    """The spec that a command is about."""
    place = ls.session.find(uri)
    return place if place and place.home.index.get(place.path) else None


def spec_of(place: Place) -> Spec:
    """The spec at a place that `spec_place` found."""
    spec = place.home.index.get(place.path)
    assert spec is not None
    return spec


def is_running(ls: ChantServer, place: Place) -> bool:
    """Whether a run of the spec is going; it changes the file, and whoever starts another hears of it, not of edits."""
    last = ls.runs.last_run(place.home, spec_of(place).id)
    return last is not None and last.active


def first_unsaved(ls: ChantServer, home: Home, paths: Iterable[str]) -> str | None:
    """The first of some files of which the editor has another text than the disk. Cost: reads those that are open."""
    return next((path for path in paths if _differs(home, path, ls.session.document_at(home, path))), None)


def has_unsaved_edits(place: Place) -> bool:
    """Whether the editor has another text than the disk. Cost: reads the file if it is open."""
    return _differs(place.home, place.path, place.document)


def _differs(home: Home, path: str, document: Document | None) -> bool:
    from chant_lsp.workspace.scan import read_source

    if document is None:
        return False
    file = home.project.inside(path)
    saved = read_source(file) if file is not None else None
    return saved is None or saved.text != document.source.text


def show(ls: ChantServer, kind: types.MessageType, message: str) -> None:
    """A message to the user."""
    ls.window_show_message(types.ShowMessageParams(kind, message))


async def choose(ls: ChantServer, question: str, *answers: str, kind: types.MessageType | None = None) -> str | None:
    """The answer that the user chooses, as long as it takes: nobody is hurried into one. None for none."""
    actions = [types.MessageActionItem(answer) for answer in answers]
    params = types.ShowMessageRequestParams(kind or types.MessageType.Info, question, actions)
    try:
        chosen = await ls.window_show_message_request_async(params)
    except JsonRpcException as error:
        logger.warning("The client asks nothing: %s", error)
        return None
    return chosen.title if chosen is not None else None


def refuse(ls: ChantServer, why: str) -> Any:
    """Say why not, and answer so."""
    show(ls, types.MessageType.Warning, why)
    return {"refused": why}


def shows(ls: ChantServer, what: str) -> bool:
    """Whether the client announced a place of its own for prompts (`promptPreview`) or logs (`runOutput`)."""
    return ls.options.get(what) is True


async def show_document(ls: ChantServer, uri: str, selection: types.Range | None = None) -> None:
    """Open a file in the editor; where it cannot, say where the file is."""
    if ls.session.abilities.show_document:
        params = types.ShowDocumentParams(uri, take_focus=True, selection=selection)
        result = await ask(ls.window_show_document_async(params))
        if result and result.success:
            return
    show(ls, types.MessageType.Info, f"Open {convert.from_uri(uri) or uri}")


def write(home: Home, file: Path, content: bytes) -> str | None:
    """Write a file of our own among the runs, for its owner's eyes; why that was not possible, or None.

    A folder that is a link is not followed.
    """
    from chant_lsp.runs.store import prepare_runs, write_whole

    try:
        prepare_runs(home.project)
        file.parent.mkdir(mode=0o700, exist_ok=True)
        if file.parent.is_symlink():
            return f"{home.project.relative(file.parent)} is a link; remove it"
        write_whole(file, content)
    except OSError as error:
        return error.strerror or str(error)
    return None
