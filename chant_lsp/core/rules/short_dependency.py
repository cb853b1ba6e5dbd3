"""A dependency by a part of an id."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._dependencies import How, expansions, iter_unresolved, title_of
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
        twice = any(other.text == found[0].id for other in spec.mentions_in("depends_on"))
        way_out = f"remove it, as `{found[0].id}` is here, too" if twice else f"write `{found[0].id}`"
        yield Finding(
            "short-dependency",
            as_lint(spec),
            mention.span,
            f"chant compares full ids: `{mention.text}` never matches and blocks for ever; {way_out}.",
            related=(title_of(found[0]),),
            fixes=expansions(spec, mention, found),
        )
