"""textDocument/definition: where what stands under the cursor leads to."""

from __future__ import annotations

from chant_lsp.core.features.targets import Target, mention_at, mention_in, targets_of
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import CONFIG_PATH
from chant_lsp.core.text import Source, Span


def definition_at(index: SpecIndex, path: str, offset: int, source: Source | None = None) -> list[Target]:
    """The places that the text at the offset leads to; empty when it leads nowhere.

    Shape: several for a glob and a directory; with the source given, ids and paths in the body lead somewhere, too.
    """
    spec = index.get(path)
    if spec is None and source is not None:
        mention = mention_in(index, path, offset, source)
        return targets_of(index, mention) if mention is not None else _of_variable(index, path, offset)
    mention = mention_at(index, spec, offset, source) if spec is not None else None
    return targets_of(index, mention) if mention is not None else []


def origin_at(index: SpecIndex, path: str, offset: int, source: Source) -> Span | None:
    """The text that leads somewhere, as far as it goes."""
    mention = mention_in(index, path, offset, source)
    prompt = index.pages.prompts.get(path)
    placeholder = prompt.placeholder_at(offset) if prompt is not None else None
    return mention.span if mention is not None else placeholder.span if placeholder is not None else None


def _of_variable(index: SpecIndex, path: str, offset: int) -> list[Target]:
    """`{{project.name}}` in a prompt is what the config says."""
    prompt = index.pages.prompts.get(path)
    placeholder = prompt.placeholder_at(offset) if prompt is not None else None
    setting = index.pages.config.get("project.name") if index.pages.config is not None else None
    if placeholder is None or setting is None or placeholder.inside != "project.name":
        return []
    return [Target(CONFIG_PATH, setting.value.span)]
