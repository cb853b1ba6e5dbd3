"""A spec's body: title, headings, and the criteria as chant's gate counts them.

The rules are chant's own, however odd (chant-reference.md §2.3, §2.5): the title is the first line that starts with
`# `, even in a fence; the criteria are those below the *last* heading that starts with `## Acceptance Criteria`;
a box is any `- [ ]`, `- [x]` or `- [X]` in a line; a fence is toggled by each line that starts with three backticks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from chant_lsp.core.frontmatter import WHITE
from chant_lsp.core.text import Span

CRITERIA_HEADING = "## Acceptance Criteria"

MACHINE_HEADINGS = ("## Agent Output", "## Approval Discussion", "## Takeover Analysis")
"""Sections that chant appends itself; what follows is machine text."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_BOX = re.compile(r"- \[([ xX])\]")
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
_ANY_BOX = re.compile(r"(?P<bullet>[-*+]|\d+[.)])(?P<gap>[ \t]+)\[(?P<mark>[ xX~]?)\](?=[ \t])")
_LIKE_CRITERIA = re.compile(
    r"(?P<marks>#{0,6}|\*\*|__)[ \t]*acceptance[ \t]+criteria\b[ \t]*:?(?:\*\*|__)?[ \t]*:?[ \t]*$", re.IGNORECASE
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


class Uncounted(NamedTuple):
    """Boxes that look like criteria and that chant does not count."""

    span: Span
    reason: str
    """`heading` (its marks or letters), `bullet`, `no-heading`, `fence`, `shadowed`."""
    fixed: str
    """The text that makes chant count them; '' where there is no such small change."""


@dataclass(frozen=True, slots=True)
class Body:
    """The facts of a body."""

    title: str | None = None
    title_span: Span | None = None
    headings: tuple[Heading, ...] = ()
    criteria_heading: Heading | None = None
    criteria: tuple[Criterion, ...] = ()
    uncounted: tuple[Uncounted, ...] = ()
    own_words: Span = _NOWHERE
    """What people wrote: the body up to the first section that chant appends."""
    open_fence: Span | None = None
    """The line that opens a fence that nothing closes."""

    @property
    def open_criteria(self) -> int:
        """How many boxes are not ticked."""
        return sum(not criterion.done for criterion in self.criteria)


class _Line(NamedTuple):
    start: int
    text: str
    """Without its end."""
    trimmed: str
    fenced: bool

    @property
    def span(self) -> Span:
        """The line's own text, without the white space around it."""
        lead = len(self.text) - len(self.text.lstrip(WHITE))
        return Span(self.start + lead, self.start + lead + len(self.trimmed))


def read_body(text: str, span: Span) -> Body:
    """The facts of the body that the span covers. Cost: one pass over its lines."""
    lines, open_fence = _lines(text, span)
    headings = tuple(heading for line in lines if (heading := _heading(line)) is not None)
    title = next((line for line in lines if line.trimmed.startswith("# ")), None)
    marker = next((i for i in reversed(range(len(lines))) if _is_marker(lines[i])), None)
    machine = next((h.span.start for h in headings if any(_text(h) == name for name in MACHINE_HEADINGS)), span.end)
    criteria_heading = None
    criteria: tuple[Criterion, ...] = ()
    if marker is not None:
        line = lines[marker]
        criteria_heading = Heading(2, line.trimmed[3:], line.span)
        criteria = tuple(_criteria(lines[marker + 1 :]))
    own_words = Span(span.start, machine)
    return Body(
        title.trimmed[2:].strip(WHITE) if title else None,
        title.span if title else None,
        headings,
        criteria_heading,
        criteria,
        tuple(_uncounted(lines, marker, criteria, open_fence, machine)),
        own_words,
        open_fence,
    )


def _lines(text: str, span: Span) -> tuple[list[_Line], Span | None]:
    lines = []
    fenced = False
    opened = None
    for match in _LINE.finditer(text, span.start, span.end):
        if match.start() == match.end():
            break
        content = match[0].rstrip("\r\n")
        trimmed = content.strip(WHITE)
        if trimmed.startswith("```"):
            fenced = not fenced
            opened = Span(match.start(), match.start() + len(content)) if fenced else None
            lines.append(_Line(match.start(), content, trimmed, True))
        else:
            lines.append(_Line(match.start(), content, trimmed, fenced))
    return lines, opened


def _heading(line: _Line) -> Heading | None:
    if line.fenced or not line.trimmed.startswith("#"):
        return None
    match = _HEADING.match(line.trimmed)
    return Heading(len(match[1]), match[2], line.span) if match else None


def _text(heading: Heading) -> str:
    return "#" * heading.level + " " + heading.text.rstrip(WHITE)


def _is_marker(line: _Line) -> bool:
    return not line.fenced and line.trimmed.startswith(CRITERIA_HEADING)


def _criteria(lines: list[_Line]):
    for line in lines:
        if line.fenced:
            continue
        if line.trimmed.startswith("## "):
            return
        for match in _BOX.finditer(line.text):
            start, end = line.start + match.start(), line.start + len(line.text)
            box = Span(line.start + match.start(1), line.start + match.end(1))
            yield Criterion(line.text[match.end() :].strip(WHITE), Span(start, end), box, match[1] != " ")


def _uncounted(lines: list[_Line], marker: int | None, criteria: tuple, open_fence: Span | None, machine: int):
    """Where a person sees criteria and chant sees none."""
    own = [line for line in lines if line.start < machine]
    if marker is None:
        yield from _without_marker(own, open_fence)
        return
    for line in _section(lines, marker):
        if (match := _ANY_BOX.match(line.trimmed)) and not _BOX.match(line.trimmed):
            mark = match["mark"].strip("~") or " "
            yield Uncounted(Span(line.span.start, line.span.start + match.end()), "bullet", f"- [{mark}]")
    if not criteria:
        hidden = (i for i in range(marker) if _is_marker(lines[i]) and _has_box(lines, i))
        yield from (Uncounted(lines[i].span, "shadowed", "") for i in hidden)


def _without_marker(lines: list[_Line], open_fence: Span | None):
    for i, line in enumerate(lines):
        match = _LIKE_CRITERIA.match(line.trimmed)
        swallowed = open_fence is not None and line.start > open_fence.start
        if open_fence is not None and swallowed and line.trimmed.startswith(CRITERIA_HEADING):
            yield Uncounted(open_fence, "fence", "")
            return
        if match and not line.fenced and (match["marks"] or line.trimmed.endswith(":")) and _has_box(lines, i):
            yield Uncounted(line.span, "heading", CRITERIA_HEADING)
            return
    first = next((line for line in lines if not line.fenced and _BOX.match(line.trimmed)), None)
    if first is not None:
        yield Uncounted(first.span, "no-heading", "")


def _section(lines: list[_Line], marker: int) -> list[_Line]:
    section = []
    for line in lines[marker + 1 :]:
        if not line.fenced and line.trimmed.startswith("## "):
            break
        if not line.fenced:
            section.append(line)
    return section


def _has_box(lines: list[_Line], marker: int) -> bool:
    """Whether a list with boxes follows before the next heading."""
    for line in lines[marker + 1 :]:
        if line.fenced:
            continue
        if line.trimmed.startswith(("# ", "## ")):
            return False
        if _ANY_BOX.match(line.trimmed):
            return True
    return False
