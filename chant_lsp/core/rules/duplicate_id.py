"""Two files with one id."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._dependencies import title_of
from chant_lsp.core.spec import Spec

MAX_RELATED = 20
"""Other specs of the same id that a finding leads to: each of them has such a finding."""

WHILE = ("active",)
READS = ()


def duplicate_id(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A file name that another spec has, too, in another folder. Page: duplicate_id.md."""
    others = [other for other in index.specs_of(spec.id) if other.path != spec.path]
    if not others:
        return
    archived = all(other.archived for other in others)
    yield Finding(
        "duplicate-id",
        Severity.HINT if archived else Severity.WARNING,
        spec.heading,
        f"`{spec.id}` is the id of `{others[0].path}`, too"
        + ("; what names it means this one." if archived else ", and chant takes either of them; rename one."),
        related=tuple(title_of(other) for other in others[:MAX_RELATED]),
    )
