"""What a hover says about a commit: which text is one, and its card; git itself is asked by the caller."""

from __future__ import annotations

import re
from typing import NamedTuple

from chant_lsp.core.features.durations import ago
from chant_lsp.core.features.prose import code, words
from chant_lsp.core.frontmatter import Scalar, Sequence
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span

_HASH = re.compile(r"[0-9a-fA-F]{4,40}")


class CommitMention(NamedTuple):
    """A hash in `commits`, or in the key of older versions, `commit`."""

    hash: str
    """4 to 40 hexadecimal digits and nothing else."""
    span: Span


class CommitFacts(NamedTuple):
    """What git knows of a commit."""

    hash: str
    subject: str
    author: str
    time_s: float
    """Seconds since 1970, of the commit."""
    date: str
    """As people read it: `2026-01-31`."""


def commit_at(spec: Spec, offset: int) -> CommitMention | None:
    """The commit that the offset is on."""
    for name in spec.traits.intersection(("commits", "commit")):
        entry = spec.frontmatter.get(name)
        value = entry.value if entry is not None else None
        for item in value.items if isinstance(value, Sequence) else (value,):
            if isinstance(item, Scalar) and item.span.touches(offset) and _HASH.fullmatch(item.text):
                return CommitMention(item.text, item.span)
    return None


def commit_card(mention: CommitMention, facts: CommitFacts | None, now_s: float) -> str:
    """Subject, author and date; or that git has no such commit."""
    if facts is None:
        return f"git knows no commit {code(mention.hash)} here."
    when = f"{words(facts.date, 20)},{ago(facts.time_s, now_s)}".rstrip(",")
    return f"**{words(facts.subject)}**\n\n{code(facts.hash[:10])} · {words(facts.author, 60)} · {when}"
