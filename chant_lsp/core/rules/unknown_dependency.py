"""A dependency on a spec that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.quoting import one_line
from chant_lsp.core.rules._dependencies import EMPTY, How, iter_unresolved, likely
from chant_lsp.core.rules._weight import as_lint
from chant_lsp.core.spec import Spec

ONLY_WITH = ("depends_on",)
WHILE = ("unresolved",)
READS = ()
WEIGHS = ("is_open", "readable")


def unknown_dependency(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An item of `depends_on` that is no spec's id, nor part of one. Page: unknown_dependency.md."""
    for mention, guess in iter_unresolved(spec, index):
        if guess.how is not How.NOTHING:
            continue
        hint, fixes = likely(spec, index, mention)
        so = "chant waits for it for ever" if spec.is_open else "chant's lint refuses it"
        yield Finding(
            "unknown-dependency",
            as_lint(spec),
            mention.span,
            f"No spec has the id `{one_line(mention.text) or EMPTY}`, and {so}.{hint}",
            fixes=fixes,
        )
