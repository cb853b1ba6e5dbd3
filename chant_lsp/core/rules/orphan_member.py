"""A member without its driver."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.members import driver_of, is_plain_member, member_number
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec

WHILE = ("member", "active")
READS = ()
WEIGHS = ("is_open",)


def orphan_member(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An id with a `.` and a digit, whose beginning is no spec's id. Page: orphan_member.md."""
    driver = driver_of(spec.id)
    if driver is None or index.paths_of(driver):
        return
    meant = is_plain_member(spec.id)
    way_out = "write that one" if meant else "write that one, or give the file a name without the dot"
    before = member_number(spec.id) - 1
    waits = f", and waits for the {'one' if before == 1 else before} before it" if before > 0 else ""
    yield Finding(
        "orphan-member",
        Severity.HINT if meant else while_open(spec, Severity.INFORMATION),
        spec.heading,
        f"By its name this is a member of `{driver}` to chant{waits}; there is no such spec: {way_out}.",
    )
