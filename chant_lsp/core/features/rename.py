"""textDocument/rename: a spec, a file or a prompt gets another name, and everything that mentions it follows."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Mapping
from typing import NamedTuple

from chant_lsp.core.body_names import Texts
from chant_lsp.core.changes import Changes
from chant_lsp.core.features.moves import Moves, edits_in
from chant_lsp.core.features.new_names import Refusal, why_not_id, why_not_path, why_not_prompt
from chant_lsp.core.features.targets import WIKI_LINK, mention_in, spec_named
from chant_lsp.core.findings import Edit
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.members import driver_of
from chant_lsp.core.mentions import (
    ARCHIVE_FOLDER,
    CONFIG_PATH,
    MentionKind,
    is_archived,
    is_prompt_path,
    is_spec_path,
    prompt_path,
    spec_id,
)
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source, Span

ARCHIVE_FOLDER_LENGTH = 10
"""chant files an archived spec in a folder that is named by the first bytes of its id."""

NOTHING_HERE = "Put the cursor on the id of a spec, the path of a file or the name of a prompt to rename it."


class Named(NamedTuple):
    """What stands under the cursor and can be renamed."""

    span: Span
    """The text that names it."""
    name: str
    """Its name now: an id, a path, a prompt's name."""
    spec: Spec | None = None
    path: str | None = None
    """Of a file or a folder, there or not; of a prompt, its file."""


def renamable_at(index: SpecIndex, path: str, offset: int, source: Source) -> Named | Refusal:
    """What a rename at the offset would give another name.

    Shape: on an id or the path of a spec, in fields and in running text, and on a spec's own title and first line: the
           spec; on another path: the file; on a prompt's name: the prompt. What is not there can be renamed, too, as
           far as it has a path of its own.
    """
    mention = mention_in(index, path, offset, source)
    if mention is None:
        own = index.get(path)
        span = _own_name(own, offset) if own is not None else None
        return Named(span, own.id, own) if own is not None and span is not None else Refusal(NOTHING_HERE)
    spec = spec_named(index, mention)
    if spec is not None and mention.field == WIKI_LINK:
        return Refusal(f"`{mention.text}` is only a part of `{spec.id}`; write the full id before you rename it.")
    if spec is not None:
        part = _part(source, mention.span, spec.id)
        return Named(part if part.touches(offset) else mention.span, spec.id, spec)
    prompt = prompt_path(mention)
    if prompt is not None:
        if index.files.kind(prompt) != "file":
            return Refusal(f"There is no prompt `{mention.text}`; create it before you rename it.")
        return Named(mention.span, mention.text, path=prompt)
    if mention.kind is MentionKind.FILE or mention.kind is MentionKind.DIRECTORY:
        if index.files.outside(mention.text):
            return Refusal(f"`{mention.text}` is outside the project; nothing there is renamed.")
        return Named(mention.span, mention.text, path=mention.text)
    if mention.kind is MentionKind.SPEC:
        return Refusal(f"There is no spec `{mention.text}` to rename.")
    if mention.kind is MentionKind.GLOB:
        return Refusal(f"`{mention.text}` matches many files; rename them one by one.")
    return Refusal(NOTHING_HERE)


def rename_at(
    index: SpecIndex,
    texts: Texts,
    path: str,
    offset: int,
    source: Source,
    new: str,
    running: Collection[str] = (),
) -> Changes | Refusal:
    """Everything that changes when what stands at the offset gets a new name; or why it cannot.

    Shape: `new` is an id, a project-relative path or a prompt's name; `running` are the ids of specs that run now.
    Cost:  reads the files that mention it, and no others.
    """
    named = renamable_at(index, path, offset, source)
    if isinstance(named, Refusal):
        return named
    new = new.strip()
    if new == named.name:
        return Changes()
    if named.spec is not None:
        return _rename_spec(index, texts, named.spec, new.removesuffix(".md"), running)
    old = named.path or ""
    if is_prompt_path(old):
        folder = old.removesuffix(".md").removesuffix(named.name)
        return why_not_prompt(index, folder, new) or _rename(index, texts, Moves(paths={old: f"{folder}{new}.md"}))
    why_not = why_not_path(index, old, new)
    if why_not is not None:
        return why_not
    moved = {old: posixpath.normpath(new)}
    return _rename(index, texts, Moves(folders=moved) if index.files.kind(old) == "dir" else Moves(paths=moved))


