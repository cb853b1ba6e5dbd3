"""Frontmatter that never ends."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.kinds import PageKind
from chant_lsp.core.rules._problems import reported
from chant_lsp.core.spec import Spec
from chant_lsp.core.traits import TROUBLE

ALSO_FOR = (PageKind.PROMPT,)

ONLY_WITH = (TROUBLE,)
READS = ()


def frontmatter_unterminated(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """The opening `---` has no closing one. Page: frontmatter_unterminated.md."""
    return reported(spec.frontmatter.edges, "frontmatter-unterminated", Severity.WARNING)
