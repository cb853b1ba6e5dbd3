"""Two edits of one text brought together, line by line, where they do not touch the same lines."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple


class _Hunk(NamedTuple):
    """Lines `start` to `end` of the common text, and what they become."""

    start: int
    end: int
    lines: tuple[str, ...]


def merge(base: str, ours: str, theirs: str) -> str | None:
    """The text with both edits of `base`; None where they disagree about a line.

    Shape: line ends count as part of their lines; an edit that both have made is made once.
    """
    lines = base.splitlines(keepends=True)
    hunks = sorted({*_hunks(lines, ours), *_hunks(lines, theirs)})
    for before, after in pairwise(hunks):
        if after.start < before.end or (after.start, after.end) == (before.start, before.end):
            return None
    for hunk in reversed(hunks):
        lines[hunk.start : hunk.end] = hunk.lines
    return "".join(lines)


def _hunks(base: list[str], text: str) -> list[_Hunk]:
    lines = text.splitlines(keepends=True)
    found = SequenceMatcher(None, base, lines, autojunk=False).get_opcodes()
    changed = (_Hunk(a, b, tuple(lines[c:d])) for tag, a, b, c, d in found if tag != "equal")
    return [part for hunk in changed for part in _parts(hunk)]


def _parts(hunk: _Hunk) -> Iterator[_Hunk]:
    """The hunk line by line, so that what two edits have in common is seen; what is left over is a part at the end."""
    paired = min(hunk.end - hunk.start, len(hunk.lines))
    for i in range(paired):
        yield _Hunk(hunk.start + i, hunk.start + i + 1, hunk.lines[i : i + 1])
    if hunk.start + paired < hunk.end or paired < len(hunk.lines):
        yield _Hunk(hunk.start + paired, hunk.end, hunk.lines[paired:])
