"""textDocument/references: who mentions a spec, who reads and writes a file, who takes a prompt."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice

from chant_lsp.core.body_mentions import BodyMention, Meaning, body_start, iter_naming, meanings
from chant_lsp.core.body_names import Texts
from chant_lsp.core.features.targets import Target, is_there, mention_at, spec_named, spec_target
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import (
    Mention,
    MentionKind,
    is_prompt_path,
    is_spec_path,
    prompt_path,
    spec_id,
)
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source

MAX_REFERENCES = 4_000
"""Of one answer: for most of them a file is looked into, and nobody reads a longer list."""
MAX_IN_TEXT = 2_000
"""Words of one running text that may name the thing; where there are more, a machine wrote it."""


def references_at(
    index: SpecIndex,
    path: str,
    offset: int,
    source: Source | None = None,
    include_declaration: bool = True,
    texts: Texts | None = None,
) -> list[Target]:
    """Every mention of what stands under the cursor; with the texts given, those in running text, too.

    Shape: on an id or the path of a spec: that spec's; on another path: those that read it and those that write it; on
           a prompt's name: those that take it; anywhere else: those of the file itself. The declaration of a spec is
           its title; a file has none.
    """
    spec = index.get(path)
    mention = mention_at(index, spec, offset, source) if spec is not None else _mention_in_page(index, path, offset)
    if mention is None:
        if spec is None:
            return references_of_file(index, path, texts)
        return references_of_spec(index, spec, include_declaration, texts)
    named = spec_named(index, mention)
    if named is not None:
        return references_of_spec(index, named, include_declaration, texts)
    prompt = prompt_path(mention)
    if prompt is not None:
        return references_of_file(index, prompt, texts)
    if mention.kind is MentionKind.FILE or mention.kind is MentionKind.DIRECTORY:
        return references_of_file(index, mention.text, texts)
    same = (item for other in index.referrers(mention.text) for item in _saying(other, mention))
    return _listed(same)


def references_of_spec(
    index: SpecIndex, spec: Spec, include_declaration: bool = False, texts: Texts | None = None
) -> list[Target]:
    """Every place that mentions the spec, by id or by path: in fields, by their specs' ids, then in running text."""
    declared = [spec_target(spec)] if include_declaration else []
    return _listed(chain(declared, _iter_of_spec(index, spec, texts)))


def _iter_of_spec(index: SpecIndex, spec: Spec, texts: Texts | None) -> Iterator[Target]:
    by_id = index.spec_of(spec.id) is spec
    for other in index.referrers(spec.id):
        for mention in other.mentions:
            if mention.text == spec.id:
                hit = by_id and mention.kind is MentionKind.SPEC
            else:
                hit = mention.kind is MentionKind.FILE and index.target(mention) is spec
            if hit:
                yield Target(other.path, mention.span)

    def is_it(meaning: Meaning) -> bool:
        if meaning.path is None:
            return by_id and meaning.id == spec.id
        named = Mention(MentionKind.FILE, meaning.path, spec.heading, "")
        return is_spec_path(meaning.path) and spec_id(meaning.path) == spec.id and index.target(named) is spec

    yield from _in_running_text(index, spec.id, is_it, texts)


def references_of_file(index: SpecIndex, path: str, texts: Texts | None = None) -> list[Target]:
    """Every place that names a file: as input or output, by its path, its directory or a glob; as a prompt by name;
    then in running text.
    """
    fields = (Target(spec.path, mention.span) for spec, mention in index.mentions_of(path))
    naming = index.naming_prompt(path) if is_prompt_path(path) else ()
    prompts = (Target(file, mention.span) for file, mention in naming)
    return _listed(chain(fields, prompts, _in_running_text(index, path, lambda meaning: meaning.path == path, texts)))


def _listed(places: Iterable[Target]) -> list[Target]:
    """Each place once."""
    return list(dict.fromkeys(islice(places, MAX_REFERENCES)))


def _in_running_text(
    index: SpecIndex, name: str, is_it: Callable[[Meaning], bool], texts: Texts | None
) -> Iterator[Target]:
    for path in sorted(texts.naming(name)) if texts is not None else ():
        source = texts.source(path) if texts is not None else None
        if source is not None:
            found = islice(iter_naming(source, body_start(source.text, source.bom), name), MAX_IN_TEXT)
            yield from (Target(path, each.span) for each in found if _stands_for(index, each, path, is_it))


def _stands_for(index: SpecIndex, found: BodyMention, path: str, is_it: Callable[[Meaning], bool]) -> bool:
    for meaning in meanings(found, posixpath.dirname(path)):
        if is_it(meaning):
            return True
        if is_there(index, meaning):
            return False
    return False


def _mention_in_page(index: SpecIndex, path: str, offset: int) -> Mention | None:
    page = index.pages.get(path)
    mentions = page.mentions if page is not None else ()
    return next((mention for mention in mentions if mention.span.touches(offset)), None)


def _saying(spec: Spec, wanted: Mention) -> Iterator[Target]:
    return (Target(spec.path, m.span) for m in spec.mentions if (m.kind, m.text) == (wanted.kind, wanted.text))
