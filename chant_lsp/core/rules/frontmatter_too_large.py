"""Frontmatter that is too large to read."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.kinds import PageKind
from chant_lsp.core.rules._problems import reported
from chant_lsp.core.spec import Spec
from chant_lsp.core.traits import TROUBLE

ALSO_FOR = (PageKind.CONFIG, PageKind.PROMPT)

ONLY_WITH = (TROUBLE,)
READS = ()


def frontmatter_too_large(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """More than 64 KiB between the `---` lines. Page: frontmatter_too_large.md."""
    return reported(spec.frontmatter.problems, "frontmatter-too-large", Severity.WARNING)
