"""An input that another spec writes, which this one does not wait for."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.inputs import Why
from chant_lsp.core.order import is_before
from chant_lsp.core.rules._edits import add_dependency
from chant_lsp.core.rules._inputs import is_expected, iter_absent, written_by
from chant_lsp.core.spec import Spec

ONLY_WITH = ("informed_by", "origin", "tracks", "context")
WHILE = ("is_open", "readable")
READS = ()

MAX_PRODUCERS = 5


def undeclared_dependency(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An input that is not there yet, and nothing says that its producer runs first. Page: undeclared_dependency.md."""
    for mention, gap in iter_absent(spec, index, Why.ABSENT, Why.EMPTY):
        if not is_expected(spec, gap):
            continue
        producers = [producer for producer in gap.producers[:MAX_PRODUCERS] if producer.is_open]
        if any(is_before(index, producer, spec) for producer in producers):
            continue
        free = [producer for producer in producers if not is_before(index, spec, producer)]
        fixes = ((producer, add_dependency(spec, producer.id)) for producer in free)
        first = (free or producers)[0]
        yield Finding(
            "undeclared-dependency",
            Severity.INFORMATION if free else Severity.WARNING,
            mention.span,
            f"{first.id} writes `{gap.path}`, and this does not wait for it; add it to `depends_on`."
            if free
            else f"{first.id} writes `{gap.path}` only after this: the one waits for the other.",
            related=tuple(written_by(producer, mention) for producer in producers),
            fixes=tuple(
                Fix(f"Depend on `{one.id}`", edits, len(free) == 1, guess=True) for one, edits in fixes if edits
            ),
        )
