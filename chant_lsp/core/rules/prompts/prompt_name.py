"""A prompt that calls itself something else."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.prompt_file import PromptFile
from chant_lsp.core.quoting import scalar
from chant_lsp.core.rules._problems import is_misread


def prompt_name(prompt: PromptFile, index: SpecIndex) -> Iterator[Finding]:
    """A `name` that is not the file's. Page: prompt_name.md."""
    entry = prompt.frontmatter.get("name")
    stem = prompt.name.rpartition("/")[2]
    if entry is None or not isinstance(entry.value, Scalar) or not entry.value.text.strip():
        return
    if is_misread(prompt, entry.value.span):
        return
    if entry.value.text.strip() in (stem, prompt.name):
        return
    yield Finding(
        "prompt-name",
        Severity.HINT,
        entry.value.span,
        f"Specs name this prompt by its file, `{stem}`; what stands here is for people only.",
        fixes=(Fix(f"Change to `{stem}`", (Edit(entry.value.span, scalar(stem)),), True),),
    )
