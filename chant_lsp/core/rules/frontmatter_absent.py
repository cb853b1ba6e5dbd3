"""A spec without frontmatter."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span
from chant_lsp.core.traits import TROUBLE

ONLY_WITH = (TROUBLE,)
READS_BODY = True
READS = ()


def frontmatter_absent(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A file that does not start with `---`. Page: frontmatter_absent.md."""
    frontmatter = spec.frontmatter
    if frontmatter.opener is not None or frontmatter.edges:
        return
    start, end = frontmatter.body
    line = frontmatter.line_end
    edit = Edit(Span(0, 0), f"---{line}type: code{line}status: pending{line}---{line}{line}")
    yield Finding(
        "frontmatter-absent",
        Severity.WARNING,
        Span(start, min(start + 1, end)),
        "There is no frontmatter, so chant takes this for a pending spec of type `code`; start the file with it.",
        fixes=(Fix("Add frontmatter", (edit,), True),),
    )
