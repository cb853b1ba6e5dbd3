"""A name in other letters than its own."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.conditions import LISTS_OF_IDS
from chant_lsp.core.findings import Finding, Fix, Related, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import Mention
from chant_lsp.core.rules._dependencies import How, iter_unresolved, title_of
from chant_lsp.core.rules._edits import replace_mention
from chant_lsp.core.rules._inputs import iter_missing
from chant_lsp.core.rules._weight import as_lint, while_open
from chant_lsp.core.spec import Spec

ONLY_WITH = ("depends_on", "members", "target_files", "informed_by", "origin", "tracks", "context")
READS = ("is_open",)
WEIGHS = ("readable", "status")


def wrong_case(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An id or a path that is there but for capital and small letters. Page: wrong_case.md."""
    for field in LISTS_OF_IDS:
        for mention, (how, found) in iter_unresolved(spec, index, field):
            if how is How.CASE:
                severity = as_lint(spec)
                yield _finding(spec, mention, found[0].id, severity, (title_of(found[0]),))
    for mention, _, path in iter_missing(spec, index):
        if path is not None:
            yield _finding(spec, mention, path, while_open(spec, Severity.WARNING))
    for mention in spec.outputs:
        small = mention.text.lower()
        if small != mention.text and index.files.kind(mention.text) is None and index.files.kind(small) is not None:
            yield _finding(spec, mention, small, while_open(spec, Severity.WARNING))


def _finding(
    spec: Spec, mention: Mention, meant: str, severity: Severity, related: tuple[Related, ...] = ()
) -> Finding:
    edits = replace_mention(spec, mention, meant)
    return Finding(
        "wrong-case",
        severity,
        mention.span,
        f"`{mention.text}` is written `{meant}`, and chant tells capital from small letters; write it so.",
        related=related,
        fixes=(Fix(f"Change to `{meant}`", edits, True),) if edits else (),
    )
