"""A character that nobody sees."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.invisible import find_invisible, names_of
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span
from chant_lsp.core.traits import ODD_BODY

ONLY_WITH = (ODD_BODY,)
READS_BODY = True
READS = ()
WEIGHS = ("faults", "is_open")


def invisible_character(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """Zero-width, bidirectional and other unseen characters in what people wrote. Page: invisible_character.md."""
    text = spec.parts.text
    told = {problem.span for problem in (*spec.frontmatter.problems, *spec.frontmatter.edges)}
    for span in find_invisible(text, 0, spec.body.own_words.end):
        if span in told:
            continue
        yield Finding(
            "invisible-character",
            Severity.ERROR if _is_refused(spec, span) else while_open(spec, Severity.WARNING),
            span,
            f"Nobody sees {names_of(text[span.start : span.end])} here, but chant and the agent read it; remove it.",
            fixes=(Fix("Remove what is not seen", (Edit(span, ""),), True),),
        )


def _is_refused(spec: Spec, span: Span) -> bool:
    """Whether it makes another value of one that chant would take."""
    return any(fault.span.start <= span.start and span.end <= fault.span.end for fault in spec.faults)
