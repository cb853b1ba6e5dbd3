"""A time that chant cannot read."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Entry, Mapping, Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.quoting import quoted
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.schema import FIELDS, Field
from chant_lsp.core.spec import Spec
from chant_lsp.core.times import as_time, is_time
from chant_lsp.core.traits import ODD_VALUES
from chant_lsp.core.values import scalar_kind

ONLY_WITH = (ODD_VALUES,)


def invalid_time(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """`completed_at` and the like that are no RFC 3339 time. Page: invalid_time.md."""
    for name, value in _iter_times(spec.frontmatter.entries):
        if scalar_kind(value) == "null" or is_time(value.text):
            continue
        meant = as_time(value.text)
        way_out = f"write `{meant}`" if meant else "write it as `2026-02-01T10:00:00Z`"
        yield Finding(
            "invalid-time",
            while_open(spec, Severity.WARNING, Severity.WARNING),
            value.span if value.span.end > value.span.start else name.span,
            f"chant cannot read this time and goes on as if there were none; {way_out}.",
            fixes=(Fix(f"Change to `{meant}`", (_edit(value, meant),), True, guess=True),) if meant else (),
        )


def _edit(value: Scalar, meant: str) -> Edit:
    return Edit(value.span, meant if value.plain else quoted(meant))


def _iter_times(entries: tuple[Entry, ...], fields: dict[str, Field] = FIELDS) -> Iterator[tuple[Scalar, Scalar]]:
    """Keys and values of the fields that are times, in maps, too."""
    for key, value in entries:
        field = fields.get(key.text)
        if field is None:
            continue
        if field.is_time and isinstance(value, Scalar):
            yield key, value
        elif field.fields and isinstance(value, Mapping):
            yield from _iter_times(value.entries, {inner.name: inner for inner in field.fields})
