"""`status: ready`, from which there is no way on."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec

ONLY_WITH = ("status",)
WHILE = ("ready",)
READS = ("status",)


def status_ready(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A status that chant reads and can never leave. Page: status_ready.md."""
    entry = spec.frontmatter.get("status")
    if entry is None or not isinstance(entry.value, Scalar):
        return
    yield Finding(
        "status-ready",
        Severity.WARNING,
        entry.value.span,
        "chant cannot start a spec whose status is `ready`; write `pending`, and it is ready when nothing blocks it.",
        fixes=(Fix("Change to `pending`", (Edit(entry.value.span, "pending"),), True),),
    )
