"""An input that is still to be written."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._inputs import State, iter_absent, written_by
from chant_lsp.core.rules._weight import is_open
from chant_lsp.core.spec import Spec


def input_not_written(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A path that is not there yet, because the spec that writes it is not done. Page: input_not_written.md."""
    if not is_open(spec):
        return
    for mention, state, producers in iter_absent(spec, index):
        if state is not State.EXPECTED:
            continue
        names = " and ".join(f"{producer.id} ({producer.status})" for producer in producers[:2])
        yield Finding(
            "input-not-written",
            Severity.INFORMATION,
            mention.span,
            f"`{mention.text}` is not there yet: {names} writes it.",
            related=tuple(written_by(producer, mention) for producer in producers),
        )
