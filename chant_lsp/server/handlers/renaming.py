"""Rename, asked for here or done in the editor's explorer: everything that mentions a spec or a file follows."""

from __future__ import annotations

from collections.abc import Collection, Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from chant_lsp.server import convert
from chant_lsp.server.chant_server import ChantServer
from chant_lsp.server.handlers import documents
from chant_lsp.server.handlers.other_files import every_home
from chant_lsp.server.hardening import Refused

if TYPE_CHECKING:
    from chant_lsp.core.changes import Changes
    from chant_lsp.server.plain import Encoded
    from chant_lsp.server.session import Home, Place

RENAME = types.RenameOptions(prepare_provider=True)

# Any file or folder: specs name sources and documents wherever they are.
EVERYTHING = types.FileOperationRegistrationOptions(
    [types.FileOperationFilter(types.FileOperationPattern("**/*"), scheme="file")]
)


def prepare_rename(ls: ChantServer, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
    """textDocument/prepareRename: what would be renamed, and its name now."""
    from chant_lsp.core.features.new_names import Refusal
    from chant_lsp.core.features.rename import renamable_at

    place = find_page(ls, params.text_document.uri)
    if place is None:
        return None
    found = renamable_at(place.home.index, place.path, offset_in(ls, place, params.position), place.source)
    if isinstance(found, Refusal):
        raise Refused(found.sentence)
    range_ = convert.to_range(place.source, found.span, ls.session.abilities.encoding)
    return types.PrepareRenamePlaceholder(range_, found.name)


def rename(ls: ChantServer, params: types.RenameParams) -> Encoded | Coroutine[Any, Any, Any] | None:
    """textDocument/rename: the new name, and all edits and files that go with it."""
    place = find_page(ls, params.text_document.uri)
    if place is None:
        return None
    return rename_now(ls, params) if ls.bodies.has_read(place.home) else rename_later(ls, place.home, params)


async def rename_later(ls: ChantServer, home: Home, params: types.RenameParams) -> Encoded | None:
    """Rename when every text has been read: half of the mentions would be worse than waiting."""
    await ls.bodies.finish(home)
    return rename_now(ls, params)


def rename_now(ls: ChantServer, params: types.RenameParams) -> Encoded | None:
    """All that changes with the new name; made once, for who looks at it first and then asks again."""
    from chant_lsp.server.plain import Encoded

    place = find_page(ls, params.text_document.uri)
    if place is None:
        return None
    running = running_in(ls, place.home)
    # Every change of a text or of a file that is known of makes a new revision.
    question = (place.home, place.home.index.revision, place.path, params.position, params.new_name, running)
    if ls.renamed is None or ls.renamed[0] != question:
        ls.renamed = question, Encoded(to_edit(ls, place.home, changes_of(ls, place, params, running)))
    return ls.renamed[1]


def changes_of(ls: ChantServer, place: Place, params: types.RenameParams, running: Sequence[str]) -> Changes:
    """What a new name changes. Errors: Refused."""
    from chant_lsp.core.features.new_names import Refusal
    from chant_lsp.core.features.rename import rename_at
    from chant_lsp.server.body_reader import HomeTexts

    offset, texts = offset_in(ls, place, params.position), HomeTexts(ls.session, place.home)
    found = rename_at(place.home.index, texts, place.path, offset, place.source, params.new_name, running)
    if isinstance(found, Refusal):
        raise Refused(found.sentence)
    if found.renames and not ls.session.abilities.renames_files:
        raise Refused(
            f"This editor cannot rename files: give `{found.renames[0][0]}` its new name yourself; "
            "then the findings say who still uses the old one."
        )
    return found


def to_edit(ls: ChantServer, home: Home, changes: Changes) -> types.WorkspaceEdit:
    """LSP's edit of a project."""
    from chant_lsp.server.handlers.editing import to_workspace_edit

    return to_workspace_edit(ls, home, changes)


def will_rename_files(ls: ChantServer, params: types.RenameFilesParams) -> Coroutine[Any, Any, Any] | None:
    """workspace/willRenameFiles: the editor renames these files itself; here is what else has to change."""
    find = ls.session.find_path
    renames: dict[Home, list[tuple[str, str]]] = {}
    for file in params.files:
        old, new = find(file.old_uri), find(file.new_uri)
        if old is None or new is None:
            continue
        now = dict(every_home(ls, file.new_uri, new))
        for home, path in every_home(ls, file.old_uri, old):
            if home in now:
                renames.setdefault(home, []).append((path, now[home]))
    return follow_everywhere(ls, renames) if renames else None


async def follow_everywhere(
    ls: ChantServer, renames: Mapping[Home, Collection[tuple[str, str]]]
) -> types.WorkspaceEdit | None:
    """The edits of all projects in which files get other names, as one."""
    made = [edit for home, pairs in renames.items() if (edit := await follow_renames(ls, home, pairs)) is not None]
    if len(made) < 2:
        return made[0] if made else None
    changes = {uri: edits for edit in made for uri, edits in (edit.changes or {}).items()}
    steps = [step for edit in made for step in edit.document_changes or ()]
    return types.WorkspaceEdit(changes or None, steps or None)


async def follow_renames(
    ls: ChantServer, home: Home, renames: Collection[tuple[str, str]]
) -> types.WorkspaceEdit | None:
    """The edits of one project in which files get other names: their old and new paths."""
    from chant_lsp.core.features.rename import follow
    from chant_lsp.server.body_reader import HomeTexts

    await ls.bodies.finish(home)
    if home not in ls.session.homes:
        return None
    staying = running_in(ls, home) if ls.session.abilities.renames_files else home.index.ids
    changes = follow(home.index, HomeTexts(ls.session, home), renames, staying)
    return to_edit(ls, home, changes) if changes else None


def running_in(ls: ChantServer, home: Home) -> list[str]:
    """The ids of a project's specs whose agents work now."""
    return [id for id, run in ls.runs.facts(home).items() if run.state in ("running", "elsewhere")]


def did_rename_files(ls: ChantServer, params: types.RenameFilesParams) -> None:
    """workspace/didRenameFiles: the disk has other names now; not every client's watcher says so."""
    gone = [types.FileEvent(file.old_uri, types.FileChangeType.Deleted) for file in params.files]
    come = [types.FileEvent(file.new_uri, types.FileChangeType.Created) for file in params.files]
    documents.did_change_watched_files(ls, types.DidChangeWatchedFilesParams([*gone, *come]))


def find_page(ls: ChantServer, uri: str) -> Place | None:
    """The place of one of chant's files; other files are for other servers to rename in."""
    place = ls.session.find(uri)
    return place if place is not None and place.home.index.facts(place.path) is not None else None


def offset_in(ls: ChantServer, place: Place, position: types.Position) -> int:
    """The offset that a position of the client means."""
    return convert.from_position(place.source, position, ls.session.abilities.encoding)
