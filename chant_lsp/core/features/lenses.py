"""textDocument/codeLens: line 1 says where the phase stands and what can be done: state | action | inputs | more."""

from __future__ import annotations

from typing import NamedTuple

from chant_lsp.core.features.run_facts import PromptSize, Situation
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source, Span


class Lens(NamedTuple):
    """One button, or one remark."""

    span: Span
    """Line 1, the criteria heading or the title."""
    title: str
    command: str | None = None
    """`chant.run`, `chant.stop`, `chant.previewPrompt`, `chant.explain`, `chant.openLog`, `chant.markFailed`,
    `chant.fix`, or `chant.open` (show the file at `path`); None: a remark that does nothing."""
    path: str = ""
    """The spec that the command is about, which may be another one; becomes the argument `{"uri": …}`."""


def lenses(
    index: SpecIndex, spec: Spec, source: Source, situation: Situation, prompt: PromptSize | None = None
) -> list[Lens]:
    """The lenses of a spec: those of line 1 in their order, then those on the title and the criteria heading."""
    return []


def explain(index: SpecIndex, spec: Spec, source: Source, situation: Situation) -> str:
    """Where the phase stands, what stands in its way and what to do about it, in plain sentences."""
    return ""
