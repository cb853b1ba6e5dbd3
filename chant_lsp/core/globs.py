"""Globs as chant reads them: `*` and `?` stay within one part of a path, `**` is a whole part, `[!x]` is a class.

Matching never goes back over what it has matched, so that no pattern that a repository holds is slow on any path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_MAGIC = re.compile(r"[*?\[]")
_ANY_PARTS = "**"

_CLASS = re.compile(r"\[(?P<negated>!?)(?P<members>.[^\]]*)\]")


class _Piece(NamedTuple):
    """What stands between two stars."""

    regex: re.Pattern[str]
    length: int
    """Characters that it matches, always as many."""


_RANGE = re.compile(r"\[(?:!.[^\]]*|[^!][^\]]*)\]", re.DOTALL)
"""A class as chant's library takes it: the first character may be a `]`."""
_MISPLACED_STARS = re.compile(r"\*{3,}|(?<=[^/])\*\*|\*\*(?=[^/])")

_Part = tuple[_Piece, ...] | str
"""The pieces of one part of a pattern, or `**`."""


def glob_matches(pattern: str, path: str) -> bool:
    """Whether the pattern matches the whole path; a pattern that is malformed matches nothing.

    Cost: at most the parts of the pattern times those of the path, each linear in its name.
    """
    parts = _compile(pattern)
    if parts is None:
        return False
    names = path.split("/")
    reached = {0}
    """How many of the names the pattern can have used up so far."""
    for i, part in enumerate(parts):
        if isinstance(part, str):
            if i == len(parts) - 1:
                return any(count < len(names) for count in reached)
            reached = set(range(min(reached), len(names)))
        else:
            reached = {count + 1 for count in reached if count < len(names) and _matches(part, names[count])}
        if not reached:
            return False
    return len(names) in reached


def glob_base(pattern: str) -> str:
    """The leading folders of a pattern that are no pattern themselves: `src/**/x.py` -> `src`, `*.md` -> `.`."""
    parts = []
    for part in pattern.split("/")[:-1]:
        if _MAGIC.search(part):
            break
        parts.append(part)
    return "/".join(parts) or "."


def glob_fault(pattern: str) -> tuple[int, int, str] | None:
    """What makes chant refuse a pattern: where, as start and end, and why; None when it takes it.

    Source: the dialect of Rust's `glob`, chant-reference.md §5.2.
    """
    stars = _MISPLACED_STARS.search(pattern)
    bracket = next((at for at in _brackets(pattern) if not _RANGE.match(pattern, at)), None)
    if stars is not None and (bracket is None or stars.start() < bracket):
        return stars.start(), stars.end(), "`**` must be a whole part of the path"
    if bracket is not None:
        return bracket, len(pattern), "the `[` is never closed"
    return None


def any_case(path: str) -> str:
    """A pattern that matches a path in capital and small letters alike, and nothing else."""
    return "".join(map(_any_case, path))


def _any_case(character: str) -> str:
    small, large = character.lower(), character.upper()
    return f"[{small}{large}]" if small != large and len(small) == len(large) == 1 else _literal(character)


def literal(path: str) -> str:
    """A pattern that matches nothing but the path."""
    return "".join(map(_literal, path))


def _literal(character: str) -> str:
    return f"[{character}]" if character in "*?[" else character


def _brackets(pattern: str) -> Iterator[int]:
    """Where classes begin; a `[` in a class is none."""
    at = pattern.find("[")
    while at >= 0:
        yield at
        found = _RANGE.match(pattern, at)
        at = pattern.find("[", found.end() if found else at + 1)


def _matches(pieces: tuple[_Piece, ...], name: str) -> bool:
    """Whether a name is the pieces with anything between them; the leftmost place for a piece is as good as any."""
    if len(pieces) == 1:
        return pieces[0].regex.fullmatch(name) is not None
    last = len(name) - pieces[-1].length
    at = pieces[0].length
    if last < at or not pieces[0].regex.match(name) or not pieces[-1].regex.match(name, last):
        return False
    for piece in pieces[1:-1]:
        found = piece.regex.search(name, at, last)
        if found is None:
            return False
        at = found.end()
    return True


@lru_cache(maxsize=512)
def _compile(pattern: str) -> tuple[_Part, ...] | None:
    try:
        return tuple(_ANY_PARTS if part == _ANY_PARTS else _pieces(part) for part in pattern.split("/"))
    except re.error:
        return None


def _pieces(part: str) -> tuple[_Piece, ...]:
    pieces = []
    regex: list[str] = []
    at = 0
    last = part.rfind("]")
    while at < len(part):
        in_class = _CLASS.match(part, at) if at < last else None
        if part[at] == "*":
            pieces.append(_piece(regex))
            regex = []
        elif part[at] == "?":
            regex.append(".")
        elif in_class:
            members = re.sub(r"([\\^\[\]])", r"\\\1", in_class["members"])
            regex.append(f"[{'^' if in_class['negated'] else ''}{members}]")
        else:
            regex.append(re.escape(part[at]))
        at = in_class.end() if in_class else at + 1
    return (*pieces, _piece(regex))


def _piece(regex: list[str]) -> _Piece:
    return _Piece(re.compile("".join(regex), re.DOTALL), len(regex))
