"""Frontmatter that chant does not see."""

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


def frontmatter_hidden(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """Text or a byte order mark stands before the opening `---`. Page: frontmatter_hidden.md."""
    return reported(spec.frontmatter.edges, "frontmatter-hidden", Severity.WARNING)
