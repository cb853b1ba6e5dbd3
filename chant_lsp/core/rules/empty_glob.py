"""A pattern that matches nothing."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.inputs import Why
from chant_lsp.core.mentions import Mention
from chant_lsp.core.rules._edits import remove_mention, replace_by_several, replace_mention
from chant_lsp.core.rules._inputs import MAX_PATTERNS, is_expected, iter_absent, spec_meant, without_braces, written_by
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec

ONLY_WITH = ("informed_by", "origin", "tracks", "context")
READS = ("is_open",)
WEIGHS = ("status",)


def empty_glob(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An input by a pattern that no file matches and no coming output will. Page: empty_glob.md."""
    for mention, gap in iter_absent(spec, index, Why.EMPTY):
        if is_expected(spec, gap):
            continue
        braces = without_braces(mention.text)
        several = braces or _several(index, mention.text)
        meant = spec_meant(index, mention.text) if mention.text.startswith("[[") else None
        hint = "it knows no `{a,b}`" if braces else "`*` stays in one folder, `**/` goes below"
        hint = "these are several" if several and not braces else hint
        hint = f"write `{meant}`" if meant else hint
        yield Finding(
            "empty-glob",
            while_open(spec, Severity.WARNING),
            mention.span,
            f"No file matches `{mention.text}`, and chant passes over it; {hint}.",
            related=tuple(written_by(producer, mention) for producer in gap.producers[:1]),
            fixes=tuple(_iter_fixes(spec, mention, several, meant)),
        )


def _iter_fixes(spec: Spec, mention: Mention, several: list[str], meant: str | None) -> Iterator[Fix]:
    if meant is not None:
        yield Fix(f"Change to `{meant}`", replace_mention(spec, mention, meant), True, guess=True)
    edits = replace_by_several(spec, mention, several) if several else ()
    if edits:
        yield Fix("Write a pattern for each", edits, True, guess=True)
    edits = remove_mention(spec, mention)
    if edits:
        yield Fix(f"Remove `{mention.text}`", edits)


def _several(index: SpecIndex, text: str) -> list[str]:
    """The patterns in `src/*.py, docs/*.md`; empty where not each of them matches something."""
    parts = [part.strip() for part in text.split(",")]
    return parts if 1 < len(parts) <= MAX_PATTERNS and all(part and index.files.glob(part) for part in parts) else []