def follow(
    index: SpecIndex, texts: Texts, renames: Collection[tuple[str, str]], staying: Collection[str] = ()
) -> Changes:
    """The edits with which everything follows files and folders that somebody else is about to rename; and the other
    names of their members, where a driver gets another id.

    Shape: old and new paths, still by their old names on the disk. `staying` are the ids of specs whose files must keep
           their names: a driver among them, or with one of them for a member, leaves its members what they are.
    """
    folders = {old: new for old, new in renames if index.files.kind(old) == "dir"}
    paths = {old: new for old, new in renames if old not in folders}
    ids = {
        spec.id: spec_id(new)
        for old, new in paths.items()
        if is_spec_path(old) and is_spec_path(new) and spec_id(old) != spec_id(new)
        if (spec := index.spec_of(spec_id(old))) is not None and spec.path == old
    }
    members = _following(index, ids, paths, staying)
    followed = {old: new for old, new in folders.items() if not f"{CONFIG_PATH}/".startswith(f"{old}/")}
    moves = Moves({**ids, **members.ids}, {**paths, **members.paths}, followed)
    edits: dict[str, tuple[Edit, ...]] = {}
    for path in sorted(files_naming(index, texts, moves)):
        source = texts.source(path)
        if source is not None and source.undecodable is None and (made := edits_in(index, path, source, moves)):
            edits[path] = made
    return Changes(edits, renames=_in_order(members.paths))


def _following(index: SpecIndex, ids: Mapping[str, str], paths: Mapping[str, str], staying: Collection[str]) -> Moves:
    """The members that can follow their drivers, which somebody else gives these ids.

    Shape: without those that somebody else renames, too. Their old names are still there when members are renamed, and
           their new names are not to be taken from them.
    """
    kept = {spec_id(path) for path in (*paths, *paths.values()) if is_spec_path(path)}
    found = Moves()
    # A driver goes before its members, which may have members of their own.
    for id in sorted(ids):
        spec = index.spec_of(id)
        assert spec is not None
        members = [each for each in _family(index, spec)[1:] if each.path not in paths and each.path not in found.paths]
        moves = _moved(members, id, ids[id])
        if (
            why_not_id(index, spec, members, ids[id], staying) is None
            and kept.isdisjoint(moves.ids.values())
            and _taken(index, moves) is None
        ):
            kept.update(moves.ids.values())
            found = Moves({**found.ids, **moves.ids}, {**found.paths, **moves.paths})
    return found


def _rename_spec(index: SpecIndex, texts: Texts, spec: Spec, new: str, running: Collection[str]) -> Changes | Refusal:
    family = _family(index, spec)
    why_not = why_not_id(index, spec, family[1:], new, running)
    if why_not is not None:
        return why_not
    moves = _moved(family, spec.id, new)
    taken = _taken(index, moves)
    if taken is not None:
        return Refusal(f"`{taken}` is there already; choose another id.")
    return _rename(index, texts, moves)


def _family(index: SpecIndex, spec: Spec) -> list[Spec]:
    """The spec, and behind it those that are its members by their ids."""
    group = index.members(driver_of(spec.id) or spec.id)
    return [spec, *(member for member in group if member.id.startswith(f"{spec.id}."))]


def _moved(family: list[Spec], old: str, new: str) -> Moves:
    """A spec and its members, or only these, when it gets another id."""
    ids = {spec.id: new + spec.id[len(old) :] for spec in family}
    return Moves(ids, {spec.path: _new_path(spec.path, ids[spec.id]) for spec in family})


