"""Frontmatter in two parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chant_lsp.core.boundaries import frontmatter_end
from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.schema import FIELDS
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span
from chant_lsp.core.traits import ODD_BODY

ONLY_WITH = (ODD_BODY,)
READS_BODY = True
READS = ()
WEIGHS = ("is_open",)

_END = r"(?:\r\n|\r(?!\n)|\n)"
_SECOND = re.compile(
    rf"(?:(?P<opener>---)[ \t]*{_END}|(?=\w+[ \t]*:\s))(?P<lines>(?:(?!---)[^\r\n]*{_END}){{1,60}}?)"
    r"---[ \t]*(?=[\r\n]|\Z)"
)
"""Fields between two `---`, or with only the one below them."""
_KEY = re.compile(r"^(\w+)[ \t]*:(?=\s)", re.MULTILINE)


def second_frontmatter(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A text that begins with another block of fields between `---` lines. Page: second_frontmatter.md."""
    frontmatter = spec.frontmatter
    if frontmatter.closer is None:
        return
    match = _SECOND.match(spec.parts.text, frontmatter.body.start, frontmatter.body.end)
    keys = _KEY.findall(match["lines"]) if match is not None else []
    if match is None or not any(key in FIELDS for key in keys):
        return
    if not match["opener"] and frontmatter_end(spec.parts.text, match.start()) < match.end("lines"):
        return
    joined = Edit(Span(frontmatter.closer.start, match.start("lines")), "")
    taken = {entry.key.text for entry in frontmatter.entries}
    yield Finding(
        "second-frontmatter",
        while_open(spec, Severity.WARNING),
        Span(match.start(), match.start() + len(match["opener"] or keys[0])),
        "chant reads fields between the first two `---` only; these are text to it. Put them above.",
        fixes=(Fix("Join the two", (joined,), True),) if taken.isdisjoint(keys) else (),
    )
