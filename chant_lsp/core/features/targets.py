"""What a text under the cursor names, and the places that it leads to.

Definition, references, links and hover share this answer. No target lies outside the project: a path that leads out
of it, by its text or through links on disk, leads nowhere.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from chant_lsp.core.body_mentions import (
    BodyMention,
    Form,
    Meaning,
    body_mention_at,
    is_like_id,
    iter_body_mentions,
    meanings,
)
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import Mention, MentionKind, is_spec_path, normal_path, prompt_path, spec_id
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source, Span

MAX_MATCHES = 200
"""Files that one glob or directory leads to; nobody reads a longer list."""

WIKI_LINK = "[[]]"
"""The `field` of an id in running text that no spec has, or none in full."""
BY_ID = ("depends_on", "members", "blocked_specs", "original_spec", WIKI_LINK)
"""The fields whose values are ids and nothing else."""

MAX_WORDS = 10_000
MAX_PATHS = 200
"""Of one body: a page of prose has fewer; more is machine text that nobody clicks in."""


class Target(NamedTuple):
    """A place to go to."""

    path: str
    """Project-relative, POSIX; a file that is there."""
    span: Span | None = None
    """Within it; None means its start."""


def spec_target(spec: Spec) -> Target:
    """A spec as a place: its title, or the start of a file that has none."""
    return Target(spec.path, spec.heading if spec.title is not None else None)


def mention_at(index: SpecIndex, spec: Spec, offset: int, source: Source | None = None) -> Mention | None:
    """What the text at the offset names; in the body, and in YAML that cannot be read, only what is there.

    Shape: those two need the source.
    """
    mention = spec.mention_at(offset)
    in_body = offset >= spec.frontmatter.body.start
    unread = any(problem.code == "yaml-syntax" for problem in spec.frontmatter.problems)
    if source is None or not (in_body or unread):
        return mention
    found = body_mention_at(source, offset)
    return (_in_text(index, found, spec.path) if found else None) or mention


def mention_in(index: SpecIndex, path: str, offset: int, source: Source) -> Mention | None:
    """What the text at the offset of any of chant's files names."""
    spec = index.get(path)
    if spec is not None:
        return mention_at(index, spec, offset, source)
    page = index.pages.get(path)
    if page is None:
        return None
    found = body_mention_at(source, offset)
    return page.mention_at(offset) or (_in_text(index, found, path) if found else None)


def _in_text(index: SpecIndex, found: BodyMention, path: str) -> Mention | None:
    """What running text names at one place; an id in `[[ ]]` names a spec even where none has exactly this id."""
    there = resolved(index, found, path)
    looks_like_one = found.form is Form.WIKI and is_like_id(found.text) and not set(" \t/") & set(found.text)
    if there is not None or not looks_like_one:
        return there
    return Mention(MentionKind.SPEC, found.text.removesuffix(".md"), found.span, WIKI_LINK)


def body_mentions(index: SpecIndex, source: Source, span: Span, path: str) -> Iterator[Mention]:
    """What running text in a file names, in order, as far as it is there: specs, files of the project, outputs of
    specs. Their `field` is ''.
    """
    paths = 0
    for found in _names_in(source.text, span):
        paths += found.form in (Form.PATH, Form.LINK)
        mention = resolved(index, found, path) if paths <= MAX_PATHS else None
        if mention is not None:
            yield mention


@lru_cache(maxsize=16)
def _names_in(text: str, span: Span) -> tuple[BodyMention, ...]:
    """What looks like a name in a text; links, tokens and highlights of the same text all want to know."""
    return tuple(islice(iter_body_mentions(text, span), MAX_WORDS))


def resolved(index: SpecIndex, found: BodyMention, path: str) -> Mention | None:
    """What a mention in the running text of a file names; None when nothing that is there."""
    for meaning in meanings(found, posixpath.dirname(path)):
        if is_there(index, meaning):
            id, file = meaning.id, meaning.path
            return Mention(MentionKind.SPEC if id is not None else MentionKind.FILE, id or file or "", found.span, "")
    return None


def is_there(index: SpecIndex, meaning: Meaning) -> bool:
    """Whether there is such a spec or file, or a spec that will write it."""
    if meaning.path is None:
        return bool(index.paths_of(meaning.id or ""))
    return _names_file(index, meaning.path)


def _names_file(index: SpecIndex, path: str) -> bool:
    known = index.get(path) is not None or (is_spec_path(path) and bool(index.paths_of(spec_id(path))))
    return known or bool(index.producers(path)) or (index.files.kind(path) == "file" and not index.files.outside(path))


def spec_named(index: SpecIndex, mention: Mention) -> Spec | None:
    """The spec that a mention names: exactly; else the only one that a partial id, an id with `.md` or a path to its
    file can mean.
    """
    spec = index.target(mention)
    if spec is not None or mention.kind is not MentionKind.SPEC:
        return spec
    text = normal_path(mention.text)
    if text.endswith(".md"):
        return index.get(text) or index.spec_of(spec_id(text))
    if mention.field in BY_ID:
        found = index.resolve(mention.text)
        return found[0] if len(found) == 1 else None
    return None


def targets_of(index: SpecIndex, mention: Mention) -> list[Target]:
    """Where a mention leads.

    Shape: a spec's title; a file; each file that a glob matches or that lies directly in a directory; for a file that
           is not there yet, the items of `target_files` that will write it. Empty when there is nothing to go to.
    Cost:  one look at the disk; a glob or a directory walks its folder.
    """
    spec = spec_named(index, mention)
    if spec is not None:
        return [spec_target(spec)]
    if mention.kind in (MentionKind.PROMPT, MentionKind.EXTENSION):
        path = prompt_path(mention)
        return _file_targets(index, path) if path else []
    if mention.kind is MentionKind.GLOB:
        return _matches(index, mention.text)
    if mention.kind is MentionKind.SPEC and mention.field != "depends_on":
        return _path_targets(index, normal_path(mention.text))
    return _path_targets(index, mention.text) if mention.names_path else []


def _path_targets(index: SpecIndex, path: str) -> list[Target]:
    if index.files.outside(path):
        return []
    if index.files.kind(path) == "dir":
        return _matches(index, path + "/*" if path != "." else "*")
    return _file_targets(index, path) or [
        Target(producer.path, output.span)
        for producer in index.producers(path)
        for output in producer.outputs
        if output.text == path
    ]


def _file_targets(index: SpecIndex, path: str) -> list[Target]:
    there = index.files.kind(path) == "file" and not index.files.outside(path)
    return [Target(path)] if there else []


def _matches(index: SpecIndex, pattern: str) -> list[Target]:
    found = (path for path in index.files.glob(pattern) if not index.files.outside(path))
    specs = ((path, index.get(path)) for path, _ in zip(found, range(MAX_MATCHES), strict=False))
    return [spec_target(spec) if spec else Target(path) for path, spec in specs]
