"""Where a plain field stands, and which keys stand outside their map."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.frontmatter import Entry, Scalar
from chant_lsp.core.schema import FIELDS, LEGACY_KEYS
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span


def value_span(spec: Spec, name: str) -> Span:
    """The value of a field; its key where there is nothing to underline; the heading where there is no such field."""
    entry = spec.frontmatter.get(name)
    if entry is None:
        return spec.heading
    return entry.value.span if entry.value.span.end > entry.value.span.start else entry.key.span


def iter_lost(entries: tuple[Entry, ...]) -> Iterator[tuple[Scalar, list[Scalar]]]:
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
