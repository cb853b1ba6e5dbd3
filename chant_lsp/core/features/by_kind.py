"""The features of the configuration and of prompts: which function answers for which kind of file, and nothing else."""

from __future__ import annotations

from chant_lsp.core.features.cards import mention_card
from chant_lsp.core.features.config_completion import complete_config
from chant_lsp.core.features.config_hover import hover_config
from chant_lsp.core.features.hover import Hover
from chant_lsp.core.features.lenses import Lens, file_lenses
from chant_lsp.core.features.offers import Offers, Surroundings, nothing
from chant_lsp.core.features.prompt_completion import complete_prompt
from chant_lsp.core.features.prompt_hover import hover_prompt
from chant_lsp.core.features.prompt_lenses import prompt_lenses
from chant_lsp.core.features.run_facts import Situation
from chant_lsp.core.features.targets import mention_in
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.kinds import PageKind, kind_of, parse_page
from chant_lsp.core.mentions import OWN_SETTINGS
from chant_lsp.core.text import Source

HOVERS = {PageKind.CONFIG: hover_config, PageKind.PROMPT: hover_prompt}
LENSES = {PageKind.PROMPT: prompt_lenses}
COMPLETIONS = {PageKind.CONFIG: complete_config, PageKind.PROMPT: complete_prompt}


def hover_in_page(
    index: SpecIndex, path: str, source: Source, offset: int, situation: Situation | None = None
) -> Hover | None:
    """textDocument/hover in the config, a prompt or `.chant/lsp.yaml`: what the text at the offset names or means."""
    if path == OWN_SETTINGS:
        from chant_lsp.core.features.own_hover import hover_own_settings

        return hover_own_settings(source, offset)
    kind = kind_of(path)
    hover = HOVERS.get(kind) if kind is not None else None
    facts = index.pages.get(path) or parse_page(path, source)
    if hover is None or facts is None:
        return None
    mention = mention_in(index, path, offset, source)
    if mention is not None:
        return Hover(mention.span, mention_card(index, mention, situation or Situation()))
    return hover(index, facts, source, offset)  # type: ignore[arg-type]


def lenses_in_page(index: SpecIndex, path: str) -> list[Lens]:
    """textDocument/codeLens in the config or a prompt."""
    kind = kind_of(path)
    lenses = LENSES.get(kind) if kind is not None else None
    return [*(lenses(index, path) if lenses is not None else ()), *file_lenses(index, path)]


def complete_in_page(around: Surroundings, source: Source, offset: int) -> Offers:
    """textDocument/completion in the config or a prompt."""
    kind = kind_of(around.path)
    complete = COMPLETIONS.get(kind) if kind is not None else None
    return complete(around, source, offset) if complete is not None else nothing(offset)
