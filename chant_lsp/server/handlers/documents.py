"""What the client does with documents, and what its watcher sees on the disk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lsprotocol import types

from chant_lsp.server import convert
from chant_lsp.server.chant_server import ChantServer

if TYPE_CHECKING:
    from chant_lsp.core.text import Encoding, Retyped
    from chant_lsp.server.session import Document, Home

RUNS = ".chant/runs/"


def did_open(ls: ChantServer, params: types.DidOpenTextDocumentParams) -> None:
    """textDocument/didOpen: its findings are published at once, even before the project has been read."""
    from chant_lsp.server import watch
    from chant_lsp.server.handlers.lifecycle import adopt_project_of

    opened = params.text_document
    adopt_project_of(ls, opened.uri)
    document = ls.session.open(opened.uri, opened.version, opened.text)
    if document.home and document.path and document.is_checked:
        # What an editor opens may be there since a moment ago, made by a code action.
        document.home.files.forget(document.path)
        watch.prefetch(ls.session, document.home, document.path)
        ls.publisher.mark(document.home, [document.path])
    ls.publisher.flush()


def did_change(ls: ChantServer, params: types.DidChangeTextDocumentParams) -> None:
    """textDocument/didChange: edits, each of the text that the one before it left; or a whole text."""
    changed = params.text_document
    document = ls.session.documents.get(changed.uri)
    if document is None:
        return
    edit = edited(document, params.content_changes, ls.session.abilities.encoding)
    typed = ls.session.change(changed.uri, changed.version, edit)
    if typed is not None:
        ls.publisher.typed(typed)
        ls.session.tell_typed()
        ls.publisher.rest()
    # Editors ask again for the views of a document that was edited, so that it needs no refresh.
    for view in ls.views:
        view.forget(changed.uri)


def edited(document: Document, changes: Sequence[types.TextDocumentContentChangeEvent], encoding: Encoding) -> Retyped:
    """What the client has done to a document's text."""
    if len(changes) == 1 and not document.behind and isinstance(changes[0], types.TextDocumentContentChangePartial):
        return convert.from_change(document.source, changes[0], encoding)
    from chant_lsp.core.text import Source, between

    old = Source(document.source.text + document.behind) if document.behind else document.source
    new = old
    for change in changes:
        new = convert.from_change(new, change, encoding).new
    return between(old, new)


def did_close(ls: ChantServer, params: types.DidCloseTextDocumentParams) -> None:
    """textDocument/didClose: the disk counts again; a project that only this document led to is forgotten."""
    from chant_lsp.server.handlers.lifecycle import drop_project

    for view in ls.views:
        view.forget(params.text_document.uri)
    document = ls.session.close(params.text_document.uri)
    if document and document.home and document.path and document.is_checked:
        ls.publisher.mark(document.home, [document.path])
    ls.publisher.flush()
    for home in ls.session.iter_strays():
        drop_project(ls, home)


def did_change_watched_files(ls: ChantServer, params: types.DidChangeWatchedFilesParams) -> None:
    """workspace/didChangeWatchedFiles: files in `.chant` folders came, changed or went."""
    from chant_lsp.server import watch
    from chant_lsp.server.handlers import lifecycle

    if len(params.changes) > watch.MANY_EVENTS:
        lifecycle.look_at_everything(ls)
    else:
        for home, paths in changed_paths(ls, params.changes).items():
            known = [path for path in paths if not path.startswith(RUNS)]
            if len(known) < len(paths):
                ls.runs.wake(home)
            ls.stale.wake(home)
            if not watch.take_events(ls.session, home, known):
                lifecycle.start_scan(ls, home)
    lifecycle.drop_lost_projects(ls)
    ls.publisher.flush()


def changed_paths(ls: ChantServer, changes: Sequence[types.FileEvent]) -> dict[Home, list[str]]:
    """The paths of events by project; a project that is new is taken in."""
    from chant_lsp.server.handlers.lifecycle import adopt_project_of

    paths: defaultdict[Home, list[str]] = defaultdict(list)
    for event in changes:
        if event.type == types.FileChangeType.Created:
            adopt_project_of(ls, event.uri)
        if found := ls.session.find_path(event.uri):
            paths[found[0]].append(found[1])
    return paths
