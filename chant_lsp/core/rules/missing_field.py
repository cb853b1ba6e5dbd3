"""A map without a key that chant insists on."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.frontmatter import Mapping
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.kinds import PageKind
from chant_lsp.core.rules._edits import add_to_map
from chant_lsp.core.schema import Kind
from chant_lsp.core.spec import Spec

ALSO_FOR = (PageKind.CONFIG,)


def missing_field(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """`retry_state`, or an item of `repos`, without all of its keys. Page: missing_field.md."""
    for fault in spec.faults:
        if fault.code != "missing-field" or not isinstance(fault.node, Mapping):
            continue
        missing = next((inner for inner in fault.field.fields if inner.name == fault.found), None)
        counted = missing is not None and missing.kind is Kind.COUNT
        edits = add_to_map(spec, fault.node, fault.found, "0") if counted else ()
        yield Finding(
            "missing-field",
            Severity.ERROR,
            fault.span,
            f"`{fault.key.rpartition('.')[0]}` needs `{fault.found}`, too: chant cannot read the file without it.",
            fixes=(Fix(f"Add `{fault.found}: 0`", edits, True),) if edits else (),
        )
