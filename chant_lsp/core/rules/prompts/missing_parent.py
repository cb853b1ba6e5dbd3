"""A prompt that extends one that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.frontmatter import Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import prompt_path
from chant_lsp.core.prompt_file import PromptFile
from chant_lsp.core.rules._edits import replace_scalar
from chant_lsp.core.rules._nearest import nearest_prompt


def missing_parent(prompt: PromptFile, index: SpecIndex) -> Iterator[Finding]:
    """`extends` names no prompt. Page: missing_parent.md."""
    mention = prompt.extends
    path = prompt_path(mention) if mention is not None else None
    if mention is None or path is None or index.pages.has_prompt(path, index.files):
        return
    meant = nearest_prompt(mention.text, [name for name in index.pages.names() if name != prompt.name])
    entry = prompt.frontmatter.get("extends")
    node = entry.value if entry is not None else None
    edits = (replace_scalar(node, meant),) if meant is not None and isinstance(node, Scalar) else ()
    fixes = (Fix(f"Change to `{meant}`", edits, True, guess=True),) if edits else ()
    way_out = f". Did you mean `{meant}`?" if meant is not None else f"; create `{path}`."
    yield Finding(
        "missing-parent",
        Severity.ERROR,
        mention.span,
        f"There is no prompt `{mention.text}` to extend, and chant refuses this one{way_out}",
        fixes=fixes,
    )
