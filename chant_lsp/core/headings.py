"""The headings and fences of a body as Markdown shows them, in one pass: what an outline and folding are made of.

chant's own view of the same lines, by which criteria count, is markdown.py's; they differ where chant's rules are odd
(a fence of four backticks, one of tildes, an indented heading). Setext headings are not looked for: chant has none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from chant_lsp.core.markdown import MACHINE_HEADINGS
from chant_lsp.core.text import Span

MAX_MARKS = 2_000
"""Headings and fences of one file that are looked at; machine text may have any number of them."""

# The literal line end in front lets the search jump from line to line.
_MARK = r"(?:[ ]{0,3}(?P<level>#{1,6})(?=[ \t\r\n]|\Z)|(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,}))(?P<rest>[^\n]*)"
_NEXT_MARK = re.compile(r"\n" + _MARK)
_FIRST_MARK = re.compile(_MARK)


class Section(NamedTuple):
    """A heading with everything below it, up to the next one of its level or above."""

    level: int
    title: str
    """The heading's words; '' where it has none."""
    heading: Span
    """The heading line, without white space around it."""
    span: Span
    """From the heading to the last thing that is not white space."""

    @property
    def by_machine(self) -> bool:
        """Whether chant appends such a section itself."""
        return self.level == 2 and f"## {self.title}" in MACHINE_HEADINGS


class Sections(NamedTuple):
    """What gives a body its shape."""

    sections: tuple[Section, ...]
    """In the order of the text; each is nested in the ones before it that reach beyond its start."""
    fences: tuple[Span, ...]
    """From the first mark of the opening line to the end of the closing one, in order."""

    def fence_at(self, offset: int) -> Span | None:
        """The fence that an offset is in."""
        before = bisect_right(self.fences, (offset, 1 << 62)) - 1
        fence = self.fences[before] if before >= 0 else None
        return fence if fence is not None and offset < fence.end else None


def read_sections(text: str, body: Span) -> Sections:
    """The headings and fences of a body. Cost: one pass of a regular expression."""
    headings: list[tuple[int, str, Span]] = []
    fences: list[Span] = []
    opened, opening = -1, ""
    for match in islice(_iter_marks(text, body), MAX_MARKS):
        fence = match["fence"]
        if opened >= 0:
            if fence and fence[0] == opening[0] and len(fence) >= len(opening) and not match["rest"].strip():
                fences.append(Span(opened, match.end("fence")))
                opened = -1
        elif fence is None:
            headings.append(_heading(match))
        elif fence[0] == "~" or "`" not in match["rest"]:
            opened, opening = match.start("fence"), fence
    if opened >= 0:
        fences.append(Span(opened, body.end))
    return Sections(tuple(_nested(text, body, headings)), tuple(fences))


def _iter_marks(text: str, body: Span) -> Iterator[re.Match[str]]:
    first = _FIRST_MARK.match(text, *body)
    if first is not None:
        yield first
    yield from _NEXT_MARK.finditer(text, *body)


def _heading(match: re.Match[str]) -> tuple[int, str, Span]:
    rest = match["rest"].rstrip()
    unclosed = rest.rstrip("#")
    # `# C#`: marks close a heading only behind a blank.
    words = (rest if unclosed and unclosed[-1] not in " \t" else unclosed).strip()
    return len(match["level"]), words, Span(match.start("level"), match.start("rest") + len(rest))


def _nested(text: str, body: Span, headings: list[tuple[int, str, Span]]) -> Iterator[Section]:
    ends = [body.end] * len(headings)
    open_: list[int] = []
    for i, (level, _, span) in enumerate(headings):
        while open_ and headings[open_[-1]][0] >= level:
            ends[open_.pop()] = span.start
        open_.append(i)
    for (level, title, span), end in zip(headings, ends, strict=True):
        yield Section(level, title, span, Span(span.start, max(span.end, span.start + _length(text, span.start, end))))


def _length(text: str, start: int, end: int) -> int:
    """Of a piece of text without the white space at its end; without copying all of it at each heading."""
    while end > start and text[end - 1].isspace():
        end -= 1
    return end - start
