"""What an item of `depends_on` or `members` can mean when it is no spec's id: chant compares full ids only."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from enum import Enum
from typing import NamedTuple

from chant_lsp.core.findings import Edit, Fix, Related
from chant_lsp.core.frontmatter import Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import Mention, MentionKind, spec_id
from chant_lsp.core.quoting import scalar
from chant_lsp.core.rules._edits import remove_mention, replace_by_several, replace_mention
from chant_lsp.core.rules._nearest import nearest_id
from chant_lsp.core.spec import Spec

_SEPARATORS = re.compile(r"[,;|\s]+(?:(?:and|&|\+|\|)\s+)?")
_NUMBERED = re.compile(r"(?P<driver>.*[^\s#(./_-])[\s#(/_-]+(?P<number>[0-9]{1,9})\)?")
"""`001-store-2`, which may be meant for the member `001-store.2`."""
_AROUND = "[](){}<>`'\"“”‘’«»#@, \t\r\n"
"""What people put around an id."""
_OUTSIDE = _AROUND.replace("(", "").replace(")", "")
NO_WORDS = frozenset(("none", "nothing", "no", "n/a", "na", "nil", "-", "todo", "tbd"))
"""What people write into a list in which there is nothing."""

EMPTY = "''"
MAX_OFFERS = 5


class How(Enum):
    """How a text that is no id leads to specs."""

    PATH = "it is a spec's path, or its file's name"
    CASE = "it is an id but for capital and small letters"
    PART = "it is a part of ids"
    NOTHING = "it does not"


class Guess(NamedTuple):
    """The specs that a text can be meant for."""

    how: How
    targets: list[Spec]


def iter_unresolved(spec: Spec, index: SpecIndex, field: str = "depends_on") -> Iterator[tuple[Mention, Guess]]:
    """The items of a list of ids that are no spec's full id; a number, which is no id at all, is `wrong-type`."""
    ids = index.ids
    mentions = [
        mention
        for mention in spec.mentions
        if mention.field == field
        and mention.text not in ids
        and (mention.kind is MentionKind.SPEC or field == "members")
    ]
    mistyped = [fault.span for fault in spec.faults_of("depends_on")] if mentions else []
    for mention in mentions:
        if mention.span not in mistyped:
            # A spec of another repository is none that we know.
            here = mention.kind is MentionKind.SPEC
            yield mention, guess(spec, index, mention.text) if here else Guess(How.NOTHING, [])


def iter_resolved(spec: Spec, index: SpecIndex) -> Iterator[tuple[Mention, Spec]]:
    """The items of `depends_on` that are another spec's id, each with that spec."""
    for mention in spec.mentions_in("depends_on"):
        target = index.spec_of(mention.text) if mention.kind is MentionKind.SPEC else None
        if target is not None and target.path != spec.path:
            yield mention, target


def guess(spec: Spec, index: SpecIndex, text: str) -> Guess:
    """What a text that is no id can be meant for: other specs, active ones before archived ones."""
    if not text:
        return Guess(How.NOTHING, [])
    full = index.spec_of(spec_id(text.replace("\\", "/")))
    if full is not None:
        return Guess(How.PATH, [full])
    same = [other for id in index.written_in_another_case(text) for other in index.specs_of(id)[:1]]
    if same:
        return Guess(How.CASE, same)
    found = [other for other in index.resolve(text) if other.path != spec.path]
    found = found or [other for other in index.archived_like(text) if other.path != spec.path]
    return Guess(How.PART if found else How.NOTHING, found)


def candidates(spec: Spec, index: SpecIndex, text: str) -> list[Spec]:
    """The other specs that a text which is no full id can be meant for."""
    return guess(spec, index, text).targets


def with_full_id(spec: Spec, mention: Mention, id: str, title: str) -> tuple[str, tuple[Fix, ...]]:
    """How an item becomes the id that it is meant for, in words and as a fix; where that is listed already, it goes."""
    if _is_listed(spec, mention.field, id):
        edits, title = remove_mention(spec, mention), f"Remove `{mention.text}`"
        way_out = f"remove it, as `{id}` is here, too"
    else:
        edits, way_out = replace_mention(spec, mention, id), f"write `{id}`"
    return way_out, (Fix(title, edits, True),) if edits else ()


def expansions(spec: Spec, mention: Mention, targets: list[Spec]) -> tuple[Fix, ...]:
    """Fixes that write a full id; a single one is preferred. Where it is there already, this one goes."""
    if len(targets) == 1:
        return with_full_id(spec, mention, targets[0].id, "Expand to the full id")[1]
    return tuple(
        Fix(f"Write `{target.id}`", edits)
        for target in targets[:MAX_OFFERS]
        if not _is_listed(spec, mention.field, target.id) and (edits := replace_mention(spec, mention, target.id))
    )


def _is_listed(spec: Spec, field: str, id: str) -> bool:
    return any(mention.text == id for mention in spec.mentions_in(field))


def likely(spec: Spec, index: SpecIndex, mention: Mention) -> tuple[str, tuple[Fix, ...]]:
    """` Did you mean …?` and the fixes for an id that nothing has: the nearest one that is not there yet, and doing
    without.
    """
    words = _SEPARATORS.split(mention.text.strip(_AROUND))
    parts = [part.strip(_AROUND) for part in words if part != "-"]
    if len(parts) > 1 and all(index.paths_of(part) for part in parts):
        return " These are several ids.", _split(spec, mention, parts)
    nowhere = mention.kind is MentionKind.OTHER_REPO
    if nowhere or not mention.text or mention.text.lower() in NO_WORDS:
        edits = remove_mention(spec, mention)
        what = f"`{mention.text}`" if mention.text else "it"
        return "", (Fix(f"Remove {what}", edits, not nowhere),) if edits else ()
    taken = {spec.id, *(other.text for other in spec.mentions_in(mention.field))}
    found = _meant(index, mention.text, parts, taken)
    fixes = (
        [] if found is None else [Fix(f"Change to `{found}`", replace_mention(spec, mention, found), True, guess=True)]
    )
    edits = remove_mention(spec, mention)
    if edits:
        fixes.append(Fix(f"Remove `{mention.text}`", edits))
    return (f" Did you mean `{found}`?" if found else ""), tuple(fixes)


def _meant(index: SpecIndex, text: str, parts: list[str], taken: Collection[str]) -> str | None:
    """A driver's member; the one id among the words, as in `The cause (003-root-cause)`; or the nearest id."""
    numbered = _NUMBERED.fullmatch(text.strip(_OUTSIDE))
    member = f"{numbered['driver']}.{numbered['number']}" if numbered is not None else ""
    ids = [member] if index.paths_of(member) else [part for part in parts if index.paths_of(part)]
    if len(ids) == 1 and ids[0] not in taken:
        return ids[0]
    return nearest_id(index, parts[0] if len(parts) == 1 else text, taken)


def _split(spec: Spec, mention: Mention, ids: list[str]) -> tuple[Fix, ...]:
    """`a, b` as the two ids that it stands for."""
    entry = spec.frontmatter.get(mention.field)
    if entry is None:
        return ()
    written = ", ".join(scalar(id) for id in ids)
    if isinstance(entry.value, Scalar):
        return (Fix("Make it a list", (Edit(entry.value.span, f"[{written}]"),), True),)
    edits = replace_by_several(spec, mention, ids)
    return (Fix("Make it several items", edits, True),) if edits else ()


def title_of(spec: Spec) -> Related:
    """The other end: a spec's title, or its first line."""
    return Related(spec.path, spec.heading, f"{spec.id} ({spec.status})")
