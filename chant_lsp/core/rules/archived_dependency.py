"""A dependency on a spec in the archive."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from chant_lsp.core.findings import Finding, Severity, later
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._dependencies import iter_resolved, title_of
from chant_lsp.core.rules._edits import remove_mention
from chant_lsp.core.spec import Spec

ONLY_WITH = ("depends_on",)
WHILE = ("is_open",)
READS = ()


def archived_dependency(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An item of `depends_on` that has been archived: fine when it was completed. Page: archived_dependency.md."""
    for mention, target in iter_resolved(spec, index):
        if not target.archived:
            continue
        done = target.status == "completed"
        yield Finding(
            "archived-dependency",
            Severity.HINT if done else Severity.WARNING,
            mention.span,
            f"`{target.id}` is archived and completed: it counts as done."
            if done
            else f"`{target.id}` was archived while {target.status}, and is never done now; remove the dependency.",
            related=(title_of(target),),
            fixes=later(f"Remove `{mention.text}`", partial(remove_mention, spec, mention), not done, guess=True),
        )
