"""What the last run of a phase did not leave behind, or left besides: plain values, told by whoever knows of runs.

What can be seen in the files is looked for again each time, so that a gap is gone as soon as it is filled.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from chant_lsp.core.mentions import MentionKind

if TYPE_CHECKING:
    from chant_lsp.core.index import SpecIndex
    from chant_lsp.core.spec import Spec

MAX_DOCUMENT_CHARS = 256 * 1024

MISSING = frozenset(("output", "section", "red", "unchanged", "green", "suite"))
"""What a run should have left; `criterion`, too, which has places of its own."""
BESIDES = frozenset(("outside", "impact", "spec"))
"""What a run touched and had no business with."""
SHOWN = MISSING | BESIDES | {"criterion"}
"""Everything that has a place to look at: all but how the agent ended."""


class Gap(NamedTuple):
    """One thing that kept a run from being done."""

    what: str
    """`output`, `section`, `criterion`; of tests `red`, `unchanged`, `green`, `suite`; `exit`; besides what was asked
    for `outside`, `spec`, `impact`."""
    path: str
    """Of the file that it is about, project-relative; the spec's own where nothing else is meant."""
    message: str
    """One sentence."""
    detail: str = ""
    """Of an output `absent`, `empty` or `unwritten`; of a section what was asked for; of what was touched how."""


Gaps = Mapping[str, tuple[Gap, ...]]
"""By the spec's id; a spec whose last run left all the evidence, or that never ran, is not there."""

NO_GAPS: Gaps = MappingProxyType({})


def open_gaps(index: SpecIndex, spec: Spec, kinds: Container[str]) -> Iterator[Gap]:
    """The gaps of these kinds of a spec's last run that are there still; none once its status has moved on."""
    if spec.status in ("failed", "needs_attention") and not spec.archived and spec.readable:
        yield from (gap for gap in index.gaps.get(spec.id, ()) if gap.what in kinds and _is_open(index, spec, gap))


def _is_open(index: SpecIndex, spec: Spec, gap: Gap) -> bool:
    files = index.files
    if gap.what == "criterion":
        return spec.open_criteria > 0
    if gap.what == "section":
        # A cold start of the server has no use for it.
        from chant_lsp.core.sections import lacking

        text = files.text(gap.path, MAX_DOCUMENT_CHARS)
        return text is None or bool(lacking(text, [gap.detail]))
    if gap.what == "output" and gap.detail in ("absent", "empty"):
        paths = files.glob(gap.path) if MentionKind.GLOB in _kinds(spec, gap.path) else [gap.path]
        there = [path for path in paths if files.kind(path) is not None]
        return not there or (gap.detail == "empty" and not any((files.text(path) or "").strip() for path in there))
    if gap.what == "outside":
        undone = gap.detail == "created" and files.kind(gap.path) is None
        return not undone and not _kinds(spec, gap.path)
    return True


def _kinds(spec: Spec, path: str) -> list[MentionKind]:
    return [output.kind for output in spec.outputs if output.text == path]
