"""A dependency whose run went wrong."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._dependencies import iter_resolved, title_of
from chant_lsp.core.spec import Spec

_STATUSES = {"failed": "failed", "needs_attention": "needs a person's attention"}

ONLY_WITH = ("depends_on",)
WHILE = ("is_open",)
READS = ()


def failed_dependency(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An item of `depends_on` that somebody has to see to first. Page: failed_dependency.md."""
    for mention, target in iter_resolved(spec, index):
        if target.status in _STATUSES and not target.archived and target.readable:
            yield Finding(
                "failed-dependency",
                Severity.INFORMATION,
                mention.span,
                f"`{target.id}` {_STATUSES[target.status]}: see to it, and this can go on.",
                related=(title_of(target),),
            )
