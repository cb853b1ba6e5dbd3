"""Text as an agent may see it: characters that nobody can see are written out.

Invisible and bidirectional characters can carry instructions that a reviewer does not notice, and terminals obey
control characters; both become `\\u{XXXX}`. Line ends stay, so that usual text keeps its bytes and its hash.
"""

from __future__ import annotations

import re
import unicodedata

_BLANK_LETTERS = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters and symbols that are drawn as nothing."""

_TERMINAL_CODES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]{0,4096}(?:\x07|\x1b\\)|\x1b[@-Z\\^_]|\x9b[0-?]*[ -/]*[@-~]"
)
"""Colours, cursor movements, titles."""

_CANDIDATES = re.compile(r"\r\n|[^\t\n\x20-\x7e]")


def make_visible(text: str) -> str:
    """The text with every invisible character written as `\\u{XXXX}`; a `\\r` alone is one, `\\r\\n` is a line end."""
    return _CANDIDATES.sub(_written_out, text)


def without_terminal_codes(text: str) -> str:
    """What a program printed, as lines to read: no colours, no cursor movements; a lone `\\r` starts a line."""
    return _TERMINAL_CODES.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def _written_out(match: re.Match[str]) -> str:
    character = match[0]
    if character == "\r\n" or not is_invisible(character):
        return character
    return f"\\u{{{ord(character):04X}}}"


def is_invisible(character: str) -> bool:
    """Whether a character is a control, a format or a filler that shows nothing of itself."""
    point = ord(character)
    return (
        unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
        or character in _BLANK_LETTERS
        or 0xFE00 <= point <= 0xFE0E
        or 0xE0100 <= point <= 0xE01EF
    )
