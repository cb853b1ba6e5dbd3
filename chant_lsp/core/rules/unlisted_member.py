"""A member that the driver's list leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.members import is_plain_member
from chant_lsp.core.quoting import scalar
from chant_lsp.core.rules._dependencies import title_of
from chant_lsp.core.rules._edits import add_item
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec

ONLY_WITH = ("members",)
READS = ()
WEIGHS = ("is_open",)


def unlisted_member(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A spec that is a member by its file name, beside a list of `members` without it. Page: unlisted_member.md."""
    listed = {mention.text for mention in spec.mentions_in("members")}
    if not all(index.paths_of(id) for id in listed):
        return  # An `unknown-member` is likely to be the one.
    for member in index.members(spec.id) if listed else ():
        if member.id in listed or member.archived or not is_plain_member(member.id):
            continue
        entry = spec.frontmatter.get("members")
        if entry is None:
            return
        edits = add_item(spec, entry, scalar(member.id))
        yield Finding(
            "unlisted-member",
            while_open(spec, Severity.INFORMATION),
            entry.key.span,
            f"`{member.id}` is a member by its file name, and chant works on it, too; this list leaves it out.",
            related=(title_of(member),),
            fixes=(Fix(f"Add `{member.id}`", edits, True),) if edits else (),
        )
