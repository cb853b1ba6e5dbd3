"""A finished phase, or a gate, that builds on something that may not hold any more."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.inputs import find_input
from chant_lsp.core.mentions import Mention, MentionKind
from chant_lsp.core.rules._dependencies import title_of
from chant_lsp.core.rules._fields import value_span
from chant_lsp.core.rules._stale import facts_about
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span

MAX_NAMED = 5

ONLY_WITH = ("status", "depends_on", "informed_by")
WHILE = ("was_run", "readable", "active")


def suspect(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A spec that this one builds on and that is stale, suspect, or was done again. Page: suspect.md."""
    facts = facts_about(spec, index)
    if facts is None or facts.state != "suspect":
        return
    for upstream in facts.upstream[:MAX_NAMED]:
        other = index.spec_of(upstream.id)
        yield Finding(
            "suspect",
            Severity.INFORMATION,
            _leading_to(spec, index, other) if other is not None else value_span(spec, "status"),
            f"{upstream.sentence()}, and this builds on it; look there first.",
            related=(title_of(other),) if other is not None else (),
        )


def _leading_to(spec: Spec, index: SpecIndex, other: Spec) -> Span:
    """Where the spec says that it builds on another one: as a dependency, or by reading what that one writes."""
    for mention in (*spec.mentions_in("depends_on"), *spec.inputs):
        target = index.target(mention)
        if target is not None and target.path == other.path:
            return mention.span
    written = {output.text for output in other.outputs}
    reading = (mention for mention in spec.inputs if _reads(spec, index, mention, written))
    return next((mention.span for mention in reading), value_span(spec, "status"))


def _reads(spec: Spec, index: SpecIndex, mention: Mention, written: set[str]) -> bool:
    if mention.kind is MentionKind.FILE:
        return mention.text in written
    return not written.isdisjoint(find_input(index, spec, mention).paths)
