"""A key of a prompt that is nearly one of chant's."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.prompt_file import PROMPT_FIELDS, PromptFile
from chant_lsp.core.rules._nearest import is_slip

_SAME = {"extend": "extends", "inherits": "extends", "parent": "extends", "base": "extends", "description": "purpose"}


def near_miss_prompt_key(prompt: PromptFile, index: SpecIndex) -> Iterator[Finding]:
    """An unknown key that is a slip of the pen away from a known one. Page: near_miss_prompt_key.md."""
    entries = prompt.frontmatter.entries
    names = {entry.key.text for entry in entries}
    for entry in entries:
        name = entry.key.text
        meant = meant_key(name)
        if name == meant or meant is None or (meant == "purpose" and meant in names):
            continue
        yield Finding(
            "near-miss-prompt-key",
            Severity.WARNING if meant == "extends" else Severity.HINT,
            entry.key.span,
            f"chant does not know `{name}` in a prompt and ignores it. Did you mean `{meant}`?",
            fixes=(Fix(f"Rename to `{meant}`", (Edit(entry.key.span, meant),), True),) if meant not in names else (),
        )


def meant_key(name: str) -> str | None:
    """The key that a name is, or is a slip of."""
    plain = name.strip().lower()
    if plain in PROMPT_FIELDS or len(plain) < 4:
        return plain if plain in PROMPT_FIELDS else None
    return _SAME.get(plain) or next((known for known in PROMPT_FIELDS if is_slip(plain, known)), None)
