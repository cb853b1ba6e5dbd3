"""Every spec of one project, by path, id, mention and output; kept up to date by small changes.

An unresolved mention is an edge like any other: whoever later creates what it names touches it. The index knows
files that are not specs only through `Files`, so that it stays pure.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from chant_lsp.core.edges import Edges, covers, folder_key, name_the_same
from chant_lsp.core.files import Files
from chant_lsp.core.frozen import frozen
from chant_lsp.core.gaps import NO_GAPS, Gaps
from chant_lsp.core.ids import TRACES, Ids, are_few, may_be_slip
from chant_lsp.core.members import driver_of, member_number
from chant_lsp.core.mentions import (
    PROMPTS_FOLDER,
    Mention,
    MentionKind,
    is_archived,
    is_spec_path,
    prompt_path,
    spec_id,
)
from chant_lsp.core.names import Names
from chant_lsp.core.order import Circles, awaiting, cycle_members
from chant_lsp.core.pages import Pages
from chant_lsp.core.spec import Spec
from chant_lsp.core.stale import NOTHING_KNOWN, Staleness
from chant_lsp.core.typed import WORDS, Typed, Typings

if TYPE_CHECKING:
    from chant_lsp.core.config import Config
    from chant_lsp.core.gates import Difference
    from chant_lsp.core.prompt_file import PromptFile

MAX_GUESSES = 20
"""Ids that came or went together, each of which is compared with what names nothing; of more, anything may be meant."""

MAX_MATCHES = 500
"""Ids that a part of one is looked for in: whoever writes `0` means none of a hundred thousand."""


_ID = attrgetter("id")


class Change(NamedTuple):
    """A file that came, changed or went; specs, the config and prompts with their facts (None: it is gone)."""

    path: str
    facts: Spec | Config | PromptFile | None = None
    typed: Typed | None = None
    """All that differs from the facts before, where somebody has typed no more than that into a spec."""


@frozen()
class Delta:
    """What a batch of changes did."""

    touched: frozenset[str]
    """Paths of specs, config and prompts whose findings may differ now; the path of what was deleted is among them."""
    revision: int


class SpecIndex:
    """The specs of one project."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.revision = 0
        self._specs: dict[str, Spec] = {}
        self.pages = Pages()
        """The config and the prompts."""
        self._edges = Edges()
        self._ids = Ids()
        self.typings = Typings()
        self.lost: frozenset[str] = frozenset()
        """Ids of the specs whose last run is known to be gone; who knows of runs notes it by `note_lost`."""
        self.stale: Staleness = NOTHING_KNOWN
        """Which phases still rest on what they were built on; who knows of runs notes it by `note_stale`."""
        self.gate_news: Mapping[str, tuple[Difference, ...]] = {}
        """What is not as it was approved and stands in no file, by the gate's id; see `note_gate_news`."""
        self.gaps: Gaps = NO_GAPS
        """What the last runs left open; who knows of runs notes it by `note_gaps`."""
        self.names = Names(self)
        """What can be found by a part of its name."""
        self.orders: dict[tuple[str, str], bool] = {}
        """What order.py has found out about the paths of two specs since some spec last named something else."""
        self.circles = Circles()
        """The same of those who wait for each other."""

    # -- asking

    @property
    def specs(self) -> Mapping[str, Spec]:
        """By path, in no order that means anything."""
        return self._specs

    def get(self, path: str) -> Spec | None:
        return self._specs.get(path)

    def facts(self, path: str) -> Spec | Config | PromptFile | None:
        """What one of chant's files says, whichever it is."""
        return self._specs.get(path) or self.pages.get(path)

    def naming_prompt(self, path: str) -> Iterator[tuple[str, Mention]]:
        """Every mention of the prompt at a path, with the path of the file that it is in: config, prompts, specs."""
        yield from self.pages.naming(path)
        for spec in self.referrers(path):
            for mention in spec.mentions:
                if mention.kind is MentionKind.PROMPT and prompt_path(mention) == path:
                    yield spec.path, mention

    def paths_of(self, id: str) -> list[str]:
        """Where specs with this id live: active ones first."""
        paths = self._edges.by_id.get(id)
        return list(paths) if len(paths) < 2 else sorted(paths, key=lambda path: (is_archived(path), path))

    def spec_of(self, id: str) -> Spec | None:
        """The spec with this very id, an active one before an archived one."""
        path = self._edges.by_id.sole(id) or next(iter(self.paths_of(id)), None)
        return self._specs[path] if path is not None else None

    def resolve(self, text: str) -> list[Spec]:
        """The active specs that chant's command line could take a partial id for.

        Order: the exact one alone; else the only one that ends so; else some of those that contain it, by id.
        """
        exact = self.spec_of(text)
        if exact is not None and not exact.archived:
            return [exact]
        ending = self._active(self._ids.ending(self.ids, text, MAX_MATCHES))
        return ending if len(ending) == 1 else self._active(self._ids.containing(self.ids, text, MAX_MATCHES))

    def archived_like(self, text: str) -> list[Spec]:
        """The archived specs whose ids a text is a part of, by id."""
        found = (
            self._specs[path]
            for id in self._ids.containing(self.ids, text, MAX_MATCHES)
            for path in self._edges.by_id.get(id)
        )
        return sorted((spec for spec in found if spec.archived), key=lambda spec: spec.id)

    def written_in_another_case(self, id: str) -> list[str]:
        """The ids that differ from this one in capital and small letters only."""
        return sorted(self._ids.in_any_case(self.ids, id))

    @property
    def ids(self) -> Collection[str]:
        """The id of every spec; quick to look one up."""
        return self._edges.by_id.keys()

    def _active(self, ids: Iterable[str]) -> list[Spec]:
        specs = (self._specs[path] for id in ids for path in self._edges.by_id.get(id) if not is_archived(path))
        return sorted(specs, key=lambda spec: spec.id)

    def target(self, mention: Mention) -> Spec | None:
        """The spec that a mention names: by its id, or by its path (wherever it was archived to)."""
        if mention.kind is MentionKind.SPEC:
            return self.spec_of(mention.text)
        if mention.kind is MentionKind.FILE and is_spec_path(mention.text):
            return self._specs.get(mention.text) or self.spec_of(spec_id(mention.text))
        return None

    def specs_of(self, id: str) -> list[Spec]:
        """The specs with this very id: active ones first."""
        return [self._specs[path] for path in self.paths_of(id)]

    def members(self, driver_id: str) -> list[Spec]:
        """The specs that chant takes for members of a driver, by their numbers; there need not be such a driver."""
        specs = (self._specs[path] for path in self._edges.members.get(driver_id))
        return sorted(specs, key=lambda spec: (member_number(spec.id), spec.id, spec.path))

    def dependents(self, spec: Spec) -> list[Spec]:
        """The specs that list it in `depends_on`, in the order of their ids."""
        return self.dependents_of(spec.id)

    def dependents_of(self, id: str) -> list[Spec]:
        """The specs that list an id in `depends_on`, in the order of their ids; no spec need have it."""
        found = []
        for path in self._edges.mentioning.get(id):
            spec = self._specs[path]
            if spec.waits_for(id):
                found.append(spec)
        found.sort(key=_ID)
        return found

    def referrers(self, key: str) -> list[Spec]:
        """The specs that mention an id or a path in any field, in the order of their ids."""
        return sorted([self._specs[path] for path in self._edges.mentioning.get(key)], key=_ID)

    def producers(self, path: str) -> list[Spec]:
        """The specs that list the path among their outputs, active ones first."""
        found = (self._specs[name] for name in self._edges.writing.get(path))
        return sorted(found, key=lambda spec: (spec.archived, spec.id))

    def mentions_of(self, path: str) -> Iterator[tuple[Spec, Mention]]:
        """Every mention that names a path: literally, as a directory above it or by a glob; by the specs' ids."""
        names = {*self._edges.mentioning.get(path), *self._covering(path)}
        for spec in sorted((self._specs[name] for name in names), key=lambda spec: (spec.id, spec.path)):
            for mention in spec.mentions:
                literal = mention.text == path and mention.kind is not MentionKind.PROMPT
                if literal or covers(mention, path):
                    yield spec, mention

    def unresolved_parts(self, id: str) -> list[str]:
        """What is meant for a spec somewhere, is no spec's id, and is a part of this one."""
        return list(self._edges.unresolved.parts_of(id))

    def outputs_below(self, folder: str) -> Iterator[str]:
        """Every path at any depth below a folder, `.` for the project's, that some spec lists among its outputs."""
        return self._edges.written.below(folder)

    def writers(self, path: str) -> int:
        """How many specs list a path among their outputs."""
        return len(self._edges.writing.get(path))

    def iter_referrers(self, key: str) -> Iterator[Spec]:
        """The specs that mention an id or a path in any field, in no order that means anything; each costs one look."""
        return (self._specs[path] for path in self._edges.mentioning.get(key))

    def mention_count(self, key: str) -> int:
        """How many specs mention an id or a path in any field."""
        return len(self._edges.mentioning.get(key))

    def typed_since(self, path: str, since: int) -> Typed | None:
        """What has been typed into a spec since a revision; None where anything else has changed, here or elsewhere."""
        return self.typings.last(path, self.revision - since)

    # -- changing

    def apply(self, changes: Sequence[Change]) -> Delta:
        """Replace, add or remove specs, config and prompts, and say whose findings may differ now.

        Shape:  later changes to the same path win.
        Cost:   proportional to the changed specs and those that mention them, not to the index.
        Errors: none; a spec that cannot be parsed is a Spec with problems.
        """
        if len(changes) == 1 and changes[0].typed is not None:
            touched_by = self.retype(changes[0])
            return Delta(touched_by(), self.revision)
        touched: set[str] = set()
        moved: set[str] = set()
        renamed: set[str] = set()
        pages_came_or_went = False
        for path, facts, _ in changes:
            if self.pages.holds(path):
                was_there, required = self.pages.get(path) is not None, self.pages.required
                touched.update(self.pages.replace(path, facts))
                if required != self.pages.required:
                    touched.update(self._specs)
                if was_there and facts is not None:
                    continue
                pages_came_or_went = True
            if not is_spec_path(path) or (facts is None) != (path not in self._specs):
                touched.update(self._edges.beside.get(folder_key(path)))
            if is_spec_path(path):
                if (facts is None) == (path in self._specs):
                    renamed.add(spec_id(path))
                self._replace(path, facts, touched, moved)  # type: ignore[arg-type]
            elif path.startswith(TRACES):
                touched.update(self._edges.by_id.get(posixpath.splitext(posixpath.basename(path))[0]))
            touched.update(self._edges.mentioning.get(path))
            touched.update(self._covering(path))
        if pages_came_or_went:
            # Any name may have meant what has come, or may mean another one now that it is gone.
            touched.update(self.pages.paths(), self._edges.beside.get(PROMPTS_FOLDER[:-1]))
        if moved:
            self._touch_order(moved, touched)
        if renamed:
            self._touch_guesses(renamed, touched)
        self.typings.forget()
        self.revision += 1
        return Delta(frozenset(touched), self.revision)

    def retype(self, change: Change) -> Callable[[], frozenset[str]]:
        """Somebody types a value that names nothing, or words: nobody is named by it who was not before.

        Shape: what tells whom it touches, as `Delta.touched` does, to be asked before anything else changes.
        """
        path, spec, typed = change
        assert isinstance(spec, Spec) and typed is not None
        before, self._specs[path] = self._specs[path], spec
        if typed is not WORDS and before.labels != spec.labels:
            self.names.changed(before, spec)
        self.typings.add(before, typed)
        self.revision += 1
        return partial(self._touched_by_typing, spec, typed)

    def _touched_by_typing(self, spec: Spec, typed: Typed) -> frozenset[str]:
        touched = {spec.path}
        if typed is not WORDS:
            touched.update(self._edges.mentioning.get(spec.path))
            self._touch_around(spec, touched)
        return frozenset(touched)

    def touch(self, ids: Iterable[str]) -> Delta:
        """Take it that something is known of these specs that stands in no file."""
        touched = frozenset(path for id in ids for path in self.paths_of(id))
        if touched:
            self.typings.forget()
            self.revision += 1
        return Delta(touched, self.revision)

    def load(self, specs: Iterable[Spec]) -> None:
        """Put in many specs at once, without asking whose findings differ now: anybody's may."""
        for spec in specs:
            self._put(spec.path, self._specs.get(spec.path), spec)
        self.typings.forget()
        self.revision += 1

    def _replace(self, path: str, spec: Spec | None, touched: set[str], moved: set[str]) -> None:
        """Put a spec in or take it out."""
        before = self._specs.get(path)
        touched.add(path)
        if before is not None and spec is not None and before == spec:
            # The text around changed and nothing that others see of it.
            self._specs[path] = spec
            return
        if before is None or spec is None or before.depends_on != spec.depends_on:
            moved.add(spec_id(path))
        if before is not None:
            self._touch_around(before, touched)
        self._put(path, before, spec)
        if spec is not None:
            self._touch_around(spec, touched)

    def _put(self, path: str, before: Spec | None, spec: Spec | None) -> None:
        self.names.changed(before, spec)
        if spec is None:
            self._specs.pop(path, None)
        else:
            self._specs[path] = spec
        if before is not None and spec is not None and name_the_same(before, spec):
            return
        self.orders.clear()
        self.circles.clear()
        if before is not None:
            self._edges.unlink(before)
        if spec is not None:
            self._edges.link(spec)
        if before is None or spec is None:
            self._ids.forget()

    def _touch_around(self, spec: Spec, touched: set[str]) -> None:
        """Those who name the spec by its id or a part of it, who reads what it writes, who is in a cycle with it."""
        edges = self._edges
        for id in (spec.id, driver_of(spec.id)):
            if id is not None:
                touched.update(edges.by_id.get(id))
                touched.update(edges.members.get(id))
        for key in (spec.id, *edges.unresolved.parts_of(spec.id)):
            touched.update(edges.mentioning.get(key))
        for output in spec.outputs:
            touched.update(edges.mentioning.get(output.text))
            touched.update(self._covering(output.text))
        touched.update(cycle_members(self, spec))

    def _touch_guesses(self, ids: set[str], touched: set[str]) -> None:
        """Those whose mentions of nothing may be taken for a slip of one of these ids, which came or went."""
        anyone = len(ids) > MAX_GUESSES or are_few(self.ids, len(ids))
        for key in self._edges.unresolved:
            if anyone or any(may_be_slip(key, id) or id in key for id in ids):
                touched.update(self._edges.mentioning.get(key))

    def _touch_order(self, ids: set[str], touched: set[str]) -> None:
        """Those who run after one of these ids, whose dependencies changed, and who reads or writes what they write."""
        ids = ids.union(member.id for id in ids for member in self.members(id))
        for path in awaiting(self, ids):
            touched.add(path)
            for output in self._specs[path].outputs:
                touched.update(self._edges.mentioning.get(output.text))
                touched.update(self._covering(output.text))

    def _covering(self, path: str) -> Iterator[str]:
        """Paths of the specs with a directory or a glob that takes in the path."""
        folder = path
        while self._edges.patterns and folder not in (".", "/", ""):
            folder = posixpath.dirname(folder) or "."
            for other in self._edges.patterns.get(folder):
                if any(covers(mention, path) for mention in self._specs[other].mentions):
                    yield other

    # -- the graph, as far as `apply` needs it

    def dependencies(self, spec: Spec) -> Iterator[Spec]:
        """The specs that its `depends_on` names by their full ids."""
        for id in spec.depends_on:
            other = self.spec_of(id)
            if other is not None:
                yield other
