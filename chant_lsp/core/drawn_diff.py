"""What differs between two texts, drawn as git draws it, in bounded time."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

CONTEXT_LINES = 3
MAX_COMPARED_LINES = 6000
"""Of both texts, between their first and last differences; more are drawn as a whole, out and in."""
NO_NEWLINE = "\\ No newline at end of file"


class _Edit(NamedTuple):
    """Lines of the old text, and those of the new one in their place; from, and up to but not including."""

    old: int
    old_end: int
    new: int
    new_end: int


def hunks(old: str, new: str) -> Iterator[str]:
    """The lines of a unified diff behind its header, without their line ends; none where nothing differs."""
    before, after = _lines(old), _lines(new)
    for group in _groups(_edits(before, after)):
        first, last = group[0], group[-1]
        start, shift = max(first.old - CONTEXT_LINES, 0), first.new - first.old
        end = min(last.old_end + CONTEXT_LINES, len(before))
        new_end = end + last.new_end - last.old_end
        yield f"@@ -{_range(start, end)} +{_range(start + shift, new_end)} @@"
        at = start
        for edit in group:
            yield from _drawn(" ", before[at : edit.old])
            yield from _drawn("-", before[edit.old : edit.old_end])
            yield from _drawn("+", after[edit.new : edit.new_end])
            at = edit.old_end
        yield from _drawn(" ", before[at:end])


def count(old: str, new: str) -> tuple[int, int]:
    """How many lines came, and how many went."""
    edits = _edits(_lines(old), _lines(new))
    return sum(e.new_end - e.new for e in edits), sum(e.old_end - e.old for e in edits)


def _lines(text: str) -> list[str]:
    *whole, rest = text.split("\n")
    return [f"{line}\n" for line in whole] + ([rest] if rest else [])


def _edits(before: list[str], after: list[str]) -> list[_Edit]:
    shorter = min(len(before), len(after))
    head = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    tail = next((i for i in range(shorter - head) if before[-1 - i] != after[-1 - i]), shorter - head)
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if not old and not new:
        return []
    if len(old) + len(new) > MAX_COMPARED_LINES:
        return [_Edit(head, head + len(old), head, head + len(new))]
    found = SequenceMatcher(None, old, new).get_opcodes()
    return [_Edit(head + a, head + b, head + c, head + d) for tag, a, b, c, d in found if tag != "equal"]


def _groups(edits: list[_Edit]) -> Iterator[list[_Edit]]:
    group: list[_Edit] = []
    for edit in edits:
        if group and edit.old - group[-1].old_end > 2 * CONTEXT_LINES:
            yield group
            group = []
        group.append(edit)
    if group:
        yield group


def _range(start: int, end: int) -> str:
    """As a unified diff counts: from 1, and for no lines the line before them."""
    length = end - start
    return f"{start + 1 if length else start}" + ("" if length == 1 else f",{length}")


def _drawn(mark: str, lines: list[str]) -> Iterator[str]:
    for line in lines:
        if line.endswith("\n"):
            yield mark + line[:-1]
        else:
            yield from (mark + line, NO_NEWLINE)
