"""A schema that is none."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._schemas import MAX_SCHEMA_CHARS, find_schema_fault
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec

ONLY_WITH = ("output_schema",)
READS = ()
WEIGHS = ("is_open", "status")


def invalid_schema(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A file in `output_schema` that is no JSON, or no JSON Schema. Page: invalid_schema.md."""
    for mention in spec.mentions_in("output_schema"):
        text = index.files.text(mention.text, MAX_SCHEMA_CHARS + 1)
        fault = None if text is None or len(text) > MAX_SCHEMA_CHARS else find_schema_fault(text)
        if fault is None:
            continue
        # chant's lint looks at the schema only where there is an answer to compare it with.
        answered = index.files.kind(f".chant/logs/{spec.id}.log") is not None
        refused = spec.status == "completed" and not spec.archived and answered
        yield Finding(
            "invalid-schema",
            Severity.ERROR if refused else while_open(spec, Severity.WARNING),
            mention.span,
            f"`{mention.text}` is no JSON Schema: {fault}.",
        )
