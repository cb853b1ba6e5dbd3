"""A dependency on a spec that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._dependencies import candidates, iter_unresolved, likely
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec


def unknown_dependency(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An item of `depends_on` that is no spec's id, nor part of one. Page: unknown_dependency.md."""
    for mention in iter_unresolved(spec, index):
        if candidates(spec, index, mention.text):
            continue
        hint, fixes = likely(spec, index, mention)
        so = "chant waits for it for ever" if spec.is_open else "chant's lint refuses it"
        yield Finding(
            "unknown-dependency",
            while_open(spec, Severity.ERROR, Severity.WARNING),
            mention.span,
            f"No spec has the id `{mention.text}`, and {so}.{hint}",
            fixes=fixes,
        )
