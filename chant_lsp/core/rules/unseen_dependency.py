"""A spec that is there, and that chant's lint does not see."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.conditions import LISTS_OF_IDS
from chant_lsp.core.findings import Finding
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import SPECS_FOLDER, MentionKind
from chant_lsp.core.rules._dependencies import title_of
from chant_lsp.core.rules._weight import as_lint
from chant_lsp.core.spec import Spec

ONLY_WITH = ("depends_on", "members")
READS = ()
WEIGHS = ("readable",)


def unseen_dependency(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An item of `depends_on` or `members` whose file chant cannot read, or does not look for where it is.
    Page: unseen_dependency.md.
    """
    for mention in spec.mentions:
        if mention.field not in LISTS_OF_IDS or mention.kind is not MentionKind.SPEC:
            continue
        target = index.spec_of(mention.text)
        # Of the spec itself, `self-dependency`, or what makes it unreadable or hard to find, says more.
        if target is None or target.archived or target.path == spec.path or (why := _why(target)) is None:
            continue
        yield Finding(
            "unseen-dependency",
            as_lint(spec),
            mention.span,
            why,
            related=(title_of(target),),
        )


def _why(target: Spec) -> str | None:
    if not target.readable:
        return f"chant cannot read `{target.id}`, so there is no such spec for it; mend that file first."
    if target.path != f"{SPECS_FOLDER}{target.id}.md":
        return f"`{target.id}` is in a subfolder, where chant's lint does not look; move it to `{SPECS_FOLDER}`."
    return None
