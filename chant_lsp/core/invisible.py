"""Characters that a reader of a text does not see, and a machine does: the cheap search for them.

Some belong to scripts and pictures: joiners between letters that are not ASCII, and marks of direction beside such
letters, are left alone. What changes the order of letters, or carries a text of its own, is always found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from chant_lsp.core.text import Span

MAX_FOUND = 100

_CONTROLS = "\x00\x07\x08\x1b\x7f"
_COMMON = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad"
_TAGS = "\U000e0001\U000e0020\U000e0061\U000e0065\U000e0074"
"""Of the letters that nobody sees at all, those without which hardly a word is written."""
_FORMS = [character.encode() for character in _COMMON + _TAGS]
_BEHIND = {lead: frozenset([form[1:] for form in _FORMS if form[:1] == lead]) for lead in {form[:1] for form in _FORMS}}
"""By the byte that such a character begins with in UTF-8: the bytes that follow it."""
_RUN = re.compile(
    "[\x00\x07\x08\x1b\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]+"
)
_BY_SCRIPT = frozenset("\u200c\u200d\u200e\u200f")


def find_invisible(text: str, start: int, end: int) -> Iterator[Span]:
    """Runs of characters that nobody sees, in a part of a text.

    Cost: a look for each of a few characters over the whole text; some microseconds for a usual spec.
    """
    if not may_hide(text):
        return
    for match in islice(_RUN.finditer(text, start, end), MAX_FOUND):
        if not set(match[0]) <= _BY_SCRIPT or not _belongs(text, match):
            yield Span(*match.span())


def may_hide(text: str) -> bool:
    """Whether there may be such a character. Cost: some microseconds for a usual spec."""
    return hides(text.encode("utf-8", "surrogatepass"))


def hides(data: bytes) -> bool:
    """The same of a text in UTF-8."""
    # One byte is looked for at the speed of memory, and few characters begin with one of these.
    if 0x00 in data or 0x07 in data or 0x08 in data or 0x1B in data or 0x7F in data:
        return True
    return not data.isascii() and any(_is_behind(data, lead, forms) for lead, forms in _BEHIND.items())


def _is_behind(data: bytes, lead: bytes, forms: frozenset[bytes]) -> bool:
    length = len(next(iter(forms)))
    return lead[0] in data and not forms.isdisjoint([part[:length] for part in data.split(lead)[1:]])


def seen(text: str) -> str:
    """A text without what nobody sees in it."""
    return text if text.isascii() else _RUN.sub("", text)


def names_of(characters: str) -> str:
    """The characters in words: `U+200B ZERO WIDTH SPACE`; the first of several."""
    first = characters[0]
    name = unicodedata.name(first, "a control character")
    more = f" and {len(characters) - 1} more" if len(characters) > 1 else ""
    return f"U+{ord(first):04X} {name}{more}"


def _belongs(text: str, match: re.Match[str]) -> bool:
    """Whether the letters around a joiner or a mark of direction are such that it may be needed."""
    around = text[max(match.start() - 1, 0) : match.start()] + text[match.end() : match.end() + 1]
    return not around.isascii()
