"""Fix all: every fix of a file that needs nobody's word, one round after the other until nothing is left to mend.

A fix can bring to light what was hidden before (frontmatter that was never closed has no other findings), so the file
is checked again after each round. What a fix guesses is for a person to confirm and is left alone.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from chant_lsp.core.check import AS_SHIPPED, Severities, check, check_settings
from chant_lsp.core.edit import apply_edits, in_order
from chant_lsp.core.findings import Edit, Finding, Fix
from chant_lsp.core.index import Change, SpecIndex
from chant_lsp.core.kinds import parse_page
from chant_lsp.core.mentions import OWN_SETTINGS
from chant_lsp.core.text import Source, Span, overlaps_one

MAX_ROUNDS = 50
"""Rounds until we stop; a file with a hundred mistakes needs a handful."""
MAX_READ = 200_000
MIN_ROUNDS = 8
"""Characters that are read for it, over all rounds; and rounds that even the largest file gets."""


class Fixed(NamedTuple):
    """What fixing a file came to."""

    text: str
    edits: tuple[Edit, ...]
    """Of the text as it was, in its order; they neither overlap nor touch."""
    mended: tuple[Finding, ...]
    """What was mended, in the order in which it was; the spans are those of the text at that moment."""


def fix_all(
    index: SpecIndex, path: str, source: Source, code: str | None = None, severities: Severities = AS_SHIPPED
) -> Fixed:
    """Make every preferred fix of the file at the path that is no guess; with a code, only those of that code.

    Shape:  without a fix, the text as it was and no edit. A text of which only the beginning was read stays as it is.
    Cost:   a check for each round. The index holds the mended file meanwhile and what it held before afterwards.
    """
    if path == OWN_SETTINGS:
        from chant_lsp.core.own_settings import read_own_settings

        return _mend(source, lambda text: check_settings(read_own_settings(Source(text)), severities), code)
    before = index.facts(path)

    def look(text: str) -> list[Finding]:
        index.apply([Change(path, parse_page(path, Source(text, source.bom)))])
        return check(index, path, severities)

    try:
        return _mend(source, look, code)
    finally:
        index.apply([Change(path, before)])


def _mend(source: Source, look: Callable[[str], list[Finding]], code: str | None) -> Fixed:
    """Round after round; `look` says what is wrong with a text."""
    pieces = _Pieces(source.text)
    mended: list[Finding] = []
    text = source.text
    futile: set[tuple[str, str]] = set()
    findings = look(text)
    rounds = min(MAX_ROUNDS, max(MIN_ROUNDS, MAX_READ // (len(text) + 1)))
    for _ in range(0 if source.cut else rounds):
        chosen = _choose(text, [one for one in findings if _kind(one) not in futile], code)
        if not chosen:
            break
        edits = [edit for _, fix in chosen for edit in fix.edits]
        after = apply_edits(text, edits)
        findings_after = look(after)
        useless = _still_there(chosen, findings, findings_after)
        futile |= useless
        if not useless:
            text, findings = after, findings_after
            pieces.replace(edits)
            mended += [finding for finding, _ in chosen]
    return Fixed(text, tuple(pieces.iter_edits()), tuple(mended))


def _kind(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.message


def _still_there(
    chosen: Iterable[tuple[Finding, Fix]], before: Iterable[Finding], after: Iterable[Finding]
) -> set[tuple[str, str]]:
    """What did not become less by its fix: making it again and again would help nobody."""
    were, are = Counter(map(_kind, before)), Counter(map(_kind, after))
    return {kind for finding, _ in chosen if are[kind := _kind(finding)] >= were[kind]}


def safe_fix(finding: Finding) -> Fix | None:
    """The fix of a finding that can be made unasked."""
    return next((fix for fix in finding.fixes if fix.preferred and not fix.guess and fix.edits), None)


def _choose(text: str, findings: Iterable[Finding], code: str | None) -> list[tuple[Finding, Fix]]:
    """As many fixes as can be made together: no two of them on the same or on neighbouring lines.

    Two fixes that take an item out of a list each would leave an empty one behind; one of them takes the list, too.
    """
    chosen: list[tuple[Finding, Fix]] = []
    taken: list[Span] = []
    for finding in sorted(findings, key=lambda finding: finding.severity):
        fix = safe_fix(finding)
        if fix is None or (code is not None and finding.code != code):
            continue
        lines = _disjoint(_whole_lines(text, edit.span) for edit in fix.edits)
        if not any(overlaps_one(taken, Span(line.start - 1, line.end + 1)) for line in lines):
            chosen.append((finding, fix))
            for line in lines:
                insort(taken, line)
    return chosen


def _disjoint(spans: Iterable[Span]) -> list[Span]:
    """What the spans cover, in order, each part of it once."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(span.end, found[-1].end))
        else:
            found.append(span)
    return found


def _whole_lines(text: str, span: Span) -> Span:
    end = text.find("\n", max(span.start, span.end - 1))
    return Span(text.rfind("\n", 0, span.start) + 1, len(text) if end < 0 else end + 1)


_Piece = Span | str


class _Pieces:
    """A text as pieces: spans of the original, and what was put between them."""

    def __init__(self, original: str) -> None:
        self.original = original
        self.pieces: list[_Piece] = [Span(0, len(original))]

    def replace(self, edits: Iterable[Edit]) -> None:
        """Make edits of the text as it is now, which do not overlap."""
        pieces: list[_Piece] = []
        rest, at = self.pieces[::-1], 0
        for (start, end), new in in_order(edits):
            pieces += _take(rest, start - at)
            _take(rest, end - start)
            pieces.append(new)
            at = end
        self.pieces = [*pieces, *reversed(rest)]

    def iter_edits(self) -> Iterator[Edit]:
        """The edits that turn the original into the text."""
        at = 0
        new = ""
        for piece in self.pieces:
            if isinstance(piece, str):
                new += piece
            elif piece.end > piece.start:
                if new or piece.start > at:
                    yield Edit(Span(at, piece.start), new)
                at, new = piece.end, ""
        if new or at < len(self.original):
            yield Edit(Span(at, len(self.original)), new)


def _take(rest: list[_Piece], length: int) -> list[_Piece]:
    """Take so much of a text off its beginning; `rest` are its pieces, the last one first."""
    taken: list[_Piece] = []
    while length > 0 and rest:
        piece = rest.pop()
        size = len(piece) if isinstance(piece, str) else piece.end - piece.start
        if size > length:
            if isinstance(piece, str):
                piece, behind = piece[:length], piece[length:]
            else:
                piece, behind = Span(piece.start, piece.start + length), Span(piece.start + length, piece.end)
            rest.append(behind)
        taken.append(piece)
        length -= size
    return taken
