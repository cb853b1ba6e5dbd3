"""`parse` again after an edit, in less time: what the edit did not touch is taken over from the spec before it.

Most keystrokes touch one line of running text, which says nothing to chant, or one plain value; most others either
the frontmatter or the body. The answer is the same as that of `parse`, which a test compares; only the cost differs.
"""

from __future__ import annotations

from dataclasses import replace

from chant_lsp.core import boundaries
from chant_lsp.core.frontmatter import WHITE, Frontmatter, read_frontmatter
from chant_lsp.core.index import Change
from chant_lsp.core.markdown import Body, read_body
from chant_lsp.core.retyped_value import with_value
from chant_lsp.core.retyped_words import with_words
from chant_lsp.core.spec import Spec, compose, parse, with_body
from chant_lsp.core.text import Retyped, Source, Span


def reparse(before: Spec, edit: Retyped) -> Change:
    """The facts of a file after an edit of the text that `before` are the facts of.

    Errors: none. Cost: one pass over the part that differs.
    """
    old, new = edit.old, edit.new
    if before.cut or new.cut or before.undecodable is not None:
        return Change(before.path, parse(before.path, new))
    known = with_words(before, edit) or with_value(before, edit)
    if known is not None:
        return known
    kept = _keep_frontmatter(before.frontmatter, old, new)
    frontmatter = kept or read_frontmatter(new.text, new.bom)
    body = _keep_body(before, old, new, frontmatter.body) or read_body(new.text, frontmatter.body)
    spec = with_body(before, new, kept, body) if kept else compose(before.path, new, frontmatter, body)
    return Change(before.path, spec)


def _keep_frontmatter(known: Frontmatter, old: Source, new: Source) -> Frontmatter | None:
    """The frontmatter with another body behind it; None if it has to be read again."""
    opener, closer = known.opener, known.closer
    if opener is None or closer is None or new.bom or old.bom or old.text[: closer.end] != new.text[: closer.end]:
        return None
    if known.problems:
        # What mends them may have to mend its end as well, which is beside the body.
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
    return Body(before.body.held, span.start)
