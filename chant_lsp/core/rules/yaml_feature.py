"""YAML that is not followed."""

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


def yaml_feature(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """Anchors, aliases, tags and merges. Page: yaml_feature.md."""
    return reported(spec.frontmatter.problems, "yaml-feature", Severity.WARNING)
