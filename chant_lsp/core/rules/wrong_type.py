"""A value of the wrong type."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Mapping, Node, Scalar, Sequence
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.kinds import PageKind
from chant_lsp.core.quoting import quoted, scalar
from chant_lsp.core.rules._dependencies import candidates
from chant_lsp.core.rules._edits import set_empty
from chant_lsp.core.rules._problems import is_misread
from chant_lsp.core.schema import Kind
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span
from chant_lsp.core.values import Fault, scalar_kind

ALSO_FOR = (PageKind.CONFIG, PageKind.PROMPT)

_YES = frozenset(("yes", "y", "on", "true", "1"))
_NO = frozenset(("no", "n", "off", "false", "0"))
_LIST_PUNCTUATION = frozenset("[]{}\"'#&*!|>%@`")


def wrong_type(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A value that chant cannot take for its key, so that it drops the whole file. Page: wrong_type.md."""
    for fault in spec.faults:
        if fault.code != "wrong-type" or is_misread(spec, fault.node.span):
            continue
        yield Finding(
            "wrong-type",
            Severity.ERROR,
            fault.span,
            f"`{_outer(fault)}` {_takes(fault)}; found {fault.found}.",
            fixes=tuple(_iter_fixes(spec, index, fault)),
        )


def _outer(fault: Fault) -> str:
    return fault.key.rpartition("[")[0] if fault.key.endswith("]") else fault.key


def _takes(fault: Fault) -> str:
    if fault.field.kind is Kind.NAMED_MAPS and fault.key != fault.field.name:
        return "takes a map"
    if fault.key.endswith("]"):
        return "takes a list of maps" if fault.field.kind is Kind.MAPS else "takes a list of texts"
    if fault.field.kind is Kind.CHOICE:
        return f"takes one of {', '.join(choice.value for choice in fault.field.choices)}"
    kind = {Kind.TEXT: "a text", Kind.TEXTS: "a list", Kind.FLAG: "true or false"}.get(fault.field.kind)
    return f"takes {kind or fault.field.kind.value}"


def _iter_fixes(spec: Spec, index: SpecIndex, fault: Fault) -> Iterator[Fix]:
    node = fault.node
    if fault.field.kind in (Kind.MAPS, Kind.NAMED_MAPS):
        return
    if fault.key.endswith("]") or fault.field.kind is Kind.TEXT_OR_TEXTS:
        yield from _as_text(spec, index, fault, node)
    elif isinstance(node, Scalar):
        yield from _from_scalar(spec, fault, node)
    elif isinstance(node, Sequence) and fault.field.kind in (Kind.TEXT, Kind.CHOICE, Kind.FLAG, Kind.COUNT):
        yield from _only_item(fault, node)
    elif isinstance(node, Mapping) and fault.field.kind is Kind.TEXT:
        yield from _quoted_map(node)


def _from_scalar(spec: Spec, fault: Fault, node: Scalar) -> Iterator[Fix]:
    kind = fault.field.kind
    word = node.text.strip().lower()
    if kind is Kind.TEXTS:
        yield from _as_list(node)
    elif kind is Kind.FLAG and word in _YES | _NO:
        value = "true" if word in _YES else "false"
        yield Fix(f"Change to `{value}`", (Edit(node.span, value),), True)
    elif kind is Kind.FLAG and scalar_kind(node) == "null":
        entry = next((e for e in spec.frontmatter.entries if e.value is node), None)
        edits = set_empty(entry, "false") if entry else ()
        if edits:
            yield Fix("Change to `false`", edits)
    elif kind is Kind.COUNT and word.isascii() and word.isdecimal() and (word == "0" or word[0] != "0"):
        yield Fix("Remove the quotes", (Edit(node.span, word),), True)
    elif kind is Kind.MAP and fault.field.name == "approval" and word in _YES | _NO:
        value = "true" if word in _YES else "false"
        yield Fix(f"Write `required: {value}`", (Edit(node.span, f"{{required: {value}}}"),), True)


def _as_list(node: Scalar) -> Iterator[Fix]:
    """`a, b` becomes `[a, b]`; what has a meaning in a list is quoted."""
    text = node.text.strip()
    if not text or "\n" in text or node.span.end - node.span.start > len(node.text) + 2:
        return
    if _LIST_PUNCTUATION & set(text) or not node.plain or ": " in text:
        yield Fix("Make it a list", (Edit(node.span, f"[{quoted(text)}]"),), True)
        return
    parts = [part.strip() for part in text.split(",") if part.strip()]
    yield Fix("Make it a list", (Edit(node.span, f"[{', '.join(map(scalar, parts))}]"),), True)


def _only_item(fault: Fault, node: Sequence) -> Iterator[Fix]:
    if len(node.items) != 1 or not isinstance(node.items[0], Scalar) or not node.flow:
        return
    text = node.items[0].text
    choices = {choice.value for choice in fault.field.choices}
    if fault.field.kind is Kind.TEXT or text in choices:
        yield Fix("Take it out of the list", (Edit(node.span, scalar(text)),), True)


def _as_text(spec: Spec, index: SpecIndex, fault: Fault, node: Node) -> Iterator[Fix]:
    """An item of a list of texts."""
    if isinstance(node, Mapping):
        yield from _quoted_map(node)
    elif isinstance(node, Sequence) and node.flow and len(node.items) == 1 and isinstance(node.items[0], Scalar):
        yield Fix("Take it out of the inner list", (Edit(node.span, scalar(node.items[0].text)),), True)
    elif isinstance(node, Scalar) and node.text and node.span.end > node.span.start:
        found = candidates(spec, index, node.text) if fault.field.name == "depends_on" else []
        if len(found) == 1:
            yield Fix(f"Change to `{found[0].id}`", (Edit(node.span, scalar(found[0].id)),), True)
        yield Fix("Quote it", (Edit(node.span, quoted(node.text)),), len(found) != 1)


def _quoted_map(node: Mapping) -> Iterator[Fix]:
    """`data.csv (sha256: 1f…)`, which YAML takes for a map, as the text that was meant."""
    if node.flow or len(node.entries) != 1:
        return
    key, value = node.entries[0]
    if not isinstance(value, Scalar) or not key.plain or not value.plain:
        return
    if {'"', "\\", "\n"} & set(key.text + value.text) or value.span.end <= value.span.start:
        return
    start, end = key.span.start, value.span.end
    yield Fix("Quote it", (Edit(Span(start, start), '"'), Edit(Span(end, end), '"')), True)
