"""Work that is called done, with boxes that are not ticked."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Related, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._fields import value_span
from chant_lsp.core.spec import Spec

ONLY_WITH = ("status",)
READS_BODY = True
WHILE = ("completed", "readable")
READS = ()

MAX_SHOWN = 5


def completed_with_open_criteria(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """`status: completed` above open criteria. Page: completed_with_open_criteria.md."""
    if not spec.open_criteria:
        return
    count = spec.open_criteria
    boxes = [criterion for criterion in spec.body.criteria if not criterion.done]
    yield Finding(
        "completed-with-open-criteria",
        Severity.HINT,
        value_span(spec, "status"),
        f"It is completed, and {count} of {spec.total_criteria} criteria {'is' if count == 1 else 'are'} not ticked.",
        related=tuple(Related(spec.path, box.span, box.text or "a box without words") for box in boxes[:MAX_SHOWN]),
    )
