"""A dependency on a spec of another repository."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import MentionKind
from chant_lsp.core.rules._edits import remove_mention
from chant_lsp.core.rules._weight import as_lint
from chant_lsp.core.spec import Spec

ONLY_WITH = ("depends_on",)
READS = ()
WEIGHS = ("readable",)


def cross_repo_dependency(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """`repo:id`, which chant documents and never finds. Page: cross_repo_dependency.md."""
    for mention in spec.mentions_in("depends_on"):
        if mention.kind is not MentionKind.OTHER_REPO:
            continue
        edits = remove_mention(spec, mention)
        yield Finding(
            "cross-repo-dependency",
            as_lint(spec),
            mention.span,
            f"chant never finds specs of other repositories: it waits for `{mention.text}` for ever.",
            fixes=(Fix(f"Remove `{mention.text}`", edits),) if edits else (),
        )
