"""An entry of `context` that chant never reads."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import Mention, MentionKind
from chant_lsp.core.rules._edits import replace_mention
from chant_lsp.core.rules._inputs import is_skipped_context
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec

_WHAT = {
    MentionKind.FILE: "a path with a `#part`",
    MentionKind.GLOB: "a pattern",
    MentionKind.DIRECTORY: "a directory",
    MentionKind.SPEC: "an id",
    MentionKind.URL: "an address",
}

ONLY_WITH = ("context",)
READS = ()
WEIGHS = ("is_open",)


def unread_context(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """What is no file in `context`: a `#part`, a pattern, an id, an address. Page: unread_context.md."""
    for mention in spec.mentions_in("context"):
        if not is_skipped_context(index, mention):
            continue
        target = index.target(mention) if mention.kind is MentionKind.SPEC else None
        what = "a directory" if mention.kind is MentionKind.SPEC and target is None else _WHAT[mention.kind]
        meant = _meant(index, mention)
        edits = () if meant is None else replace_mention(spec, mention, meant)
        yield Finding(
            "unread-context",
            while_open(spec, Severity.WARNING),
            mention.span,
            f"`context` takes files and nothing else, so chant skips `{mention.text}`, {what}; name the files.",
            fixes=(Fix(f"Change to `{meant}`", edits, True, guess=mention.kind is MentionKind.GLOB),) if edits else (),
        )


def _meant(index: SpecIndex, mention: Mention) -> str | None:
    """The one file that it can stand for."""
    if mention.kind is MentionKind.FILE:
        return mention.text.partition("#")[0]
    if mention.kind is MentionKind.GLOB:
        found = index.files.glob(mention.text)
        return found[0] if len(found) == 1 else None
    target = index.target(mention) if mention.kind is MentionKind.SPEC else None
    return target and target.path
