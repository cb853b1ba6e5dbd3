"""The edits that silence a code in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chant_lsp.core.findings import Edit
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source, Span, line_end

if TYPE_CHECKING:
    from chant_lsp.core.config import Config
    from chant_lsp.core.prompt_file import PromptFile


def silence_in_page(page: Config | PromptFile, source: Source, code: str) -> tuple[Edit, ...]:
    """The same in the config or a prompt: as a comment of the YAML, because an agent reads the text of a prompt."""
    if page.silenced:
        end = page.silenced[-1].span.end
        return (Edit(Span(end, end), f", {code}"),)
    frontmatter = page.frontmatter
    line = frontmatter.line_end
    if frontmatter.closer is not None and len(frontmatter.line_starts) > 1:
        at = frontmatter.line_starts[1]
        return (Edit(Span(at, at), f"# chant-lsp: disable={code}{line}"),)
    end = len(source.text)
    gap = "" if not end or source.text.endswith(("\n", "\r")) else line
    return (Edit(Span(end, end), f"{gap}<!-- chant-lsp: disable={code} -->{line}"),)


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
