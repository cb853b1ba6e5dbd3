"""What somebody has typed into a spec that says the same but for that: one value, or words that say nothing.

That is what nearly each keystroke does. Whoever knows it has to look again only at what reads that value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, NamedTuple

from chant_lsp.core.findings import Edit, Finding, Fix, Later, Related

if TYPE_CHECKING:
    from chant_lsp.core.spec import Spec

BODY = "the text below the frontmatter"
"""Beside the fields' names: running text was typed into."""


class Typed(NamedTuple):
    """What of a spec is another one, and how far everything behind it has moved."""

    fields: frozenset[str]
    """Keys of the frontmatter, each there once, whose plain values are others and name nothing; or BODY."""
    at: int = 0
    """Where the value begins: what stands behind this place has moved, but for the value itself."""
    by: int = 0
    """How far: 0 for words, behind which nothing stands that anybody keeps."""


IS_OPEN, READABLE, FAULTS = "is_open", "readable", "faults"
"""Facts of a spec that follow from values: rules name them beside the fields that they read."""

MAX_STEPS = 100
"""Keystrokes that are remembered, for whoever has not looked since."""

NOTHING = Typed(frozenset())
WORDS = Typed(frozenset((BODY,)))


class Typings:
    """What has been typed into which spec, a revision of the index each, since anything else has changed."""

    def __init__(self) -> None:
        self._path = ""
        self._steps: list[Typed] = []
        self._before: Spec | None = None
        """The spec before the last key."""

    def add(self, before: Spec, typed: Typed) -> None:
        """One more key."""
        if self._path != before.path or len(self._steps) >= MAX_STEPS:
            self._path, self._steps = before.path, []
        self._steps.append(typed)
        self._before = before

    def forget(self) -> None:
        """Something else has changed."""
        self._path, self._steps, self._before = "", [], None

    def taken_back(self, path: str, text: str) -> tuple[Spec, Typed] | None:
        """The spec before the last key, and the way back to it, if this is its text."""
        before = self._before
        if before is None or before.path != path or before.parts.text != text:
            return None
        fields, at, by = self._steps[-1]
        return before, Typed(fields, at, -by)

    def last(self, path: str, count: int) -> Typed | None:
        """The last steps as one; None where they were not all typed into this spec."""
        if count and (self._path != path or count > len(self._steps)):
            return None
        return self._steps[-1] if count == 1 else together(self._steps[len(self._steps) - count :])


def together(steps: Iterable[Typed]) -> Typed | None:
    """Several steps as one; None where more than one value has been typed."""
    return reduce(_both, steps, NOTHING)


def _both(first: Typed | None, then: Typed) -> Typed | None:
    if first is None or (first.by and then.by and first.at != then.at):
        return None
    return Typed(first.fields | then.fields, first.at if first.by else then.at, first.by + then.by)


@lru_cache(maxsize=1024)
def _with_consequences(fields: frozenset[str], opened: bool, read: bool, refused: bool) -> frozenset[str]:
    return fields.union((IS_OPEN,) * opened, (READABLE,) * read, (FAULTS,) * refused)


def changed_facts(before: Spec, after: Spec, typed: Typed) -> frozenset[str]:
    """What differs between a spec before and after something was typed into it, as rules name what they read."""
    if typed.fields == WORDS.fields:
        return typed.fields
    return _with_consequences(
        typed.fields,
        before.is_open != after.is_open,
        before.readable != after.readable,
        bool(before.faults or after.faults),
    )


def is_at(finding: Finding, path: str, at: int) -> bool:
    """Whether a finding of the spec at a path, or what it relates to, takes in a place."""
    spans = (finding.span, *(span for where, span, _ in finding.related if where == path))
    return any(start <= at <= end for start, end in spans)


def moved(finding: Finding, path: str, typed: Typed) -> Finding:
    """A finding of the spec at a path, where it is now; of the very value, it is at all that it has become."""
    _, at, by = typed
    code, severity, span, message, related, fixes, unnecessary = finding
    if related:
        related = tuple([Related(to, there.after(at, by) if to == path else there, why) for to, there, why in related])
    if isinstance(fixes, Later) or fixes:
        fixes = _moved_fixes(fixes, at, by)
    return Finding(code, severity, span.after(at, by), message, related, fixes, unnecessary)


class _Moved(Later):
    """Fixes of a finding that stands elsewhere now."""

    __slots__ = ("at", "by", "first")

    def __init__(self, first: Sequence[Fix], at: int, by: int) -> None:
        super().__init__(self._iter_moved)
        self.first, self.at, self.by = first, at, by

    def _iter_moved(self) -> Iterator[Fix]:
        for fix in self.first:
            edits = [Edit(where.after(self.at, self.by), text) for where, text in fix.edits]
            yield fix._replace(edits=tuple(edits))


def _moved_fixes(fixes: Sequence[Fix], at: int, by: int) -> _Moved:
    if isinstance(fixes, _Moved):
        if fixes.at == at:
            # However long somebody types into one value, it is one way that they have moved.
            return _Moved(fixes.first, at, fixes.by + by)
        fixes = tuple(fixes)
    return _Moved(fixes, at, by)
