"""A key that older versions of chant wrote."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Entry, Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.quoting import quoted, scalar
from chant_lsp.core.rules._edits import remove_entry
from chant_lsp.core.schema import LEGACY_KEYS
from chant_lsp.core.spec import Spec
from chant_lsp.core.traits import OTHER_KEYS

ONLY_WITH = (OTHER_KEYS,)
READS = ()


def legacy_key(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """`commit`, `pr` and others, which chant reads no more. Page: legacy_key.md."""
    for entry in spec.frontmatter.entries:
        reason = LEGACY_KEYS.get(entry.key.text)
        if reason is None:
            continue
        yield Finding(
            "legacy-key",
            Severity.HINT,
            entry.key.span,
            f"chant no longer reads `{entry.key.text}`: {reason}.",
            fixes=tuple(_iter_fixes(spec, entry)),
            unnecessary=True,
        )


def _iter_fixes(spec: Spec, entry: Entry) -> Iterator[Fix]:
    renamed = entry.key.text == "commit" and spec.frontmatter.get("commits") is None
    value = entry.value
    if renamed and isinstance(value, Scalar) and value.span.end > value.span.start and "\n" not in value.text:
        item = scalar(value.text) if value.plain else quoted(value.text)
        edits = (Edit(entry.key.span, "commits"), Edit(value.span, f"[{item}]"))
        yield Fix("Rename to `commits`", edits, True)
    removal = remove_entry(spec.frontmatter, entry)
    if removal:
        yield Fix(f"Remove `{entry.key.text}`", removal, not renamed, guess=True)
