"""A prompt extension that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.config import Config
from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Sequence
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import EXTENSIONS_FOLDER, Mention, MentionKind, prompt_path
from chant_lsp.core.quoting import scalar
from chant_lsp.core.rules._nearest import nearest
from chant_lsp.core.rules.config._edits import remove_item


def missing_extension(config: Config, index: SpecIndex) -> Iterator[Finding]:
    """An item of `defaults.prompt_extensions` without its file. Page: missing_extension.md."""
    setting = config.get("defaults.prompt_extensions")
    if setting is None or not isinstance(setting.value, Sequence):
        return
    extensions = [mention for mention in config.mentions if mention.kind is MentionKind.EXTENSION]
    free = _free_names(index, extensions)
    for mention in extensions:
        path = prompt_path(mention)
        if path is None or index.pages.has_prompt(path, index.files):
            continue
        plain = mention.text.rpartition("extensions/")[2].removesuffix(".md")
        meant = [plain] if plain in free else nearest(mention.text, free)
        fixes = [Fix(f"Change to `{name}`", (Edit(mention.span, scalar(name)),), True, guess=True) for name in meant]
        items = setting.value.items
        at = next((i for i, item in enumerate(items) if item.span.touches(mention.span.start)), None)
        edits = remove_item(config, setting.value, at) if at is not None else ()
        way_out = f". Did you mean `{meant[0]}`?" if meant else f"; create `{path}`."
        fixes += [Fix("Remove it", edits, not meant, guess=True)] if edits else []
        yield Finding(
            "missing-extension",
            Severity.ERROR,
            mention.span,
            f"There is no prompt extension `{mention.text}`, and chant starts no spec without it{way_out}",
            fixes=tuple(fixes),
        )


def _free_names(index: SpecIndex, named: list[Mention]) -> list[str]:
    """The extensions that are there and not in the list."""
    taken = {mention.text for mention in named}
    extensions = (prompt for prompt in index.pages.prompts.values() if prompt.is_extension)
    names = (prompt.path.removeprefix(EXTENSIONS_FOLDER).removesuffix(".md") for prompt in extensions)
    return sorted(name for name in names if name not in taken)
