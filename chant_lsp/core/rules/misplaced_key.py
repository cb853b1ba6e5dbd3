"""A key of a map that stands outside it."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Related, Severity
from chant_lsp.core.frontmatter import Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._fields import iter_lost
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span
from chant_lsp.core.traits import OTHER_KEYS

ONLY_WITH = (OTHER_KEYS,)

INDENT = "  "


def misplaced_key(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """`required: true` below `approval:`, but not indented. Page: misplaced_key.md."""
    for parent, keys in iter_lost(spec.frontmatter.entries):
        names = ", ".join(f"`{key.text.strip()}`" for key in keys)
        refused = any(fault.code == "duplicate-key" and fault.span == key.span for fault in spec.faults for key in keys)
        edits = tuple(Edit(_blanks(key), INDENT) for key in keys)
        yield Finding(
            "misplaced-key",
            Severity.ERROR if refused else while_open(spec, Severity.WARNING),
            keys[0].span,
            f"{names} {'is a key' if len(keys) == 1 else 'are keys'} of `{parent.text}` and not of a spec;"
            " indent by two spaces.",
            related=(Related(spec.path, parent.span, f"`{parent.text}` is empty"),),
            fixes=(Fix("Indent", edits, True),),
        )


def _blanks(key: Scalar) -> Span:
    """What stands before the name: nothing, or blanks that YAML takes for letters."""
    return Span(key.span.start, key.span.start + len(key.text) - len(key.text.lstrip()))
