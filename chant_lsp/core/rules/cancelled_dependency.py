"""A dependency on work that was given up."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._dependencies import iter_resolved, title_of
from chant_lsp.core.rules._edits import remove_mention
from chant_lsp.core.spec import Spec

ONLY_WITH = ("depends_on",)
WHILE = ("is_open",)
READS = ()


def cancelled_dependency(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An item of `depends_on` that was cancelled: `chant list` lets it pass, `chant work` does not.
    Page: cancelled_dependency.md.
    """
    for mention, target in iter_resolved(spec, index):
        if target.status != "cancelled" or target.archived or not target.readable:
            continue
        edits = remove_mention(spec, mention)
        yield Finding(
            "cancelled-dependency",
            Severity.WARNING,
            mention.span,
            f"`{target.id}` is cancelled: `chant list` shows this as ready, and `chant work` refuses it; remove this.",
            related=(title_of(target),),
            fixes=(Fix(f"Remove `{mention.text}`", edits, True, guess=True),) if edits else (),
        )
