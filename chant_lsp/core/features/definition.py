"""textDocument/definition: where what stands under the cursor leads to."""

from __future__ import annotations

from chant_lsp.core.features.targets import Target, mention_at, targets_of
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.text import Source


def definition_at(index: SpecIndex, path: str, offset: int, source: Source | None = None) -> list[Target]:
    """The places that the text at the offset leads to; empty when it leads nowhere.

    Shape: several for a glob and a directory; with the source given, ids and paths in the body lead somewhere, too.
    """
    spec = index.get(path)
    mention = mention_at(index, spec, offset, source) if spec is not None else None
    return targets_of(index, mention) if mention is not None else []
