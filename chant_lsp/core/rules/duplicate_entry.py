"""A list that names the same thing twice."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Related, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import Mention
from chant_lsp.core.rules._edits import remove_mention
from chant_lsp.core.schema import FIELDS, Names
from chant_lsp.core.spec import Spec

ONLY_WITH = tuple(name for name, field in FIELDS.items() if field.names is not Names.NOTHING)
READS = ()


def duplicate_entry(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An id, a path or a pattern that stands in the same list already. Page: duplicate_entry.md."""
    first: dict[tuple[str, str], Mention] = {}
    for mention in spec.mentions:
        earlier = first.setdefault((mention.field, mention.text), mention)
        if earlier is mention:
            continue
        edits = remove_mention(spec, mention)
        yield Finding(
            "duplicate-entry",
            Severity.HINT,
            mention.span,
            f"`{mention.text}` is in `{mention.field}` already; remove one of them.",
            related=(Related(spec.path, earlier.span, f"`{mention.text}` was first here"),),
            fixes=(Fix("Remove the second one", edits, True),) if edits else (),
            unnecessary=True,
        )
