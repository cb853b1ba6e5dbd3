"""A spec's body: its title, and the criteria as chant's gate counts them.

The rules are chant's own, however odd (chant-reference.md §2.3, §2.5): the title is the first line that starts with
`# `, even in a fence; the criteria are those below the *last* heading that starts with `## Acceptance Criteria`;
a box is any `- [ ]`, `- [x]` or `- [X]` in a line; a fence is toggled by each line that starts with three backticks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from chant_lsp.core.frontmatter import WHITE
from chant_lsp.core.frozen import frozen
from chant_lsp.core.text import Span
from chant_lsp.core.uncounted import CRITERIA_HEADING, Uncounted, below_heading, nearby, without_heading

MAX_WORDS = 300
"""Characters of a criterion's words that are kept; many boxes in one line would each keep the rest of it."""
MACHINE_HEADINGS = ("## Agent Output", "## Approval Discussion", "## Takeover Analysis")
"""Sections that chant appends itself; what follows is machine text."""

_BOX = re.compile(r"- \[([ xX])\]")
# The lines that give a text its structure: headings and fences, whatever white space is before them. The literal line
# end in front lets the search jump from line to line; `^` would be tried at each character.
_MARKS = re.compile(r"\n[^\S\n]*(?P<line>(?:#|```)[^\n]*)")
_FIRST_MARK = re.compile(r"[^\S\n]*(?P<line>(?:#|```)[^\n]*)")
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
# In a heading, at the start of a line, or said of this very spec; "phase 6 is the human gate" is about another one.
_GATE_WORDS = re.compile(
    r"^(?:[^\S\n]*\#{1,6}[ \t][^\n]*?|[-*>_ \t]*(?:a[ \t])?"
    r"|[^\n]*?\b(?:this|it|needs|requires|as)(?:[ \t](?:phase|spec|step|one))?(?:[ \t]is)?[ \t](?:a|the)[ \t])"
    r"(?P<words>\b(?-i:[Hh]uman|HUMAN)[ -]gate\b)",
    re.IGNORECASE | re.MULTILINE,
)

_NOWHERE = Span(0, 0)


class Heading(NamedTuple):
    """A heading line outside fences."""

    level: int
    text: str
    span: Span


class Criterion(NamedTuple):
    """One box that chant counts."""

    text: str
    """What stands behind the box in its line."""
    span: Span
    """From the `-` to the end of the line."""
    box: Span
    """The one character between the brackets."""
    done: bool


class Found(NamedTuple):
    """The facts of a body, all places counted from its beginning."""

    title: str | None = None
    title_span: Span | None = None
    first_heading: Span | None = None
    criteria_heading: Heading | None = None
    criteria: tuple[Criterion, ...] = ()
    uncounted: tuple[Uncounted, ...] = ()
    own_words: Span = _NOWHERE
    gate_words: Span | None = None
    open_fence: Span | None = None


_NOTHING = Found()


class Lengthened(NamedTuple):
    """A body in which a line that says nothing of it has become longer."""

    found: Found
    """Before that."""
    at: int
    """Where the line begins, counted from the body's beginning."""
    by: int


class Unread(NamedTuple):
    """A body that nobody has asked about yet."""

    text: str
    """Of the file."""
    span: Span


@frozen(eq=False, slots=False)
class Body:
    """The facts of a body, wherever in the file it begins: places are worked out when somebody asks for them."""

    held: Found | Lengthened | Unread = _NOTHING
    """The facts, or those of the body before an edit that has only moved them, or where to read them."""
    start: int = 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Body) and (self.start, self.found) == (other.start, other.found)

    @cached_property
    def found(self) -> Found:
        held = self.held
        if isinstance(held, Unread):
            return _read(held.text[slice(*held.span)])
        return lengthened(*held) if isinstance(held, Lengthened) else held

    @property
    def title(self) -> str | None:
        return self.found.title

    @property
    def open_criteria(self) -> int:
        """How many boxes are not ticked."""
        return sum([not done for _, _, _, done in self.found.criteria])

    @cached_property
    def title_span(self) -> Span | None:
        return self._place(self.found.title_span)

    @cached_property
    def first_heading(self) -> Span | None:
        """The heading that the body begins with."""
        return self._place(self.found.first_heading)

    @cached_property
    def criteria_heading(self) -> Heading | None:
        heading = self.found.criteria_heading
        return heading._replace(span=heading.span.moved(self.start)) if heading else None

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        by = self.start
        return tuple([each._replace(span=each.span.moved(by), box=each.box.moved(by)) for each in self.found.criteria])

    @cached_property
    def uncounted(self) -> tuple[Uncounted, ...]:
        return tuple([each._replace(span=each.span.moved(self.start)) for each in self.found.uncounted])

    @cached_property
    def own_words(self) -> Span:
        """What people wrote: the body up to the first section that chant appends."""
        return self.found.own_words.moved(self.start)

    @cached_property
    def gate_words(self) -> Span | None:
        """Where its own words first call it a human gate, fences left out."""
        return self._place(self.found.gate_words)

    @cached_property
    def open_fence(self) -> Span | None:
        """The line that opens a fence that nothing closes."""
        return self._place(self.found.open_fence)

    def _place(self, span: Span | None) -> Span | None:
        return None if span is None else span.moved(self.start)


