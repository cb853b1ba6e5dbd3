"""An id that chant takes for one of another repository."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec

READS = ()
WEIGHS = ("is_open",)


def colon_in_id(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A `:` in the file's name. Page: colon_in_id.md."""
    if ":" in spec.id:
        repository, _, rest = spec.id.partition(":")
        yield Finding(
            "colon-in-id",
            while_open(spec, Severity.WARNING),
            spec.heading,
            f"chant reads the id `{spec.id}` as `{rest}` of a repository `{repository}`; rename the file without `:`.",
        )
