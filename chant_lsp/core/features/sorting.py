"""The frontmatter's fields in the order in which chant writes them, so that its next save changes nothing else.

Whole lines move, with the comments that stand above them; no letter of them changes, and white space only before such
a comment.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from chant_lsp.core.findings import Edit
from chant_lsp.core.frontmatter import Frontmatter
from chant_lsp.core.schema import FIELDS
from chant_lsp.core.text import Span

_MARGIN = re.compile(r"^[ \t]+(?=#|[\r\n])", re.MULTILINE)
_RANKS = {name: rank for rank, name in enumerate(FIELDS)}


def sort_edits(text: str, frontmatter: Frontmatter) -> tuple[Edit, ...]:
    """The one edit that puts the fields in chant's order; none where they are, or where lines cannot be moved.

    Shape:  the edit spans no more than the fields that move; unknown keys stay behind the known ones in their order.
    Errors: none; frontmatter that is not read whole, or has two fields on a line, stays as it is.
    """
    ranks = [_RANKS.get(entry.key.text, len(_RANKS)) for entry in frontmatter.entries]
    if ranks == sorted(ranks):
        return ()
    chunks = _chunks(text, frontmatter)
    order = sorted(range(len(chunks)), key=ranks.__getitem__)
    moved = [i for i, j in enumerate(order) if i != j]
    if not moved:
        return ()
    first, last = moved[0], moved[-1]
    keys = [entry.key.span.start for entry in frontmatter.entries]
    after = "".join(_moved(text, chunks[i], keys[i]) for i in order[first : last + 1])
    end = keys[last + 1] if last + 1 < len(keys) else frontmatter.block.end
    behind = text[chunks[last].end : end]
    if (moved_behind := _MARGIN.sub("", behind)) != behind:
        return (Edit(Span(chunks[first].start, end), after + moved_behind),)
    return (Edit(Span(chunks[first].start, chunks[last].end), after),)


def _moved(text: str, chunk: Span, key: int) -> str:
    """The lines of a field with what stands above it at the margin: behind a text in lines of its own, what is indented
    would become a part of that text.
    """
    return _MARGIN.sub("", text[chunk.start : key]) + text[key : chunk.end]


def _chunks(text: str, frontmatter: Frontmatter) -> list[Span]:
    """The lines of each field, those of comments and empty ones above it included; nothing where fields share some."""
    entries, starts = frontmatter.entries, frontmatter.line_starts
    if frontmatter.closer is None or frontmatter.problems or frontmatter.edges or not entries:
        return []
    lines = []
    for key, value in entries:
        first = bisect_right(starts, key.span.start) - 1
        whole = frontmatter.lines_of(Span(key.span.start, max(key.span.end, value.span.end)))
        lines.append((first, whole.end))
    if lines[0][0] == 0 or any(
        starts[first] != key.span.start for (first, _), (key, _) in zip(lines, entries, strict=True)
    ):
        return []
    chunks = []
    at = starts[1]
    for i, (_, end) in enumerate(lines):
        if end <= at or (i + 1 < len(lines) and starts[lines[i + 1][0]] < end):
            return []
        chunks.append(Span(at, end))
        at = end
    return chunks if text[chunks[-1].end - 1 : chunks[-1].end] in "\r\n" else []
