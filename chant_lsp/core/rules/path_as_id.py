"""A path where chant takes an id."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.conditions import LISTS_OF_IDS
from chant_lsp.core.findings import Finding, Fix
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._dependencies import How, iter_unresolved, title_of
from chant_lsp.core.rules._edits import remove_mention, replace_mention
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
            id = found[0].id
            taken = any(other.text == id for other in spec.mentions_in(field))
            edits = remove_mention(spec, mention) if taken else replace_mention(spec, mention, id)
            title = f"Remove `{mention.text}`" if taken else f"Change to `{id}`"
            yield Finding(
                "path-as-id",
                as_lint(spec),
                mention.span,
                f"`{field}` takes ids and no paths, so chant finds no spec by this one; write `{id}`.",
                related=(title_of(found[0]),),
                fixes=(Fix(title, edits, True),) if edits else (),
            )
