"""Which values chant accepts: its types and words, checked against the field table.

chant reads frontmatter with serde: one value of the wrong shape and the whole file is gone for it, without a line
number (chant-reference.md §2.2, §3.5, §3.6). A Fault is such a value, with its place and the way out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Map
from typing import NamedTuple

from chant_lsp.core.frontmatter import Entry, Frontmatter, Mapping, Node, Opaque, Scalar, Sequence
from chant_lsp.core.schema import FIELDS, LISTS, Field, Kind
from chant_lsp.core.text import Span

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE_FALSE = frozenset(("true", "True", "TRUE", "false", "False", "FALSE"))
_NUMERIC = frozenset("0123456789+-.")
"""What a number begins with."""
_INTEGER = re.compile(r"[-+]?(?:0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+|0|[1-9][0-9]*)$")
_FLOAT = re.compile(
    r"[-+]?(?:\.inf|\.Inf|\.INF)$|\.nan$|\.NaN$|\.NAN$"
    r"|[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?$"
)
"""A number with a point or an exponent; zeros in front make a text of `003`, and none of `003.1`."""


MAX_DIGITS = 66
"""Of a number that fits somewhere: `0b` and 64 ones."""


class Fault(NamedTuple):
    """A value that makes chant drop the whole file."""

    code: str
    """`wrong-type`, `invalid-value`, `missing-field` or `duplicate-key`."""
    field: Field
    key: str
    """The key's full name: `approval.status`."""
    span: Span
    """The value, or the key where there is no value to point at."""
    found: str
    """What is there, in words or as the word itself."""
    node: Node
    first: Span | None = None
    """Of a duplicate key: where it stood first."""


def scalar_kind(scalar: Scalar) -> str:
    """What YAML takes the scalar for: `null`, `boolean`, `integer`, `float` or `text`."""
    if not scalar.plain:
        return "text"
    text = scalar.text
    if text in _NULL:
        return "null"
    if text in _TRUE_FALSE:
        return "boolean"
    if text[0] not in _NUMERIC:
        return "text"
    if _INTEGER.match(text):
        return "integer"
    # A commit such as 72e5526 would be a float beyond all floats, which serde takes for text.
    if _FLOAT.match(text) and ("e" not in text.lower() or abs(float(text)) != float("inf")):
        return "float"
    return "text"


def describe(node: Node) -> str:
    """What a value is, in words: `a list`, `nothing`, `the number 12`, `` the text `x` ``."""
    if isinstance(node, Sequence):
        return "a list"
    if isinstance(node, Mapping):
        return "a map"
    if isinstance(node, Opaque):
        return f"an {node.feature}" if node.feature[0] == "a" else f"a {node.feature}"
    kind = scalar_kind(node)
    if kind == "null":
        return "nothing"
    if kind == "text":
        return f"the text `{_short(node.text)}`"
    return f"the {'boolean' if kind == 'boolean' else 'number'} `{node.text}`"


def _short(text: str) -> str:
    line = text.split("\n", 1)[0]
    return line if len(line) <= 40 else line[:39] + "…"


def iter_faults(frontmatter: Frontmatter) -> Iterator[Fault]:
    """Every value that chant refuses, in the order of the text."""
    return iter_faults_in(frontmatter.entries, FIELDS, "", _iter_value_faults)


def iter_faults_of(field: Field, entry: Entry) -> Iterator[Fault]:
    """What chant refuses of one top-level value, whose key is there once."""
    return _iter_value_faults(field, field.name, entry.key, entry.value)


def iter_faults_in(
    entries: tuple[Entry, ...],
    fields: Map[str, Field],
    prefix: str,
    iter_value_faults: Callable[[Field, str, Scalar, Node], Iterator[Fault]],
) -> Iterator[Fault]:
    """What is refused of one map: a known key that is there twice, and what is said of the values of known keys.

    Shape: `prefix` is the full name of the map with a `.`, or nothing.
    """
    seen: dict[str, Span] = {}
    for key, value in entries:
        field = fields.get(key.text)
        if field is None:
            continue
        name = prefix + field.name
        if field.name in seen:
            yield Fault("duplicate-key", field, name, key.span, key.text, value, seen[field.name])
        seen.setdefault(field.name, key.span)
        yield from iter_value_faults(field, name, key, value)


