"""A spec that is read, and that has moved."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import MentionKind, is_spec_path
from chant_lsp.core.rules._dependencies import title_of
from chant_lsp.core.rules._edits import replace_mention
from chant_lsp.core.rules._inputs import FIELDS
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec

ONLY_WITH = ("informed_by", "origin", "tracks", "context")
READS = ()
WEIGHS = ("is_open", "status")


def moved_input(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An input that is a spec's path of before it went to the archive. Page: moved_input.md."""
    for mention in spec.mentions:
        if mention.field not in FIELDS or mention.kind is not MentionKind.FILE or not is_spec_path(mention.text):
            continue
        target = index.target(mention)
        if target is None or target.path == mention.text or index.files.kind(mention.text) is not None:
            continue
        edits = replace_mention(spec, mention, target.path)
        yield Finding(
            "moved-input",
            while_open(spec, Severity.INFORMATION),
            mention.span,
            f"This spec is in `{target.path}` now, and chant passes over its old path; write the new one.",
            related=(title_of(target),),
            fixes=(Fix(f"Change to `{target.path}`", edits, True),) if edits else (),
        )
