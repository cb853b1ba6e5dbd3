"""YAML that cannot be read."""

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


def yaml_syntax(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """The frontmatter is not YAML, or no map of keys. Page: yaml_syntax.md."""
    return reported(spec.frontmatter.problems, "yaml-syntax", Severity.ERROR)
