"""A spec that is large for one run."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.scores import MAX_CRITERIA, MAX_FILES, MAX_WORDS
from chant_lsp.core.spec import Spec

OFF_BY_DEFAULT = True
READS_BODY = True
WHILE = ("is_open",)
READS = ()


def too_complex(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """More criteria, outputs or words than chant's lint thinks good. Page: too_complex.md."""
    text = spec.parts.text
    words = len(text[slice(*spec.body.own_words)].split())
    files = spec.frontmatter.get("target_files")
    heading = spec.body.criteria_heading
    for count, most, what, span in (
        (spec.total_criteria, MAX_CRITERIA, "acceptance criteria", heading.span if heading else spec.heading),
        (len(spec.texts("target_files")), MAX_FILES, "output files", files.key.span if files else spec.heading),
        (words, MAX_WORDS, "words", spec.heading),
    ):
        if count > most:
            yield Finding(
                "too-complex",
                Severity.HINT,
                span,
                f"{count} {what} are much for one run: chant's lint warns of more than {most}. Consider splitting it.",
            )
