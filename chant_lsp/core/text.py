"""A text with its line index, and half-open spans of code points.

Lines end at ``\\r\\n``, ``\\r`` or ``\\n`` and nowhere else, as the Language Server Protocol says: ``str.splitlines``
also breaks at U+2028, U+0085 and form feeds, and would move every position behind them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Literal, NamedTuple

from chant_lsp.core.frozen import made

Encoding = Literal["utf-8", "utf-16", "utf-32"]

MAX_TEXT = 128 * 1024
"""Code points of a file that are read as a spec; the longest real one that we know of has 24 thousand."""

LONG_LINE = 1000
"""Code points that are counted anew at each question; behind them, only those since the question before."""

NEAR = 20_000
"""Code points before which lines are counted without an index."""

_LINE_END = re.compile(r"\r\n|\r|\n")


class Span(NamedTuple):
    """A half-open range of code-point offsets."""

    start: int
    end: int

    def touches(self, offset: int) -> bool:
        """Whether a cursor at `offset` is in the span or at either end of it."""
        return self.start <= offset <= self.end

    def moved(self, by: int) -> Span:
        """The same so many characters further on. Each key moves dozens."""
        start, end = self
        return made(Span, (start + by, end + by))

    def after(self, at: int, by: int) -> Span:
        """Where it is after so many characters came at a place, or went: it grows around it, and moves behind it."""
        start, end = self
        return Span(start + by if start > at else start, end + by if end > at else end)


@lru_cache(maxsize=1 << 15)
def shared_span(start: int, end: int) -> Span:
    """A span, as one object for all that are the same: most specs of a project name something where others do."""
    return Span(start, end)


def overlaps_one(spans: Sequence[Span], span: Span) -> bool:
    """Whether a span overlaps one of these, which are in order and do not overlap each other."""
    last = bisect_left(spans, (span.end,)) - 1
    return last >= 0 and span.start < spans[last].end


class Source:
    """One file's text. Immutable; the line index is made when it is first asked for."""

    __slots__ = ("_counted", "_line_starts", "_near", "bom", "cut", "text", "undecodable")

    def __init__(self, text: str, bom: bool = False, cut: bool = False, undecodable: int | None = None) -> None:
        self.text = text
        self.bom = bom
        """The file on disk starts with a byte order mark that `text` does not show (editors hide it)."""
        self.cut = cut
        """The file goes on behind `text`."""
        self.undecodable = undecodable
        """Where the first bytes that are not UTF-8 were, now U+FFFD; None when all were."""
        self._line_starts: list[int] | None = None
        self._near: tuple[int, int] | None = None
        """The line that was asked for last, and where it starts: most edits are near the one before."""
        self._counted: tuple[tuple[int, Encoding], int, int] = ((-1, "utf-32"), 0, 0)
        """Of the long line that was asked for last: where it starts and in what unit, up to where, and how many."""

    @property
    def line_starts(self) -> list[int]:
        """Offset of the first code point of each line; the first is 0."""
        if self._line_starts is None:
            if "\r" in self.text:
                self._line_starts = [0, *(match.end() for match in _LINE_END.finditer(self.text))]
            else:
                # Ten times as fast, and on the way of each keystroke.
                lines = self.text.split("\n")
                lines.pop()
                self._line_starts = [0, *accumulate(len(line) + 1 for line in lines)]
        return self._line_starts

    def slice(self, span: Span) -> str:
        """The text of the span."""
        return self.text[span.start : span.end]

    def line_of(self, offset: int) -> int:
        """The 0-based line that holds the offset."""
        return bisect_right(self.line_starts, offset) - 1

    def place(self, offset: int) -> tuple[int, int]:
        """0-based line and column of the offset, in code points; clamped to the text."""
        offset = min(max(offset, 0), len(self.text))
        if self._line_starts is None and offset < NEAR and "\r" not in self.text:
            # Most places asked for are in the frontmatter: counting the lines before them is faster than an index.
            return self.text.count("\n", 0, offset), offset - self.text.rfind("\n", 0, offset) - 1
        line = self.line_of(offset)
        return line, offset - self.line_starts[line]

    def line_span(self, line: int) -> Span:
        """The line without its end; an empty span at the end of the text for a line that is not there."""
        if self._near is not None and self._near[0] == line:
            return self._line_from(self._near[1])
        if self._line_starts is None and "\r" not in self.text:
            # An edit asks for one line of a text that is replaced then; an index of all would not be used again.
            lines = self.text.split("\n", line)
            if len(lines) <= line:
                return Span(len(self.text), len(self.text))
            start = len(self.text) - len(lines[-1])
            self._near = (line, start)
            return self._line_from(start)
        starts = self.line_starts
        if line >= len(starts):
            return Span(len(self.text), len(self.text))
        end = starts[line + 1] if line + 1 < len(starts) else len(self.text)
        return Span(starts[line], starts[line] + len(self.text[starts[line] : end].rstrip("\r\n")))

    def _line_from(self, start: int) -> Span:
        """The line that starts there, in a text whose lines all end in `\\n`."""
        end = self.text.find("\n", start)
        return Span(start, end if end >= 0 else len(self.text))

    def retyped(self, start: int, end: int, text: str) -> Retyped:
        """The text with another piece in the place of a span, and what it came from."""
        new = Source("".join((self.text[:start], text, self.text[end:])), self.bom)
        if self._near is not None and self._near[1] <= start and "\r" not in text:
            new._near = self._near
        return Retyped(self, new, start, end)

    def position(self, offset: int, encoding: Encoding) -> tuple[int, int]:
        """0-based line and column of the offset, the column in the encoding's code units."""
        line, column = self.place(offset)
        offset = min(max(offset, 0), len(self.text))
        if column > LONG_LINE:
            return line, self._units_of_long(offset - column, offset, encoding)
        return line, _units(self.text[offset - column : offset], encoding)

    def _units_of_long(self, start: int, end: int, encoding: Encoding) -> int:
        """The units of a long line up to an offset: places are asked for in order, so each is counted from the last."""
        where, known, units = self._counted
        if where != (start, encoding) or known > end:
            known, units = start, 0
        units += _units(self.text[known:end], encoding)
        self._counted = ((start, encoding), end, units)
        return units

    def offset(self, line: int, units: int, encoding: Encoding) -> int:
        """The offset at a line and a column in code units; past the end of a line means its end.

        A column inside a character that takes several units is the start of that character.
        """
        if line < 0:
            return 0
        span = self.line_span(line)
        text = self.slice(span)
        if encoding == "utf-32" or text.isascii():
            return span.start + min(max(units, 0), len(text))
        return span.start + _code_points(text, units, encoding)

    def span(self, line: int, units: int, end_line: int, end_units: int, encoding: Encoding) -> Span:
        """The span between two places, each as `offset` takes it."""
        start = self.offset(line, units, encoding)
        if line == end_line and units == end_units:
            return Span(start, start)
        return Span(start, self.offset(end_line, end_units, encoding))


