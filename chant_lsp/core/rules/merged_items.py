"""Items of a list that are one item to YAML."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from chant_lsp.core.conditions import LISTS_OF_IDS
from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Scalar, Sequence
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._weight import as_lint, while_open
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span
from chant_lsp.core.traits import ODD_VALUES

ONLY_WITH = (ODD_VALUES,)

_INDENT = re.compile(r"[ \t]*(?=-[ \t])")


def merged_items(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """`- a` with `  - b` below it, which is the one text `a - b`. Page: merged_items.md."""
    starts = spec.frontmatter.line_starts
    for key, value in spec.frontmatter.entries:
        for item in value.items if isinstance(value, Sequence) and not value.flow else ():
            if not isinstance(item, Scalar) or not item.plain or " - " not in item.text:
                continue
            lines = starts[bisect_right(starts, item.span.start) : bisect_left(starts, item.span.end)]
            indents = [match for at in lines if (match := _INDENT.match(spec.parts.text, at))]
            if not indents:
                continue
            indent = " " * (value.span.start - spec.frontmatter.lines_of(value.span).start)
            edits = tuple(Edit(Span(*match.span()), indent) for match in indents)
            yield Finding(
                "merged-items",
                as_lint(spec) if key.text in LISTS_OF_IDS else while_open(spec, Severity.WARNING),
                item.span,
                f"To YAML this is the one text `{item.text}`; align the dashes.",
                fixes=(Fix("Align the items", edits, True),),
            )
