"""A spec without a title."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span
from chant_lsp.core.traits import ODD_BODY

_NUMBERS = re.compile(r"^(?:\d{4}-\d{2}-\d{2}-)?(?:\d+[-.])?")

ONLY_WITH = (ODD_BODY,)
READS_BODY = True
READS = ()
WEIGHS = ("is_open",)


_SPELLINGS = re.compile(
    r"(?P<whole>\#[\t \u00a0\u200b-\u200d\u2060\ufeff]*(?P<glued>[^\s#!][^\r\n]*)"
    r"|\*\*(?P<bold>[^\r\n*]+)\*\*(?=[ \t]*(?:[\r\n]|\Z))"
    r"|\\\#[ \t]+(?P<escaped>[^\s][^\r\n]*)|＃[ \t]*(?P<wide>[^\s＃][^\r\n]*)|<h1>(?P<tagged>[^<\r\n]+)</h1>"
    r"|[Tt]itle:[ \t]+(?P<named>[^\s][^\r\n]*)"
    r"|(?P<underlined>[^\s#>|*-][^\r\n]*)(?:\r\n|\r|\n)=+(?=[ \t]*(?:[\r\n]|\Z)))"
)
"""`#Title`, `**Title**`, `\\# Title`, `<h1>Title</h1>`, `Title: Title` and `Title` above `=====`."""
_COMMENT = re.compile(r"^# (?P<words>[A-Z][^\r\n]*)", re.MULTILINE)


def missing_title(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A body without a line that starts with `# `. Page: missing_title.md."""
    if spec.body.title is not None:
        return
    frontmatter = spec.frontmatter
    start, end = frontmatter.body
    where = spec.body.first_heading or (Span(start, min(start + 1, end)) if end > start else frontmatter.closer)
    yield Finding(
        "missing-title",
        while_open(spec, Severity.ERROR, Severity.ERROR),
        where or Span(start, start),
        "There is no title, and chant refuses to work on it; begin the text with a line `# Title`.",
        fixes=tuple(_iter_fixes(spec)),
    )


def _iter_fixes(spec: Spec) -> Iterator[Fix]:
    written = _written_title(spec)
    if written is not None:
        words, edit = written
        yield Fix(f"Write `# {words}`", (edit,), True)
        return
    words = _named_title(spec) or title_from(spec.id)
    yield Fix(f"Add `# {words}`", _title_edits(spec, words), True)


def _written_title(spec: Spec) -> tuple[str, Edit] | None:
    """What the text begins with, where that is a title in another spelling, and how to write it."""
    match = _SPELLINGS.match(spec.parts.text, *spec.frontmatter.body)
    if match is None:
        return None
    words = next(filter(None, match.group("glued", "bold", "escaped", "wide", "tagged", "named", "underlined"))).strip()
    return words, Edit(Span(*match.span("whole")), f"# {words}")


def _named_title(spec: Spec) -> str | None:
    """The title that the frontmatter has, where chant does not look for it."""
    entry = next((entry for entry in spec.frontmatter.entries if entry.key.text.lower() in ("title", "name")), None)
    if entry is not None and isinstance(entry.value, Scalar) and entry.value.text.strip():
        return " ".join(entry.value.text.split())
    comment = _COMMENT.search(spec.parts.text, *spec.frontmatter.block)
    return comment["words"].rstrip() if comment is not None else None


def title_from(id: str) -> str:
    """A title for a spec by its id: `002-root-cause` -> `Root cause`."""
    words = " ".join(_NUMBERS.sub("", id).replace("_", "-").split("-")).strip() or id
    return words[0].upper() + words[1:] if words else "Title"


def _title_edits(spec: Spec, words: str) -> tuple[Edit, ...]:
    frontmatter = spec.frontmatter
    line = frontmatter.line_end
    title = f"# {words}"
    start, end = frontmatter.body
    if end > start and (frontmatter.opener is None or frontmatter.closer is not None):
        return (Edit(Span(start, start), f"{title}{line}{line}"),)
    if frontmatter.closer is not None:
        at = frontmatter.closer.end
        return (Edit(Span(at, at), f"{line}{line}{title}"),)
    return (Edit(Span(end, end), f"{line if end > start else ''}{line if end > start else ''}{title}"),)
