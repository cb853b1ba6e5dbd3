"""One of chant's files with its text and its facts: what the views of a document are made from, whatever its kind."""

from __future__ import annotations

from typing import NamedTuple

from chant_lsp.core.config import Config
from chant_lsp.core.frontmatter import Frontmatter
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.kinds import parse_page
from chant_lsp.core.mentions import Mention
from chant_lsp.core.prompt_file import PromptFile
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source


class Page(NamedTuple):
    """A spec, the config or a prompt: frontmatter with a body behind it."""

    path: str
    source: Source
    frontmatter: Frontmatter
    mentions: tuple[Mention, ...]
    """What its frontmatter names."""
    spec: Spec | None = None
    """Exactly one of the three is set."""
    config: Config | None = None
    prompt: PromptFile | None = None

    @property
    def text(self) -> str:
        return self.source.text


def page_at(index: SpecIndex, path: str, source: Source) -> Page | None:
    """The page at a path; None for a file that is not chant's."""
    facts = index.get(path) or index.pages.get(path) or parse_page(path, source)
    if facts is None:
        return None
    return Page(
        path,
        source,
        facts.frontmatter,
        facts.mentions,
        facts if isinstance(facts, Spec) else None,
        facts if isinstance(facts, Config) else None,
        facts if isinstance(facts, PromptFile) else None,
    )
