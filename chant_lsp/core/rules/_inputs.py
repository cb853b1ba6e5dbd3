"""What the rules about inputs share: which keys name inputs, and the other end of what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Related
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.inputs import Gap, Why, find_input, takes_in
from chant_lsp.core.mentions import Mention, MentionKind
from chant_lsp.core.spec import Spec

FIELDS = ("informed_by", "origin", "tracks", "context")


def iter_absent(spec: Spec, index: SpecIndex, *why: Why) -> Iterator[tuple[Mention, Gap]]:
    """The inputs that are not there, in the order of the text. Cost: a look at the disk for each."""
    for mention in spec.mentions:
        if mention.field not in FIELDS:
            continue
        if mention.kind is MentionKind.SPEC and mention.field != "informed_by" and index.target(mention) is not None:
            continue
        for gap in find_input(index, spec, mention).gaps:
            if gap.why in why:
                yield mention, gap


def is_expected(spec: Spec, gap: Gap) -> bool:
    """Whether it is no wonder that it is not there: spec and producer are both still to be done."""
    return spec.is_open and gap.expected


def written_by(producer: Spec, mention: Mention) -> Related:
    """The other end: the output in the spec that writes the input."""
    outputs = producer.outputs
    output = next((output for output in outputs if takes_in(mention, output.text)), next(iter(outputs), None))
    span = output.span if output else producer.heading
    return Related(producer.path, span, f"{producer.id} ({producer.status}) writes it")
