"""A spec without acceptance criteria."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.markdown import CRITERIA_HEADING
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span

OFF_BY_DEFAULT = True
READS_BODY = True
WHILE = ("is_open",)
READS = ("type",)


def no_criteria(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """No box that chant counts, nor one that it could: it is done when the agent says so. Page: no_criteria.md."""
    if spec.total_criteria or spec.body.uncounted or spec.type in ("driver", "group"):
        return
    line = spec.frontmatter.line_end
    at = spec.body.own_words.end
    box = "" if spec.body.criteria_heading else f"{line}{line}{CRITERIA_HEADING}{line}{line}- [ ] "
    fixes = (Fix(f"Add `{CRITERIA_HEADING}`", (Edit(Span(at, at), box),), True, guess=True),) if box else ()
    yield Finding(
        "no-criteria",
        Severity.HINT,
        spec.heading,
        f"Without a box below `{CRITERIA_HEADING}` chant takes the spec for done when the agent ends.",
        fixes=fixes,
    )
