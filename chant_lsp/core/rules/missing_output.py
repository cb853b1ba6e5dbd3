"""Work that is called done, without what it was to write."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import MentionKind
from chant_lsp.core.spec import Spec

ONLY_WITH = ("target_files",)
WHILE = ("completed", "readable", "active")
READS = ()


def missing_output(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An output of a completed spec that is not there. Page: missing_output.md."""
    for mention in spec.outputs:
        if mention.kind is MentionKind.GLOB:
            there = bool(index.files.glob(mention.text))
        else:
            there = index.files.kind(mention.text) is not None or index.files.outside(mention.text)
        if not there:
            yield Finding(
                "missing-output",
                Severity.HINT,
                mention.span,
                f"This is completed, and its output `{mention.text}` is not there.",
            )
