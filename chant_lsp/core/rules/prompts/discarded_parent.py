"""A parent whose text nobody sees."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.prompt import PARENT_MARKER
from chant_lsp.core.prompt_file import PromptFile
from chant_lsp.core.text import Span


def discarded_parent(prompt: PromptFile, index: SpecIndex) -> Iterator[Finding]:
    """`extends` without `{{> parent}}` in the text. Page: discarded_parent.md."""
    mention = prompt.extends
    if mention is None or prompt.parent_marker is not None or prompt.cut or prompt.meant_markers:
        return
    body = prompt.frontmatter.body
    end = prompt.frontmatter.line_end
    edit = Edit(Span(body.start, body.start), PARENT_MARKER + (end * 2 if body.end > body.start else end))
    yield Finding(
        "discarded-parent",
        Severity.WARNING,
        mention.span,
        f"The text of `{mention.text}` is thrown away: it only stands where this prompt says `{PARENT_MARKER}`.",
        fixes=(Fix(f"Add `{PARENT_MARKER}`", (edit,), True, guess=True),),
    )
