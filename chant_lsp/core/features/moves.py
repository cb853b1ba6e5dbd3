"""Specs and files under other names: which edits of a text make it say the new ones, and nothing else.

Quotes, backticks, `./` in front and the way in which a link is relative stay; quotes come only where YAML needs them.
"""

from __future__ import annotations

import posixpath
import re
from bisect import insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote

from chant_lsp.core.body_mentions import (
    BodyMention,
    Form,
    Meaning,
    body_start,
    iter_body_mentions,
    iter_naming,
    meanings,
)
from chant_lsp.core.features.targets import is_there, spec_named
from chant_lsp.core.findings import Edit
from chant_lsp.core.frontmatter import Scalar, Sequence, read_frontmatter
from chant_lsp.core.globs import glob_base
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.kinds import parse_page
from chant_lsp.core.mentions import (
    EXTENSIONS_FOLDER,
    PROMPTS_FOLDER,
    Mention,
    MentionKind,
    is_spec_path,
    normal_path,
    prompt_path,
    spec_id,
)
from chant_lsp.core.quoting import quoted
from chant_lsp.core.text import Source, Span, overlaps_one
from chant_lsp.core.values import scalar_kind

_OTHER_TYPE = re.compile(
    r"(?i:yes|no|on|off|y|n)|[-+]?[0-9][0-9_.:]*(?:[eE][-+]?[0-9]+)?|0x[0-9a-fA-F]+|0o[0-7]+|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
)
"""What chant reads as text, and other readers of YAML as something else."""

_BREAKS_LINK = re.compile(r"[\s()<>#?%\\\x00-\x1f]")
_SAFE_IN_LINK = "/~!$&'*+,;=:@"


MAX_NAMES_SOUGHT = 40
"""Names that a text is searched for one by one; for more, everything in it that is like a name is looked at."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Old names and new ones."""

    ids: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    """Of files; project-relative."""
    folders: Mapping[str, str] = field(default_factory=dict)
    """Of folders; what is in them moves along."""

    def path(self, path: str) -> str | None:
        """The new path of a file or a folder; None when it stays where it is."""
        if path in self.paths:
            return self.paths[path]
        for old, new in self.folders.items():
            if f"{path}/".startswith(f"{old}/"):
                return new + path[len(old) :]
        return None


def edits_in(index: SpecIndex, path: str, source: Source, moves: Moves) -> tuple[Edit, ...]:
    """The edits that make one file say the new names, in the order of the text.

    Cost: looks at the fields, and at the lines that can name what moves; at all lines of a file that moves elsewhere.
    """
    mentions, start = _fields(index, path, source)
    edits = {}
    for mention in mentions:
        new = _new_value(index, mention, moves)
        if new is not None:
            edits[mention.span] = _field_edit(source, mention, new)
    changed = sorted(edits)
    known: dict[tuple[Form, str, str], str | None] = {}
    for found in _iter_words(path, source, start, moves):
        key = (found.form, found.raw, source.text[found.span.start - 1 : found.span.start])
        if key not in known:
            known[key] = _new_words(index, found, path, moves, source)
        new = known[key]
        if new is not None and not overlaps_one(changed, found.span):
            insort(changed, found.span)
            edits[found.span] = Edit(found.span, new)
    return tuple(edits[span] for span in changed if source.slice(edits[span].span) != edits[span].text)


def _fields(index: SpecIndex, path: str, source: Source) -> tuple[tuple[Mention, ...], int]:
    """The mentions in the fields, and where running text begins: at once where YAML cannot be read to its end."""
    known = index.get(path)
    # The file may have changed on the disk since it was indexed; then it is read anew.
    if known is not None and known.readable and not known.cut and _still_there(source, known.mentions):
        return known.mentions, body_start(source.text, source.bom)
    page = parse_page(path, source)
    if page is None:
        return (), 0
    unread = any(problem.code == "yaml-syntax" for problem in page.frontmatter.problems)
    return page.mentions, 0 if unread else body_start(source.text, source.bom)


def _still_there(source: Source, mentions: tuple[Mention, ...]) -> bool:
    return all(posixpath.basename(mention.text) in source.slice(mention.span) for mention in mentions)


def _iter_words(path: str, source: Source, start: int, moves: Moves) -> Iterator[BodyMention]:
    here = posixpath.dirname(path)
    many = len(moves.ids) + len(moves.paths) > MAX_NAMES_SOUGHT
    if many or moves.folders or posixpath.dirname(moves.path(path) or path) != here:
        yield from iter_body_mentions(source.text, Span(start, len(source.text)))
        return
    for name in (*moves.ids, *(path for path in moves.paths if spec_id(path) not in moves.ids)):
        yield from iter_naming(source, start, name)


# -- fields


def _new_value(index: SpecIndex, mention: Mention, moves: Moves) -> str | None:
    """What a field's value has to be now; None when it stays."""
    kind = mention.kind
    if kind is MentionKind.PROMPT or kind is MentionKind.EXTENSION:
        folder = PROMPTS_FOLDER if kind is MentionKind.PROMPT else EXTENSIONS_FOLDER
        new = moves.path(prompt_path(mention) or "")
        follows = new is not None and new.startswith(folder) and new.endswith(".md")
        return new[len(folder) : -len(".md")] if new is not None and follows else None
    if kind is MentionKind.SPEC or kind is MentionKind.FILE or kind is MentionKind.DIRECTORY:
        return _new_name(index, mention, moves)
    if kind is MentionKind.GLOB:
        base = glob_base(mention.text)
        new = moves.path(base)
        return new + mention.text[len(base) :] if new is not None else None
    return None


