"""textDocument/hover: what stands under the cursor, in a glance."""

from __future__ import annotations

from typing import NamedTuple

from chant_lsp.core.features.run_facts import Situation
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source, Span


class Hover(NamedTuple):
    """An explanation and what it explains."""

    span: Span
    markdown: str
    """Safe Markdown: whatever comes from a file is escaped or fenced."""


def hover_at(
    index: SpecIndex, spec: Spec, source: Source, offset: int, situation: Situation | None = None
) -> Hover | None:
    """What the text at the offset means; None where there is nothing to say. Never raises."""
    return None


def hover_of_file(index: SpecIndex, path: str, situation: Situation | None = None) -> str | None:
    """Markdown about a file that is no spec: who writes it and who reads it; None when no spec names it."""
    return None
