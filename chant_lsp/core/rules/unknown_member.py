"""A member that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import MentionKind
from chant_lsp.core.rules._dependencies import candidates, expansions, likely, title_of
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec


def unknown_member(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An item of `members` that is no spec's full id. Page: unknown_member.md."""
    for mention in spec.mentions_in("members"):
        if mention.kind is not MentionKind.SPEC or index.paths_of(mention.text):
            continue
        found = candidates(spec, index, mention.text)
        hint, fixes = ("", expansions(spec, mention, found)) if found else likely(spec, index, mention)
        if len(found) == 1:
            hint = f" Write `{found[0].id}`."
        yield Finding(
            "unknown-member",
            while_open(spec, Severity.ERROR, Severity.WARNING),
            mention.span,
            f"No spec has the id `{mention.text}`, and chant's lint refuses such a member.{hint}",
            related=tuple(title_of(other) for other in found[:1]),
            fixes=fixes,
        )
