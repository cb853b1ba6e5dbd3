"""A pattern that matches nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.inputs import Why
from chant_lsp.core.mentions import Mention
from chant_lsp.core.rules._edits import remove_mention, replace_by_several, replace_mention
from chant_lsp.core.rules._inputs import is_expected, iter_absent, spec_meant, written_by
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec

_BRACES = re.compile(r"\{([^{},/]*(?:,[^{},/]*)+)\}")
MAX_PATTERNS = 8

ONLY_WITH = ("informed_by", "origin", "tracks", "context")
READS = ("is_open",)
WEIGHS = ("status",)


def empty_glob(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An input by a pattern that no file matches and no coming output will. Page: empty_glob.md."""
    for mention, gap in iter_absent(spec, index, Why.EMPTY):
        if is_expected(spec, gap):
            continue
        several = _without_braces(mention.text)
        meant = spec_meant(index, mention.text) if mention.text.startswith("[[") else None
        hint = "it knows no `{a,b}`" if several else "`*` stays in one folder, `**/` goes below"
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


def _without_braces(pattern: str) -> list[str]:
    """What a shell would make of `src/{a,b}/*.py`; empty where there are no braces, or too many."""
    patterns = [pattern]
    while (match := _BRACES.search(patterns[0])) is not None:
        choices = match[1].split(",")
        if len(patterns) * len(choices) > MAX_PATTERNS:
            return []
        patterns = [_BRACES.sub(lambda _, one=choice: one, each, count=1) for each in patterns for choice in choices]
    return patterns if len(patterns) > 1 and all(patterns) else []