def _rename(index: SpecIndex, texts: Texts, moves: Moves) -> Changes | Refusal:
    edits: dict[str, tuple[Edit, ...]] = {}
    for path in sorted(files_naming(index, texts, moves)):
        source = texts.source(path)
        if source is None:
            continue
        made = edits_in(index, path, source, moves)
        if made and source.undecodable is not None:
            return Refusal(f"`{path}` has to change and is not UTF-8; mend it first.")
        if made:
            edits[path] = made
    there = {old: new for old, new in {**moves.folders, **moves.paths}.items() if index.files.kind(old) is not None}
    return Changes(edits, renames=_in_order(there))


def _in_order(moves: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Old and new paths, so that none is in the way of another: `d.1.1` becomes `d.1` after that has become `d`."""
    left = dict(sorted(moves.items()))
    ordered = []
    while left:
        old = next((old for old, new in left.items() if new not in left), next(iter(left)))
        ordered.append((old, left.pop(old)))
    return tuple(ordered)


def files_naming(index: SpecIndex, texts: Texts, moves: Moves) -> set[str]:
    """The files whose text may have to change; those that move are among them, for what they name by relative paths."""
    found = {path for path in moves.paths if index.facts(path) is not None}
    names = {*moves.ids, *moves.paths}
    for folder in moves.folders:
        names.update((folder, *_named_below(index, folder), *index.files.glob(f"{folder}/**/*")))
        found.update(path for path in index.specs if path.startswith(f"{folder}/"))
        found.update(path for path in index.pages.paths() if path.startswith(f"{folder}/"))
    for name in names:
        keys = (name, f"{name}.md") if name in moves.ids else (name,)
        found.update(spec.path for key in keys for spec in index.referrers(key))
        found.update(texts.naming(name))
    pages = [*([index.pages.config] if index.pages.config else []), *index.pages.prompts.values()]
    found.update(page.path for page in pages if any(prompt_path(mention) in names for mention in page.mentions))
    for id in moves.ids:
        found.update(spec.path for part in index.unresolved_parts(id) for spec in index.referrers(part))
    return found


def _named_below(index: SpecIndex, folder: str) -> set[str]:
    """The paths in a folder that some spec mentions, there or not. Cost: looks at every spec."""
    mentions = (mention for spec in index.specs.values() for mention in spec.mentions if mention.names_path)
    return {mention.text for mention in mentions if mention.text.startswith(f"{folder}/")}


def _new_path(path: str, id: str) -> str:
    """Where a spec with a new id belongs: beside where it was; in the archive, in the folder of its new id."""
    folder = posixpath.dirname(path)
    if is_archived(path) and folder == ARCHIVE_FOLDER + _first_bytes(spec_id(path)):
        folder = ARCHIVE_FOLDER + _first_bytes(id)
    return f"{folder}/{id}.md"


def _first_bytes(id: str) -> str:
    return id.encode("utf-8", "replace")[:ARCHIVE_FOLDER_LENGTH].decode("utf-8", "ignore")


def _taken(index: SpecIndex, moves: Moves) -> str | None:
    """What has one of the new names and keeps it."""
    for new in moves.ids.values():
        if new not in moves.ids and index.paths_of(new):
            return index.paths_of(new)[0]
    return next((new for new in moves.paths.values() if new not in moves.paths and index.files.kind(new)), None)


def _own_name(spec: Spec, offset: int) -> Span | None:
    """Where a file stands for the spec in it: its title, and the dashes that it begins with."""
    opener = spec.frontmatter.opener
    if opener is not None and opener.touches(offset):
        return opener
    return spec.heading if spec.title is not None and spec.heading.touches(offset) else None


def _part(source: Source, span: Span, id: str) -> Span:
    """Where the id stands in a mention: of a path only its last part is renamed."""
    at = source.text.rfind(id, span.start, span.end)
    return Span(at, at + len(id)) if at >= 0 else span
