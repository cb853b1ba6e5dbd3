"""What a file does not want to be told: `<!-- chant-lsp: disable=CODE, CODE -->`, or `# chant-lsp: …` in its YAML."""

from __future__ import annotations

import re
from typing import NamedTuple

from chant_lsp.core.text import Span

WORD = "chant-lsp:"
"""What every such comment has in it."""
_COMMENT = re.compile(
    r"(?P<opener><!--|#)[ \t]*chant-lsp:[ \t]*disable=(?P<codes>[ \t]*[\w-]*[\w](?:[ \t]*,[ \t]*[\w-]*[\w])*)"
)
_CODE = re.compile(r"(?<![\w-])[\w-]*\w")

MAX_SILENCED = 100
"""Codes that one file may name; there are fewer rules."""


class Silenced(NamedTuple):
    """A code that is not reported in this file."""

    code: str
    span: Span


def read_silenced(text: str, frontmatter_end: int) -> tuple[Silenced, ...]:
    """The codes that a text silences, wherever it says so; `#` begins a comment before `frontmatter_end` only.

    Cost: a plain search of the text, unless it names chant-lsp.
    """
    if WORD not in text:
        return ()
    comments = (match for match in _COMMENT.finditer(text) if match["opener"] != "#" or match.start() < frontmatter_end)
    codes = (code for match in comments for code in _CODE.finditer(text, *match.span("codes")))
    return tuple(Silenced(code[0], Span(*code.span())) for code, _ in zip(codes, range(MAX_SILENCED), strict=False))
