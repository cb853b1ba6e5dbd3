"""An entry of `members` that is no member."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.members import member_number
from chant_lsp.core.rules._dependencies import title_of
from chant_lsp.core.rules._edits import remove_mention
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec

ONLY_WITH = ("members",)
READS = ()
WEIGHS = ("is_open", "status")


def not_a_member(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A spec in `members` whose file is not named after the driver. Page: not_a_member.md."""
    for mention in spec.mentions_in("members"):
        target = index.target(mention)
        if target is None or target.id.startswith(f"{spec.id}."):
            continue
        free = f"{spec.id}.{max((member_number(one.id) for one in index.members(spec.id)), default=0) + 1}"
        way_out = f"`{target.id}` is none: name it `{free}.md` or so"
        if target.path == spec.path:
            way_out = f"`{target.id}` is this spec itself; remove it"
        edits = remove_mention(spec, mention) if target.path == spec.path else ()
        yield Finding(
            "not-a-member",
            while_open(spec, Severity.WARNING),
            mention.span,
            f"chant finds members by their file names, and {way_out}.",
            related=(title_of(target),),
            fixes=(Fix(f"Remove `{mention.text}`", edits, True),) if edits else (),
        )
