"""An input that is a directory."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import MentionKind, leads_out
from chant_lsp.core.rules._edits import replace_mention
from chant_lsp.core.rules._inputs import EXPANDED
from chant_lsp.core.spec import Spec

OFF_BY_DEFAULT = True

ONLY_WITH = ("informed_by", "origin", "tracks")
READS = ()


def directory_input(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A directory, where chant knows files and patterns only. Page: directory_input.md."""
    for mention in spec.mentions:
        if mention.field not in EXPANDED or mention.kind is not MentionKind.DIRECTORY or leads_out(mention.text):
            continue
        pattern = "**/*" if mention.text == "." else f"{mention.text}/**/*"
        edits = replace_mention(spec, mention, pattern)
        yield Finding(
            "directory-input",
            Severity.HINT,
            mention.span,
            f"chant ignores directories; `{pattern}` names the files in it.",
            fixes=(Fix(f"Change to `{pattern}`", edits),) if edits else (),
        )
