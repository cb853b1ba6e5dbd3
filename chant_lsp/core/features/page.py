"""The files that the views of a document work on: specs, `config.md` and prompts, told apart here and nowhere else."""

from __future__ import annotations

from typing import NamedTuple

from chant_lsp.core.frontmatter import Frontmatter, read_frontmatter
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import PROMPTS_FOLDER
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source

CONFIG_FILES = (".chant/config.md", ".chant/agents.md")


class Page(NamedTuple):
    """One of chant's files: frontmatter with a body behind it."""

    path: str
    source: Source
    frontmatter: Frontmatter
    spec: Spec | None
    """What the index knows of a spec; None for the other files."""

    @property
    def text(self) -> str:
        return self.source.text


def page_at(index: SpecIndex, path: str, source: Source) -> Page | None:
    """The page at a path; None for a file that is not chant's."""
    spec = index.get(path)
    if spec is not None:
        return Page(path, source, spec.frontmatter, spec)
    if path in CONFIG_FILES or (path.startswith(PROMPTS_FOLDER) and path.endswith(".md")):
        return Page(path, source, read_frontmatter(source.text, source.bom), None)
    return None
