"""A dependency by a part of an id."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._dependencies import How, iter_unresolved, title_of, with_full_id
from chant_lsp.core.rules._weight import as_lint
from chant_lsp.core.spec import Spec

ONLY_WITH = ("depends_on",)
WHILE = ("unresolved",)
READS = ()
WEIGHS = ("readable",)


def short_dependency(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An item of `depends_on` that only one spec can be meant by. Page: short_dependency.md."""
    for mention, (how, found) in iter_unresolved(spec, index):
        if how is not How.PART or len(found) != 1:
            continue
        way_out, fixes = with_full_id(spec, mention, found[0].id, "Expand to the full id")
        yield Finding(
            "short-dependency",
            as_lint(spec),
            mention.span,
            f"chant compares full ids: `{mention.text}` never matches and blocks for ever; {way_out}.",
            related=(title_of(found[0]),),
            fixes=fixes,
        )
