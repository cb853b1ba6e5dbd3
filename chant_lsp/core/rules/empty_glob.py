"""A pattern that matches nothing."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.inputs import Why
from chant_lsp.core.rules._edits import remove_mention
from chant_lsp.core.rules._inputs import is_expected, iter_absent, written_by
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec

ONLY_WITH = ("informed_by", "origin", "tracks", "context")


def empty_glob(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An input by a pattern that no file matches and no coming output will. Page: empty_glob.md."""
    for mention, gap in iter_absent(spec, index, Why.EMPTY):
        if is_expected(spec, gap):
            continue
        edits = remove_mention(spec, mention)
        yield Finding(
            "empty-glob",
            while_open(spec, Severity.WARNING),
            mention.span,
            f"No file matches `{mention.text}`, and chant passes over it; `*` stays in one folder, `**/` goes below.",
            related=tuple(written_by(producer, mention) for producer in gap.producers[:1]),
            fixes=(Fix(f"Remove `{mention.text}`", edits),) if edits else (),
        )
