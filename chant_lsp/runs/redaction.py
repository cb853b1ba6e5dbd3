"""Hiding secrets in what an agent says, before it reaches the disk.

Patterns, not proof: it takes out what looks like a key, a token or a password by its form or by the word before it.
Text is looked at in whole lines, because a secret that is cut in two would pass (`settled_length` says how much of an
unfinished line is safe); `Redactor` also remembers that it is inside a private key, which spans lines. Every repetition
is bounded, so that a line of any size costs no more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

REDACTED = "[redacted]"

_NAMED = re.compile(
    r"(?P<name>(?:api[_-]?key|access[_-]?key|account[_-]?key|private[_-]?key|secret|token|passw(?:or)?d|passphrase|\bpwd"
    r"|credential|authorization|cookie)[\w-]{0,40}(?:\\?[\"'])?\s{0,9}[:=]\s{0,9}(?:\\?[\"'])?"
    r"(?:(?:bearer|basic|token)\s{1,9})?)"
    r"(?P<value>(?<=\")[^\"\\\n]{6,400}|(?<=')[^'\\\n]{6,400}|[^\s\"',;\\]{6,})",
    re.IGNORECASE,
)
_OPEN_QUOTE = re.compile(
    r"(?:key|secret|token|passw(?:or)?d|passphrase|pwd|credential|authorization|cookie)[\w-]{0,40}"
    r"(?:\\?[\"'])?\s{0,9}[:=]\s{0,9}\\?(?P<quote>[\"'])(?:(?!(?P=quote))[^\n]){0,400}\Z",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\b(?P<name>bearer\s{1,9})(?P<value>[A-Za-z0-9._~+/=-]{12,})", re.IGNORECASE)
_IN_URL = re.compile(r"(?P<name>:/{1,2}[^\s:/@]{0,200}:)(?P<value>[^\s@/]{1,200})(?=@)")
# A colour code ends with a letter, so that what follows it begins no word.
_SHAPED = re.compile(
    r"(?:\b|(?<=[0-9;]m))(?:sk-[A-Za-z0-9_-]{16,}|[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|gh[pousr]_[A-Za-z0-9]{20,}"
    r"|github_pat_[A-Za-z0-9_]{20,}|gl(?:pat|ptt|dt|rt)-[A-Za-z0-9_-]{16,}|xox[abeprs]-[A-Za-z0-9-]{10,}"
    r"|xapp-[A-Za-z0-9-]{10,}|(?<=hooks\.slack\.com/services/)[A-Za-z0-9/]{20,}|A(?:KIA|SIA)[A-Z0-9]{16}"
    r"|AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{20,}|npm_[A-Za-z0-9]{30,}|hf_[A-Za-z0-9]{30,}"
    r"|pypi-[A-Za-z0-9_-]{30,}|dop_v1_[a-f0-9]{40,}|hvs\.[A-Za-z0-9_-]{20,}|dapi[a-f0-9]{30,}"
    r"|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|AGE-SECRET-KEY-1[A-Z0-9]{40,}"
    r"|eyJ[A-Za-z0-9_-]{10,4000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,4000})"
)
_LONGEST_CHARS = 12_300
"""The longest text that only as a whole looks like a secret."""
_TAIL_WORDS = 6
"""So many words belong together at most: `-----BEGIN PGP PRIVATE KEY BLOCK-----`, `authorization : bearer abc`."""
_KEY_BEGINS = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----")
_KEY_ENDS = re.compile(r"-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----")


def redact(text: str) -> str:
    """The text with what looks like a secret replaced; for texts that are complete in themselves."""
    return Redactor().lines(text)


_HIDDEN: set[str] = set()


def hide(values: Iterable[str]) -> None:
    """Hide these values, too, wherever they turn up, for the life of this process: secrets, whatever their form.

    Shape: what is shorter than 8 characters is left out: it could be part of any word.
    """
    _HIDDEN.update(line for value in values for line in value.splitlines() if len(line) >= 8)


class Redactor:
    """Redacts a stream of whole lines."""

    def __init__(self) -> None:
        self._in_key = False

    def lines(self, text: str) -> str:
        """The lines with what looks like a secret replaced; remembers an open private key."""
        return "".join(self._line(line) for line in text.splitlines(keepends=True))

    def _line(self, line: str) -> str:
        if self._in_key:
            self._in_key = not _KEY_ENDS.search(line)
            return ""
        if begins := _KEY_BEGINS.search(line):
            ends = _KEY_ENDS.search(line, begins.end())
            self._in_key = ends is None
            return line[: begins.start()] + REDACTED + (line[ends.end() :] if ends else "\n")
        for value in _HIDDEN:
            line = line.replace(value, REDACTED)
        for pattern in (_NAMED, _BEARER, _IN_URL):
            line = pattern.sub(lambda match: match["name"] + REDACTED, line)
        return _SHAPED.sub(REDACTED, line)


def settled_length(text: str) -> int:
    """How much of a text that goes on can be redacted for good, whatever follows: whole lines, and of the last one what
    is far enough from its end.

    Cost: a look at the last line's end, however long it is.
    """
    start = text.rfind("\n") + 1
    begin = max(start, len(text) - 2 * _LONGEST_CHARS)
    held = begin + _last_words(text[begin:])
    if held == begin and begin > start:
        # One word without an end.
        held = max(begin, len(text) - _LONGEST_CHARS)
    if begun := _OPEN_QUOTE.search(text, max(start, len(text) - 600)):
        held = min(held, begun.start())
    for pattern in (_NAMED, _BEARER, _IN_URL, _SHAPED):
        found = (match for match in pattern.finditer(text, begin) if match.start() < held < match.end())
        held = min([held, *(match.start() for match in found)])
    return held


def _last_words(line: str) -> int:
    """Where the last words of a line begin."""
    begins = [0, *(match.end() for match in re.finditer(r"\s+", line))]
    return begins[-_TAIL_WORDS] if len(begins) > _TAIL_WORDS else 0


_LITERAL = re.compile(r"[\"'`](?P<value>[^\"'`\s]{8,})[\"'`]")
_PLACEHOLDER = re.compile(
    r".*?(?:[<$%{]|\*{3}|x{4}|\.{3})|(?:example|dummy|placeholder|redacted|change[-_]?me|your|test|fake|sample)",
    re.IGNORECASE,
)


def looks_secret(line: str) -> bool:
    """Whether a line of code has a secret in it, and not only a name for one: `token = read_token()` has none.

    Stricter than `redact`, which may hide too much: this accuses somebody.
    """
    if _SHAPED.search(line) or _KEY_BEGINS.search(line):
        return True
    if any(not _PLACEHOLDER.match(match["value"]) for match in _IN_URL.finditer(line)):
        return True
    for match in (*_NAMED.finditer(line), *_BEARER.finditer(line)):
        literal = _LITERAL.match(line, max(0, match.start("value") - 1))
        value = literal["value"] if literal else match["value"]
        mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
        plain = literal is not None or re.fullmatch(r"[A-Za-z0-9+/=_.~-]{12,}", value)
        if mixed and plain and len(value) >= 8 and not _PLACEHOLDER.match(value):
            return True
    return False
