"""Bytes that are no text."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.kinds import PageKind
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span

ALSO_FOR = (PageKind.CONFIG, PageKind.PROMPT)
WHILE = ("undecodable",)
READS = ()


def not_utf8(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A file on the disk that is not UTF-8. Page: not_utf8.md."""
    if spec.undecodable is not None:
        span = Span(spec.undecodable, spec.undecodable + 1)
        message = "The file is not UTF-8 from here on, and chant cannot read it; save it as UTF-8."
        yield Finding("not-utf8", Severity.ERROR, span, message)
