"""Whether the results of a project's phases still rest on what they were built on.

Each spec's last done run is its baseline, or the last word of somebody that the result still holds. What is there now
is compared with it by normal hashes, never by time stamps: a clone touches every file and changes none. What has only
got another name or another place is followed. A spec of which no done run is known is not spoken of at all.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import normal_path
from chant_lsp.core.order import is_before
from chant_lsp.core.spec import Spec
from chant_lsp.core.stale import NOTHING_KNOWN, StaleFacts, Staleness, Upstream
from chant_lsp.runs.baseline import VALID_NAME, Baseline, read_baseline
from chant_lsp.runs.comparison import Compared, Comparison, Searched
from chant_lsp.runs.hashes import Hashes
from chant_lsp.runs.instructions import Instructions
from chant_lsp.runs.manifest import done_runs, outputs_hash
from chant_lsp.runs.model import Run, RunInput
from chant_lsp.runs.store import run_folder
from chant_lsp.workspace.layout import Project

MAX_ALIKE = 50
"""Specs that a run without a spec is compared with."""
_NO_PROMPT = RunInput("", 0, "")


def staleness_of(project: Project, index: SpecIndex) -> Staleness:
    """How all phases of a project stand now. Cost: every journal once, every input of a done run once."""
    looker = Looker(project)
    for _ in looker.iter_look(index, done_runs(project)):
        pass
    return looker.facts


class Looker:
    """Looks at one project again and again; what has not been touched in between costs one `stat`."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._runs = f"{project.runs}{os.sep}"
        self._hashes = Hashes(project)
        self._instructions = Instructions(project, self._hashes)
        self._searched: dict[tuple[str, str], Searched] = {}
        self._baselines: dict[str, tuple[int, Baseline]] = {}
        """By the run's id, with the time of the last word about it."""
        self.facts: Staleness = NOTHING_KNOWN
        """As of the last look that was finished."""
        self.compared: Mapping[str, Compared] = {}
        """By the spec's id, likewise."""
        self.mark: Callable[[str], str] = lambda id: ""
        """A hash of what is the matter with the spec of an id, likewise."""

    def iter_look(self, index: SpecIndex, done: Mapping[str, Run]) -> Iterator[None]:
        """Take one look, in steps of one spec, so that a caller can do other things in between.

        Shape: `done` is the last done run of each spec, by the id that the spec had then.
        """
        self._instructions.look(index)
        names: dict[str, str] = {}
        ran: dict[str, Baseline] = {}
        for id, run in self._iter_ran(index, done, names):
            ran[id] = self._baseline(run)
            yield
        latest = {id: one.run for id, one in ran.items()}
        comparison = Comparison(self._project, index, self._hashes, self._instructions, latest, self._searched, names)
        first: list[Compared] = []
        for id, baseline in ran.items():
            spec = index.spec_of(id)
            if spec is not None and not spec.archived:
                first.append(comparison.compare(spec, baseline))
            yield
        compared: dict[str, Compared] = {}
        for one in first:
            compared[one.spec.id] = comparison.settle(one)
            yield
        suspicion = _Suspicion(index, compared, ran, names)
        suspicion.spread()
        self.facts, self.compared, self.mark = suspicion.believe(), compared, suspicion.mark

    def _iter_ran(self, index: SpecIndex, done: Mapping[str, Run], names: dict[str, str]) -> Iterator[tuple[str, Run]]:
        """The last done run of each spec by its present id; of one that was renamed, found by what it says."""
        orphans = []
        for id, run in list(done.items()):
            if index.spec_of(id) is None:
                orphans.append(run)
            else:
                yield id, run
        alike = _without_runs(index, done) if orphans else {}
        for run in orphans:
            outputs = frozenset(normal_path(output) for output in run.outputs)
            same = [spec for spec in islice(alike.get(outputs, ()), MAX_ALIKE) if self._is_same(spec, run)]
            if len(same) == 1 and same[0].id not in names:
                names |= {same[0].id: run.spec, same[0].path: run.path}
                yield same[0].id, run

    def _baseline(self, run: Run) -> Baseline:
        try:
            said_at = os.stat(f"{self._runs}{run.id}{os.sep}{VALID_NAME}").st_mtime_ns
        except OSError:
            said_at = 0
        known = self._baselines.get(run.id)
        if known is None or known[0] != said_at:
            known = self._baselines[run.id] = (said_at, read_baseline(run, run_folder(self._project, run.id)))
        return known[1]

    def _is_same(self, spec: Spec, run: Run) -> bool:
        """Whether a spec says what the spec of a run said, its own name apart."""
        names = {spec.id: run.spec, spec.path: run.path}
        now = self._hashes.by_old_names(spec.path, True, names)
        return now is not None and run.own is not None and now.normal == run.own.normal


def _without_runs(index: SpecIndex, done: Mapping[str, Run]) -> dict[frozenset[str], list[Spec]]:
    """The finished specs of which no run is known, by what they write."""
    found: dict[frozenset[str], list[Spec]] = {}
    for spec in index.specs.values():
        if spec.status == "completed" and spec.id not in done and not spec.archived:
            found.setdefault(frozenset(output.text for output in spec.outputs), []).append(spec)
    return found


