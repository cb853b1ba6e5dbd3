"""What the last run of a phase changed besides what it was for."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.gaps import BESIDES, open_gaps
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._fields import value_span
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span

ONLY_WITH = ("status",)
WHILE = ("was_run",)


def touched_besides(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A file that the last run of a spec touched and had no business with. Page: touched_besides.md."""
    for gap in open_gaps(index, spec, BESIDES):
        yield Finding("touched-besides", Severity.WARNING, _place(spec, gap.what), gap.message)


def _place(spec: Spec, what: str) -> Span:
    entry = spec.frontmatter.get("target_files")
    return value_span(spec, "status") if what == "spec" or entry is None else entry.key.span
