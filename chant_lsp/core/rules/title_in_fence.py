"""A comment in a code block that is the title."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Related, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span
from chant_lsp.core.traits import ODD_BODY

ONLY_WITH = (ODD_BODY,)
READS_BODY = True
READS = ()
WEIGHS = ("is_open",)

_MARK = re.compile(r"^[^\S\n]*(?:(?P<fence>```|~~~)|(?P<title># [^\r\n]*))", re.MULTILINE)


def title_in_fence(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """chant takes the first line with `# ` for the title, a shell comment, too. Page: title_in_fence.md."""
    title, text = spec.body.title_span, spec.parts.text
    start, end = spec.frontmatter.body
    real, early = _titles(text, start, end)
    if title is None or not early or spec.frontmatter.edges:
        return
    edits = (Edit(Span(start, start), f"{text[slice(*real)]}{spec.frontmatter.line_end * 2}"),) if real else ()
    related = (Related(spec.path, real, "The title that was meant"),) if real else ()
    yield Finding(
        "title-in-fence",
        while_open(spec, Severity.WARNING),
        title,
        "This comment in a code block is the title to chant, as the first line with `# `; put the title above it.",
        related=related,
        fixes=(Fix("Put the title first", (*edits, *_removal(text, real)), True),) if real else (),
    )


def _titles(text: str, start: int, end: int) -> tuple[Span | None, bool]:
    """The first line with `# ` outside fences, and whether one in a fence comes before it."""
    fence, early = "", False
    for match in _MARK.finditer(text, start, end):
        if match["fence"]:
            fence = "" if fence == match["fence"] else fence or match["fence"]
        elif not fence:
            return Span(*match.span("title")), early
        else:
            early = True
    return None, early


def _removal(text: str, line: Span) -> tuple[Edit, ...]:
    """Take the line out, with the blank one behind it."""
    behind = re.compile(r"[^\S\r\n]*(?:\r\n|\r|\n){0,2}").match(text, line.end)
    return (Edit(Span(line.start, behind.end() if behind else line.end), ""),)
