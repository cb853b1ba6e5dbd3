"""A human gate in words only."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Mapping, Scalar, Sequence
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._edits import add_field, add_item, add_to_map, replace_scalar
from chant_lsp.core.rules._nearest import is_slip
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.schema import HUMAN_GATE_LABEL
from chant_lsp.core.spec import Spec
from chant_lsp.core.traits import ODD_BODY

ONLY_WITH = (ODD_BODY, "labels")
READS_BODY = True
READS = ("labels",)
WEIGHS = ("approval", "is_open")


def human_gate_unmarked(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A text that calls itself a human gate, or a label that is nearly a gate's, without the label that makes it one.

    Page: human_gate_unmarked.md.
    """
    if spec.is_human_gate:
        return
    if any(map(_is_meant, spec.labels)) and (label := _meant_label(spec)) is not None:
        yield Finding(
            "human-gate-unmarked",
            while_open(spec, Severity.WARNING),
            label.span,
            f"`{label.text}` makes no human gate, and an agent may run this; write `{HUMAN_GATE_LABEL}`.",
            fixes=(Fix(f"Change to `{HUMAN_GATE_LABEL}`", (replace_scalar(label, HUMAN_GATE_LABEL),), True),),
        )
        return
    words = spec.body.gate_words if ODD_BODY in spec.traits else None
    if words is None:
        return
    # Where the YAML is broken, what is where is a guess: good enough for links, not for adding lines.
    broken = bool(spec.frontmatter.edges) or any(problem.code == "yaml-syntax" for problem in spec.frontmatter.problems)
    labels = () if broken else _label_edits(spec)
    yield Finding(
        "human-gate-unmarked",
        while_open(spec, Severity.WARNING),
        words,
        f"The text says human gate, but an agent may run this and tick its boxes; label it `{HUMAN_GATE_LABEL}`.",
        fixes=(Fix("Mark as a human gate", _merged((*labels, *_approval_edits(spec))), True),) if labels else (),
    )


@lru_cache(maxsize=1024)
def _is_meant(label: str) -> bool:
    """Whether a label is the gate's but for its letters: `Human gate`, `human_gate`."""
    plain = label.strip(" \"'“”‘’").lower().replace("_", "-").replace(" ", "-")
    return plain == HUMAN_GATE_LABEL or is_slip(plain, HUMAN_GATE_LABEL)


def _meant_label(spec: Spec) -> Scalar | None:
    entry = spec.frontmatter.get("labels")
    items = entry.value.items if entry is not None and isinstance(entry.value, Sequence) else ()
    return next((item for item in items if isinstance(item, Scalar) and _is_meant(item.text)), None)


def _label_edits(spec: Spec) -> tuple[Edit, ...]:
    entry = spec.frontmatter.get("labels")
    if entry is None:
        return add_field(spec, "labels", f"labels:\n- {HUMAN_GATE_LABEL}")
    return add_item(spec, entry, HUMAN_GATE_LABEL)


def _approval_edits(spec: Spec) -> tuple[Edit, ...]:
    """`required: true`, so that chant stops, too."""
    entry = spec.frontmatter.get("approval")
    if entry is None:
        return add_field(spec, "approval", "approval:\n  required: true")
    if not isinstance(entry.value, Mapping):
        return ()
    required = next((inner.value for inner in entry.value.entries if inner.key.text == "required"), None)
    if required is None:
        return add_to_map(spec, entry.value, ("required", "true"))
    if isinstance(required, Scalar) and required.text == "false":
        return (Edit(required.span, "true"),)
    return ()


def _merged(edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Insertions at one place as one edit, in the order given: editors do not agree on theirs."""
    merged: dict[tuple[int, int], str] = {}
    for edit in edits:
        merged[edit.span] = merged.get(edit.span, "") + edit.text
    return tuple(Edit(edit.span, merged.pop(edit.span)) for edit in edits if edit.span in merged)
