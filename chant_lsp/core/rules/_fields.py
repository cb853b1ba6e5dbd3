"""Where a plain field stands."""

from __future__ import annotations

from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span


def value_span(spec: Spec, name: str) -> Span:
    """The value of a field; its key where there is nothing to underline; the heading where there is no such field."""
    entry = spec.frontmatter.get(name)
    if entry is None:
        return spec.heading
    return entry.value.span if entry.value.span.end > entry.value.span.start else entry.key.span
