"""What the last run of a phase should have left and did not."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.gaps import MISSING, Gap, open_gaps
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._fields import value_span
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span

ONLY_WITH = ("status",)
WHILE = ("was_run",)
READS_BODY = True


def evidence_missing(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A gap that the last, failed run of a spec left, at the place where it is. Page: evidence_missing.md."""
    for gap in open_gaps(index, spec, MISSING | {"criterion"}):
        if gap.what == "criterion":
            yield from _open_boxes(spec)
        else:
            yield Finding("evidence-missing", Severity.WARNING, _place(spec, gap), gap.message)


def _open_boxes(spec: Spec) -> Iterator[Finding]:
    for criterion in spec.body.criteria:
        if not criterion.done:
            message = "The last run left this criterion open; run the phase again, or tick it if you have seen to it."
            yield Finding("evidence-missing", Severity.WARNING, criterion.span, message)


def _place(spec: Spec, gap: Gap) -> Span:
    """Where the spec names the file; else its first output, else its status."""
    outputs = spec.mentions_in("target_files")
    named = [*outputs, *spec.mentions_in("informed_by")]
    covering = [each for each in outputs if gap.path.startswith(f"{each.text}/")]
    found = [*(each for each in named if each.text == gap.path), *covering, *outputs]
    return found[0].span if found else value_span(spec, "status")
