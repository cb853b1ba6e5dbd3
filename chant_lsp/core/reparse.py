"""`parse` again after an edit, in less time: what the edit did not touch is taken over from the spec before it.

Most keystrokes touch one line of running text, which says nothing to chant; most others either the frontmatter or the
body. The answer is the same as that of `parse`, which a test compares; only the cost differs.
"""

from __future__ import annotations

import re
from dataclasses import replace

from chant_lsp.core import boundaries
from chant_lsp.core.frontmatter import WHITE, Frontmatter, read_frontmatter
from chant_lsp.core.markdown import BOX_SIGNS, Body, lengthened, read_body
from chant_lsp.core.silenced import WORD
from chant_lsp.core.spec import Parts, Spec, compose, parse, with_body, with_parts
from chant_lsp.core.text import Source, Span

_TELLING = re.compile(rf"[#`\[{BOX_SIGNS}]|---|uman|cept|{WORD}", re.IGNORECASE)
"""What a line of a body must have in it to be a fact: heading, fence, box, human gate, acceptance criteria, silence."""


def reparse(before: Spec, old: Source, new: Source) -> Spec:
    """The facts of a file whose text was `old`, of which `before` are the facts, and is `new` now.

    Errors: none. Cost: one pass over the part that differs.
    """
    if before.cut or new.cut or before.undecodable is not None:
        return parse(before.path, new)
    if (typed := _with_words(before, old.text, new.text)) is not None:
        return typed
    kept = _keep_frontmatter(before.frontmatter, old, new)
    frontmatter = kept or read_frontmatter(new.text, new.bom)
    body = _keep_body(before, old, new, frontmatter.body) or read_body(new.text, frontmatter.body)
    return with_body(before, new, kept, body) if kept else compose(before.path, new, frontmatter, body)


def _with_words(before: Spec, old: str, new: str) -> Spec | None:
    """The spec with other words in one line in the middle of its body; None if there is more to it."""
    known, body = before.frontmatter, before.body
    closer, (start, end) = known.closer, known.body
    if closer is None or known.edges or before.silenced or old[:start] != new[:start]:
        return None
    at = _first_difference(old, new, start)
    by = len(new) - len(old)
    line_start, line_end = old.rfind("\n", start, at) + 1, old.find("\n", at, end)
    if not line_start or line_end < 0 or new.find("\n", at) != line_end + by or old[line_end:] != new[line_end + by :]:
        return None
    if not all(map(_says_nothing, (old[line_start:line_end], new[line_start : line_end + by]))):
        return None
    frontmatter = Frontmatter(
        known.opener,
        known.block,
        closer,
        Span(start, end + by),
        known.entries,
        known.problems,
        (),
        known.line_starts,
        known.line_end,
    )
    body = Body(lengthened(body.found, at - start, by), start)
    heading = body.title_span or frontmatter.opener or frontmatter.body
    return with_parts(before, heading, Parts(frontmatter, body, before.faults, new))


def _first_difference(old: str, new: str, start: int) -> int:
    """Where two texts that begin alike up to `start` begin to differ. Cost: some twenty comparisons of memory."""
    low, high = start, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _says_nothing(line: str) -> bool:
    # What nobody sees, and white space other than blanks, is not printable.
    return line.isprintable() and _TELLING.search(line) is None


def _keep_frontmatter(known: Frontmatter, old: Source, new: Source) -> Frontmatter | None:
    """The frontmatter with another body behind it; None if it has to be read again."""
    opener, closer = known.opener, known.closer
    if opener is None or closer is None or new.bom or old.bom or old.text[: closer.end] != new.text[: closer.end]:
        return None
    text = new.text
    end = max(len(text.rstrip(WHITE)), closer.end)
    start = min(closer.end + len(text) - closer.end - len(text[closer.end :].lstrip(WHITE)), end)
    return replace(
        known,
        body=Span(start, end),
        edges=boundaries.cut(text, opener, closer),
        line_end=boundaries.line_end(text),
    )


def _keep_body(before: Spec, old: Source, new: Source, span: Span) -> Body | None:
    """The body, moved to where it is now; None if it has to be read again."""
    known = before.frontmatter.body
    if old.text[known.start : known.end] != new.text[span.start : span.end]:
        return None
    return Body(before.body.found, span.start)
