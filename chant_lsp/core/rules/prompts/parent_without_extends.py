"""A place for a parent, and no parent."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.frontmatter import Entry, Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.prompt import PARENT_MARKER
from chant_lsp.core.prompt_file import PromptFile
from chant_lsp.core.rules.prompts.near_miss_prompt_key import meant_key
from chant_lsp.core.values import scalar_kind


def parent_without_extends(prompt: PromptFile, index: SpecIndex) -> Iterator[Finding]:
    """`{{> parent}}` in a prompt that extends none. Page: parent_without_extends.md."""
    marker = prompt.parent_marker
    broken = any(problem.code == "yaml-syntax" for problem in prompt.frontmatter.problems) or prompt.faults
    if marker is None or prompt.extends is not None or broken:
        return
    if any(_is_said(entry) for entry in prompt.frontmatter.entries if meant_key(entry.key.text) == "extends"):
        return
    yield Finding(
        "parent-without-extends",
        Severity.WARNING,
        marker.span,
        f"No `extends` names a parent: the agent reads `{PARENT_MARKER}` as it stands.",
    )


def _is_said(entry: Entry) -> bool:
    """Whether it names something, even if under another key than it should."""
    value = entry.value
    return entry.key.text != "extends" or not isinstance(value, Scalar) or scalar_kind(value) != "null"
