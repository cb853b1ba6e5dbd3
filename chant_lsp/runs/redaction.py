"""Hiding secrets in what an agent says, before it reaches the disk.

Patterns, not proof: it takes out what looks like a key, a token or a password by its form or by the word before it.
Text is looked at in whole lines, because a secret that is cut in two would pass; `Redactor` also remembers that it is
inside a private key, which spans lines. Every repetition is bounded, so that a line of any size costs no more than its
length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

REDACTED = "[redacted]"

_NAMED = re.compile(
    r"(?P<name>(?:api[_-]?key|access[_-]?key|secret|token|passw(?:or)?d|credential|authorization)[\w-]{0,40}"
    r"[\"']?\s{0,9}[:=]\s{0,9}[\"']?(?:(?:bearer|basic|token)\s{1,9})?)(?P<value>[^\s\"',;]{6,})",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\b(?P<name>bearer\s{1,9})(?P<value>[A-Za-z0-9._~+/=-]{12,})", re.IGNORECASE)
_IN_URL = re.compile(r"(?P<name>://[^\s:/@]{1,200}:)(?P<value>[^\s@/]{1,200})(?=@)")
_SHAPED = re.compile(
    r"\b(?:sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}"
    r"|xox[abeprs]-[A-Za-z0-9-]{10,}|AKIA[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{30,}|npm_[A-Za-z0-9]{30,}|hf_[A-Za-z0-9]{30,}"
    r"|pypi-[A-Za-z0-9_-]{30,}|eyJ[A-Za-z0-9_-]{10,4000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,4000})"
)
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