class Marks(NamedTuple):
    """The headings and fences of a body."""

    lines: tuple[tuple[int, str], ...]
    """Offset and trimmed text of each heading line outside fences."""
    title: Span | None
    """The first line that starts with `# `, in a fence or not."""
    sections: tuple[int, ...]
    """Offsets of the lines that begin with `## `: where a section ends."""
    fence_starts: tuple[int, ...]
    fence_ends: tuple[int, ...]
    """From each opening line to the end of its closing one."""
    open_fence: Span | None

    def fenced(self, offset: int) -> bool:
        """Whether the offset is in a fence. Cost: a binary search, as a text may be nothing but fences and boxes."""
        before = bisect_right(self.fence_starts, offset)
        return before > 0 and offset < self.fence_ends[before - 1]

    def fence_before(self, offset: int) -> int:
        """Where the last fence before the offset is opened; -1 where there is none."""
        before = bisect_right(self.fence_starts, offset)
        return self.fence_starts[before - 1] if before else -1

    def section(self, marker: Span, end: int) -> Span:
        """From behind a heading to the next `## ` outside fences."""
        after = bisect_right(self.sections, marker.start)
        return Span(marker.end, self.sections[after] if after < len(self.sections) else end)


def read_body(text: str, span: Span) -> Body:
    """The facts of the body that the span covers. Cost: a few passes of regular expressions over it."""
    return Body(_read(text[span.start : span.end]), span.start)


def lengthened(found: Found, at: int, by: int) -> Found:
    """The facts of a body, see `Lengthened`. Cost: a few microseconds; what stands before the line is taken over."""

    def place(span: Span) -> Span:
        return span.after(at, by)

    def place_any(span: Span | None) -> Span | None:
        return span and place(span)

    heading = found.criteria_heading
    return Found(
        found.title,
        place_any(found.title_span),
        place_any(found.first_heading),
        heading and Heading(heading.level, heading.text, place(heading.span)),
        tuple([Criterion(words, place(span), place(box), done) for words, span, box, done in found.criteria]),
        tuple([Uncounted(place(span), reason, fixed) for span, reason, fixed in found.uncounted]),
        place(found.own_words),
        place_any(found.gate_words),
        place_any(found.open_fence),
    )


def _read(text: str) -> Found:
    span = Span(0, len(text))
    marks = _read_marks(text, span)
    title = marks.title
    machine = next((start for start, line in marks.lines if line in MACHINE_HEADINGS), span.end)
    markers = [Span(start, start + len(line)) for start, line in marks.lines if line.startswith(CRITERIA_HEADING)]
    own_words = Span(span.start, machine)
    criteria: tuple[Criterion, ...] = ()
    uncounted: tuple[Uncounted, ...]
    if markers:
        section = marks.section(markers[-1], span.end)
        criteria = tuple(_iter_criteria(text, section, marks))
        uncounted = below_heading(text, section, marks, markers)
        if not criteria and not uncounted:
            uncounted = nearby(text, section, marks, own_words)
    else:
        uncounted = without_heading(text, own_words, marks)
    return Found(
        text[title.start + 2 : title.end].strip(WHITE) if title else None,
        title,
        _first_heading(marks, span),
        Heading(2, text[markers[-1].start + 3 : markers[-1].end], markers[-1]) if markers else None,
        criteria,
        uncounted,
        own_words,
        _gate_words(text, own_words, marks),
        marks.open_fence,
    )


def _read_marks(text: str, span: Span) -> Marks:
    lines = []
    fence_starts = []
    fence_ends = []
    opened: Span | None = None
    title: Span | None = None
    for match in _iter_marks(text, span):
        line = match["line"].rstrip(WHITE)
        start = match.start("line")
        if title is None and line.startswith("# "):
            title = Span(start, start + len(line))
        if line.startswith("```"):
            if opened is None:
                opened = Span(start, start + len(line))
            else:
                fence_starts.append(opened.start)
                fence_ends.append(match.end())
                opened = None
        elif opened is None:
            lines.append((start, line))
    if opened is not None:
        fence_starts.append(opened.start)
        fence_ends.append(span.end + 1)
    sections = tuple(start for start, line in lines if line.startswith("## "))
    return Marks(tuple(lines), title, sections, tuple(fence_starts), tuple(fence_ends), opened)


def _iter_marks(text: str, span: Span) -> Iterator[re.Match[str]]:
    first = _FIRST_MARK.match(text, *span)
    if first is not None:
        yield first
    yield from _MARKS.finditer(text, *span)


def _first_heading(marks: Marks, span: Span) -> Span | None:
    start, line = marks.lines[0] if marks.lines else (-1, "")
    return Span(start, start + len(line)) if start == span.start and _HEADING.match(line) else None


def _iter_criteria(text: str, section: Span, marks: Marks) -> Iterator[Criterion]:
    end = last = section.start
    for match in _BOX.finditer(text, *section):
        if marks.fenced(match.start()):
            continue
        if match.start() >= end:
            end = text.find("\n", match.end(), section.end)
            end = section.end if end < 0 else end
            last = end
            while text[last - 1] == "\r":
                last -= 1
        words = text[match.end() : min(end, match.end() + MAX_WORDS)].strip(WHITE)
        yield Criterion(words, Span(match.start(), max(last, match.end())), Span(*match.span(1)), match[1] != " ")


def _gate_words(text: str, own_words: Span, marks: Marks) -> Span | None:
    # A plain search first: a pattern that ignores case looks at each character.
    if "uman" not in text and "UMAN" not in text:
        return None
    found = (match for match in _GATE_WORDS.finditer(text, *own_words) if not marks.fenced(match.start("words")))
    first = next(found, None)
    return Span(*first.span("words")) if first is not None else None
