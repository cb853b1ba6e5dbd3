"""What an item of `depends_on` or `members` can mean when it is no spec's id: chant compares full ids only."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Fix, Related
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import Mention, MentionKind, spec_id
from chant_lsp.core.rules._edits import remove_mention, replace_mention
from chant_lsp.core.rules._nearest import nearest
from chant_lsp.core.spec import Spec

MAX_OFFERS = 5


def iter_unresolved(spec: Spec, index: SpecIndex) -> Iterator[Mention]:
    """The items of `depends_on` that are no spec's full id; a number, which is no id at all, is `wrong-type`."""
    mistyped = [fault.span for fault in spec.faults if fault.field.name == "depends_on"]
    for mention in spec.mentions_in("depends_on"):
        if mention.kind is MentionKind.SPEC and not index.paths_of(mention.text) and mention.span not in mistyped:
            yield mention


def iter_resolved(spec: Spec, index: SpecIndex) -> Iterator[tuple[Mention, Spec]]:
    """The items of `depends_on` that are, each with its spec."""
    for mention in spec.mentions_in("depends_on"):
        target = index.spec_of(mention.text) if mention.kind is MentionKind.SPEC else None
        if target is not None:
            yield mention, target


def candidates(spec: Spec, index: SpecIndex, text: str) -> list[Spec]:
    """The other specs that a part of an id, or a path, can be meant for: active ones, else archived ones."""
    full = index.spec_of(spec_id(text))
    if full is not None:
        return [full]
    active = [other for other in index.resolve(text) if other.path != spec.path]
    if active:
        return active
    archived = (other for other in index.specs.values() if text in other.id and other.archived)
    return sorted((other for other in archived if other.path != spec.path), key=lambda other: other.id)


def expansions(spec: Spec, mention: Mention, targets: list[Spec]) -> tuple[Fix, ...]:
    """Fixes that write a full id; a single one is preferred."""
    only = len(targets) == 1
    return tuple(
        Fix("Expand to the full id" if only else f"Write `{target.id}`", edits, only)
        for target in targets[:MAX_OFFERS]
        if (edits := replace_mention(spec, mention, target.id))
    )


def likely(spec: Spec, index: SpecIndex, mention: Mention) -> tuple[str, tuple[Fix, ...]]:
    """` Did you mean …?` and the fixes for an id that nothing has: the nearest one, and doing without."""
    ids = (other.id for other in index.specs.values() if other.path != spec.path)
    found = nearest(mention.text, ids)
    fixes = [Fix(f"Change to `{id}`", replace_mention(spec, mention, id), True, guess=True) for id in found]
    edits = remove_mention(spec, mention)
    if edits:
        fixes.append(Fix(f"Remove `{mention.text}`", edits))
    return (f" Did you mean `{found[0]}`?" if found else ""), tuple(fixes)


def title_of(spec: Spec) -> Related:
    """The other end: a spec's title, or its first line."""
    return Related(spec.path, spec.heading, f"{spec.id} ({spec.status})")
