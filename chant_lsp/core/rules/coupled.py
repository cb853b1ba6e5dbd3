"""A text that names other specs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span

OFF_BY_DEFAULT = True
READS_BODY = True
WHILE = ("is_open",)
READS = ("type",)

_ID = re.compile(r"\b\d{4}-\d{2}-\d{2}-[0-9a-z]{3}-[0-9a-z]{3}(?:\.\d+)?\b")
_FENCE = re.compile(r"^[^\S\n]*```.*?(?:^[^\S\n]*```|\Z)", re.MULTILINE | re.DOTALL)


def coupled(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """The id of another spec in the text, which is no dependency there. Page: coupled.md."""
    if spec.type in ("driver", "group"):
        return
    text = spec.parts.text
    fences = [Span(*match.span()) for match in _FENCE.finditer(text, *spec.body.own_words)]
    named = {*spec.depends_on, spec.id}
    for match in _ID.finditer(text, *spec.body.own_words):
        id = match[0]
        before = bisect_right(fences, (match.start(), 1 << 62)) - 1
        if before >= 0 and match.start() < fences[before].end:
            continue
        known = id in named or id.startswith(spec.id) or spec.id.startswith(id)
        if known:
            continue
        yield Finding(
            "coupled",
            Severity.HINT,
            Span(*match.span()),
            f"Naming `{id}` here makes chant wait for nothing; add it to `depends_on` if this spec needs it.",
        )
