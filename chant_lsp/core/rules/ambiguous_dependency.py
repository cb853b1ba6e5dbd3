"""A dependency by a part of several ids."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding
from chant_lsp.core.index import MAX_MATCHES, SpecIndex
from chant_lsp.core.rules._dependencies import MAX_OFFERS, How, expansions, iter_unresolved, title_of
from chant_lsp.core.rules._weight import as_lint
from chant_lsp.core.spec import Spec

ONLY_WITH = ("depends_on",)
WHILE = ("unresolved",)
READS = ()
WEIGHS = ("readable",)


def ambiguous_dependency(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An item of `depends_on` that several specs can be meant by. Page: ambiguous_dependency.md."""
    for mention, (how, found) in iter_unresolved(spec, index):
        if how is not How.PART or len(found) < 2:
            continue
        shown = ", ".join(f"`{other.id}`" for other in found[:3]) + (", …" if len(found) > 3 else "")
        yield Finding(
            "ambiguous-dependency",
            as_lint(spec),
            mention.span,
            f"`{mention.text}` can mean {_number(len(found))} specs ({shown}), and chant takes none; write a full id.",
            related=tuple(title_of(other) for other in found[:MAX_OFFERS]),
            fixes=expansions(spec, mention, found),
        )


def _number(count: int) -> str:
    return f"{MAX_MATCHES} or more" if count >= MAX_MATCHES else str(count)
