"""Prompts that extend each other in a circle."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Related, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import prompt_path
from chant_lsp.core.prompt_file import PromptFile

MAX_SHOWN = 8
"""Prompts of a circle that the message names."""
MAX_RELATED = 50
"""Steps of a circle that a finding leads to: each of its prompts has such a finding."""


def prompt_cycle(prompt: PromptFile, index: SpecIndex) -> Iterator[Finding]:
    """A prompt that extends itself, by way of others or not. Page: prompt_cycle.md."""
    mention = prompt.extends
    if mention is None:
        return
    chain = index.pages.ancestry(prompt)
    on_it = len(chain) > 1 and chain[-1].path == prompt.path
    if not on_it and prompt_path(mention) != prompt.path:
        return
    names = [f"`{each.name}`" for each in (chain if on_it else (prompt, prompt))]
    steps = " → ".join([*names[:MAX_SHOWN], "…", names[-1]] if len(names) > MAX_SHOWN + 1 else names)
    related = tuple(
        Related(each.path, each.extends.span, f"`{each.name}` extends `{each.extends.text}`")
        for each in chain[1:-1][:MAX_RELATED]
        if each.extends is not None
    )
    message = f"This prompt extends itself ({steps}), and chant refuses all of them; take one `extends` out."
    yield Finding("prompt-cycle", Severity.ERROR, mention.span, message, related)
