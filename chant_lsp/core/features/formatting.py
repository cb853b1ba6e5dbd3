"""textDocument/formatting: the white space of the frontmatter as chant itself writes it, and nothing else.

One space behind a colon and a dash, lists flush with their key, maps two further in, no blank lines at the edges and no
trailing blanks. Words, quotes, comments, order and the body stay what they are. Frontmatter that cannot be read whole
is left alone, and so is whatever would come to mean something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from chant_lsp.core.edit import apply_edits
from chant_lsp.core.features.page import Page
from chant_lsp.core.findings import Edit
from chant_lsp.core.frontmatter import Entry, Frontmatter, Mapping, Node, Scalar, Sequence, read_frontmatter
from chant_lsp.core.text import Span, line_start, overlaps_one

_COLON = re.compile(r"(?P<colon>[ \t]*:)(?P<space>[ \t]*)")
_DASH = re.compile(r"-[ \t]*")
_COMMA = re.compile(r"[ \t]*,[ \t]*")
_BLANKS = re.compile(r"[ \t]*")
_LINE = re.compile(r"(?P<words>(?:[^\r\n]*[^\r\n \t])?)(?P<blanks>[ \t]*)(?P<end>\r\n|\r|\n|\Z)")

MAX_CHANGES = 5_000
"""Places that are looked at; frontmatter of more is data, and formatted by whoever writes it."""

STEP = "  "
"""How much further in a map stands than its key."""


class _Change(NamedTuple):
    edit: Edit
    unit: Span
    """What is formatted as one or not at all: a list of which half is moved is no list any more."""


def format_edits(page: Page, within: Span | None = None) -> list[Edit]:
    """The edits that format a page's frontmatter, or the fields in a part of it; in the order of the text.

    Shape:  each edit puts white space in place of white space; the result has the same keys, values and body.
    Errors: none; nothing is formatted where chant does not read the frontmatter as it is meant.
    """
    found = page.frontmatter
    if found.opener is None or found.closer is None or found.problems or found.edges:
        return []
    changes = sorted(islice(_iter_changes(page.text, found), MAX_CHANGES + 1))
    if len(changes) > MAX_CHANGES:
        return []
    edits = [change.edit for change in changes if within is None or _meets(change.unit, within)]
    edits = [edit for edit in edits if page.text[slice(*edit.span)] != edit.text]
    return edits if _means_the_same(page.text, found, edits) else []


def _meets(unit: Span, within: Span) -> bool:
    return unit.start <= within.end and within.start <= unit.end


def _iter_changes(text: str, found: Frontmatter) -> Iterator[_Change]:
    assert found.opener is not None and found.closer is not None
    kept = sorted(span for entry in found.entries for span in _over_lines(text, entry.value))
    yield from _lines(text, found, kept)
    for entry in found.entries:
        unit = Span(entry.key.span.start, max(entry.key.span.end, entry.value.span.end))
        for edit in _entry(text, entry):
            yield _Change(edit, unit)


def _means_the_same(text: str, before: Frontmatter, edits: list[Edit]) -> bool:
    after_text = apply_edits(text, edits)
    after = read_frontmatter(after_text)
    return (
        _entries_shape(before.entries) == _entries_shape(after.entries)
        and text[slice(*before.body)] == after_text[slice(*after.body)]
        and not after.problems
        and not after.edges
    )


def _entries_shape(entries: tuple[Entry, ...]) -> list[object]:
    return [(entry.key.text, _shape(entry.value)) for entry in entries]


def _shape(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.text, node.plain
    if isinstance(node, Sequence):
        return [_shape(item) for item in node.items]
    return _entries_shape(node.entries) if isinstance(node, Mapping) else None


# -- lines


def _lines(text: str, found: Frontmatter, kept: list[Span]) -> Iterator[_Change]:
    """Blanks at the ends of lines; blank lines at the edges, or more than one on end."""
    assert found.opener is not None and found.closer is not None
    at, end = found.opener.end, line_start(text, found.closer.start)
    first, after_blank = True, True  # the opening line counts as a blank one: none is wanted behind it
    held: re.Match[str] | None = None  # a blank line that stays if something follows
    while at < end and (line := _LINE.match(text, at, end)) is not None and line.end() > at:
        whole = Span(*line.span())
        keep = overlaps_one(kept, whole)
        if keep or line["words"] or first:
            if held is not None and not first:
                yield _Change(Edit(Span(*held.span("blanks")), ""), Span(*held.span()))
            if not keep:
                yield _Change(Edit(Span(*line.span("blanks")), ""), whole)
            held, after_blank = None, first
        elif after_blank:
            yield _Change(Edit(whole, ""), whole)
        else:
            held, after_blank = line, True
        first = False
        at = line.end()
    if held is not None:
        yield _Change(Edit(Span(*held.span()), ""), Span(*held.span()))
    yield from _closer(text, found.closer)


def _closer(text: str, closer: Span) -> Iterator[_Change]:
    start = line_start(text, closer.start)
    line = _LINE.match(text, closer.end)
    if not text[start : closer.start].strip() and line is not None and not line["words"]:
        whole = Span(start, closer.end)
        yield _Change(Edit(Span(start, closer.start), ""), whole)
        yield _Change(Edit(Span(*line.span("blanks")), ""), whole)


def _over_lines(text: str, node: Node) -> Iterator[Span]:
    """The values whose line ends and blanks are a part of them, with the blank lines that may be."""
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _over_lines(text, item)
    elif isinstance(node, Mapping):
        for entry in node.entries:
            yield from _over_lines(text, entry.value)
    elif any(end in text[slice(*node.span)] for end in "\r\n"):
        end = node.span.end
        while text[end : end + 1].isspace():
            end += 1
        yield Span(node.span.start, end)


# -- fields


def _entry(text: str, entry: Entry) -> Iterator[Edit]:
    yield from _colon(text, entry)
    column = _column(text, entry.key.span.start)
    value = entry.value
    if isinstance(value, Sequence) and value.flow:
        yield from _brackets(text, value)
    elif isinstance(value, Sequence):
        yield from _list(text, value, column)
    elif isinstance(value, Mapping) and not value.flow:
        simple = all(_in_line(text, inner.value) and _own_line(text, inner.key.span.start) for inner in value.entries)
        for inner in value.entries:
            if simple and column is not None:
                yield from _indent(text, inner.key.span.start, column + STEP)
                yield from _colon(text, inner)
                if isinstance(inner.value, Sequence):
                    yield from _brackets(text, inner.value)
            else:
                yield from _entry(text, inner)


def _colon(text: str, entry: Entry) -> Iterator[Edit]:
    colon = _COLON.match(text, entry.key.span.end)
    if colon is None:
        return
    yield Edit(Span(*colon.span("colon")), ":")
    if entry.value.span.start == colon.end() and entry.value.span.end > colon.end():
        yield Edit(Span(*colon.span("space")), " ")


def _brackets(text: str, node: Sequence) -> Iterator[Edit]:
    if not node.items or not _in_line(text, node) or not all(isinstance(item, Scalar) for item in node.items):
        return
    start, end = node.span.start + 1, node.span.end - 1
    if text[node.span.start] != "[" or text[end] != "]":
        return
    yield Edit(Span(start, node.items[0].span.start), "")
    for item, following in zip(node.items, node.items[1:], strict=False):
        between = Span(item.span.end, following.span.start)
        if _COMMA.fullmatch(text, *between):
            yield Edit(between, ", ")
    after = node.items[-1].span.end
    if not text[after:end].strip():
        yield Edit(Span(after, end), "")


def _list(text: str, node: Sequence, column: str | None) -> Iterator[Edit]:
    """A list of which each item has a line of its own; others stand as they are."""
    dashes = list(_dashes(text, node))
    in_lines = all(_in_line(text, item) and isinstance(item, Scalar) for item in node.items)
    if column is None or not in_lines or any(dash is None for dash in dashes):
        return
    for dash, item in zip(dashes, node.items, strict=True):
        assert dash is not None
        yield from _indent(text, dash.start(), column)
        if item.span.end > item.span.start:
            yield Edit(Span(dash.start() + 1, item.span.start), " ")
    if len(node.items) > 1:
        yield from _comments(text, Span(node.items[0].span.end, node.items[-1].span.start), column)


def _dashes(text: str, node: Sequence) -> Iterator[re.Match[str] | None]:
    """The dash of each item, with the blanks behind it; None where it is not in front of its item, alone."""
    for item in node.items:
        blanks = _BLANKS.match(text, line_start(text, item.span.start))
        dash = _DASH.match(text, blanks.end()) if blanks is not None else None
        yield dash if dash is not None and dash.end() == item.span.start else None


def _comments(text: str, between: Span, column: str) -> Iterator[Edit]:
    """Comments on lines of their own move with the list that they are in."""
    for line in re.finditer(r"(?<=[\r\n])(?P<blanks>[ \t]+)#", text[slice(*between)]):
        yield Edit(Span(between.start + line.start("blanks"), between.start + line.end("blanks")), column)


def _indent(text: str, offset: int, column: str) -> Iterator[Edit]:
    start = line_start(text, offset)
    if not text[start:offset].strip():
        yield Edit(Span(start, offset), column)


def _column(text: str, offset: int) -> str | None:
    """The blanks in front of a key; None where something else is."""
    start = line_start(text, offset)
    return text[start:offset] if not text[start:offset].strip(" ") else None


def _own_line(text: str, offset: int) -> bool:
    return _column(text, offset) is not None


def _in_line(text: str, node: Node) -> bool:
    """Whether a value is a scalar or a list in brackets that ends in the line that it begins in."""
    plain = isinstance(node, Scalar) or (isinstance(node, Sequence) and node.flow)
    return plain and not any(end in text[slice(*node.span)] for end in "\r\n")
