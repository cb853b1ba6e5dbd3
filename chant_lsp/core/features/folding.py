"""textDocument/foldingRange: what can be hidden, whole lines at a time: frontmatter and its lists, sections, fences."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from chant_lsp.core.features.page import Page
from chant_lsp.core.frontmatter import Entry, Mapping, Sequence
from chant_lsp.core.headings import read_sections
from chant_lsp.core.text import Source, Span

MAX_CRITERIA = 1_000


class FoldKind(IntEnum):
    """What is folded; where a client takes only so many, the first kinds matter most."""

    FRONTMATTER = 1
    MACHINE = 2
    """A section that chant appends."""
    SECTION = 3
    FIELD = 4
    CRITERIA = 5
    FENCE = 6


class Fold(NamedTuple):
    """Lines that can be hidden behind the first of them."""

    first_line: int
    last_line: int
    """Greater than the first."""
    kind: FoldKind
    words: str = ""
    """What to show of what is hidden."""


def folds(page: Page, limit: int = 5000) -> list[Fold]:
    """What can be folded, at most so much, in the order of the text; one fold starts on a line, the largest.

    Cost: one pass over the body.
    """
    largest: dict[int, Fold] = {}
    for fold in _iter_folds(page):
        known = largest.get(fold.first_line)
        if known is None or fold.last_line > known.last_line:
            largest[fold.first_line] = fold
    chosen = sorted(largest.values(), key=lambda fold: (fold.kind, fold.first_line))[:limit]
    return sorted(chosen)


def _iter_folds(page: Page) -> Iterator[Fold]:
    source, found = page.source, page.frontmatter
    yield from _frontmatter(page)
    for entry in found.entries:
        yield from _fields(source, entry)
    shape = read_sections(page.text, found.body)
    for section in shape.sections:
        kind = FoldKind.MACHINE if section.by_machine else FoldKind.SECTION
        yield from _fold(source, section.span, kind, "written by chant" if section.by_machine else "")
    for fence in shape.fences:
        yield from _fold(source, fence, FoldKind.FENCE)
    yield from _criteria(page)


def _frontmatter(page: Page) -> Iterator[Fold]:
    found = page.frontmatter
    if found.opener is None:
        return
    words = f"{page.spec.type} · {page.spec.status}" if page.spec is not None and found.closer is not None else ""
    end = found.closer.end if found.closer is not None else _end_of_unterminated(page)
    yield from _fold(page.source, Span(found.opener.start, end), FoldKind.FRONTMATTER, words)


def _end_of_unterminated(page: Page) -> int:
    """Where frontmatter that never ends was meant to: at the first blank line or heading."""
    source, opener = page.source, page.frontmatter.opener
    assert opener is not None
    end = opener.end
    for line in range(source.line_of(opener.start) + 1, len(source.line_starts)):
        span = source.line_span(line)
        text = source.slice(span)
        if not text.strip() or text.startswith("#"):
            break
        end = span.end
    return end


def _fields(source: Source, entry: Entry) -> Iterator[Fold]:
    yield from _fold(source, Span(entry.key.span.start, entry.value.span.end), FoldKind.FIELD)
    if isinstance(entry.value, Mapping):
        for inner in entry.value.entries:
            yield from _fields(source, inner)
    elif isinstance(entry.value, Sequence):
        for item in entry.value.items:
            if isinstance(item, Mapping):
                yield from _fold(source, item.span, FoldKind.FIELD)
                for inner in item.entries:
                    yield from _fields(source, inner)


def _criteria(page: Page) -> Iterator[Fold]:
    """Each run of criteria that only their own lines, and what is indented below them, interrupt."""
    criteria = page.spec.body.criteria[:MAX_CRITERIA] if page.spec is not None else ()
    source, first = page.source, -1
    end = page.frontmatter.body.end
    for i, criterion in enumerate(criteria):
        first = source.line_of(criterion.span.start) if first < 0 else first
        last = source.line_of(criterion.span.start)
        after = source.line_of(criteria[i + 1].span.start) if i + 1 < len(criteria) else source.line_of(end) + 1
        while last + 1 < after and _goes_on(source, last + 1, end):
            last += 1
        if last + 1 != after or i + 1 == len(criteria):
            if last > first:
                yield Fold(first, last, FoldKind.CRITERIA)
            first = -1


def _goes_on(source: Source, line: int, end: int) -> bool:
    span = source.line_span(line)
    return span.start < end and source.slice(span)[:1] in (" ", "\t") and bool(source.slice(span).strip())


def _fold(source: Source, span: Span, kind: FoldKind, words: str = "") -> Iterator[Fold]:
    first, last = source.line_of(span.start), source.line_of(max(span.start, span.end - 1))
    if last > first:
        yield Fold(first, last, kind, words)
