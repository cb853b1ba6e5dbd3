"""Edits of the frontmatter that rules offer, worked out from spans alone: a Spec does not hold its text."""

from __future__ import annotations

from bisect import bisect_left

from chant_lsp.core.edit import place_for
from chant_lsp.core.findings import Edit
from chant_lsp.core.frontmatter import Entry, Frontmatter, Mapping, Node, Scalar, Sequence
from chant_lsp.core.mentions import Mention
from chant_lsp.core.quoting import quoted, scalar
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span


def replace_scalar(node: Scalar, text: str) -> Edit:
    """Another text in the place of a scalar, in quotes if it has them."""
    return Edit(node.span, scalar(text) if node.plain or node.block else quoted(text))


def replace_mention(spec: Spec, mention: Mention, text: str) -> tuple[Edit, ...]:
    """Name something else in the place of a mention."""
    node = _node_of(spec, mention)
    return (replace_scalar(node, text),) if isinstance(node, Scalar) else ()


def replace_by_several(spec: Spec, mention: Mention, texts: list[str]) -> tuple[Edit, ...]:
    """Put several entries in the place of one, in the way its list is written; none where it stands in no list."""
    entry, node = _entry_of(spec, mention), _node_of(spec, mention)
    if entry is None or not isinstance(entry.value, Sequence) or not isinstance(node, Scalar):
        return ()
    items = [scalar(text) if node.plain else quoted(text) for text in texts]
    if entry.value.flow:
        return (Edit(node.span, ", ".join(items)),)
    start = entry.value.span.start
    indent = start - spec.frontmatter.lines_of(Span(start, start)).start
    return (Edit(node.span, f"{spec.frontmatter.line_end}{' ' * indent}- ".join(items)),)


def written(spec: Spec, mention: Mention) -> str:
    """The text that a mention was read from, before it was taken for a path."""
    node = _node_of(spec, mention)
    return node.text.strip() if isinstance(node, Scalar) else mention.text


def remove_mention(spec: Spec, mention: Mention) -> tuple[Edit, ...]:
    """Take a mention out of its list, and the field with the last of them; empty where that is not simple."""
    entry = _entry_of(spec, mention)
    if entry is None:
        return ()
    node = entry.value
    if not isinstance(node, Sequence):
        return remove_entry(spec.frontmatter, entry)
    at = next((i for i, item in enumerate(node.items) if _holds(item.span, mention.span)), None)
    if at is None:
        return ()
    if node.flow:
        return _remove_from_flow(node, at)
    if len(node.items) == 1:
        return remove_entry(spec.frontmatter, entry)
    lines = spec.frontmatter.lines_of(node.items[at].span)
    beside = (*node.items[max(at - 1, 0) : at], *node.items[at + 1 : at + 2])
    return () if any(_holds(lines, item.span) for item in beside) else (Edit(lines, ""),)


def remove_entry(frontmatter: Frontmatter, entry: Entry) -> tuple[Edit, ...]:
    """Take a field's lines out; empty when another field shares them."""
    lines = frontmatter.lines_of(Span(entry.key.span.start, max(entry.key.span.end, entry.value.span.end)))
    at = bisect_left(frontmatter.entries, entry.key.span, key=_place)
    around = frontmatter.entries[max(at - 1, 0) : at + 2]
    shared = any(other is not entry and _holds(lines, other.key.span) for other in around)
    return () if shared or lines.start < frontmatter.block.start else (Edit(lines, ""),)


def add_field(spec: Spec, name: str, lines: str) -> tuple[Edit, ...]:
    """Add a field, written as `lines` with `\\n` between them, where chant would write it; none without frontmatter."""
    place = place_for(spec.frontmatter, name)
    if place is None:
        return ()
    end = spec.frontmatter.line_end
    return (Edit(Span(place, place), lines.replace("\n", end) + end),)


def add_item(spec: Spec, entry: Entry, text: str) -> tuple[Edit, ...]:
    """Add a text to a list field, in the way the list is written; a lone text becomes a list."""
    node = entry.value
    if isinstance(node, Scalar):
        if node.text and node.plain and "\n" not in node.text:
            return (Edit(node.span, f"[{scalar(node.text)}, {text}]"),)
        return () if node.text else set_empty(entry, f"[{text}]")
    if not isinstance(node, Sequence):
        return ()
    if node.flow:
        last = node.items[-1].span.end if node.items else node.span.start + 1
        return (Edit(Span(last, last), f", {text}" if node.items else text),)
    frontmatter = spec.frontmatter
    lines = frontmatter.lines_of(node.items[-1].span)
    first = frontmatter.lines_of(Span(node.span.start, node.span.start))
    end = frontmatter.line_end
    return (Edit(Span(lines.end, lines.end), " " * (node.span.start - first.start) + f"- {text}{end}"),)


