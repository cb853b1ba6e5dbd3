"""The value of one frontmatter key as tokens, however broken: what a cursor in the middle of typing needs.

A YAML parser gives up where something is missing, which is where the cursor is. This goes on: brackets, dashes,
quotation marks and colons are taken as they come, and outside brackets each line starts anew.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from chant_lsp.core.text import Span, line_start

_NESTED_KEY = re.compile(r"(?P<quote>[\"']?)(?P<key>[A-Za-z_][\w-]*)(?P=quote)[ \t]*:(?=[ \t\r\n]|\Z)")
_PLAIN = re.compile(r"(?:[^ \t\r\n]|[ \t]+(?![ \t#\r\n]|\Z))*")
_PLAIN_IN_BRACKETS = re.compile(r"(?:[^ \t\r\n,\[\]{}]|[ \t]+(?![ \t#,\[\]{}\r\n]|\Z))*")
_QUOTED = {'"': re.compile(r'(?:\\[^\r\n]|[^"\\\r\n])*'), "'": re.compile(r"(?:''|[^'\r\n])*")}
_IN_OPEN_QUOTE = re.compile(r"(?:[^ \t\r\n,\]}]|[ \t]+(?![ \t,\]}]))*")
_BLOCK = re.compile(r"[|>][-+1-9]{0,2}[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|\Z)")
_BEFORE_ANOTHER = re.compile(r"[ \t]*[^ \t\r\n,\]}#]")
_COMMENT = re.compile(r"#[^\r\n]*")
_DASH = re.compile(r"-(?=[ \t\r\n]|\Z)")


class Form(Enum):
    """How a value is written."""

    LONE = "behind its key"
    ITEM = "behind a dash"
    BRACKETS = "in brackets"
    BELOW = "on a line of its own, without a dash"
    DONE = "nothing can stand here: something is finished already"


class Token(NamedTuple):
    """One word or value, or the empty place of one."""

    span: Span
    """Inside the quotation marks."""
    form: Form
    under: str = ""
    """In a map: the key that it is the value of."""
    is_key: bool = False
    """In a map: a key, its colon being there."""
    quote: str = ""
    open_quote: bool = False
    """The second quotation mark is missing."""

    def touches(self, offset: int) -> bool:
        """Whether a cursor there is in it, or at either end."""
        return self.span.start <= offset <= self.span.end


class _Reader:
    """Goes through a value once, and keeps what is expected from each offset on where there is no token."""

    def __init__(self, text: str, span: Span, is_map: bool) -> None:
        self.text = text
        self.at, self.end = span
        self.is_map = is_map
        self.depth = 0
        self.line_begins = False
        self.tokens: list[Token] = []
        self.comments: list[Span] = []
        self.expected: list[tuple[int, Form, str]] = [(span.start, Form.LONE, "")]

    def read(self) -> None:
        while self.at < self.end:
            character = self.text[self.at]
            if character in " \t":
                self.at += 1
            elif character in "\r\n":
                self._step(None if self.depth else Form.BELOW)
                self.line_begins = True
            elif character == "#" and (self.line_begins or self.text[self.at - 1] in " \t"):
                match = _COMMENT.match(self.text, self.at, self.end)
                assert match is not None
                self.comments.append(Span(*match.span()))
                self.at = match.end()
            elif self.line_begins and not self.depth and _DASH.match(self.text, self.at, self.end):
                self._step(Form.ITEM)
            else:
                self.line_begins = False
                self._read_value(character)

    def _read_value(self, character: str) -> None:
        if character in "[{" and self.expected[-1][1] is not Form.DONE:
            self.depth += 1
            self._step(Form.DONE if self.is_map and character == "[" else Form.BRACKETS)
        elif character in "]}" and self.depth:
            self.depth -= 1
            self._step(Form.BRACKETS if self.depth else Form.DONE)
            if self.depth:
                self.expected[-1] = (self.at, Form.DONE, "")
        elif character == "," and self.depth:
            self._step(Form.BRACKETS)
        elif character in "]},[{":
            self._step(Form.DONE)
        else:
            self._read_token(character)

    def _step(self, form: Form | None, under: str = "") -> None:
        """Go on by one character, behind which this is expected; None for what was."""
        self.at += 1
        if form is not None:
            self.expected.append((self.at, form, under))

    def _read_token(self, character: str) -> None:
        _, form, under = self.expected[-1]
        key = _NESTED_KEY.match(self.text, self.at, self.end) if self.is_map else None
        if key is not None and not under:
            self.tokens.append(Token(Span(*key.span("key")), form, is_key=True))
            self.at = key.end()
            self.expected.append((self.at, Form.BRACKETS if self.depth else Form.LONE, key["key"]))
            return
        if character in "|>" and not self.depth and self._read_block():
            return
        quote = character if character in _QUOTED else ""
        start = self.at + len(quote)
        pattern = _QUOTED[quote] if quote else _PLAIN_IN_BRACKETS if self.depth else _PLAIN
        match = pattern.match(self.text, start, self.end)
        assert match is not None
        closed = bool(quote) and self.text.startswith(quote, match.end(), self.end)
        if quote and not closed and self.depth:
            match = _IN_OPEN_QUOTE.match(self.text, start, match.end()) or match
        self.tokens.append(Token(Span(start, match.end()), form, under, False, quote, bool(quote) and not closed))
        self.at = max(match.end() + closed, self.at + 1)
        self.expected.append((self.at, Form.DONE, under))

    def _read_block(self) -> bool:
        """Go over a text in lines of its own, those that are indented more than the one with its `|` or `>`."""
        opener = _BLOCK.match(self.text, self.at, self.end)
        if opener is None:
            return False
        line = line_start(self.text, self.at)
        indent = len(self.text[line : self.at]) - len(self.text[line : self.at].lstrip(" "))
        below = re.compile(rf"(?:(?:\r\n|\n|\r(?!\n))(?:[ \t]*(?=[\r\n]|\Z)| {{{indent + 1},}}[^\r\n]*))*")
        lines = below.match(self.text, opener.end(), self.end)
        assert lines is not None
        start = lines.end() - len(lines[0].lstrip())
        self.tokens.append(Token(Span(start, start + len(lines[0].strip())), Form.DONE, self.expected[-1][2]))
        self.expected.append((self.at, Form.DONE, self.expected[-1][2]))
        self.at = lines.end()
        return True


def token_at(text: str, span: Span, is_map: bool, offset: int) -> tuple[Token | None, tuple[Token, ...]]:
    """What the cursor is in, one of the tokens or an empty place, and all tokens; None in a comment."""
    reader = _Reader(text, span, is_map)
    reader.read()
    tokens = tuple(reader.tokens)
    if any(comment.start < offset <= comment.end for comment in reader.comments):
        return None, tokens
    for token in tokens:
        if token.touches(offset):
            return token, tokens
        if token.quote and offset == token.span.start - 1:
            return Token(Span(offset, offset), Form.DONE), tokens
    _, form, under = next(state for state in reversed(reader.expected) if state[0] <= offset)
    if form is Form.BRACKETS and _BEFORE_ANOTHER.match(text, offset, span.end):
        form = Form.DONE  # what was put here would become one with what follows
    return Token(Span(offset, offset), form, under), tokens