class Retyped(NamedTuple):
    """A text, and the one that an edit has made of it."""

    old: Source
    new: Source
    start: int
    """Up to here they are the same."""
    end: int
    """From here in the old text on, they are the same again."""

    @property
    def by(self) -> int:
        """How many characters there are more now."""
        return len(self.new.text) - len(self.old.text)


def between(old: Source, new: Source) -> Retyped:
    """What was typed, where only the texts before and after it are known. Cost: some forty comparisons of memory."""
    start = first_difference(old.text, new.text)
    return Retyped(old, new, start, len(old.text) - _same_at_end(old.text, new.text, start))


def clipped(text: str, bom: bool = False, undecodable: int | None = None) -> Source:
    """What is read of a file's text: all of it, or its first MAX_TEXT code points.

    A file of megabytes is no spec, and everything here answers within a keystroke's time whatever it holds.
    """
    return Source(text[:MAX_TEXT], bom, len(text) > MAX_TEXT, undecodable)


def first_difference(old: str, new: str, start: int = 0) -> int:
    """Where two texts that begin alike up to `start` begin to differ. Cost: some twenty comparisons of memory."""
    low, high = start, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _same_at_end(old: str, new: str, start: int) -> int:
    """How many characters both texts end with, none of them before `start`."""
    low, high = 0, min(len(old), len(new)) - start
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle - 1
    return low


def _units(text: str, encoding: Encoding) -> int:
    if encoding == "utf-32" or text.isascii():
        return len(text)
    if encoding == "utf-16":
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    return len(text.encode("utf-8", "surrogatepass"))


def _code_points(text: str, units: int, encoding: Encoding) -> int:
    seen = 0
    for count, character in enumerate(text):
        seen += _width(character, encoding)
        if seen > units:
            return count
    return len(text)


def _width(character: str, encoding: Encoding) -> int:
    point = ord(character)
    if encoding == "utf-16":
        return 2 if point > 0xFFFF else 1
    return 1 if point < 0x80 else 2 if point < 0x800 else 3 if point < 0x10000 else 4


def line_start(text: str, offset: int) -> int:
    """Where the line that holds the offset begins; for an index of all lines see `Source`."""
    start = text.rfind("\n", 0, offset) + 1
    return max(start, text.rfind("\r", start, offset) + 1)


def line_end(text: str) -> str:
    """The line end that the text uses: that of its first line."""
    at = text.find("\n")
    if at > 0 and text[at - 1] == "\r":
        return "\r\n"
    return "\n" if at >= 0 or "\r" not in text else "\r"
