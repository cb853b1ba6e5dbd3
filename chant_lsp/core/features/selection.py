"""textDocument/selectionRange: from the word under the cursor to the whole file, a step at a time.

In frontmatter: word, value, item, list, entry, frontmatter, file. In a body: word, sentence, line, item or paragraph,
section by section, body, file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chant_lsp.core.features.page import Page
from chant_lsp.core.frontmatter import Entry, Mapping, Node, Scalar, Sequence
from chant_lsp.core.headings import Section, Sections, read_sections
from chant_lsp.core.text import Source, Span

MAX_LINE = 1000
"""Characters on each side of the cursor that are looked at in its line; nobody marks a sentence of more."""
MAX_LEVELS = 20
"""Of lists in lists."""
MAX_PARAGRAPH_LINES = 500
"""How far a paragraph or an item is followed in each direction."""

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"[\w./@+*-]*[\w/*]|-+")
_CODE = re.compile(r"(?P<ticks>`+)(?P<inside>[^`\n]+)(?P=ticks)")
_BRACKETS = re.compile(r"\[\[?(?P<inside>[^\[\]\n]+)\]\]?")
_SENTENCE = re.compile(r"\S(?:[^.!?\n]|[.!?](?=\S))*[.!?]?")
_ITEM = re.compile(r"(?P<indent>[ \t]*)(?P<bullet>[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)")


def selections(page: Page, offsets: list[int]) -> list[list[Span]]:
    """For each offset the spans around it, smallest first; each strictly contains the one before, the last is the file.

    Cost: one pass over the body for all of them.
    """
    shape = read_sections(page.text, page.frontmatter.body)
    return [_widening(page, shape, min(max(offset, 0), len(page.text))) for offset in offsets]


def _widening(page: Page, shape: Sections, offset: int) -> list[Span]:
    chain: list[Span] = []
    for span in sorted(set(_around(page, shape, offset)), key=lambda span: (span.end - span.start, span)):
        if span.end > span.start and span.touches(offset):
            inner = chain[-1] if chain else span
            if span.start <= inner.start and inner.end <= span.end:
                chain.append(span)
    whole = Span(0, len(page.text))
    return chain if chain and chain[-1] == whole else [*chain, whole]


def _around(page: Page, shape: Sections, offset: int) -> Iterator[Span]:
    """Whatever may be worth marking near an offset, in no order."""
    source, found = page.source, page.frontmatter
    line = source.line_span(source.line_of(offset))
    yield from _in_line(source, _near(line, offset), offset)
    if found.opener is not None and found.closer is not None and offset <= found.closer.end:
        yield Span(found.opener.start, found.closer.end)
        if found.entries:
            yield Span(found.entries[0].key.span.start, max(entry.value.span.end for entry in found.entries))
        yield from _in_entries(source, found.entries, offset)
        return
    yield found.body
    fence = shape.fence_at(offset)
    if fence is not None:
        yield fence
        yield from _inside_fence(source, fence)
        yield line
    else:
        yield from _in_prose(source, line, offset, found.body)
    for section in shape.sections:
        if section.span.touches(offset):
            yield from _of_section(source, section, offset)


def _near(line: Span, offset: int) -> Span:
    """What is looked at of a line: all of it, unless it is longer than any that people write."""
    return Span(max(line.start, min(offset, line.end) - MAX_LINE), min(line.end, max(offset, line.start) + MAX_LINE))


def _in_line(source: Source, line: Span, offset: int) -> Iterator[Span]:
    for pattern in (_WORD, _TOKEN):
        yield from (Span(*match.span()) for match in pattern.finditer(source.text, *line))
    for pattern in (_CODE, _BRACKETS):
        for match in pattern.finditer(source.text, *line):
            if match.start("inside") <= offset <= match.end("inside"):
                yield Span(*match.span("inside"))
            yield Span(*match.span())


# -- frontmatter


def _in_entries(source: Source, entries: tuple[Entry, ...], offset: int) -> Iterator[Span]:
    for entry in entries:
        span = Span(entry.key.span.start, max(entry.key.span.end, entry.value.span.end))
        if span.touches(offset):
            yield span
            yield from _scalar(entry.key)
            yield from _in_node(source, entry.value, offset)


def _in_node(source: Source, node: Node, offset: int) -> Iterator[Span]:
    if not node.span.touches(offset):
        return
    if isinstance(node, Scalar):
        yield from _scalar(node)
        return
    yield node.span
    if isinstance(node, Mapping):
        yield from _in_entries(source, node.entries, offset)
    elif isinstance(node, Sequence):
        if node.flow:
            yield Span(node.span.start + 1, max(node.span.start + 1, node.span.end - 1))
        for item in node.items:
            dash = source.text.rfind("-", node.span.start, item.span.start) if not node.flow else -1
            around = Span(dash, item.span.end) if dash >= 0 else item.span
            if around.touches(offset):
                yield around
                yield from _in_node(source, item, offset)


def _scalar(scalar: Scalar) -> Iterator[Span]:
    yield scalar.span
    if not scalar.plain and scalar.span.end - scalar.span.start > 2:
        yield Span(scalar.span.start + 1, scalar.span.end - 1)


# -- body


def _inside_fence(source: Source, fence: Span) -> Iterator[Span]:
    first, last = source.line_of(fence.start) + 1, source.line_of(fence.end) - 1
    if first <= last:
        yield Span(source.line_span(first).start, source.line_span(last).end)


def _in_prose(source: Source, line: Span, offset: int, body: Span) -> Iterator[Span]:
    text = source.slice(line)
    if not text.strip():
        return
    yield _trimmed(source, line)
    item = _ITEM.match(text)
    words = Span(line.start + item.end(), line.end) if item else line
    yield _trimmed(source, words)
    near = _near(words, offset)
    yield from (_trimmed(source, Span(*match.span())) for match in _SENTENCE.finditer(source.text, *near))
    yield from _paragraph(source, source.line_of(line.start), body)


def _paragraph(source: Source, line: int, body: Span) -> Iterator[Span]:
    """The list item, with what is indented below it, and the lines around it up to blank ones."""
    first, last = line, line
    while line - first < MAX_PARAGRAPH_LINES and not _ends_paragraph(source, first - 1, body):
        first -= 1
    while last - line < MAX_PARAGRAPH_LINES and not _ends_paragraph(source, last + 1, body):
        last += 1
    yield _trimmed(source, Span(source.line_span(first).start, source.line_span(last).end))
    yield from _items(source, line, first, last)


def _items(source: Source, line: int, first: int, last: int) -> Iterator[Span]:
    """The list item that a line is in, with what is indented below it, then the items that it is indented below."""
    lines = [source.slice(source.line_span(number)) for number in range(first, last + 1)]
    indents = [len(text) - len(text.lstrip(" \t")) for text in lines]
    start = line - first
    while start > 0 and _ITEM.match(lines[start]) is None:
        start -= 1
    for _ in range(MAX_LEVELS):
        if start < 0 or _ITEM.match(lines[start]) is None:
            return
        below = range(start + 1, len(lines))
        end = next((number for number in below if indents[number] <= indents[start]), len(lines)) - 1
        yield _trimmed(source, Span(source.line_span(first + start).start, source.line_span(first + end).end))
        start = next((number for number in range(start - 1, -1, -1) if indents[number] < indents[start]), -1)


def _ends_paragraph(source: Source, line: int, body: Span) -> bool:
    if line < 0 or line >= len(source.line_starts):
        return True
    span = source.line_span(line)
    text = source.slice(span)
    return span.end < body.start or span.start > body.end or not text.strip() or text.lstrip().startswith(("#", "```"))


def _of_section(source: Source, section: Section, offset: int) -> Iterator[Span]:
    yield section.span
    if section.heading.touches(offset):
        yield section.heading
        words = source.slice(section.heading).lstrip("#").lstrip()
        yield _trimmed(source, Span(section.heading.end - len(words), section.heading.end))
    else:
        yield _trimmed(source, Span(section.heading.end, section.span.end))


def _trimmed(source: Source, span: Span) -> Span:
    text = source.slice(span)
    start = span.start + len(text) - len(text.lstrip())
    return Span(min(start, span.end), max(min(start, span.end), span.start + len(text.rstrip())))
