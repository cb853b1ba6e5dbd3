"""Boxes in a body that a person takes for criteria and chant does not count, each with the cause.

People write the heading in other letters, the boxes with other bullets and marks, or both in a code block; to chant's
gate they are not there. What it does count is in `core/markdown.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from chant_lsp.core.invisible import seen
from chant_lsp.core.text import Span

if TYPE_CHECKING:
    from chant_lsp.core.markdown import Marks

CRITERIA_HEADING = "## Acceptance Criteria"
BOX_SIGNS = "☐☑☒"
"""Boxes that are one character."""
MARKS_IN_BOXES = " \u00a0xXхХ×~✓✔✅☑\ufe0fvV*_-"
"""What people put between the brackets; the second `xX` are Cyrillic, U+FE0F makes a picture of the sign before it."""
OTHER_DASHES = "–—•\u2010\u2011\u2012\u2015\u2212\u25aa\u25e6\u00b7"
"""What word processors make of a `-` at the beginning of a line."""
OTHER_BRACKETS = ("［", "( )", "(x)", "(X)")

MAX_UNCOUNTED = 100
"""Boxes to say something about, and headings to look at closely; more of the same would help nobody."""
_ALIKE = 0.85
_MEANT = ("acceptancecriteria", "acceptancecriterion")

_BULLET = (
    r"(?:[-*+]|\d+[.)]|[A-Za-z][.)])[^\S\r\n]*"
    rf"(?:\\?[\[［](?P<mark>[{MARKS_IN_BOXES}]{{0,3}}?)\\?[\]］]|\((?P<round>[ xX])\))"
)
_OTHER_BOX = re.compile(
    rf"^[^\S\n]*(?!- \[[ xX]\])(?P<bullet>{_BULLET}"
    rf"|(?:[-*+{OTHER_DASHES}][ \t]+)?(?P<sign>[{BOX_SIGNS}]|\[[ xX]\]))(?=[ \t])",
    re.MULTILINE,
)
_LIST_BOX = re.compile(rf"^[^\S\n]*(?P<item>{_BULLET}|[{BOX_SIGNS}])[ \t]", re.MULTILINE)
_LIKE_CRITERIA = re.compile(
    r"^[^\S\n]*(?P<line>(?:(?:\#{1,6}(?:[ \t]*(?:\*{1,3}|__?))?|\*\*|__)[ \t\u00a0]*)?"
    r"(?:(?:[^\w\s#*]{1,3}|\d+[.)])[ \t]*)?"
    r"acc?ept[ae]nce?[ \t\u00a0_-]*criteri(?:a|on|um|ons|ums)[ \t]*(?:[:*_][ \t]*)*)"
    r"(?P<underline>\r?\n(?:-{3,}|={3,})[ \t]*)?\r?$",
    re.IGNORECASE | re.MULTILINE,
)
_TWO_WORDS = re.compile(r"\#{1,6}[ \t]+(?P<one>[^\W\d_]{7,12})[ \t]+(?P<other>[^\W\d_]{6,11})[ \t:]*")
_FENCED_BOX = re.compile(r"^[^\S\n]*- \[[ xX]\]", re.MULTILINE)


class Uncounted(NamedTuple):
    """Boxes that look like criteria and that chant does not count."""

    span: Span
    reason: str
    """`heading` (its marks or letters), `bullet`, `no-heading`, `fence`, `shadowed`, `fenced`, `next`."""
    fixed: str
    """The text that makes chant count them; '' where there is no such small change."""


def below_heading(text: str, section: Span, marks: Marks, markers: list[Span]) -> tuple[Uncounted, ...]:
    """What is not counted although chant finds its heading, the last of the markers; `section` stands below that."""
    return tuple(islice(_iter_below(text, section, marks, markers), MAX_UNCOUNTED))


def nearby(text: str, section: Span, marks: Marks, own_words: Span) -> tuple[Uncounted, ...]:
    """The boxes that were meant, where chant counts none in its section: in a code block there, or behind it."""
    found = (*_iter_fenced(text, section, marks), *_iter_next_section(text, section, marks, own_words))
    return found[:1]


def _iter_below(text: str, section: Span, marks: Marks, markers: list[Span]) -> Iterator[Uncounted]:
    for match in _OTHER_BOX.finditer(text, *section):
        if not marks.fenced(match.start("bullet")):
            yield Uncounted(Span(*match.span("bullet")), "bullet", _counted_box(match))
    opened = marks.open_fence
    if opened is not None and opened.start >= section.start and _FENCED_BOX.search(text, opened.end, section.end):
        yield Uncounted(opened, "fence", "")
    if len(markers) > 1:
        boxes = _list_boxes(text, Span(0, len(text)), marks)
        hidden = (marker for marker in markers[:-1] if _any_in(boxes, marks.section(marker, len(text))))
        yield from (Uncounted(marker, "shadowed", "") for marker in hidden)


def _iter_fenced(text: str, section: Span, marks: Marks) -> Iterator[Uncounted]:
    """The code block that holds the only boxes."""
    box = _FENCED_BOX.search(text, *section)
    opened = marks.fence_before(box.start()) if box is not None else -1
    if box is not None and opened >= section.start:
        line = text[opened : box.end()].split("\n", 1)[0].rstrip()
        yield Uncounted(Span(opened, opened + len(line)), "fenced", "")


def _iter_next_section(text: str, section: Span, marks: Marks, own_words: Span) -> Iterator[Uncounted]:
    """The heading that ends the criteria before they begin: `## Must` directly below."""
    at = bisect_left(marks.sections, section.end)
    start = marks.sections[at] if at < len(marks.sections) else own_words.end
    if start >= own_words.end or text[slice(*section)].strip():
        return
    end = text.find("\n", start)
    heading = Span(start, len(text) if end < 0 else start + len(text[start:end].rstrip()))
    if _list_boxes(text, marks.section(heading, own_words.end), marks):
        yield Uncounted(heading, "next", f"#{text[slice(*heading)]}")


def _counted_box(match: re.Match[str]) -> str:
    mark = (match["sign"] or match["round"] or match["mark"] or "").strip()
    if mark in ("x", "X"):
        return f"- [{mark}]"
    return "- [x]" if set(mark) & set("xXхХ×✓✔✅☑☒vV*") else "- [ ]"


def without_heading(text: str, own_words: Span, marks: Marks) -> tuple[Uncounted, ...]:
    """What is not counted where chant finds no heading; the first cause only."""
    return tuple(islice(_iter_without_heading(text, own_words, marks), 1))


def _iter_without_heading(text: str, own_words: Span, marks: Marks) -> Iterator[Uncounted]:
    boxes = _list_boxes(text, own_words, marks)
    for match in _LIKE_CRITERIA.finditer(text, *own_words):
        line = match["line"].rstrip()
        where = Span(match.start("line"), match.start("line") + len(line))
        if marks.open_fence is not None and where.start > marks.open_fence.start:
            if line.startswith(CRITERIA_HEADING):
                yield Uncounted(marks.open_fence, "fence", "")
        elif (line[0] in "#*_" or line.endswith(":") or match["underline"]) and not marks.fenced(where.start):
            if match["underline"] and line[0] != "#":
                where = Span(where.start, match.start("underline") + len(match["underline"].rstrip()))
            if _any_in(boxes, marks.section(where, own_words.end)):
                yield Uncounted(where, "heading", CRITERIA_HEADING)
    if not boxes:
        return
    yield from (
        Uncounted(heading, "heading", CRITERIA_HEADING)
        for heading in _iter_misspelt(marks, own_words)
        if _any_in(boxes, marks.section(heading, own_words.end))
    )
    end = text.find("\n", boxes[0], own_words.end)
    line = text[boxes[0] : own_words.end if end < 0 else end].rstrip()
    yield Uncounted(Span(boxes[0], boxes[0] + len(line)), "no-heading", "")


def _iter_misspelt(marks: Marks, own_words: Span) -> Iterator[Span]:
    """Headings that are nearly chant's: `## Acceptance Critera`, or with a character in it that nobody sees."""
    headings = ((start, line) for start, line in marks.lines if start < own_words.end)
    found = ((start, line, match) for start, line in headings if (match := _TWO_WORDS.fullmatch(seen(line))))
    for start, line, match in islice(found, MAX_UNCOUNTED):
        words = (match["one"] + match["other"]).lower()
        if any(SequenceMatcher(None, words, meant).ratio() >= _ALIKE for meant in _MEANT):
            yield Span(start, start + len(line))


def _list_boxes(text: str, span: Span, marks: Marks) -> list[int]:
    """Offsets of whatever looks like an item with a box, outside fences."""
    found = (match.start("item") for match in _LIST_BOX.finditer(text, *span))
    return [start for start in found if not marks.fenced(start)]


def _any_in(offsets: list[int], span: Span) -> bool:
    return bisect_left(offsets, span.start) < bisect_left(offsets, span.end)
