"""A spec without a title."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span
from chant_lsp.core.traits import ODD_BODY

_NUMBERS = re.compile(r"^(?:\d{4}-\d{2}-\d{2}-)?(?:\d+[-.])?")

ONLY_WITH = (ODD_BODY,)


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
        fixes=(Fix(f"Add `# {title_from(spec.id)}`", _title_edits(spec), True),),
    )


def title_from(id: str) -> str:
    """A title for a spec by its id: `002-root-cause` -> `Root cause`."""
    words = " ".join(_NUMBERS.sub("", id).replace("_", "-").split("-")).strip() or id
    return words[0].upper() + words[1:] if words else "Title"


def _title_edits(spec: Spec) -> tuple[Edit, ...]:
    frontmatter = spec.frontmatter
    line = frontmatter.line_end
    title = f"# {title_from(spec.id)}"
    start, end = frontmatter.body
    if end > start and (frontmatter.opener is None or frontmatter.closer is not None):
        return (Edit(Span(start, start), f"{title}{line}{line}"),)
    if frontmatter.closer is not None:
        at = frontmatter.closer.end
        return (Edit(Span(at, at), f"{line}{line}{title}"),)
    return (Edit(Span(end, end), f"{line if end > start else ''}{line if end > start else ''}{title}"),)
