"""A pattern that chant refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.globs import glob_fault
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import Mention, MentionKind
from chant_lsp.core.rules._edits import remove_mention, replace_mention
from chant_lsp.core.rules._inputs import EXPANDED
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec

_STARS = re.compile(r"\*{2,}")

ONLY_WITH = ("informed_by", "origin", "tracks")
READS = ()
WEIGHS = ("is_open",)


def invalid_glob(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A glob that is none in chant's dialect, so that `chant drift` stops at it. Page: invalid_glob.md."""
    for mention in spec.mentions:
        if mention.field not in EXPANDED or mention.kind is not MentionKind.GLOB:
            continue
        fault = glob_fault(mention.text)
        if fault is not None:
            yield Finding(
                "invalid-glob",
                while_open(spec, Severity.WARNING),
                mention.span,
                f"chant refuses the pattern `{mention.text}`: {fault[2]}; it matches nothing.",
                fixes=tuple(_iter_fixes(spec, mention)),
            )


def _iter_fixes(spec: Spec, mention: Mention) -> Iterator[Fix]:
    meant = "/".join(_whole_parts(mention.text))
    if glob_fault(meant) is None:
        edits = replace_mention(spec, mention, meant)
        if edits:
            yield Fix(f"Change to `{meant}`", edits, True, guess=True)
    edits = remove_mention(spec, mention)
    if edits:
        yield Fix(f"Remove `{mention.text}`", edits)


def _whole_parts(pattern: str) -> Iterator[str]:
    """`src**.py` -> `src*`, `**`, `*.py`: what people mean by it."""
    for part in pattern.split("/"):
        if "**" not in part or part == "**":
            yield part
            continue
        head, tail = _STARS.split(part, maxsplit=1)
        if head:
            yield f"{head}*"
        yield "**"
        if tail:
            yield _STARS.sub("*", f"*{tail}")
