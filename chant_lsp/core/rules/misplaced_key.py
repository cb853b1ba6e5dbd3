"""A key of a map that stands outside it."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Related, Severity
from chant_lsp.core.frontmatter import Entry, Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.schema import FIELDS, LEGACY_KEYS
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span
from chant_lsp.core.traits import OTHER_KEYS

ONLY_WITH = (OTHER_KEYS,)

INDENT = "  "


def misplaced_key(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """`required: true` below `approval:`, but not indented. Page: misplaced_key.md."""
    for parent, keys in _iter_lost(spec.frontmatter.entries):
        names = ", ".join(f"`{key.text.strip()}`" for key in keys)
        edits = tuple(Edit(_blanks(key), INDENT) for key in keys)
        yield Finding(
            "misplaced-key",
            while_open(spec, Severity.WARNING),
            keys[0].span,
            f"{names} {'is a key' if len(keys) == 1 else 'are keys'} of `{parent.text}` and not of a spec;"
            " indent by two spaces.",
            related=(Related(spec.path, parent.span, f"`{parent.text}` is empty"),),
            fixes=(Fix("Indent", edits, True),),
        )


def _iter_lost(entries: tuple[Entry, ...]) -> Iterator[tuple[Scalar, list[Scalar]]]:
    """Each map without a value, and the keys behind it that are its own."""
    for i, (key, value) in enumerate(entries):
        field = FIELDS.get(key.text)
        if field is None or not field.fields or not isinstance(value, Scalar) or value.text:
            continue
        inner = {one.name for one in field.fields}
        lost = []
        for other in entries[i + 1 :]:
            name = other.key.text.strip()
            if name not in inner or (other.key.text in FIELDS and not lost) or other.key.text in LEGACY_KEYS:
                break
            lost.append(other.key)
        if lost:
            yield key, lost


def _blanks(key: Scalar) -> Span:
    """What stands before the name: nothing, or blanks that YAML takes for letters."""
    return Span(key.span.start, key.span.start + len(key.text) - len(key.text.lstrip()))
