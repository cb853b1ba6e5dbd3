"""An input that is not what it was when the phase ran."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Related, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._stale import WAY_OUT, facts_about
from chant_lsp.core.spec import Spec
from chant_lsp.core.stale import ChangedInput
from chant_lsp.core.text import Span

MAX_RELATED = 5

ONLY_WITH = ("informed_by",)
WHILE = ("was_run", "readable", "active")

_HOW = {"changed": "changed after this ran", "gone": "is gone since this ran", "new": "is new since this ran"}


def stale_input(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An item of `informed_by` of which something else is there now. Page: stale_input.md."""
    facts = facts_about(spec, index)
    for mention in spec.inputs if facts is not None else ():
        changed = [each for each in facts.inputs if each.entry == mention.text] if facts is not None else []
        if changed:
            first, *others = changed
            more = f" and {len(others)} more" if others else ""
            yield Finding(
                "stale-input",
                Severity.WARNING,
                mention.span,
                f"`{first.path}` {_HOW[first.how]}{more}; {WAY_OUT}",
                related=tuple(_iter_files(changed)),
            )


def _iter_files(changed: list[ChangedInput]) -> Iterator[Related]:
    there = [each for each in changed if each.how != "gone"]
    for each in there[:MAX_RELATED]:
        yield Related(each.path, Span(0, 0), f"it {_HOW[each.how]}")
