"""An id in a field that nobody reads."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._dependencies import expansions, iter_unresolved, likely
from chant_lsp.core.spec import Spec

_FIELDS = ("blocked_specs", "original_spec")

ONLY_WITH = ("blocked_specs", "original_spec")
READS = ()


def unknown_spec(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An item of `blocked_specs` or `original_spec` that is no spec's id. Page: unknown_spec.md."""
    for field in _FIELDS:
        for mention, (_, found) in iter_unresolved(spec, index, field):
            hint, fixes = ("", expansions(spec, mention, found)) if found else likely(spec, index, mention)
            if len(found) == 1:
                hint = f" Write `{found[0].id}`."
            yield Finding(
                "unknown-spec",
                Severity.HINT,
                mention.span,
                f"No spec has the id `{mention.text}`.{hint}",
                fixes=fixes,
            )
