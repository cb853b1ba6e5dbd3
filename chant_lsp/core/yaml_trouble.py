"""Where libyaml gave up on a block, with the lines and values around that place."""

from __future__ import annotations

import re
from typing import NamedTuple

from chant_lsp.core.findings import Edit, Fix, Problem
from chant_lsp.core.quoting import quoted
from chant_lsp.core.schema import FIELDS, Field
from chant_lsp.core.text import Span, line_end, line_start

CODE = "yaml-syntax"

_ITEM = r"[ \t]*(?:-[ \t]+)*"
_FIELD_VALUE = re.compile(rf"(?P<lead>{_ITEM}(?:[\w.-]+:[ \t]+)?)(?P<value>\S[^\r\n]*)")
_COMMENT = re.compile(r"[ \t]#")
_KEY = re.compile(r"^(?P<key>[A-Za-z_][\w-]*)[ \t]*:", re.MULTILINE)
_BEGINNING = re.compile(r"[A-Za-z_][\w-]*[ \t]*:|[ \t]*-[ \t]")
"""Of a line that goes on with no value above it: a key, or an item."""
_IN_QUOTES = "while scanning a quoted scalar"
_ESCAPED = re.compile(r"\\.")
_FIRST_QUOTE = re.compile(r"[ \t]*(?:-[ \t]+)*(?:[\w.-]+:[ \t]+)?(?:\[[^\"']*)?(?P<mark>[\"'])")
"""The quote that a value, or an item of a list in brackets, begins with."""
_REST_OF_LINE = re.compile(r"[^\r\n]*")
_LINE = re.compile(r"(?P<words>[^\r\n]*)(?P<end>\r\n|\r|\n|\Z)")


class Value(NamedTuple):
    """What stands behind a key or a dash."""

    span: Span
    words: str
    """Without a comment behind it."""
    lead: str
    """What leads to it on its line, blanks left out; '' when it begins the line."""


class Line(NamedTuple):
    """One line of a block."""

    start: int
    words: str
    """Without its end."""
    end: int
    """Behind its line end."""


class Trouble(NamedTuple):
    """libyaml's error, in the block's own offsets."""

    text: str
    """The block."""
    reason: str
    context: str
    at: int
    """Where libyaml gave up."""
    since: int
    """Where it began what it could not finish; `at` when it does not say."""

    def line(self, offset: int) -> Line:
        """The line that holds the offset."""
        start = line_start(self.text, offset)
        match = _LINE.match(self.text, start)
        assert match is not None
        return Line(start, match["words"], match.end())

    def line_before(self, line: Line) -> Line | None:
        """The line above, blank or not."""
        if line.start == 0:
            return None
        start = line.start - 1
        return self.line(start - (self.text[start - 1 : start + 1] == "\r\n"))

    def value(self, offset: int) -> Value | None:
        """The value on the line that holds the offset."""
        line = self.line(offset)
        match = _FIELD_VALUE.match(line.words)
        if match is None:
            return None
        words = match["value"]
        comment = _COMMENT.search(words)
        words = (words[: comment.start()] if comment else words).rstrip()
        start = line.start + match.start("value")
        return Value(Span(start, start + len(words)), words, match["lead"].strip())

    def field(self, offset: int) -> Field | None:
        """The top-level field that the offset belongs to."""
        end = offset + len(_rest(self.text, offset))
        keys = [match["key"] for match in _KEY.finditer(self.text, 0, end)]
        return FIELDS.get(keys[-1]) if keys else None

    @property
    def line_end(self) -> str:
        """What ends the block's lines."""
        return line_end(self.text)

    def problem(self, start: int, end: int, message: str, *fixes: Fix) -> Problem:
        return Problem(CODE, Span(start, max(end, start)), message, fixes)


def _rest(text: str, offset: int) -> str:
    match = _REST_OF_LINE.match(text, offset)
    return match[0] if match else ""


def from_first_quote(trouble: Trouble) -> Trouble:
    """The trouble with an open quote, at the first that may be it: libyaml pairs all quotes and names what is left."""
    if trouble.context != _IN_QUOTES and not trouble.reason.startswith(
        ("did not find expected", "found character that")
    ):
        return trouble
    line = trouble.line(0)
    while line.end < max(trouble.since, trouble.at):
        quote = _FIRST_QUOTE.match(line.words)
        words = _ESCAPED.sub("", line.words)
        following = trouble.line(line.end)
        if quote is not None and words.count(quote["mark"]) % 2 and _BEGINNING.match(trouble.text, following.start):
            return trouble._replace(since=line.start + quote.start("mark"), context=_IN_QUOTES)
        line = following
    return trouble


def fix(title: str, *edits: Edit, guess: bool = False) -> Fix:
    """The fix that a person would expect."""
    return Fix(title, edits, True, guess)


def quote(span: Span, words: str) -> Fix:
    """Put a value in quotes."""
    return fix("Quote the value", Edit(span, quoted(words)))


def whole_line(line: Line) -> Edit:
    """Take a line out."""
    return Edit(Span(line.start, line.end), "")
