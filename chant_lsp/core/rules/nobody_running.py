"""A status that says that somebody works, and nobody does."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._fields import value_span
from chant_lsp.core.spec import Spec

ONLY_WITH = ("status",)
WHILE = ("in_progress", "readable", "active")
READS = ("labels", "type")

_LOG = ".chant/logs/{}.log"
_TRACES = (".chant/.locks/{}.lock", ".chant/pids/{}.pid")
"""What chant, and a run of chant-lsp, leave there for as long as they work on a spec."""


def nobody_running(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """`status: in_progress` of a spec whose run is gone. Page: nobody_running.md."""
    if spec.is_human_gate or spec.type in ("driver", "group") or index.members(spec.id):
        return
    lost = spec.id in index.lost
    if not lost and not _is_left_behind(spec, index):
        return
    span = value_span(spec, "status")
    yield Finding(
        "nobody-running",
        Severity.WARNING if lost else Severity.HINT,
        span,
        "Its run is gone without a word" + (" " if lost else ", it seems, ") + "and nothing is at work on it any more;"
        " set it to `failed` or `pending`, so that it can be started.",
        fixes=(
            Fix("Change to `failed`", (Edit(span, "failed"),), True, guess=True),
            Fix("Change to `pending`", (Edit(span, "pending"),)),
        ),
    )


def _is_left_behind(spec: Spec, index: SpecIndex) -> bool:
    """Whether chant has worked on it on this machine, and does not now."""
    kind = index.files.kind
    return kind(_LOG.format(spec.id)) is not None and all(kind(trace.format(spec.id)) is None for trace in _TRACES)
