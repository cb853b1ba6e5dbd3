"""textDocument/documentHighlight: where else in the file the thing under the cursor stands, and as what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from itertools import islice
from typing import NamedTuple

from chant_lsp.core.body_mentions import body_mention_at
from chant_lsp.core.features.page import Page
from chant_lsp.core.features.targets import body_mentions, resolved, spec_named
from chant_lsp.core.frontmatter import Entry, Mapping
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import OUTPUT_FIELD, Mention, prompt_path
from chant_lsp.core.text import Span

MAX_HIGHLIGHTS = 500

_KEY_LIKE = re.compile(r"(?P<tick>`)?\b(?P<word>[A-Za-z]\w*)\b(?(tick)`)")


class HighlightKind(IntEnum):
    """As what a thing stands there; the numbers are LSP's."""

    TEXT = 1
    """In running text."""
    READ = 2
    WRITE = 3
    """As an output of the spec, or where a key is set."""


class Highlight(NamedTuple):
    """One place."""

    span: Span
    kind: HighlightKind


def highlights(index: SpecIndex, page: Page, offset: int) -> list[Highlight]:
    """The places of what stands at the offset, itself included, in the order of the text; none for mere words."""
    found = _of_mention(index, page, offset) or _of_placeholder(page, offset) or _of_key(page, offset)
    return sorted(set(islice(found, MAX_HIGHLIGHTS))) if found is not None else []


def _of_mention(index: SpecIndex, page: Page, offset: int) -> Iterator[Highlight] | None:
    mention = next((one for one in page.mentions if one.span.touches(offset)), None)
    if mention is None and offset >= page.frontmatter.body.start:
        in_body = body_mention_at(page.source, offset)
        mention = resolved(index, in_body, page.path) if in_body is not None else None
    return _saying_the_same(index, page, _thing(index, mention)) if mention is not None else None


def _saying_the_same(index: SpecIndex, page: Page, thing: str) -> Iterator[Highlight]:
    for mention in page.mentions:
        if _thing(index, mention) == thing:
            kind = HighlightKind.WRITE if mention.field == OUTPUT_FIELD else HighlightKind.READ
            yield Highlight(mention.span, kind)
    for mention in body_mentions(index, page.source, page.frontmatter.body, page.path):
        if _thing(index, mention) == thing:
            yield Highlight(mention.span, HighlightKind.TEXT)


def _thing(index: SpecIndex, mention: Mention) -> str:
    """The same text for two mentions of the same spec, file or prompt."""
    spec = spec_named(index, mention)
    if spec is not None:
        return spec.path
    return prompt_path(mention) or (mention.text if mention.names_path else f"{mention.kind.value}: {mention.text}")


def _of_placeholder(page: Page, offset: int) -> Iterator[Highlight] | None:
    placeholders = page.prompt.placeholders if page.prompt is not None else ()
    here = next((one for one in placeholders if one.span.touches(offset)), None)
    if here is None:
        return None
    name = here.inside.strip()
    return (Highlight(one.span, HighlightKind.READ) for one in placeholders if one.inside.strip() == name)


def _of_key(page: Page, offset: int) -> Iterator[Highlight] | None:
    keys = list(_iter_keys(page.frontmatter.entries))
    name = next((entry.key.text for entry in keys if entry.key.span.touches(offset)), None)
    if name is None and offset >= page.frontmatter.body.start:
        line = page.source.line_span(page.source.line_of(offset))
        words = (match for match in _KEY_LIKE.finditer(page.text, *line) if _names_key(match))
        name = next((match["word"] for match in words if match.start() <= offset <= match.end()), None)
    if name is None or all(entry.key.text != name for entry in keys):
        return None
    return _places_of_key(page, keys, name)


def _places_of_key(page: Page, keys: list[Entry], name: str) -> Iterator[Highlight]:
    for entry in keys:
        if entry.key.text == name:
            yield Highlight(entry.key.span, HighlightKind.WRITE)
    for match in _KEY_LIKE.finditer(page.text, *page.frontmatter.body):
        if match["word"] == name and _names_key(match):
            yield Highlight(Span(*match.span("word")), HighlightKind.TEXT)


def _names_key(match: re.Match[str]) -> bool:
    """Whether a word is meant for a key: `type` is a word of the language, `target_files` is none."""
    return match["tick"] is not None or "_" in match["word"]


def _iter_keys(entries: tuple[Entry, ...]) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        if isinstance(entry.value, Mapping):
            yield from _iter_keys(entry.value.entries)
