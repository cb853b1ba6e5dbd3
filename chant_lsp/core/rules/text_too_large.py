"""A file that is too large to be a spec."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.kinds import PageKind
from chant_lsp.core.mentions import MAX_MENTIONS
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import MAX_TEXT, Span

ALSO_FOR = (PageKind.CONFIG, PageKind.PROMPT)
WHILE = ("cut",)
READS = ()


def text_too_large(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A file of which only the beginning was read. Page: text_too_large.md."""
    if spec.cut:
        limits = f"{MAX_TEXT:,} characters and {MAX_MENTIONS} references"
        message = f"Only the first {limits} of a spec are read; move the rest to files or specs of its own."
        yield Finding("text-too-large", Severity.WARNING, spec.frontmatter.opener or Span(0, 1), message)
