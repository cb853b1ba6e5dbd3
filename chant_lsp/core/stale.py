"""Whether what a finished phase was built on is still there: plain values, told by whoever knows of runs.

Fresh: everything that it read is as it was. Stale: something that it read, or what it was told to do, is not what it
was. Suspect: it itself is as it was, but something that it builds on is stale or has been redone with another result.
Where no run is known, as in a fresh clone, nothing is said at all.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

StaleState = Literal["fresh", "stale", "suspect"]


HOW = {
    "changed": "changed after this ran",
    "gone": "is gone",
    "new": "is new among its inputs",
    "dropped": "is no longer among its inputs",
}
"""What can happen to an input, in words."""
WHY = {"stale": "is stale", "suspect": "is suspect", "redone": "was run again with another result"}
"""What can be the matter with a spec that others build on, in words."""


class ChangedInput(NamedTuple):
    """An input that is not what it was when the phase ran."""

    path: str
    """Project-relative."""
    how: Literal["changed", "gone", "new", "dropped"]
    """`new`: it was not among the inputs then; `dropped`: it is none any more."""
    entry: str = ""
    """The item of `informed_by` that names it or takes it in; '' where none does any more."""
    was: str = ""
    """The path that it had then, where that was another one."""

    def sentence(self) -> str:
        """What happened to it, to go on with: `issue-42.md changed after this ran`."""
        name = posixpath.basename(self.path.rstrip("/")) or self.path
        return f"{name} {HOW[self.how]}"


class Upstream(NamedTuple):
    """A spec that this one builds on, and what is the matter with it."""

    id: str
    why: Literal["stale", "suspect", "redone"]
    """`redone`: it was run again, and wrote something else."""

    def sentence(self) -> str:
        """`001-comprehension is stale`."""
        return f"{self.id} {WHY[self.why]}"


class Validation(NamedTuple):
    """Somebody's word that the result holds although something changed."""

    by: str
    at_s: float
    """Seconds since 1970."""
    because: str


@dataclass(frozen=True, slots=True)
class StaleFacts:
    """How things stand with one phase that was run, or with a gate that builds on such phases."""

    state: StaleState
    run_id: str = ""
    """The run that it is measured against; '' of a gate."""
    inputs: tuple[ChangedInput, ...] = ()
    own: bool = False
    """What it tells an agent to do was changed in the spec itself."""
    prompt: str = ""
    """The name of its prompt, if that says something else now."""
    upstream: tuple[Upstream, ...] = ()
    valid: Validation | None = None
    """The last word of somebody that counts still, or did."""

    def sentences(self) -> Iterator[str]:
        """Everything that is the matter, the nearest first; without capitals and full stops."""
        yield from (changed.sentence() for changed in self.inputs)
        if self.own:
            yield "its own text changed after this ran"
        if self.prompt:
            yield f"its prompt {self.prompt} changed after this ran"
        yield from (upstream.sentence() for upstream in self.upstream)

    def line(self) -> str:
        """The first of them, and how many more of its kind there are; '' when it is fresh."""
        found = list(self.sentences())
        if self.state == "stale":
            found = found[: len(found) - len(self.upstream)]
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        return f"{found[0]}{more}" if found else ""


Staleness = Mapping[str, StaleFacts]
"""By the spec's id; a spec about which nothing is known is not there."""

NOTHING_KNOWN: Staleness = MappingProxyType({})
