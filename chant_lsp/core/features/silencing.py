"""The edits that silence a code in one file."""

from __future__ import annotations

from chant_lsp.core.findings import Edit
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source, Span, line_end


def silence(spec: Spec, source: Source, code: str) -> tuple[Edit, ...]:
    """Name the code in the comment that silences others, or in a new one below what people wrote.

    The comment goes into the text: chant drops those of the frontmatter when it saves a spec.
    """
    if spec.silenced:
        end = spec.silenced[-1].span.end
        return (Edit(Span(end, end), f", {code}"),)
    line = line_end(source.text)
    comment = f"<!-- chant-lsp: disable={code} -->"
    end = spec.frontmatter.body.end
    at = spec.body.own_words.end
    if at < end:
        return (Edit(Span(at, at), f"{comment}{line}{line}"),)
    return (Edit(Span(end, end), f"{line}{line}{comment}" if end else comment),)
