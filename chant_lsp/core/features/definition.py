"""textDocument/definition: where what stands under the cursor leads to."""

from __future__ import annotations

from chant_lsp.core.features.targets import BY_ID, Target, mention_at, mention_in, spec_target, targets_of
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import CONFIG_PATH, Mention, MentionKind
from chant_lsp.core.text import Source, Span


def definition_at(index: SpecIndex, path: str, offset: int, source: Source | None = None) -> list[Target]:
    """The places that the text at the offset leads to; empty when it leads nowhere.

    Shape: several for a glob, a directory and an id that can mean more than one spec; with the source given, ids and
           paths in the body lead somewhere, too.
    """
    spec = index.get(path)
    if spec is None and source is not None:
        mention = mention_in(index, path, offset, source)
        return _places(index, mention) if mention is not None else _of_variable(index, path, offset)
    mention = mention_at(index, spec, offset, source) if spec is not None else None
    return _places(index, mention) if mention is not None else []


def _places(index: SpecIndex, mention: Mention) -> list[Target]:
    """Every spec that an id can mean where it is there twice, or is a part of several; else where the mention leads."""
    if mention.kind is MentionKind.SPEC and not mention.text.endswith(".md"):
        meant = [spec for spec in index.specs_of(mention.text) if not spec.archived]
        if not index.paths_of(mention.text) and mention.field in BY_ID:
            meant = index.resolve(mention.text)
        if len(meant) > 1:
            return [spec_target(spec) for spec in meant]
    return targets_of(index, mention)


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
