"""A spec in which somebody types a plain value behind a key: `status: pending`, on a line of its own.

YAML says of such a line what it says without knowing YAML, and all lines behind it are only moved.
"""

from __future__ import annotations

from itertools import islice

from chant_lsp.core.frontmatter import MAX_BLOCK_BYTES, Entry, Frontmatter, Mapping, Node, Opaque, Scalar, Sequence
from chant_lsp.core.markdown import Body
from chant_lsp.core.mentions import Mention, read_mentions
from chant_lsp.core.schema import FIELDS, Field, Names
from chant_lsp.core.skim import PLAIN_LINE
from chant_lsp.core.spec import MAX_FAULTS, Parts, Spec, plain_text, plain_texts
from chant_lsp.core.text import Span, first_difference
from chant_lsp.core.traits import TROUBLE, shared
from chant_lsp.core.values import iter_faults

MAX_BLOCK = MAX_BLOCK_BYTES // 8
"""Characters of a frontmatter that is nowhere near too large."""


def with_value(before: Spec, old: str, new: str) -> Spec | None:
    """The spec with another plain value behind one key of its frontmatter; None if there is more to it."""
    known = before.frontmatter
    if known.closer is None or known.problems or known.edges or before.silenced:
        return None
    at, by = first_difference(old, new), len(new) - len(old)
    start, end = old.rfind("\n", 0, at) + 1, old.find("\n", at)
    if not known.block.start < start < known.block.end or known.block.end + by > MAX_BLOCK:
        return None
    one, other = PLAIN_LINE.fullmatch(old, start, end), PLAIN_LINE.fullmatch(new, start, end + by)
    if one is None or other is None or one["key"] != other["key"] or "---" in other[0] or old[end:] != new[end + by :]:
        return None
    field = FIELDS.get(one["key"])
    entry = next((each for each in known.entries if each.key.span.start == start), None)
    if field is None or field.is_time or entry is None or entry.value.span != one.span("value"):
        return None
    written = Entry(entry.key, Scalar(other["value"], Span(*other.span("value")), plain=True))
    frontmatter = _with_entry(known, entry, written, by)
    return _with_frontmatter(before, field, end, by, frontmatter, new)


def _with_entry(known: Frontmatter, entry: Entry, written: Entry, by: int) -> Frontmatter:
    start, cut = known.block
    assert known.closer is not None
    return Frontmatter(
        known.opener,
        Span(start, cut + by),
        _moved(known.closer, by),
        _moved(known.body, by),
        tuple([written if each is entry else _entry_behind(each, entry.value.span.end, by) for each in known.entries]),
        (),
        (),
        tuple([at + by if at > entry.value.span.end else at for at in known.line_starts]),
        known.line_end,
    )


def _with_frontmatter(before: Spec, field: Field, at: int, by: int, frontmatter: Frontmatter, text: str) -> Spec:
    body = Body(before.body.found, frontmatter.body.start)
    if field.names is Names.NOTHING:
        mentions = tuple([each if each.span.start < at else _moved_mention(each, by) for each in before.mentions])
    else:
        mentions = read_mentions(frontmatter)
    faults = tuple(islice(iter_faults(frontmatter), MAX_FAULTS))
    return Spec(
        before.path,
        before.id,
        plain_text(frontmatter, "type", "code") or "code",
        plain_text(frontmatter, "status", "pending") or "pending",
        before.title,
        body.title_span or frontmatter.opener or frontmatter.body,
        before.labels if field.name != "labels" else plain_texts(frontmatter, "labels"),
        mentions,
        before.total_criteria,
        before.open_criteria,
        not faults,
        before.cut,
        before.undecodable,
        shared(before.traits | {TROUBLE} if faults else before.traits - {TROUBLE}),
        (),
        Parts(frontmatter, body, faults, text),
    )


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _moved_mention(mention: Mention, by: int) -> Mention:
    return Mention(mention.kind, mention.text, _moved(mention.span, by), mention.field)


def _entry_behind(entry: Entry, at: int, by: int) -> Entry:
    key = entry.key
    if key.span.start < at:
        return entry
    return Entry(Scalar(key.text, _moved(key.span, by), key.plain), _moved_node(entry.value, by))


def _moved_node(node: Node, by: int) -> Node:
    span = _moved(node.span, by)
    if isinstance(node, Scalar):
        return Scalar(node.text, span, node.plain)
    if isinstance(node, Sequence):
        return Sequence(tuple([_moved_node(item, by) for item in node.items]), span, node.flow)
    if isinstance(node, Mapping):
        return Mapping(tuple([_entry_behind(entry, 0, by) for entry in node.entries]), span, node.flow)
    return Opaque(node.feature, span)
