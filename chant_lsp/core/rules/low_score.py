"""A spec that chant would send back."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.scores import grade
from chant_lsp.core.spec import Spec

OFF_BY_DEFAULT = True
READS_BODY = True
WHILE = ("is_open",)
READS = ("type",)


def low_score(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A traffic light that is not green. Page: low_score.md."""
    if spec.type in ("driver", "group") or spec.title is None:
        return
    words = spec.parts.text[slice(*spec.body.own_words)]
    scores = grade(words, spec.total_criteria, len(spec.texts("target_files")))
    if scores.light == "Ready":
        return
    grades = f"size {scores.complexity}, wording {scores.confidence}, criteria {scores.criteria}"
    ask = "`chant work` asks before it starts" if scores.light == "Refine" else "it may be better"
    yield Finding("low-score", Severity.HINT, spec.heading, f"chant grades this {scores.light} ({grades}): {ask}.")
