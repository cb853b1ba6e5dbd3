"""textDocument/codeLens on a prompt: who takes it, each a click away."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.features.lenses import LINE_1, MAX_NAMED, Lens
from chant_lsp.core.features.prompt_hover import iter_children, iter_takers
from chant_lsp.core.features.standing import plain
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import CONFIG_PATH, prompt_name
from chant_lsp.core.prompt_file import PromptFile


def prompt_lenses(index: SpecIndex, path: str) -> list[Lens]:
    """The config whose default it is, the prompts that extend it, the specs that name it; nothing where nobody does."""
    prompt = index.pages.prompts.get(path)
    if prompt is None:
        return []
    takers = list(_iter_takers(index, prompt))
    shown = takers[: MAX_NAMED + 1] if len(takers) == MAX_NAMED + 1 else takers[:MAX_NAMED]
    row = [
        Lens(LINE_1, f"{'' if i else 'Taken by '}{title}", "chant.open", where)
        for i, (title, where) in enumerate(shown)
    ]
    return row + ([Lens(LINE_1, f"and {len(takers) - len(shown)} more")] if len(takers) > len(shown) else [])


def _iter_takers(index: SpecIndex, prompt: PromptFile) -> Iterator[tuple[str, str]]:
    config = index.pages.config
    if config is not None and prompt.is_extension:
        if prompt.name.removeprefix("extensions/") in config.extensions:
            yield "every prompt", CONFIG_PATH
    elif config is not None and config.prompt == prompt.name:
        yield "all specs without a prompt", CONFIG_PATH
    for path in iter_children(index, prompt):
        yield f"the prompt {prompt_name(path)}", path
    for spec in sorted(iter_takers(index, prompt), key=lambda spec: (spec.archived, spec.id)):
        yield f"{spec.id} ({plain(spec.status)})", spec.path