def add_to_map(spec: Spec, node: Mapping, *added: tuple[str, str]) -> tuple[Edit, ...]:
    """Add keys with their values to a map that is a field's value."""
    if node.flow or not node.entries:
        last = max((entry.value.span.end for entry in node.entries), default=node.span.start + 1)
        written = ", ".join(f"{name}: {value}" for name, value in added)
        return (Edit(Span(last, last), f", {written}" if node.entries else written),)
    frontmatter = spec.frontmatter
    key, last_value = node.entries[-1]
    lines = frontmatter.lines_of(Span(key.span.start, max(key.span.end, last_value.span.end)))
    indent = key.span.start - frontmatter.lines_of(key.span).start
    written = "".join(" " * indent + f"{name}: {value}{frontmatter.line_end}" for name, value in added)
    return (Edit(Span(lines.end, lines.end), written),)


def remove_from_map(spec: Spec, node: Mapping, name: str) -> tuple[Edit, ...]:
    """Take a key out of a map that is a field's value; empty where it is the only one, or shares its line."""
    at = next((i for i, entry in enumerate(node.entries) if entry.key.text == name), None)
    if at is None or len(node.entries) < 2:
        return ()
    key, value = node.entries[at]
    end = max(key.span.end, value.span.end)
    if node.flow:
        last = at + 1 == len(node.entries)
        before = node.entries[at - 1]
        start = max(before.key.span.end, before.value.span.end) if last else key.span.start
        return (Edit(Span(start, end if last else node.entries[at + 1].key.span.start), ""),)
    lines = spec.frontmatter.lines_of(Span(key.span.start, end))
    crowded = any(i != at and _holds(lines, entry.key.span) for i, entry in enumerate(node.entries))
    return () if crowded or _holds(lines, spec.frontmatter.block) else (Edit(lines, ""),)


def add_dependency(spec: Spec, id: str) -> tuple[Edit, ...]:
    """Put an id into `depends_on`, in the way that it is written."""
    entry = spec.frontmatter.get("depends_on")
    if entry is None:
        return add_field(spec, "depends_on", f"depends_on:\n- {scalar(id)}")
    return add_item(spec, entry, scalar(id))


def set_empty(entry: Entry, value: str) -> tuple[Edit, ...]:
    """Give a key without a value one."""
    node = entry.value
    if not isinstance(node, Scalar) or node.span.end > node.span.start:
        return (Edit(node.span, value),)
    return (Edit(node.span, f" {value}"),)


def _entry_of(spec: Spec, mention: Mention) -> Entry | None:
    entry = spec.frontmatter.get(mention.field)
    if entry is not None and _holds(entry.value.span, mention.span):
        return entry
    # A key that is there twice: `get` finds the first.
    return next((other for other in spec.frontmatter.entries if _holds(other.value.span, mention.span)), None)


def _node_of(spec: Spec, mention: Mention) -> Node | None:
    entry = _entry_of(spec, mention)
    if entry is None or not isinstance(entry.value, Sequence):
        return entry and entry.value
    return next((item for item in entry.value.items if _holds(item.span, mention.span)), None)


def _place(entry: Entry) -> Span:
    return entry.key.span


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _remove_from_flow(node: Sequence, at: int) -> tuple[Edit, ...]:
    items = node.items
    if len(items) == 1:
        return (Edit(Span(node.span.start + 1, node.span.end - 1), ""),)
    if at + 1 < len(items):
        return (Edit(Span(items[at].span.start, items[at + 1].span.start), ""),)
    return (Edit(Span(items[at - 1].span.end, items[at].span.end), ""),)


def indentation(frontmatter: Frontmatter, span: Span, blanks: str) -> tuple[Edit, ...]:
    """Blanks at the beginning of each line that starts in a part of the frontmatter, but for empty lines."""
    lines = zip(frontmatter.line_starts, (*frontmatter.line_starts[1:], frontmatter.block.end), strict=True)
    full = (at for at, end in lines if span.start <= at < span.end and end - at > len(frontmatter.line_end))
    return tuple(Edit(Span(at, at), blanks) for at in full)
