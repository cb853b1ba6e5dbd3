"""A spec that waits for itself."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._edits import remove_mention
from chant_lsp.core.rules._weight import as_deadlock
from chant_lsp.core.spec import Spec

ONLY_WITH = ("depends_on",)
READS = ()
WEIGHS = ("is_open", "readable")


def self_dependency(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """Its own id in `depends_on`. Page: self_dependency.md."""
    for mention in spec.mentions_in("depends_on"):
        if mention.text != spec.id:
            continue
        edits = remove_mention(spec, mention)
        yield Finding(
            "self-dependency",
            as_deadlock(spec),
            mention.span,
            "A spec that depends on itself never becomes ready; remove this.",
            fixes=(Fix(f"Remove `{mention.text}`", edits, True),) if edits else (),
        )
