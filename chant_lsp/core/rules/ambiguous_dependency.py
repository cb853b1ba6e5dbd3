"""A dependency by a part of several ids."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._dependencies import MAX_OFFERS, candidates, expansions, iter_unresolved, title_of
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec


def ambiguous_dependency(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An item of `depends_on` that several specs can be meant by. Page: ambiguous_dependency.md."""
    for mention in iter_unresolved(spec, index):
        found = candidates(spec, index, mention.text)
        if len(found) < 2:
            continue
        shown = ", ".join(f"`{other.id}`" for other in found[:3]) + (", …" if len(found) > 3 else "")
        yield Finding(
            "ambiguous-dependency",
            while_open(spec, Severity.ERROR, Severity.WARNING),
            mention.span,
            f"`{mention.text}` can mean {len(found)} specs ({shown}), and chant takes none; write one full id.",
            related=tuple(title_of(other) for other in found[:MAX_OFFERS]),
            fixes=expansions(spec, mention, found),
        )
