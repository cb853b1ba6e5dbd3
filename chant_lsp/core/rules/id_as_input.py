"""An input that is a spec's id."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import MentionKind
from chant_lsp.core.rules._dependencies import title_of
from chant_lsp.core.rules._edits import replace_mention
from chant_lsp.core.rules._inputs import EXPANDED
from chant_lsp.core.spec import Spec

OFF_BY_DEFAULT = True
MAX_OFFERS = 3

ONLY_WITH = ("informed_by", "origin", "tracks")
READS = ()
WEIGHS = ("status",)


def id_as_input(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A spec's id, where chant knows paths only. Page: id_as_input.md."""
    for mention in spec.mentions:
        target = index.target(mention) if mention.field in EXPANDED and mention.kind is MentionKind.SPEC else None
        if target is None:
            continue
        paths = [output.text for output in target.outputs[:MAX_OFFERS]] or [target.path]
        fixes = ((path, replace_mention(spec, mention, path)) for path in paths)
        yield Finding(
            "id-as-input",
            Severity.HINT,
            mention.span,
            f"chant ignores ids here: for it, name a file that `{target.id}` writes.",
            related=(title_of(target),),
            fixes=tuple(Fix(f"Change to `{path}`", edits) for path, edits in fixes if edits),
        )
