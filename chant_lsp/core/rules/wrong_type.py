"""A value of the wrong type."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Mapping, Opaque, Scalar, Sequence
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.kinds import PageKind
from chant_lsp.core.quoting import scalar
from chant_lsp.core.rules._dependencies import candidates
from chant_lsp.core.rules._problems import is_misread
from chant_lsp.core.rules._retyping import (
    as_items,
    as_text,
    as_texts,
    iter_retyped,
    without_field,
    without_item,
)
from chant_lsp.core.schema import LISTS, Kind
from chant_lsp.core.spec import Spec
from chant_lsp.core.traits import TROUBLE
from chant_lsp.core.values import Fault, scalar_kind

ALSO_FOR = (PageKind.CONFIG, PageKind.PROMPT)

ONLY_WITH = (TROUBLE,)
READS = ("faults",)


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
    node, kind = fault.node, fault.field.kind
    if isinstance(node, Opaque):
        tags = (each for each in spec.frontmatter.problems if each.code == "yaml-feature")
        yield from next((each.fixes for each in tags if each.span.start == node.span.start), ())
    if kind in (Kind.MAPS, Kind.NAMED_MAPS):
        yield from as_items(spec.frontmatter, fault) if kind is Kind.MAPS else ()
        return
    is_item = fault.key.endswith("]")
    if kind is Kind.TEXT_OR_TEXTS and isinstance(node, Scalar):
        yield from _iter_dependency_fixes(spec, index, fault, node)
    elif is_item:
        yield from as_text(fault, node)
    elif isinstance(node, (Scalar, Sequence)):
        yield from iter_retyped(spec.frontmatter, fault)
    elif isinstance(node, Mapping):
        yield from as_texts(fault, node) if kind in LISTS else as_text(fault, node)


def _iter_dependency_fixes(spec: Spec, index: SpecIndex, fault: Fault, node: Scalar) -> Iterator[Fix]:
    """A number, a flag or nothing in `depends_on`: an id that was meant, or none."""
    is_item = fault.key.endswith("]")
    if scalar_kind(node) in ("null", "boolean"):
        edits = without_item(spec.frontmatter, node) if is_item else without_field(spec.frontmatter, node)
        if edits and not (is_item and _is_in_flow(spec, node)):
            yield Fix("Remove it", edits, True, guess=True)
        return
    found = [other for other in candidates(spec, index, node.text) if other.id != node.text]
    if len(found) == 1:
        yield Fix(f"Change to `{found[0].id}`", (Edit(node.span, scalar(found[0].id)),), True, guess=True)
    yield from (fix._replace(preferred=len(found) != 1) for fix in as_text(fault, node))


def _is_in_flow(spec: Spec, node: Scalar) -> bool:
    entry = spec.frontmatter.get("depends_on")
    return entry is not None and isinstance(entry.value, Sequence) and entry.value.flow
