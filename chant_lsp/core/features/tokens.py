"""textDocument/semanticTokens: what words mean beyond what a grammar for Markdown can know; nothing inside fences."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from chant_lsp.core.features.page import Page
from chant_lsp.core.features.targets import body_mentions
from chant_lsp.core.frontmatter import Entry, Mapping, Scalar
from chant_lsp.core.headings import Sections, read_sections
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import Mention, MentionKind
from chant_lsp.core.prompt_file import PROMPT_FIELDS
from chant_lsp.core.schema import FIELDS, LEGACY_KEYS, Field, Kind
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source, Span

MAX_LINES = 1_000
"""Of machine text; it is the same all the way down."""
MAX_BOXES = 1_000
"""Criteria of one spec that are coloured."""


class TokenKind(IntEnum):
    """What a word is; the number is its place in the legend that the client is given."""

    KEY = 0
    CHOICE = 1
    """One of the few words that a field may be set to."""
    ID = 2
    PATH = 3
    PROMPT = 4
    VARIABLE = 5
    """Of a prompt, braces included."""
    MACHINE = 6
    """What chant has appended."""
    BOX = 7
    """Of a criterion that chant counts."""


class Token(NamedTuple):
    """A piece of one line."""

    span: Span
    kind: TokenKind
    obsolete: bool = False
    """A key that chant has dropped, or a word that is a trap."""


_KINDS = {
    MentionKind.SPEC: TokenKind.ID,
    MentionKind.OTHER_REPO: TokenKind.ID,
    MentionKind.FILE: TokenKind.PATH,
    MentionKind.DIRECTORY: TokenKind.PATH,
    MentionKind.GLOB: TokenKind.PATH,
    MentionKind.URL: TokenKind.PATH,
    MentionKind.PROMPT: TokenKind.PROMPT,
    MentionKind.EXTENSION: TokenKind.PROMPT,
}


def tokens(index: SpecIndex, page: Page, within: Span | None = None) -> list[Token]:
    """The tokens of a page, or of a part of it, in order; none overlaps another or goes over a line's end.

    Cost: one pass over the text; paths in it are looked up on the disk.
    """
    ordered = sorted(token for token in _iter_tokens(index, page) if within is None or _meets(token.span, within))
    kept: list[Token] = []
    for token in ordered:
        (start, end), source = token.span, page.source
        apart = start >= (kept[-1].span.end if kept else 0)
        if start < end and apart and source.line_of(start) == source.line_of(end):
            kept.append(token)
    return kept


def _meets(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _iter_tokens(index: SpecIndex, page: Page) -> Iterator[Token]:
    yield from _keys(page)
    for mention in page.mentions:
        yield from _mention(mention)
    shape = read_sections(page.text, page.frontmatter.body)
    words = page.frontmatter.body
    if page.spec is not None:
        words = page.spec.body.own_words
        yield from _boxes(page.spec)
        yield from _machine(page.source, shape, Span(words.end, page.frontmatter.body.end))
    if page.prompt is not None:
        known = page.prompt.variables
        for one in page.prompt.placeholders:
            if one.inside in known or one is page.prompt.parent_marker:
                yield Token(one.span, TokenKind.VARIABLE)
    for mention in body_mentions(index, page.source, words, page.path):
        if shape.fence_at(mention.span.start) is None:
            yield from _mention(mention)


def _keys(page: Page) -> Iterator[Token]:
    if page.config is not None:
        for setting in page.config.settings:
            if setting.field is not None:
                yield from _entry(setting.entry, setting.field)
        return
    fields = FIELDS if page.spec is not None else PROMPT_FIELDS
    for entry in page.frontmatter.entries:
        field = fields.get(entry.key.text)
        if field is not None:
            yield from _entry(entry, field)
            yield from _inner(entry, field)
        elif page.spec is not None and entry.key.text in LEGACY_KEYS:
            yield Token(entry.key.span, TokenKind.KEY, True)


def _inner(entry: Entry, field: Field) -> Iterator[Token]:
    if isinstance(entry.value, Mapping):
        fields = {one.name: one for one in field.fields}
        for inner in entry.value.entries:
            if (known := fields.get(inner.key.text)) is not None:
                yield from _entry(inner, known)


def _entry(entry: Entry, field: Field) -> Iterator[Token]:
    yield Token(entry.key.span, TokenKind.KEY)
    value = entry.value
    if field.kind is Kind.CHOICE and isinstance(value, Scalar):
        choice = next((one for one in field.choices if one.value == value.text), None)
        if choice is not None:
            trap = field is FIELDS["status"] and not choice.next
            yield Token(value.span, TokenKind.CHOICE, trap)


def _mention(mention: Mention) -> Iterator[Token]:
    kind = _KINDS.get(mention.kind)
    if kind is not None:
        yield Token(mention.span, kind)


def _boxes(spec: Spec) -> Iterator[Token]:
    for criterion in spec.body.criteria[:MAX_BOXES]:
        yield Token(Span(criterion.span.start, criterion.box.end + 1), TokenKind.BOX)


def _machine(source: Source, shape: Sections, span: Span) -> Iterator[Token]:
    """Line by line, because few clients know tokens of several lines."""
    at, lines = span.start, 0
    while at < span.end and lines < MAX_LINES:
        lines += 1
        fence = shape.fence_at(at)
        line = source.line_span(source.line_of(at))
        if fence is not None:
            at = max(fence.end, line.end)
        elif text := source.slice(line).strip():
            start = line.start + source.slice(line).index(text)
            yield Token(Span(max(start, span.start), min(start + len(text), span.end)), TokenKind.MACHINE)
        starts = source.line_starts
        after = source.line_of(max(at, line.end)) + 1
        at = starts[after] if after < len(starts) else span.end
