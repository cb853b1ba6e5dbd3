"""A spec in which somebody types words into running text, which says nothing to chant."""

from __future__ import annotations

import re

from chant_lsp.core.frontmatter import Frontmatter
from chant_lsp.core.markdown import BOX_SIGNS, Body, lengthened
from chant_lsp.core.silenced import WORD
from chant_lsp.core.spec import Parts, Spec
from chant_lsp.core.text import Span, first_difference

_TELLING = re.compile(rf"[#`\[{BOX_SIGNS}]|---|uman|cept|{WORD}", re.IGNORECASE)
"""What a line of a body must have in it to be a fact: heading, fence, box, human gate, acceptance criteria, silence."""


def with_words(before: Spec, old: str, new: str) -> Spec | None:
    """The spec with other words in one line in the middle of its body; None if there is more to it."""
    known = before.frontmatter
    start, end = known.body
    if known.closer is None or known.edges or before.silenced or old[:start] != new[:start]:
        return None
    at, by = first_difference(old, new, start), len(new) - len(old)
    line, line_end = old.rfind("\n", start, at) + 1, old.find("\n", at, end)
    if not line or line_end < 0 or new.find("\n", at) != line_end + by or old[line_end:] != new[line_end + by :]:
        return None
    if not all(map(_says_nothing, (old[line:line_end], new[line : line_end + by]))):
        return None
    frontmatter = _with_body(known, Span(start, end + by))
    body = Body(lengthened(before.body.found, at - start, by), start)
    return _with_parts(before, Parts(frontmatter, body, before.faults, new))


def _says_nothing(line: str) -> bool:
    # What nobody sees, and white space other than blanks, is not printable.
    return line.isprintable() and _TELLING.search(line) is None


def _with_body(known: Frontmatter, body: Span) -> Frontmatter:
    return Frontmatter(
        known.opener,
        known.block,
        known.closer,
        body,
        known.entries,
        known.problems,
        (),
        known.line_starts,
        known.line_end,
    )


def _with_parts(before: Spec, parts: Parts) -> Spec:
    # Three times as fast as `replace`.
    return Spec(
        before.path,
        before.id,
        before.type,
        before.status,
        before.title,
        parts.body.title_span or parts.frontmatter.opener or parts.frontmatter.body,
        before.labels,
        before.mentions,
        before.total_criteria,
        before.open_criteria,
        before.readable,
        before.cut,
        before.undecodable,
        before.traits,
        (),
        parts,
    )
