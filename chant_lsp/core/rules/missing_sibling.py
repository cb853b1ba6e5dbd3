"""A member whose number leaves a gap."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.members import driver_of, member_number
from chant_lsp.core.rules._dependencies import title_of
from chant_lsp.core.spec import Spec

WHILE = ("member", "is_open")
READS = ()

MAX_COUNTED = 200


def missing_sibling(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A member that waits for one before it that does not exist. Page: missing_sibling.md."""
    driver = driver_of(spec.id)
    if driver is None or not index.paths_of(driver):
        return
    before = [f"{driver}.{number}" for number in range(1, min(member_number(spec.id), MAX_COUNTED))]
    missing = [id for id in before if not index.paths_of(id)]
    if not missing:
        return
    above = index.spec_of(driver)
    shown = ", ".join(f"`{id}`" for id in missing[:3]) + (", …" if len(missing) > 3 else "")
    yield Finding(
        "missing-sibling",
        Severity.WARNING,
        spec.heading,
        f"chant works on members one after the other, and waits for {shown} for ever: number them without gaps.",
        related=() if above is None else (title_of(above),),
    )
