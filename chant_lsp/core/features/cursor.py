"""Where a cursor stands in a spec that is being typed: line by line, because the YAML is mostly broken then.

A Spot says what is expected there (a key, a value, something in the body), which text an accepted offer replaces, and
how the value around it is written, so that what is put in fits.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from chant_lsp.core.features.value_tokens import Form, Token, token_at
from chant_lsp.core.frontmatter import MAX_BLOCK_BYTES, WHITE
from chant_lsp.core.schema import FIELDS, Field, Kind
from chant_lsp.core.text import Span, line_start

FENCE = "---"

_LINE = re.compile(r"[^\r\n]*")
_FENCE_LINE = re.compile(r"(?<=[\r\n])---[^\S\r\n]*(?=[\r\n]|\Z)")
_KEY_LINE = re.compile(r"(?P<indent>[ \t]*)(?P<quote>[\"']?)(?P<key>[A-Za-z_][\w-]*)(?P=quote)[ \t]*:(?=[ \t]|$)")
_TOP_KEY = re.compile(r"^(?P<quote>[\"']?)(?P<key>[A-Za-z_][\w-]*)(?P=quote)[ \t]*:", re.MULTILINE)
_KEY_START = re.compile(r"(?P<indent>[ \t]*)(?P<key>[\w-]*)$")
_LISTED = re.compile(r"[ \t]*-[ \t]+(?!\[[ xX]?\])\S")
_ITEM = re.compile(r"[ \t]*-(?=[ \t]|$)")


class Expected(Enum):
    """What belongs at a place."""

    KEY = "a key"
    VALUE = "a value"
    BODY = "the text"
    FILE = "a whole spec"


@dataclass(frozen=True, slots=True)
class Spot:
    """One place that something can be put in."""

    expected: Expected
    span: Span
    """What an accepted offer replaces: the whole word or value, inside its quotes."""
    typed: str = ""
    """What stands before the cursor in the span."""
    parent: str = ""
    """The map field around it: `approval`."""
    key: str = ""
    """The key whose value is expected."""
    form: Form = Form.LONE
    quote: str = ""
    """The quotation mark before the span."""
    open_quote: bool = False
    """The quotation mark has no partner yet."""
    lead: str = ""
    """What is missing before the value: the space behind `key:`, `-` or `,`."""
    colon: bool = False
    """Of a key: the colon is there already."""
    siblings: tuple[str, ...] = ()
    """Of a value: the other items of its list. Of a key: the other keys of its map."""

    @property
    def field(self) -> Field | None:
        """The field whose value is expected."""
        fields = {inner.name: inner for inner in FIELDS[self.parent].fields} if self.parent in FIELDS else FIELDS
        return fields.get(self.key)


def spot_at(text: str, offset: int) -> Spot | None:
    """What is expected at the offset; None where nothing is: in a comment, on a fence, behind a finished value, in
    frontmatter of which nothing is read because it is too large.

    Cost: proportional to the frontmatter.
    """
    block = find_block(text, offset)
    if block is None:
        return _outside(text, offset)
    if offset > block.end and text[slice(*_line(text, offset))].rstrip() != FENCE:
        return Spot(Expected.BODY, Span(offset, offset))
    is_read = block.end - block.start <= MAX_BLOCK_BYTES
    if not is_read or not block.start <= offset <= block.end:
        return None
    return _in_block(text, block, offset)


def find_block(text: str, offset: int, fields: Container[str] = FIELDS) -> Span | None:
    """The lines between the fences; while the second one is missing, the lines down to the first empty one that the
    cursor is not on and no item and none of the fields follows. None without a first fence.
    """
    start = len(text) - len(text.lstrip(WHITE + "\ufeff"))
    opener = _line(text, start)
    if text[start : opener.end].rstrip() != FENCE:
        return None
    first = _next_line(text, opener)
    if first is None:
        return Span(opener.end, opener.end) if offset > opener.end else None
    closer = _FENCE_LINE.search(text, first)
    if closer is not None:
        return Span(first, max(first, closer.start() - 1))
    at: int | None = first
    gap = None
    while at is not None:
        line = _line(text, at)
        content = text[line.start : line.end]
        if content.strip():
            if gap is not None and not _goes_on(content, fields):
                break
            gap = None
        elif gap is None and not line.start <= offset <= line.end:
            gap = line.start
        at = _next_line(text, line)
    return Span(first, max(first, gap - 1) if gap is not None else len(text))


def _goes_on(line: str, fields: Container[str]) -> bool:
    """Whether a line behind an empty one belongs to the frontmatter still: a field, or an item that is no criterion."""
    key = _KEY_LINE.match(line)
    return (key["key"] in fields) if key else bool(_LISTED.match(line))


def _outside(text: str, offset: int) -> Spot | None:
    """Without frontmatter: a whole spec where nothing else is, else the text."""
    words = text.strip(WHITE + "\ufeff")
    if words == FENCE:
        return None
    start = text.find(words) if words else offset
    if (not words or re.fullmatch(r"\w[\w-]{0,40}", words)) and start <= offset <= start + len(words):
        return Spot(Expected.FILE, Span(start, start + len(words)), text[start:offset])
    line = _line(text, offset)
    if words and offset < start and not text[line.start : line.end].strip():
        return Spot(Expected.FILE, Span(offset, offset))
    return Spot(Expected.BODY, Span(offset, offset))


# -- frontmatter


class _Entry(NamedTuple):
    """The top-level key around the cursor, with the lines that belong to it."""

    key: str
    value: int
    """Offset behind the colon."""
    end: int


def _in_block(text: str, block: Span, offset: int) -> Spot | None:
    line = _line(text, offset)
    before = text[line.start : offset]
    matched = _KEY_LINE.match(text, line.start, line.end)
    if matched and not matched["indent"]:
        if matched.start("key") <= offset <= matched.end("key"):
            return _key_spot(text, block, matched, offset)
        if offset < matched.end():
            return None
        return _value_spot(text, _Entry(matched["key"], matched.end(), _entry_end(text, line, block)), offset)
    started = _KEY_START.match(before)
    if started and not started["indent"]:
        word = re.compile(r"[\w-]*").match(text, line.start, line.end)
        assert word is not None
        if not (word[0].startswith("-") or text[word.end() : line.end].strip()):
            return Spot(
                Expected.KEY, Span(*word.span()), before, siblings=_top_keys(text, block, except_for=line.start)
            )
    entry = _entry_above(text, block, line)
    return _value_spot(text, entry, offset) if entry else None


def _key_spot(text: str, block: Span, matched: re.Match[str], offset: int) -> Spot:
    span = Span(*matched.span("key"))
    others = _top_keys(text, block, except_for=matched.start())
    return Spot(Expected.KEY, span, text[span.start : offset], colon=True, siblings=others)


def _top_keys(text: str, block: Span, except_for: int) -> tuple[str, ...]:
    found = _TOP_KEY.finditer(text, block.start, block.end)
    return tuple(match["key"] for match in found if match.start() != except_for)


def _entry_above(text: str, block: Span, line: Span) -> _Entry | None:
    """The nearest line above with a key at its very start."""
    here = line
    while here.start > block.start:
        here = _line(text, here.start - 1)
        matched = _KEY_LINE.match(text, here.start, here.end)
        if matched and not matched["indent"]:
            return _Entry(matched["key"], matched.end(), _entry_end(text, here, block))
    return None


def _entry_end(text: str, line: Span, block: Span) -> int:
    """Where the lines that belong to a key end: before the next line with something at its start that is no item."""
    end = line.end
    at = _next_line(text, line)
    while at is not None and at <= block.end:
        here = _line(text, at)
        content = text[here.start : here.end]
        if content[:1].strip() and not _ITEM.match(content) and content[0] not in "]}#":
            break
        end = here.end
        at = _next_line(text, here)
    return min(end, max(block.end, line.end))


def _line(text: str, offset: int) -> Span:
    """The line around an offset, without its end."""
    start = line_start(text, offset)
    if offset == start and text[start - 1 : start + 1] == "\r\n":
        start = line_start(text, offset - 1)
    match = _LINE.match(text, start)
    assert match is not None
    return Span(start, match.end())


def _next_line(text: str, line: Span) -> int | None:
    """Where the line behind a line starts."""
    if line.end >= len(text):
        return None
    return line.end + (2 if text.startswith("\r\n", line.end) else 1)


def _value_spot(text: str, entry: _Entry, offset: int) -> Spot | None:
    """What belongs at a place behind a key's colon, or on the lines below it."""
    field = FIELDS.get(entry.key)
    if field is None or offset > entry.end:
        return None
    is_map = field.kind is Kind.MAP
    token, tokens = token_at(text, Span(entry.value, entry.end), is_map, offset)
    if token is None or token.form is Form.DONE:
        return None
    others = [other for other in tokens if other is not token]
    lead = " " if token.span.start == token.span.end and text[offset - 1] in ":-," and not token.quote else ""
    typed = text[token.span.start : offset]
    if is_map and not token.under and token.form is not Form.LONE:
        keys = tuple(text[slice(*other.span)] for other in others if other.is_key)
        return Spot(Expected.KEY, token.span, typed, entry.key, "", token.form, colon=token.is_key, siblings=keys)
    parent, key = (entry.key, token.under) if token.under else ("", entry.key)
    if (
        not token.under
        and token.form in (Form.LONE, Form.BELOW)
        and any(_clashes(token.form, other) for other in others)
    ):
        return None
    return Spot(
        Expected.VALUE,
        token.span,
        typed,
        parent,
        key,
        token.form,
        token.quote,
        token.open_quote,
        lead,
        siblings=() if is_map else tuple(text[slice(*other.span)] for other in others),
    )


def _clashes(form: Form, other: Token) -> bool:
    """Whether a value of that form cannot stand beside the other: one behind the key, and a list below it."""
    return form is Form.LONE or other.form in (Form.LONE, Form.BRACKETS)
