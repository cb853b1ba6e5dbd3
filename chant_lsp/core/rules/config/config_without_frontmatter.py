"""A config that chant refuses as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.config import Config
from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.text import Span

_PROJECT = ("---", "project:", "  name: my-project", "defaults:", "  prompt: standard", "---")
_AGENTS = ("---", "parallel:", "  agents:", "    - name: main", "      command: claude", "---")
_ABSENT = (
    "chant reads its settings between two lines `---` at the start of this file, and refuses to work without them."
)
_EDGES = {
    "frontmatter-unterminated": "This `---` is never closed, and chant refuses to work without settings; close it.",
    "frontmatter-hidden": (
        "Something stands before the first `---`, if only a byte order mark, and hides the settings; remove it."
    ),
}


def config_without_frontmatter(config: Config, index: SpecIndex) -> Iterator[Finding]:
    """No frontmatter, or one that chant does not see. Page: config_without_frontmatter.md."""
    frontmatter = config.frontmatter
    if frontmatter.closer is not None:
        return
    start, end = frontmatter.body
    span = Span(start, min(start + 1, end))
    fixes: tuple[Fix, ...] = ()
    if config.late_opener is not None:
        span = config.late_opener
        message = "chant sees these settings only at the beginning of the file; remove what stands before them."
        fixes = (Fix("Remove what stands before", (Edit(Span(0, span.start), ""),), True, guess=True),)
    elif frontmatter.edges:
        edge = frontmatter.edges[0]
        span, fixes = edge.span, edge.fixes
        message = _EDGES.get(edge.code, _ABSENT)
    elif config.fenced:
        message = _ABSENT
        fixes = (Fix("Put `---` lines around them", config.fenced, True),)
    else:
        message = _ABSENT
        line = frontmatter.line_end
        lines = _AGENTS if config.is_agents else _PROJECT
        edit = Edit(Span(0, 0), line.join(lines) + line + line * (end > start))
        fixes = (Fix("Add frontmatter", (edit,), True, guess=True),)
    yield Finding("config-without-frontmatter", Severity.ERROR, span, message, fixes=fixes)
