"""A path where chant takes an id."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.conditions import LISTS_OF_IDS
from chant_lsp.core.findings import Finding
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._dependencies import How, iter_unresolved, title_of, with_full_id
from chant_lsp.core.rules._weight import as_lint
from chant_lsp.core.spec import Spec

ONLY_WITH = ("depends_on", "members")
WHILE = ("unresolved",)
READS = ()
WEIGHS = ("readable", "status")


def path_as_id(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An item of `depends_on` or `members` that is a spec's path. Page: path_as_id.md."""
    for field in LISTS_OF_IDS:
        for mention, (how, found) in iter_unresolved(spec, index, field):
            if how is not How.PATH:
                continue
            way_out, fixes = with_full_id(spec, mention, found[0].id, f"Change to `{found[0].id}`")
            yield Finding(
                "path-as-id",
                as_lint(spec),
                mention.span,
                f"`{field}` takes ids and no paths, so chant finds no spec by this one; {way_out}.",
                related=(title_of(found[0]),),
                fixes=fixes,
            )
