"""textDocument/references: who mentions a spec, and who reads and writes a file."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.features.targets import PROMPTS_FOLDER, Target, mention_at, prompt_path, spec_named, spec_target
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import Mention, MentionKind
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source


def references_at(
    index: SpecIndex, path: str, offset: int, source: Source | None = None, include_declaration: bool = True
) -> list[Target]:
    """Every mention of what stands under the cursor.

    Shape: on an id or the path of a spec: that spec's; on another path: those that read it and those that write it;
           anywhere else in a spec: its own. The declaration of a spec is its title; a file has none.
    """
    spec = index.get(path)
    if spec is None:
        return references_of_file(index, path)
    mention = mention_at(index, spec, offset, source)
    if mention is None:
        return references_of_spec(index, spec, include_declaration)
    named = spec_named(index, mention)
    if named is not None:
        return references_of_spec(index, named, include_declaration)
    if mention.kind is MentionKind.PROMPT:
        file = prompt_path(mention.text)
        return references_of_file(index, file) if file else []
    if mention.kind is MentionKind.FILE or mention.kind is MentionKind.DIRECTORY:
        return references_of_file(index, mention.text)
    same = (item for other in index.referrers(mention.text) for item in _saying(other, mention))
    return list(dict.fromkeys(same))


def references_of_spec(index: SpecIndex, spec: Spec, include_declaration: bool = False) -> list[Target]:
    """Every place that mentions the spec, by id or by path, in the order of the mentioning specs' ids."""
    places = [spec_target(spec)] if include_declaration else []
    for other in index.referrers(spec.id):
        places += [Target(other.path, mention.span) for mention in other.mentions if index.target(mention) is spec]
    return list(dict.fromkeys(places))


def references_of_file(index: SpecIndex, path: str) -> list[Target]:
    """Every place that names a file: as input or output, by its path, its directory or a glob; as a prompt by name."""
    places = [Target(spec.path, mention.span) for spec, mention in index.mentions_of(path)]
    if path.startswith(PROMPTS_FOLDER) and path.endswith(".md"):
        name = path[len(PROMPTS_FOLDER) : -len(".md")]
        for spec in index.referrers(name):
            places += [Target(spec.path, found.span) for found in spec.mentions if _is_prompt(found, name)]
    return list(dict.fromkeys(places))


def _is_prompt(mention: Mention, name: str) -> bool:
    return mention.kind is MentionKind.PROMPT and mention.text == name


def _saying(spec: Spec, wanted: Mention) -> Iterator[Target]:
    return (Target(spec.path, m.span) for m in spec.mentions if (m.kind, m.text) == (wanted.kind, wanted.text))
