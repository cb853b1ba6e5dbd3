"""A member that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.quoting import one_line
from chant_lsp.core.rules._dependencies import EMPTY, How, expansions, iter_unresolved, likely, title_of
from chant_lsp.core.rules._weight import as_lint
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span

ONLY_WITH = ("members",)
WHILE = ("unresolved",)
READS = ()
WEIGHS = ("readable",)


def unknown_member(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An item of `members` that is no spec's full id. Page: unknown_member.md."""
    for mention, (how, found) in iter_unresolved(spec, index, "members"):
        if how not in (How.PART, How.NOTHING):
            continue
        hint, fixes = ("", expansions(spec, mention, found)) if found else likely(spec, index, mention)
        if len(found) == 1:
            hint = f" Write `{found[0].id}`."
        yield Finding(
            "unknown-member",
            as_lint(spec),
            # Of an item that is empty, its dash.
            mention.span if mention.span.end > mention.span.start else Span(mention.span.start - 1, mention.span.end),
            f"No spec has the id `{one_line(mention.text) or EMPTY}`, and chant's lint refuses such a member.{hint}",
            related=tuple(title_of(other) for other in found[:1]),
            fixes=fixes,
        )
