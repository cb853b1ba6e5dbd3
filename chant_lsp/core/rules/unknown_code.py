"""A comment that silences nothing."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core import rules
from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.kinds import PageKind
from chant_lsp.core.rules._nearest import nearest
from chant_lsp.core.spec import Spec

ALSO_FOR = (PageKind.CONFIG, PageKind.PROMPT)
WHILE = ("silenced",)
READS = ()


def unknown_code(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A code after `chant-lsp: disable=` that no rule has. Page: unknown_code.md."""
    for code, span in spec.silenced:
        if code in rules.CODES:
            continue
        meant = nearest(code.lower().replace("_", "-"), rules.CODES)
        hint = f" Did you mean `{meant[0]}`?" if meant else ""
        yield Finding(
            "unknown-code",
            Severity.HINT,
            span,
            f"No rule has the code `{code}`, so nothing is silenced.{hint}",
            fixes=tuple(Fix(f"Change to `{other}`", (Edit(span, other),), True) for other in meant),
        )
