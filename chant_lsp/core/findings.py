"""What a rule finds: plain values, with the way out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from typing import NamedTuple, overload

from chant_lsp.core.text import Span


class Severity(IntEnum):
    """How much it matters; the numbers are LSP's."""

    ERROR = 1
    """chant refuses the file or the run."""
    WARNING = 2
    """chant silently does something else than written."""
    INFORMATION = 3
    """True, and worth knowing."""
    HINT = 4
    """Taste, or history."""


class Edit(NamedTuple):
    """Replace the span by the text."""

    span: Span
    text: str


class Fix(NamedTuple):
    """One way out: edits of the file that the finding is in, which do not overlap."""

    title: str
    edits: tuple[Edit, ...]
    preferred: bool = False
    """The one fix that a person would expect; at most one of a finding's fixes."""
    guess: bool = False
    """It takes something for what somebody meant, or throws something away: fixing everything at once leaves it out."""


class Later(Sequence[Fix]):
    """Fixes that are made when somebody asks for them: far more findings are shown than mended."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Iterable[Fix]]) -> None:
        self._make = make
        self._made: tuple[Fix, ...] | None = None

    def _all(self) -> tuple[Fix, ...]:
        if self._made is None:
            self._made = tuple(self._make())
        return self._made

    @overload
    def __getitem__(self, index: int) -> Fix: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Fix, ...]: ...
    def __getitem__(self, index: int | slice) -> Fix | tuple[Fix, ...]:
        return self._all()[index]

    def __len__(self) -> int:
        return len(self._all())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (tuple, Later)) and self._all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __reduce__(self) -> tuple[type[tuple[Fix, ...]], tuple[tuple[Fix, ...]]]:
        # What makes them stays in its process.
        return tuple, (self._all(),)


def later(title: str, edits: Callable[[], tuple[Edit, ...]], preferred: bool = False, guess: bool = False) -> Later:
    """One fix, made when somebody asks for it; none where it turns out that there are no edits."""

    def make() -> Iterable[Fix]:
        made = edits()
        return (Fix(title, made, preferred, guess),) if made else ()

    return Later(make)


class Related(NamedTuple):
    """The other end of a finding."""

    path: str
    span: Span
    message: str


class Finding(NamedTuple):
    """One problem in one file."""

    code: str
    """Stable, kebab-case; the name of its rule and of the rule's page."""
    severity: Severity
    span: Span
    message: str
    related: tuple[Related, ...] = ()
    fixes: Sequence[Fix] = ()
    unnecessary: bool = False
    """The text has no effect and may be shown faded."""


class Problem(NamedTuple):
    """What reading a text stumbled over. Its fixes are made there, where the text is at hand."""

    code: str
    """The rule that reports it."""
    span: Span
    message: str
    fixes: tuple[Fix, ...] = ()
