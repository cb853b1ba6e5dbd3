"""A slim spec as plain values, and back: what a cache can keep.

Numbers, texts, tuples and sets only, in a form of this version; whoever keeps them has to know which code packed them.
"""

from __future__ import annotations

from typing import Any

from chant_lsp.core.frozen import made
from chant_lsp.core.mentions import Mention, MentionKind, spec_id
from chant_lsp.core.silenced import Silenced
from chant_lsp.core.spec import ReadParts, Spec
from chant_lsp.core.text import Span, shared_span
from chant_lsp.core.traits import shared

Packed = tuple[Any, ...]

_KINDS = tuple(MentionKind)
_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}


def pack(spec: Spec) -> Packed:
    """The facts of a spec, its path and its parts left out."""
    mentions = tuple([(_NUMBERS[kind], text, *span, field) for kind, text, span, field in spec.mentions])
    silenced = tuple([(code, *span) for code, span in spec.silenced])
    counts = (spec.total_criteria, spec.open_criteria, spec.readable, spec.cut, spec.undecodable)
    words = (spec.type, spec.status, spec.title, tuple(spec.heading), spec.labels, mentions)
    return (*words, *counts, spec.traits, silenced)


def unpack(path: str, packed: Packed, held: ReadParts) -> Spec:
    """The slim spec at a path, of which these are the facts."""
    type_, status, title, heading, labels, mentions, total, unticked, readable, cut, undecodable, *rest = packed
    traits, silenced = rest
    return Spec(
        path,
        spec_id(path),
        type_,
        status,
        title,
        shared_span(*heading),
        labels,
        tuple(
            [made(Mention, (_KINDS[kind], text, shared_span(at, to), field)) for kind, text, at, to, field in mentions]
        ),
        total,
        unticked,
        readable,
        cut,
        undecodable,
        shared(traits),
        tuple([Silenced(code, Span(start, end)) for code, start, end in silenced]),
        held,
    )
