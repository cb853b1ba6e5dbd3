"""An input that is still to be written."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.inputs import Why
from chant_lsp.core.rules._inputs import is_expected, iter_absent, written_by
from chant_lsp.core.spec import Spec

MAX_PRODUCERS = 5

ONLY_WITH = ("informed_by", "origin", "tracks", "context")
WHILE = ("is_open",)
READS = ()
WEIGHS = ("status",)


def input_not_written(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A path that is not there yet, because the spec that writes it is not done. Page: input_not_written.md."""
    for mention, gap in iter_absent(spec, index, Why.ABSENT, Why.EMPTY):
        if not is_expected(spec, gap):
            continue
        names = " and ".join(f"{producer.id} ({producer.status})" for producer in gap.producers[:2])
        verb = "writes" if len(gap.producers) == 1 else "write"
        yield Finding(
            "input-not-written",
            Severity.INFORMATION,
            mention.span,
            f"`{gap.path}` is not there yet: {names} {verb} it.",
            related=tuple(written_by(producer, mention) for producer in gap.producers[:MAX_PRODUCERS]),
        )
