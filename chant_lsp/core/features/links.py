"""textDocument/documentLink: every mention that leads to one place, and web addresses."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from chant_lsp.core.features.targets import Target, body_mentions, targets_of
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import Mention, MentionKind
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source, Span

if TYPE_CHECKING:
    from chant_lsp.core.config import Config
    from chant_lsp.core.prompt_file import PromptFile

MAX_LINKS = 500
"""Of one file; it is all sent anew at each edit."""


class Link(NamedTuple):
    """A piece of text to click on. Exactly one of `target_path` and `url` is set."""

    span: Span
    target_path: str | None
    """Project-relative."""
    url: str | None
    """http or https; nothing else is ever a link."""
    tooltip: str


def links(index: SpecIndex, path: str, source: Source | None = None) -> list[Link]:
    """The links of a spec, the config or a prompt, in the order of the text; with the source given, those in its body,
    too.

    Globs and directories are no links: they lead to many places, and looking for them walks the disk on every change.
    """
    facts = index.facts(path)
    return list(islice(_iter_links(index, facts, source), MAX_LINKS)) if facts is not None else []


def _iter_links(index: SpecIndex, file: Spec | Config | PromptFile, source: Source | None) -> Iterator[Link]:
    for mention in file.mentions:
        link = _link(index, file.path, mention)
        if link is not None:
            yield link
    if source is not None:
        words = file.body.own_words if isinstance(file, Spec) else file.frontmatter.body
        for mention in body_mentions(index, source, words, file.path):
            link = _link(index, file.path, mention)
            if link is not None:
                yield link


def _link(index: SpecIndex, path: str, mention: Mention) -> Link | None:
    if mention.kind is MentionKind.URL:
        web = mention.text.lower().startswith(("http://", "https://"))
        return Link(mention.span, None, mention.text, "Open in the browser") if web else None
    if mention.kind in (MentionKind.GLOB, MentionKind.DIRECTORY):
        return None
    targets = targets_of(index, mention)
    within_directory = targets and targets[0].path.startswith(mention.text + "/")
    if not targets or within_directory or targets[0].path == path:
        return None
    return Link(mention.span, targets[0].path, None, _tooltip(index, mention, targets[0]))


def _tooltip(index: SpecIndex, mention: Mention, target: Target) -> str:
    other = index.get(target.path)
    if other is None:
        return f"Open {target.path}"
    if mention.names_path and target.path != mention.text and not other.archived and other.id not in mention.text:
        return f"Not written yet: {other.id} ({other.status}) writes it"
    where = "archived, " if other.archived else ""
    return f"{other.title or other.id} ({where}{other.status})"