def behind(field: Field, node: Opaque) -> Node | None:
    """What chant reads behind an alias, an anchor or a tag; the tagged value itself where chant refuses it for its tag,
    and None where it is not looked at.
    """
    inner, kind = node.inner, field.kind
    if node.feature == "alias" and isinstance(inner, Mapping):
        return _behind_alias(field, node, inner)
    if not node.tag:
        return inner
    null = isinstance(inner, Scalar) and scalar_kind(inner) == "null"
    if null and kind in (Kind.FLAG, Kind.COUNT):
        return node
    if node.tag[0] != "!":
        return None if node.tag == _TEXT_TAG and kind is Kind.TEXT_OR_TEXTS else inner
    # serde takes a tag for the word itself; behind `depends_on` it takes none.
    if kind is Kind.CHOICE:
        return None if null and any(node.tag[1:] == choice.value for choice in field.choices) else node
    if kind is Kind.TEXT_OR_TEXTS:
        return node
    return None if null else inner


_TEXT_TAG = "tag:yaml.org,2002:str"


def _behind_alias(field: Field, node: Opaque, inner: Mapping) -> Node | None:
    """A map is looked into where it holds no others, or a few lines would take for ever."""
    if field.kind is Kind.MAP and not any(one.fields for one in field.fields):
        return inner
    return None if field.fields else Mapping((), node.span, True)


def refused_tag(field: Field, name: str, node: Opaque) -> Fault:
    """What `behind` says of a tagged value that is refused for its tag."""
    if field.kind is not Kind.CHOICE:
        return Fault("wrong-type", field, name, node.span, f"the tag `{node.tag}`", node)
    rest = f" {node.inner.text}" if isinstance(node.inner, Scalar) and node.inner.text else ""
    return Fault("invalid-value", field, name, node.span, f"{node.tag}{rest}", node)


def _iter_value_faults(field: Field, name: str, key: Scalar, node: Node) -> Iterator[Fault]:
    if isinstance(node, Opaque):
        inner = behind(field, node)
        if isinstance(inner, Opaque):
            yield refused_tag(field, name, inner)
        elif inner is not None:
            yield from _iter_value_faults(field, name, key, inner)
        return
    null = isinstance(node, Scalar) and scalar_kind(node) == "null"
    if null and not (field.refuses_null or field.required):
        return
    where = _visible(node.span, key.span)
    if field.kind is Kind.MAP and isinstance(node, Mapping):
        yield from _iter_nested(field, name, key, node)
    elif field.kind in LISTS and isinstance(node, Sequence):
        yield from _iter_item_faults(field, name, node)
    elif not isinstance(node, Scalar) or not fits(field.kind, node) or is_too_large(field, node):
        yield Fault("wrong-type", field, name, where, describe(node), node)
    elif field.kind is Kind.CHOICE and all(node.text != choice.value for choice in field.choices):
        yield Fault("invalid-value", field, name, where, node.text, node)


def _iter_nested(field: Field, name: str, key: Scalar, node: Mapping) -> Iterator[Fault]:
    fields = {inner.name: inner for inner in field.fields}
    yield from iter_faults_in(node.entries, fields, f"{name}.", _iter_value_faults)
    present = {entry.key.text for entry in node.entries}
    for inner in field.fields:
        if inner.required and inner.name not in present:
            yield Fault("missing-field", field, f"{name}.{inner.name}", key.span, inner.name, node)


def _iter_item_faults(field: Field, name: str, node: Sequence) -> Iterator[Fault]:
    # serde takes numbers and nothing for their text, but not behind the untagged `depends_on`.
    strict = field.kind is Kind.TEXT_OR_TEXTS
    for i, item in enumerate(node.items):
        if isinstance(item, Opaque):
            item = behind(field, item)
        if item is None or (isinstance(item, Scalar) and (not strict or scalar_kind(item) == "text")):
            continue
        if isinstance(item, Opaque):
            yield refused_tag(field, f"{name}[{i}]", item)
            continue
        dash = Span(item.span.start - 1, item.span.start)
        yield Fault("wrong-type", field, f"{name}[{i}]", _visible(item.span, dash), describe(item), item)


def fits(kind: Kind, scalar: Scalar) -> bool:
    """Whether chant takes a plain value for a field of this kind."""
    if kind is Kind.FLAG:
        return scalar_kind(scalar) == "boolean"
    if kind is Kind.COUNT:
        return scalar_kind(scalar) == "integer" and (not scalar.text.startswith("-") or scalar.text == "-0")
    if kind is Kind.TEXT_OR_TEXTS:
        return scalar_kind(scalar) == "text"
    return kind in (Kind.TEXT, Kind.CHOICE)


def is_too_large(field: Field, scalar: Scalar) -> bool:
    """Whether a whole number is larger than chant can hold in the field."""
    if field.kind is not Kind.COUNT:
        return False
    # Python refuses to read numbers of thousands of digits, and u64 has twenty.
    return len(scalar.text) > MAX_DIGITS or int(scalar.text, 0) > field.maximum


def _visible(span: Span, fallback: Span) -> Span:
    """An empty value cannot be underlined; its key can."""
    return span if span.end > span.start else fallback
