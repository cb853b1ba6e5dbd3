"""An id that chant cannot archive."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec

OFF_BY_DEFAULT = True
READS = ()
SHORTEST_BYTES = 10


def id_too_short(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A file name of fewer than ten bytes, on which `chant archive` crashes. Page: id_too_short.md."""
    if not spec.archived and len(spec.id.encode("utf-8", "replace")) < SHORTEST_BYTES:
        yield Finding(
            "id-too-short",
            Severity.HINT,
            spec.heading,
            f"`chant archive` crashes on ids of fewer than {SHORTEST_BYTES} bytes; give the file a longer name.",
        )
