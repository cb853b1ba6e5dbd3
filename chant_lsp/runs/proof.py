"""The evidence of a run, all of it: what its spec declares, and what its phase has to show.

Looked at twice when tests are run: what the agent touched is known before them, and what they touch themselves counts
only where git would see it (a test run leaves caches and reports behind, and that is no fault of anybody).
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chant_lsp.runs.agents.process import agent_environment
from chant_lsp.runs.checks import Plan, iter_off_map, iter_sections_missing
from chant_lsp.runs.evidence import Before, Gathered, gather
from chant_lsp.runs.lock import chant_lock_path
from chant_lsp.runs.model import EventType, Evidence, Missing
from chant_lsp.runs.outcomes import Leash
from chant_lsp.runs.profile import Policy, is_output, is_spec
from chant_lsp.runs.pushing import git_environment
from chant_lsp.runs.red_green import Lab, Made, iter_test_checks
from chant_lsp.runs.snapshot import is_whole
from chant_lsp.workspace.git import GitError, ask_git
from chant_lsp.workspace.layout import Project

if TYPE_CHECKING:
    from chant_lsp.runs.work import Work

_BY_TESTS = "`{}` was {} while the tests ran; let git ignore it, if that is as it should be."
_NOT_WHOLE = "Nothing else was touched among the files that were looked at; there are too many for all of them."
_ORDER = ("exit", "output", "section", "red", "unchanged", "green", "suite", "criterion", "impact", "spec", "outside")
"""What is told first: the cause before what follows from it."""
_TOLD = {
    "output": ("outputs", "All outputs are written."),
    "section": ("sections", "The document has its sections."),
    "criterion": ("criteria", "All criteria are ticked."),
    "outside": ("outside", "Nothing else was touched."),
    "impact": ("impact_map", "What was changed is in the impact map."),
}


Others = Callable[[], Sequence[Policy]]
"""Tells what runs of other specs at the same time may write; more may have begun while tests were run."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is looked at."""

    work: Work
    before: Before
    plan: Plan
    others: Others

    def gather(self) -> Gathered:
        return gather(self.work.project, self.work.spec, self.work.policy, self.before, self.others())


async def prove(work: Work, before: Before, plan: Plan, others: Others, came_through: bool) -> Evidence:
    """All the evidence of a run whose agent has ended; each check is written as it is made.

    Shape:  `came_through` says whether the agent came to its end; after a crash no test is run.
    Cost:   a walk over the tree, and the tests with another one.
    Errors: OSError, where our own folder cannot be read.
    """
    scene = _Scene(work, before, plan, others)
    work.recorder.activity("looking at what was written")
    found = await asyncio.to_thread(scene.gather)
    missing = list(found.missing)
    if came_through and not any(one.what == "output" for one in missing):
        missing += iter_sections_missing(work.project, work.spec, plan.checks.sections or ())
        made = [one async for one in _test_checks(work, plan)]
        if made and not work.stop.wished:
            found = await asyncio.to_thread(_look_again, scene, found)
            missing = [*(one for one in missing if one.what == "section"), *found.missing]
        missing += (one.missing for one in made if one.missing is not None)
        missing += await asyncio.to_thread(_off_map, scene, found.touched)
    missing.sort(key=lambda one: _ORDER.index(one.what) if one.what in _ORDER else len(_ORDER))
    _tell(scene, missing, came_through)
    return Evidence(tuple(missing))


async def _test_checks(work: Work, plan: Plan) -> AsyncIterator[Made]:
    lock_file = chant_lock_path(work.project.chant, work.spec.id)
    lab = Lab(
        work.project,
        work.spec,
        plan,
        work.request.suites,
        agent_environment(os.environ, work.spec.id, work.project.absolute(work.spec.path))
        # What is tested was written by the agent.
        | git_environment(work.project.root, work.policy.fork, work.folder),
        Leash(work.lock.descriptor, lock_file),
        work.stop,
        lambda words: _say(work, words),
    )
    async for made in iter_test_checks(lab):
        if work.stop.wished:
            return
        _write(work, made)
        yield made


def _say(work: Work, words: str) -> None:
    work.recorder.activity(words)
    work.recorder.flush()


def _write(work: Work, made: Made) -> None:
    if made.output:
        work.recorder.output(made.output.rstrip() + "\n")
    work.recorder.event(EventType.CHECK, name=made.name, passed=made.missing is None, message=made.message)


def _tell(scene: _Scene, missing: Sequence[Missing], came_through: bool) -> None:
    """Write the checks that no test was run for."""
    told = _TOLD if is_whole(scene.before.snapshot) else {**_TOLD, "outside": ("outside", _NOT_WHOLE)}
    for what, (name, passed) in told.items():
        made = _was_made(scene.work, scene.plan, what, missing, came_through)
        first = next((one for one in missing if one.what == what), None)
        if made:
            message = first.message if first is not None else passed
            scene.work.recorder.event(EventType.CHECK, name=name, passed=first is None, message=message)


def _was_made(work: Work, plan: Plan, what: str, missing: Sequence[Missing], came_through: bool) -> bool:
    there = came_through and not any(one.what == "output" for one in missing)
    return {
        "output": bool(work.spec.outputs),
        "section": there and bool(plan.checks.sections) and bool(work.spec.outputs),
        "criterion": work.spec.total_criteria > 0,
        "outside": True,
        "impact": there and plan.impact_map is not None,
    }[what]


def _look_again(scene: _Scene, found: Gathered) -> Gathered:
    """What there is to say after the tests: as before them, and what they touched that git would see."""
    known = {one.path for one in found.missing if one.what == "outside"}
    again = scene.gather()
    new = [one.path for one in again.missing if one.what == "outside" and one.path not in known]
    ignored = ignored_by_git(scene.work.project, new)
    seen = [one for one in again.missing if one.what != "outside" or one.path not in ignored]
    said = (replace(one, message=_BY_TESTS.format(one.path, one.detail)) if one.path in new else one for one in seen)
    return again._replace(missing=tuple(said))


def _off_map(scene: _Scene, touched: Iterable[str]) -> list[Missing]:
    policy = scene.work.policy
    changed = [path for path in sorted(touched) if is_output(policy, path) and not is_spec(policy, path)]
    return list(iter_off_map(scene.plan, scene.work.spec, changed))


def ignored_by_git(project: Project, paths: Sequence[str]) -> set[str]:
    """Those of the paths that git would not see; none without git."""
    if not paths:
        return set()
    given = b"\0".join(os.fsencode(path) for path in paths)
    try:
        answer = ask_git(project.root, "check-ignore", "--stdin", "-z", given=given)
    except GitError:  # also when it ignores none of them
        return set()
    return {os.fsdecode(path) for path in answer.split(b"\0") if path}
