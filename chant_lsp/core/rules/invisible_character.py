"""A character that nobody sees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.invisible import find_invisible, names_of
from chant_lsp.core.kinds import PageKind
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span
from chant_lsp.core.traits import ODD_BODY

if TYPE_CHECKING:
    from chant_lsp.core.prompt_file import PromptFile

ALSO_FOR = (PageKind.PROMPT,)

ONLY_WITH = (ODD_BODY,)
READS_BODY = True
READS = ()
WEIGHS = ("faults", "is_open")


def invisible_character(file: Spec | PromptFile, index: SpecIndex) -> Iterator[Finding]:
    """Zero-width, bidirectional and other unseen characters in what people wrote. Page: invisible_character.md."""
    told = {problem.span for problem in (*file.frontmatter.problems, *file.frontmatter.edges)}
    for span, characters in _iter_unseen(file):
        if span in told:
            continue
        yield Finding(
            "invisible-character",
            Severity.ERROR if _is_refused(file, span) else _usual(file),
            span,
            f"Nobody sees {names_of(characters)} here, but chant and the agent read it; remove it.",
            fixes=(Fix("Remove what is not seen", (Edit(span, ""),), True),),
        )


def _iter_unseen(file: Spec | PromptFile) -> Iterable[tuple[Span, str]]:
    if not isinstance(file, Spec):
        return file.unseen
    text = file.parts.text
    return ((span, text[slice(*span)]) for span in find_invisible(text, 0, file.body.own_words.end))


def _usual(file: Spec | PromptFile) -> Severity:
    return while_open(file, Severity.WARNING) if isinstance(file, Spec) else Severity.WARNING


def _is_refused(file: Spec | PromptFile, span: Span) -> bool:
    """Whether it makes another value of one that chant would take."""
    return any(fault.span.start <= span.start and span.end <= fault.span.end for fault in file.faults)
