"""A map without a key that chant insists on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Mapping, Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.kinds import PageKind
from chant_lsp.core.rules._edits import add_to_map
from chant_lsp.core.rules.near_miss_key import iter_slips
from chant_lsp.core.schema import Kind
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span
from chant_lsp.core.traits import TROUBLE
from chant_lsp.core.values import Fault

ALSO_FOR = (PageKind.CONFIG,)

ONLY_WITH = (TROUBLE,)
READS = ("faults",)


def missing_field(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """`retry_state`, or an item of `repos`, without all of its keys. Page: missing_field.md."""
    missing: dict[Span, list[Fault]] = {}
    for fault in spec.faults:
        if fault.code == "missing-field" and isinstance(fault.node, Mapping):
            missing.setdefault(fault.span, []).append(fault)
    for span, faults in missing.items():
        first = faults[0]
        assert isinstance(first.node, Mapping)
        slip = next(iter_slips(first.node, first.found, first.field), None)
        names = " and ".join(f"`{fault.found}`" for fault in faults)
        them = "it" if len(faults) == 1 else "them"
        hint = f" Did you mean `{first.found}` by `{slip.text}`?" if slip is not None else ""
        yield Finding(
            "missing-field",
            Severity.ERROR,
            span if slip is None else slip.span,
            f"`{first.key.rpartition('.')[0]}` needs {names}, too: chant cannot read the file without {them}.{hint}",
            fixes=tuple(_iter_fixes(spec, first.node, faults, slip)),
        )


def _iter_fixes(spec: Spec, node: Mapping, faults: list[Fault], slip: Scalar | None) -> Iterator[Fix]:
    name = faults[0].found
    glued = re.fullmatch(rf"{name}(?:[ \t]*[:=][ \t]*|[ \t]+)(?P<value>\w+)", slip.text) if slip is not None else None
    if slip is not None and glued is not None:
        written = f"{name}: {glued['value']}"
        yield Fix(f"Write `{written}`", (Edit(slip.span, written),), True)
    elif slip is not None:
        yield Fix(f"Rename to `{name}`", (Edit(slip.span, name),), True)
    if slip is not None:
        return
    kinds = {inner.name: inner.kind for inner in faults[0].field.fields}
    if any(kinds[fault.found] is not Kind.COUNT for fault in faults):
        return
    names = [fault.found for fault in faults]
    edits = add_to_map(spec, node, *((name, "0") for name in names))
    if edits:
        yield Fix(f"Add {' and '.join(f'`{name}: 0`' for name in names)}", edits, True)