def _new_name(index: SpecIndex, mention: Mention, moves: Moves) -> str | None:
    text, is_id = mention.text, mention.kind is MentionKind.SPEC
    if text in moves.ids and (is_id or index.files.kind(text) is None):
        return moves.ids[text]
    if is_id and index.paths_of(text):
        return None
    path = normal_path(text) if is_id else text
    new = moves.path(path) or _new_spec_path(index, path, moves)
    if new is not None or not is_id or "/" in text:
        return new
    if text.endswith(".md") and spec_id(text) in moves.ids:
        return f"{moves.ids[spec_id(text)]}.md"
    meant = spec_named(index, mention)  # by a part of its id, which need not be part of the new one
    return moves.ids.get(meant.id) if meant is not None and meant.id != text else None


def _new_spec_path(index: SpecIndex, path: str, moves: Moves) -> str | None:
    """The path of a spec that lies elsewhere, in the archive say, and has another name now."""
    new = moves.ids.get(spec_id(path)) if is_spec_path(path) and index.get(path) is None else None
    return posixpath.join(posixpath.dirname(path), f"{new}.md") if new is not None else None


def _field_edit(source: Source, mention: Mention, new: str) -> Edit:
    raw, (start, end) = source.slice(mention.span), mention.span
    ticked = len(raw) > 1 and raw[0] == raw[-1] == "`"
    in_block = raw[:1] in ("|", ">") and len(raw.splitlines()) > 1
    inner = mention.text if in_block else raw[1:-1] if ticked else raw
    if mention.names_path:
        new = _same_folder(inner, mention.text, new) or (f"./{new}" if inner.startswith("./") else new)
        new = f"{new.rstrip('/')}/" if inner.endswith("/") else new
    new = f"`{new}`" if ticked else new
    quote_mark = source.text[start - 1 : start]
    if quote_mark == "'" == source.text[end : end + 1]:
        return Edit(mention.span, new.replace("'", "''"))
    if quote_mark == '"' == source.text[end : end + 1]:
        return Edit(mention.span, quoted(new)[1:-1])
    return Edit(mention.span, new if is_plain(new) else quoted(new))


@lru_cache(64)
def is_plain(text: str) -> bool:
    """Whether YAML reads the text, without quotes and in a list, as exactly this text, whoever's YAML it is."""
    if _OTHER_TYPE.fullmatch(text):
        return False
    frontmatter = read_frontmatter(f"---\nx: [{text}]\n---\n")
    entry = frontmatter.get("x")
    items = entry.value.items if entry is not None and isinstance(entry.value, Sequence) else ()
    if frontmatter.problems or frontmatter.edges or len(frontmatter.entries) != 1 or len(items) != 1:
        return False
    item = items[0]
    return isinstance(item, Scalar) and item.plain and item.text == text and scalar_kind(item) == "text"


# -- running text


def _new_words(index: SpecIndex, found: BodyMention, path: str, moves: Moves, source: Source) -> str | None:
    """What has to stand in running text now; None when it stays."""
    folder = posixpath.dirname(path)
    here = posixpath.dirname(moves.path(path) or path)
    for meaning in _until_moved(found, folder, here, moves):
        if meaning.path is None:
            new = moves.ids.get(meaning.id or "")
            if new is not None:
                return new + (".md" if found.text.endswith(".md") else "")
        else:
            new = moves.path(meaning.path) or _new_spec_path(index, meaning.path, moves)
            relative = meaning.base not in ("", "/")
            if new is not None or (relative and here != folder and is_there(index, meaning)):
                return _as_written(source, found, meaning, new or meaning.path, here)
        if is_there(index, meaning):
            return None
    return None


def _until_moved(found: BodyMention, folder: str, here: str, moves: Moves) -> list[Meaning]:
    """What a mention can stand for; nothing when none of that moves, so that nobody asks the disk for it."""
    every = list(meanings(found, folder))
    if here != folder:
        return every
    for meaning in every:
        id = meaning.id if meaning.path is None else spec_id(meaning.path) if is_spec_path(meaning.path) else None
        if id in moves.ids or (meaning.path is not None and moves.path(meaning.path) is not None):
            return every
    return []


def _as_written(source: Source, found: BodyMention, meaning: Meaning, new: str, folder: str) -> str:
    """A path in the way in which the old one was written: relative to what, with what ending, with what escapes."""
    old = (meaning.path or "").removesuffix(meaning.suffix)
    stays = folder == meaning.base or meaning.base in ("", "/")
    same = _same_folder(found.text, old, new.removesuffix(meaning.suffix)) if stays else None
    if same is not None:
        return _escaped(source, found, same)
    if meaning.base == "/":
        new = f"/{new}"
    elif meaning.base:
        new = posixpath.relpath(new, folder)
    new = f"./{new}" if found.raw.startswith("./") and not new.startswith("../") else new
    new = new.removesuffix(".md") if meaning.suffix else new
    new = f"{new}/" if found.text.endswith("/") else new
    return _escaped(source, found, new)


def _same_folder(written: str, old: str, new: str) -> str | None:
    """The new path written as the old one was, of which only the last part differs; None when more does."""
    (folder, name), (new_folder, new_name) = posixpath.split(old), posixpath.split(new)
    tail = "/" if written.endswith("/") else ""
    if folder != new_folder or not written.endswith(name + tail) or not name:
        return None
    return written[: len(written) - len(name + tail)] + new_name + tail


def _escaped(source: Source, found: BodyMention, new: str) -> str:
    """A path as a link's destination, or as it is elsewhere."""
    if found.form is not Form.LINK or source.text[found.span.start - 1] == "<":
        return new
    if found.raw != found.text and not found.text.isascii():
        return quote(new, _SAFE_IN_LINK, errors="replace")
    return _BREAKS_LINK.sub(lambda match: quote(match[0], ""), new)
