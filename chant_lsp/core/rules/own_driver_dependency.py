"""A member that waits for its own driver."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._dependencies import iter_resolved, title_of
from chant_lsp.core.rules._edits import remove_mention
from chant_lsp.core.rules._weight import as_deadlock
from chant_lsp.core.spec import Spec

ONLY_WITH = ("depends_on",)
READS = ()
WEIGHS = ("is_open", "readable")


def own_driver_dependency(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An item of `depends_on` that is the driver the spec is a member of. Page: own_driver_dependency.md."""
    for mention, target in iter_resolved(spec, index):
        if not spec.id.startswith(f"{target.id}."):
            continue
        edits = remove_mention(spec, mention)
        yield Finding(
            "own-driver-dependency",
            as_deadlock(spec),
            mention.span,
            f"`{target.id}` is completed when its members are, and this is one: neither ever starts; remove this.",
            related=(title_of(target),),
            fixes=(Fix(f"Remove `{mention.text}`", edits, True, guess=True),) if edits else (),
        )
