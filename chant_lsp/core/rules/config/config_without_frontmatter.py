"""A config that chant refuses as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.config import Config
from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.text import Span


def config_without_frontmatter(config: Config, index: SpecIndex) -> Iterator[Finding]:
    """No frontmatter, or one that chant does not see. Page: config_without_frontmatter.md."""
    frontmatter = config.frontmatter
    if frontmatter.closer is not None:
        return
    for edge in frontmatter.edges:
        message = f"{edge.message.rstrip('.')}; chant refuses a config without frontmatter."
        yield Finding("config-without-frontmatter", Severity.ERROR, edge.span, message, fixes=edge.fixes)
    if frontmatter.edges:
        return
    start, end = frontmatter.body
    line = frontmatter.line_end
    lines = ("---", "project:", "  name: my-project", "defaults:", "  prompt: standard", "---")
    edit = Edit(Span(0, 0), line.join(lines) + line + line * (end > start))
    yield Finding(
        "config-without-frontmatter",
        Severity.ERROR,
        Span(start, min(start + 1, end)),
        "chant reads its settings between two lines `---` at the start of this file, and refuses to work without them.",
        fixes=(Fix("Add frontmatter", (edit,), True, guess=True),),
    )
