"""workspace/symbol: every spec of the project by its id, its title, its type and its status."""

from __future__ import annotations

from itertools import islice

from chant_lsp.core.features.prose import shown
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.schema import STATUSES, TYPES
from chant_lsp.core.spec import Spec

MAX_SYMBOLS = 200
"""Nobody reads a longer list; who wants another spec types another letter."""

MAX_CANDIDATES = 1_000
"""Specs with one of several words in their names that are asked for the others."""

_KINDS = frozenset(choice.value for choice in (*STATUSES, *TYPES)) | {"archived"}


def find_specs(index: SpecIndex, query: str, limit: int = MAX_SYMBOLS) -> list[Spec]:
    """The specs that a query means, the likeliest first.

    Shape: ids that begin with it, ids that it is a part of, titles that it is a part of; else those that have all of
           its words, of which some may be a status, a type or `archived`; else those that have all of its letters, in
           their order. Capital and small letters are the same. An empty query means some active specs.
    Cost:  a few milliseconds at 100,000 specs; some ten times that where only the letters are there.
    """
    query = " ".join(query.split())
    if not query:
        return sorted(islice((spec for spec in index.specs.values() if not spec.archived), limit), key=_by_id)
    found = _specs(index, index.names.ids(query, limit))
    if not found or query.lower() in _KINDS:
        found = [*found, *_with_words(index, query.lower().split(), limit)]
    if not found:
        found = _specs(index, index.names.ids_like(query, limit))
    return list({spec.path: spec for spec in found}.values())[:limit]


def symbol_name(spec: Spec) -> str:
    """What a symbol is called: editors look for what was typed in this, and in nothing else."""
    return f"{spec.id} {shown(spec.title)}" if spec.title else spec.id


def symbol_container(spec: Spec) -> str:
    """What is said beside its name."""
    return " ".join(
        part for part in (shown(spec.type), shown(spec.status), "archived" if spec.archived else "") if part
    )


def _with_words(index: SpecIndex, words: list[str], limit: int) -> list[Spec]:
    named = [word for word in words if word not in _KINDS]
    if named:
        longest = max(named, key=len)
        candidates = _specs(index, index.names.ids(longest, MAX_CANDIDATES))
    else:
        candidates = index.specs.values()
    return list(islice((spec for spec in candidates if _has(spec, words)), limit))


def _has(spec: Spec, words: list[str]) -> bool:
    kinds = symbol_container(spec).split()
    name = f"{spec.id} {spec.title or ''}".lower()
    return all(word in kinds or word in name for word in words)


def _specs(index: SpecIndex, ids: list[str]) -> list[Spec]:
    return [spec for id in ids for spec in index.specs_of(id)]


def _by_id(spec: Spec) -> str:
    return spec.id
