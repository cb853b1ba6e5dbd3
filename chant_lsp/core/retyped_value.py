"""A spec in which somebody types a plain value behind a key: `status: pending`, on a line of its own.

YAML says of such a line what it says without knowing YAML, and all lines behind it are only moved.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from chant_lsp.core.frontmatter import MAX_BLOCK_BYTES, Entry, Frontmatter, Mapping, Node, Opaque, Scalar, Sequence
from chant_lsp.core.frozen import made
from chant_lsp.core.index import Change
from chant_lsp.core.markdown import Body
from chant_lsp.core.mentions import read_mentions
from chant_lsp.core.schema import FIELDS, Field, Names
from chant_lsp.core.skim import PLAIN_LINE
from chant_lsp.core.spec import Parts, Spec, plain_text, plain_texts, read_faults
from chant_lsp.core.text import Retyped, Span
from chant_lsp.core.traits import TROUBLE, shared
from chant_lsp.core.typed import Typed
from chant_lsp.core.values import iter_faults_of

MAX_BLOCK = MAX_BLOCK_BYTES // 8
"""Characters of a frontmatter that is nowhere near too large."""


def with_value(before: Spec, edit: Retyped) -> Change | None:
    """The spec with another plain value behind one key of its frontmatter; None if there is more to it."""
    known, old, new, by = before.frontmatter, edit.old.text, edit.new.text, edit.by
    if known.closer is None or known.problems or known.edges or before.silenced:
        return None
    start, end = old.rfind("\n", 0, edit.start) + 1, old.find("\n", edit.start)
    if not (
        known.block.start < start <= end < known.block.end and edit.end <= end and known.block.end + by < MAX_BLOCK
    ):
        return None
    other = PLAIN_LINE.fullmatch(new, start, end + by)
    told = _retold(known, old, start, end)
    if other is None or told is None or "---" in other[0]:
        return None
    entry = told.written
    field = FIELDS.get(entry.key.text)
    if field is None or field.is_time or entry.key.text != other["key"]:
        return None
    written = made(Entry, (entry.key, made(Scalar, (other["value"], made(Span, other.span("value")), True, False))))
    frontmatter = _with_entry(known, told.again(written, by), entry.value.span.end, by)
    # Of faults that are all about this very value, none is about its key.
    alone = all(fault.node is entry.value and fault.code != "duplicate-key" for fault in before.faults)
    faults = tuple(iter_faults_of(field, written)) if alone else read_faults(frontmatter)
    parts = Parts(frontmatter, Body(before.body.held, frontmatter.body.start), faults, new)
    spec = _with_parts(before, field, entry.value.span.end, parts)
    is_all = alone and field.names is Names.NOTHING
    return Change(before.path, spec, Typed(_only(field.name), written.value.span.start, by) if is_all else None)


@cache
def _only(name: str) -> frozenset[str]:
    return frozenset((name,))


class Retold:
    """The entries of a frontmatter of which one has another value: those behind it move when somebody asks for them."""

    __slots__ = ("_at", "_before", "_by", "_entries", "written")

    def __init__(self, before: tuple[Entry, ...], at: int, written: Entry, by: int) -> None:
        self._before = before
        self._at = at
        self._by = by
        self._entries: tuple[Entry, ...] | None = None
        self.written = written
        """In the place of the entry at `at`; what is behind has moved so far."""

    def again(self, written: Entry, by: int) -> Retold:
        """The same after one more edit of that value."""
        return Retold(self._before, self._at, written, self._by + by)

    @property
    def entries(self) -> tuple[Entry, ...]:
        if self._entries is None:
            behind = [_moved_entry(each, self._by) for each in self._before[self._at + 1 :]]
            self._entries = (*self._before[: self._at], self.written, *behind)
        return self._entries

    def get(self, name: str) -> Entry | None:
        """The first entry with this key."""
        for place, entry in enumerate(self._before):
            if entry.key.text == name:
                return self.written if place == self._at else entry if place < self._at else self.entries[place]
        return None


def _retold(known: Frontmatter, text: str, start: int, end: int) -> Retold | None:
    """The entries, told by the one with a plain value on the line from `start` to `end`; None where there is none."""
    held = known.held
    if isinstance(held, Retold) and held.written.key.span.start == start:
        return held
    entries = known.entries
    at = next((i for i, (key, _) in enumerate(entries) if key.span.start == start), -1)
    line = PLAIN_LINE.fullmatch(text, start, end)
    if at < 0 or line is None or entries[at].value.span != line.span("value"):
        return None
    return Retold(entries, at, entries[at], 0)


def _with_entry(known: Frontmatter, held: Retold, end: int, by: int) -> Frontmatter:
    start, cut = known.block
    assert known.closer is not None
    return Frontmatter(
        known.opener,
        Span(start, cut + by),
        known.closer.moved(by),
        known.body.moved(by),
        held,
        (),
        (),
        tuple([line + by if line > end else line for line in known.line_starts]),
        known.line_end,
    )


def _with_parts(before: Spec, field: Field, at: int, parts: Parts) -> Spec:
    frontmatter, faults, name = parts.frontmatter, parts.faults, field.name
    by = parts.body.start - before.body.start
    if field.names is Names.NOTHING:
        mentions = tuple([each if each[2][0] < at else each.moved(by) for each in before.mentions])
    else:
        mentions = read_mentions(frontmatter)
    traits = before.traits
    if (TROUBLE in traits) != bool(faults):
        traits = shared(traits ^ {TROUBLE})
    return Spec(
        before.path,
        before.id,
        before.type if name != "type" else plain_text(frontmatter, "type", "code") or "code",
        before.status if name != "status" else plain_text(frontmatter, "status", "pending") or "pending",
        before.title,
        before.heading if before.heading.start < at else before.heading.moved(by),
        before.labels if name != "labels" else plain_texts(frontmatter, "labels"),
        mentions,
        before.total_criteria,
        before.open_criteria,
        not faults,
        before.cut,
        before.undecodable,
        traits,
        (),
        parts,
    )


def _moved_entry(entry: Entry, by: int) -> Entry:
    key, value = entry
    return made(Entry, (_moved_node(key, by), _moved_node(value, by)))


def _moved_node(node: Node, by: int) -> Any:
    if type(node) is Scalar:
        text, span, plain, block = node
        return made(Scalar, (text, span.moved(by), plain, block))
    span = node.span.moved(by)
    if isinstance(node, Sequence):
        return Sequence(tuple([_moved_node(item, by) for item in node.items]), span, node.flow)
    if isinstance(node, Mapping):
        return Mapping(tuple([_moved_entry(entry, by) for entry in node.entries]), span, node.flow)
    assert isinstance(node, Opaque)
    return Opaque(node.feature, span, node.inner and _moved_node(node.inner, by), node.tag)
