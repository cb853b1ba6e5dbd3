"""Call hierarchy: a spec "calls" those that it depends on, and is called by its dependents.

One step at a time, so that a cycle is only as long as somebody follows it.
"""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from chant_lsp.core.features.prose import shown
from chant_lsp.core.features.targets import mention_in, spec_named
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source, Span

MAX_CALLS = 1_000
"""Specs that are listed as depending on one: a file is looked into for each, and nobody opens a longer tree."""


class Call(NamedTuple):
    """The other end of a dependency."""

    spec: Spec
    spans: tuple[Span, ...]
    """Where it is written, in the text of the spec that depends on the other."""


def spec_at(index: SpecIndex, path: str, offset: int, source: Source) -> Spec | None:
    """The spec that is mentioned at the offset; else the one whose file it is."""
    mention = mention_in(index, path, offset, source)
    named = spec_named(index, mention) if mention is not None else None
    return named or index.get(path)


def incoming(index: SpecIndex, spec: Spec) -> list[Call]:
    """The specs that depend on one, in the order of their ids."""
    found = ((other, _spans(index, other, spec)) for other in index.dependents(spec))
    return list(islice((Call(other, spans) for other, spans in found if spans), MAX_CALLS))


def outgoing(index: SpecIndex, spec: Spec) -> list[Call]:
    """The specs that one depends on, in the order in which it lists them."""
    others = {other.path: other for other in index.dependencies(spec)}
    return [Call(other, _spans(index, spec, other)) for other in others.values()]


def detail(spec: Spec) -> str:
    """What is said beside a spec's id: its status and its title."""
    state = f"{shown(spec.status)}, archived" if spec.archived else shown(spec.status)
    return f"{state} · {shown(spec.title)}" if spec.title else state


def _spans(index: SpecIndex, dependent: Spec, on: Spec) -> tuple[Span, ...]:
    mentions = dependent.mentions_in("depends_on")
    return tuple(mention.span for mention in mentions if index.target(mention) is on)
