"""An output that two specs write in no order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice

from chant_lsp.core.findings import Finding, Fix, Later, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import Mention, MentionKind
from chant_lsp.core.order import are_ordered
from chant_lsp.core.rules._edits import add_dependency
from chant_lsp.core.rules._inputs import written_by
from chant_lsp.core.spec import Spec

ONLY_WITH = ("target_files",)
WHILE = ("is_open", "readable")
READS = ("labels", "type")

MAX_WRITERS = 20
"""A file that more specs than this write is one that everybody works on, in some order or other."""
MAX_SHOWN = 3


def output_conflict(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A file that another spec, which can run at the same time, writes as well. Page: output_conflict.md."""
    if not _runs(spec):
        return
    for mention in {mention.text: mention for mention in reversed(spec.outputs)}.values():
        if mention.kind is not MentionKind.FILE or not 1 < index.writers(mention.text) <= MAX_WRITERS:
            continue
        others = list(islice(_iter_rivals(spec, index, mention), MAX_SHOWN + 1))
        if not others:
            continue
        names = ", ".join(f"`{other.id}`" for other in others[:MAX_SHOWN]) + (", …" if others[MAX_SHOWN:] else "")
        yield Finding(
            "output-conflict",
            # Many change a source, one after the other; a document is written once.
            Severity.HINT if index.files.kind(mention.text) else Severity.INFORMATION,
            mention.span,
            f"{names} may write `{mention.text}` at the same time; let one depend on the other.",
            related=tuple(written_by(other, mention) for other in others[:MAX_SHOWN]),
            fixes=Later(partial(_iter_fixes, spec, others[:MAX_SHOWN])),
        )


def _iter_fixes(spec: Spec, others: list[Spec]) -> Iterator[Fix]:
    for other in others:
        if edits := add_dependency(spec, other.id):
            yield Fix(f"Depend on `{other.id}`", edits)


def _iter_rivals(spec: Spec, index: SpecIndex, mention: Mention) -> Iterator[Spec]:
    for other in index.producers(mention.text):
        if other.path != spec.path and _runs(other) and not are_ordered(index, spec, other):
            yield other


def _runs(spec: Spec) -> bool:
    """Whether an agent is going to work on the spec itself."""
    return spec.is_open and spec.readable and spec.type not in ("driver", "group") and not spec.is_human_gate
