"""What chant forgets when it saves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.schema import FIELDS, LEGACY_KEYS
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span
from chant_lsp.core.traits import ODD_VALUES, OTHER_KEYS

ONLY_WITH = (ODD_VALUES, OTHER_KEYS)
OFF_BY_DEFAULT = True

_COMMENT = re.compile(r"^[ \t]*(?P<words>#[^\r\n]*)", re.MULTILINE)


def dropped_on_save(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """Keys that chant does not know, and comments on lines of their own. Page: dropped_on_save.md."""
    for key, _ in spec.frontmatter.entries:
        if key.text not in FIELDS and key.text not in LEGACY_KEYS:
            yield _finding(key.span, f"chant does not know `{key.text}`, and drops it when it saves the spec.")
    for match in _COMMENT.finditer(spec.parts.text, *spec.frontmatter.block):
        yield _finding(Span(*match.span("words")), "chant drops this comment when it saves the spec.")


def _finding(span: Span, message: str) -> Finding:
    return Finding("dropped-on-save", Severity.HINT, span, message, unnecessary=True)
