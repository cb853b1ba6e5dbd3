"""A key that is written twice."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Related, Severity
from chant_lsp.core.frontmatter import Entry, Mapping, Sequence
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.kinds import PageKind
from chant_lsp.core.rules._edits import remove_entry
from chant_lsp.core.rules._fields import iter_lost
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span
from chant_lsp.core.traits import OTHER_KEYS

ALSO_FOR = (PageKind.CONFIG, PageKind.PROMPT)

ONLY_WITH = (OTHER_KEYS,)


def duplicate_key(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A second `key:` of the same name; of chant's own keys it makes the file unreadable. Page: duplicate_key.md."""
    misplaced = {key.span for _, keys in iter_lost(spec.frontmatter.entries) for key in keys}
    refused = {fault.span for fault in spec.faults if fault.code == "duplicate-key"}
    for entries in _iter_maps(spec.frontmatter.entries):
        if len({entry.key.text for entry in entries}) < len(entries):
            yield from _iter_doubles(spec, entries, refused, misplaced)


def _iter_maps(entries: tuple[Entry, ...]) -> Iterator[tuple[Entry, ...]]:
    """These entries, and those of each map in them."""
    yield entries
    for entry in entries:
        node = entry.value
        for each in node.items if isinstance(node, Sequence) else (node,):
            if isinstance(each, Mapping):
                yield from _iter_maps(each.entries)


def _iter_doubles(
    spec: Spec, entries: tuple[Entry, ...], refused: set[Span], misplaced: set[Span]
) -> Iterator[Finding]:
    first: dict[str, Entry] = {}
    starts = [entry.key.span.start for entry in entries]
    for entry in entries:
        name = entry.key.text
        if name not in first:
            first[name] = entry
            continue
        if entry.key.span in misplaced:
            continue
        edits = _removal(spec, entry, starts)
        is_refused = entry.key.span in refused
        yield Finding(
            "duplicate-key",
            Severity.ERROR if is_refused else Severity.WARNING,
            entry.key.span,
            f"`{name}` is here twice"
            + (", and chant cannot read the file; " if is_refused else "; ")
            + "keep one of them.",
            related=(Related(spec.path, first[name].key.span, f"`{name}` was first here"),),
            fixes=(Fix(f"Remove this `{name}`", edits, True, guess=True),) if edits else (),
        )


def _removal(spec: Spec, entry: Entry, starts: list[int]) -> tuple[Edit, ...]:
    """The edits that take the entry out; none where they would take another key of its map, too."""
    edits = remove_entry(spec.frontmatter, entry)
    spans = (edit.span for edit in edits)
    crowded = any(bisect_left(starts, end) - bisect_left(starts, start) > 1 for start, end in spans)
    return () if crowded else edits