class _Suspicion:
    """Who builds on something that is stale, suspect or redone; found from there on downwards."""

    def __init__(
        self, index: SpecIndex, compared: Mapping[str, Compared], ran: Mapping[str, Baseline], names: Mapping[str, str]
    ) -> None:
        self._index = index
        self._compared = compared
        self._ran = ran
        self._new_names = {old: new for new, old in names.items()}
        self._todo: list[tuple[Spec, Upstream]] = []
        self._passed: set[tuple[str, str]] = set()
        self.facts: dict[str, StaleFacts] = {}

    def spread(self) -> None:
        """Find all facts, whatever anybody has said of a result."""
        for id, one in self._compared.items():
            self.facts[id] = _facts_of(one)
            for upstream in self._iter_redone(one.baseline) if one.is_fresh else ():
                self._suspect(one.spec, upstream)
            if not one.is_fresh:
                self._todo.append((one.spec, Upstream(id, "stale")))
        while self._todo:
            spec, upstream = self._todo.pop()
            for other in _builds_on(self._index, spec):
                if other.id in self._compared:
                    self._suspect(other, upstream)
                elif other.is_human_gate and not other.archived:
                    self.facts[other.id] = _with(self.facts.get(other.id, StaleFacts("suspect")), upstream)
                elif (other.path, upstream.id) not in self._passed and other.status == "completed":
                    # Finished, nobody knows how: whoever builds on it builds on what is behind it.
                    self._passed.add((other.path, upstream.id))
                    self._todo.append((other, upstream))

    def _suspect(self, spec: Spec, upstream: Upstream) -> None:
        facts = self.facts[spec.id]
        if upstream.id == spec.id or upstream in facts.upstream:
            return
        self.facts[spec.id] = _with(facts, upstream)
        if facts.state == "fresh":
            self._todo.append((spec, Upstream(spec.id, "suspect")))

    def _iter_redone(self, baseline: Baseline) -> Iterator[Upstream]:
        for built_on in baseline.built_on:
            id = self._new_names.get(built_on.spec, built_on.spec)
            again = self._ran.get(id)
            if again is None or again.run.id == built_on.run or not built_on.outputs:
                continue
            if outputs_hash(again.run) not in ("", built_on.outputs):
                yield Upstream(id, "redone")

    def mark(self, id: str) -> str:
        """A hash of what is the matter with a spec at the bottom of it, to tell whether it is still the same."""
        found: set[str] = set()
        seen, todo = {id}, [id]
        while todo:
            here = todo.pop()
            facts = self.facts.get(here)
            if facts is not None and facts.state == "stale":
                found.update(_now(self._compared[here]))
            for upstream in facts.upstream if facts is not None and facts.state == "suspect" else ():
                if upstream.why == "redone":
                    found.add(f"{upstream.id} {outputs_hash(self._ran[upstream.id].run)}")
                elif upstream.id not in seen:
                    seen.add(upstream.id)
                    todo.append(upstream.id)
        return hashlib.sha256("\n".join(sorted(found)).encode("utf-8", "replace")).hexdigest()

    def believe(self) -> Staleness:
        """The facts without what somebody knew of when he said that a result holds."""
        told = {id: one.baseline.troubles for id, one in self._compared.items() if one.baseline.troubles}
        known = {
            (id, other) for id, troubles in told.items() for other in troubles if troubles[other] == self.mark(other)
        }
        facts, again = dict(self.facts), bool(known)
        while again:
            again = False
            for id, one in list(facts.items()):
                left = tuple(each for each in one.upstream if (id, each.id) not in known and not _is_over(each, facts))
                if left == one.upstream:
                    continue
                again = True
                facts[id] = replace(one, upstream=left)
                if not left and one.state == "suspect":
                    facts[id] = replace(facts[id], state="fresh")
        return {id: one for id, one in facts.items() if one.run_id or one.state != "fresh"}


def _is_over(upstream: Upstream, facts: Staleness) -> bool:
    """Whether a spec that was suspect for a moment is not any more."""
    return upstream.why == "suspect" and upstream.id in facts and facts[upstream.id].state == "fresh"


def _now(one: Compared) -> list[str]:
    """How everything is that a stale spec is made of."""
    whole = [one.own, one.template, *(present.found for present in one.present.values())]
    return [one.spec.id, *sorted(f"{found.normal} {found.path}" for found in whole if found is not None)]


def _with(facts: StaleFacts, upstream: Upstream) -> StaleFacts:
    if upstream in facts.upstream:
        return facts
    state = "suspect" if facts.state == "fresh" else facts.state
    return replace(facts, state=state, upstream=(*facts.upstream, upstream))


def _facts_of(one: Compared) -> StaleFacts:
    return StaleFacts(
        state="fresh" if one.is_fresh else "stale",
        run_id=one.baseline.run.id,
        inputs=one.changed,
        own=one.own_changed,
        prompt=(one.template or one.baseline.template or _NO_PROMPT).path if one.template_changed else "",
        valid=one.baseline.valid,
    )


def _builds_on(index: SpecIndex, spec: Spec) -> list[Spec]:
    """The specs that build on one: those that depend on it, and those that read it or what it writes.

    Shape: not those that ran before it: what they read is what it was before.
    """
    found = {other.path: other for other in index.dependents(spec)}
    for key in (spec.id, spec.path, *(output.text for output in spec.outputs)):
        for other, mention in index.mentions_of(key):
            if mention.field == "informed_by" and not is_before(index, other, spec):
                found[other.path] = other
    found.pop(spec.path, None)
    return [other for _, other in sorted(found.items())]
