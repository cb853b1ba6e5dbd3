"""Criteria that chant does not count."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.markdown import CRITERIA_HEADING, Uncounted
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span
from chant_lsp.core.traits import ODD_BODY

_MESSAGES = {
    "heading": f"chant counts criteria below `{CRITERIA_HEADING}` only, in these letters, with two `#`; rename this.",
    "bullet": "chant counts only `- [ ]` and `- [x]`; write this box so.",
    "no-heading": f"chant counts boxes below the heading `{CRITERIA_HEADING}` only; put one above them.",
    "fence": "This ``` is never closed, so chant sees the criteria below as code and counts none; close it.",
    "shadowed": f"chant counts below the last `{CRITERIA_HEADING}…` heading only, which has no boxes; rename that one.",
}

ONLY_WITH = (ODD_BODY,)


def uncounted_criteria(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """Boxes that people see and chant's gate does not: it passes without them. Page: uncounted_criteria.md."""
    for uncounted in spec.body.uncounted:
        yield Finding(
            "uncounted-criteria",
            while_open(spec, Severity.WARNING),
            uncounted.span,
            _MESSAGES[uncounted.reason],
            fixes=tuple(_iter_fixes(spec, uncounted)),
        )


def _iter_fixes(spec: Spec, uncounted: Uncounted) -> Iterator[Fix]:
    at = uncounted.span.start
    line = spec.frontmatter.line_end
    if uncounted.reason == "heading":
        yield Fix(f"Change to `{CRITERIA_HEADING}`", (Edit(uncounted.span, uncounted.fixed),), True)
    elif uncounted.reason == "bullet":
        yield Fix(f"Change to `{uncounted.fixed}`", (Edit(uncounted.span, uncounted.fixed),), True)
    elif uncounted.reason == "no-heading":
        heading = Edit(Span(at, at), f"{CRITERIA_HEADING}{line}{line}")
        yield Fix(f"Put `{CRITERIA_HEADING}` above", (heading,), True)
