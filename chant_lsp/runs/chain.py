"""Several runs in their order: what a spec needs first, everything until a human gate, or one when another is over.

A chain starts runs and is none: each is a process of its own with its own lock and journal, and goes on without the
chain. So two chains, a window and a terminal at once never run anything twice; what somebody else runs is waited for.
A chain never runs a human gate, starts nothing more once a run has failed or was stopped, and says where it ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path

from chant_lsp.core.features.standing import reasons_of
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec
from chant_lsp.runs import journal
from chant_lsp.runs.lock import LockTakenError, find_chant_holder, hold, is_taken, start_mark
from chant_lsp.runs.model import RunEvent, RunState
from chant_lsp.runs.queue import (
    Chain,
    ChainState,
    Reach,
    chains_folder,
    forget_old,
    going_chains,
    is_chain_id,
    new_chain_id,
    queued,
    write_chain,
)
from chant_lsp.runs.refusals import Refusal, find_obstacle
from chant_lsp.runs.request import Stop
from chant_lsp.runs.route import is_over, needed, onward, open_investigations, with_needs
from chant_lsp.runs.store import events_path, latest_run, load_run, prepare_runs
from chant_lsp.runs.supervisor import Started
from chant_lsp.runs.supervisor import stop as stop_run
from chant_lsp.workspace.layout import Project
from chant_lsp.workspace.scan import load_index

POLL_S = 0.2
FIRST_WORD_S = 60.0
"""How long a run that was started may take to write its first line."""
_STARTING = ".starting"
"""The lock under which runs are counted and started, so that two chains together do not start too many."""

Start = Callable[[Spec, SpecIndex], Awaitable["Started | Refusal"]]
"""Starts one spec in a process of its own."""
Report = Callable[[str, str, RunEvent], None]
"""Hears every event of the runs that the chain started: the run's id, the spec's id, the event."""


@dataclass(frozen=True, slots=True)
class ChainRequest:
    """What is to be run in a row."""

    project: Project
    reach: Reach
    path: str | None
    """The spec that it is about; None: the project's one open investigation."""
    start: Start
    parallel: int = 2
    """How many runs may go on in the project at the same time."""
    chain_id: str | None = None
    """Chosen by whoever wants to follow the chain; else a new one."""


async def run_chain(request: ChainRequest, stop: Stop, report: Report | None = None) -> Chain | Refusal:
    """Run the chain to its end: the chain as it ended, or why it did not begin.

    Shape:  `stop.ask` stops what the chain runs; `stop.cancel` only starts nothing more.
    Errors: none.
    """
    project = request.project
    found = find_members(project, await asyncio.to_thread(load_index, project), request.reach, request.path)
    if isinstance(found, Refusal):
        return found
    chain = Chain(
        id=request.chain_id or new_chain_id(),
        reach=request.reach,
        spec=found[0] if request.path else "",
        pid=os.getpid(),
        pid_started=start_mark(os.getpid()),
        host=socket.gethostname(),
        started_at=datetime.now(timezone.utc),
    )
    try:
        prepare_runs(project)
        with hold(project.runs, chain.id):
            forget_old(project)
            return await _Conductor(request, chain, found, stop, report).conduct()
    except OSError as error:
        return Refusal(f"The chain cannot run: {error.strerror or error} ({error.filename or '.chant/runs'}).")


def find_members(project: Project, index: SpecIndex, reach: Reach, path: str | None) -> tuple[str, ...] | Refusal:
    """The ids of the specs that a chain begins with, or why there is nothing that it could run."""
    if path is None:
        found = open_investigations(index)
        if len(found) == 1:
            return tuple(spec.id for spec in found[0])
        if not found:
            return Refusal("There is no investigation with anything left to run.")
        names = ", ".join(specs[0].id for specs in found[:8])
        return Refusal(f"There are {len(found)} open investigations; name a spec of the one to run: {names}.")
    spec = index.get(path)
    if spec is None:
        return Refusal(f"There is no spec at {path}.")
    if reach is Reach.UNTIL_GATE and (spec.is_human_gate or is_over(spec)):
        left = [one for one in onward(index, [spec]) if not is_over(one) and not one.is_human_gate]
        return (spec.id,) if left else Refusal(f"There is nothing left to run from {spec.id} on.")
    if not spec.readable or spec.is_human_gate or is_over(spec) or spec.type in ("driver", "group"):
        return Refusal(find_obstacle(index, spec, again=False) or f"{spec.id} cannot run.")
    if is_taken(project.runs, spec.id):
        return Refusal(f"{spec.id} is running already.")
    if reach is Reach.WHEN_FINISHED and (by := _queued_by(project, spec.id)):
        return Refusal(f"{spec.id} is queued already: it {by}.")
    return (spec.id,)


def _queued_by(project: Project, spec_id: str) -> str:
    return queued(project).get(spec_id, "")


@dataclass(frozen=True, slots=True)
class _Scene:
    """The world at one moment."""

    index: SpecIndex
    plan: tuple[Spec, ...]
    """What the chain is about, in order."""
    busy: frozenset[str]
    """The ids of those that are being run, by whomever."""
    queued: frozenset[str]
    """The ids of specs that other chains will run."""


class _Conductor:
    """A chain at work."""

    def __init__(
        self, request: ChainRequest, chain: Chain, members: tuple[str, ...], stop: Stop, report: Report | None
    ) -> None:
        self._request = request
        self._project = request.project
        self._chain = chain
        self._members = members
        self._stop = stop
        self._report = report
        self._before: dict[str, str] = {}
        """Spec id to the run of it that was over when the chain first looked: its end is none of ours."""
        self._own: dict[str, Started] = {}
        """Spec id to the run that this chain started."""
        self._on_disk: Chain | None = None
        self._started_at: dict[str, float] = {}
        self._offsets: dict[str, int] = {}
        self._refused: dict[str, str] = {}
        self._problem = ""
        self._problem_state = ChainState.FAILED

    async def conduct(self) -> Chain:
        """Look, start what can start, wait for something to change; until nothing is left to do."""
        self._write()
        while not self._stop.wished:
            scene = await asyncio.to_thread(self._look)
            if not self._problem and not self._stop.cancelled:
                scene = await self._start_ready(scene)
            self._tell(scene)
            if self._is_over(scene):
                return self._end(scene)
            await self._until_changed(2.0 if self._ready(scene) else 30.0)
        await self._stop_own()
        return self._finish(ChainState.STOPPED, self._stop.sentence)

    async def _stop_own(self) -> None:
        for started in self._own.values():
            if load_run(self._project, started.run_id) is None:
                # It has not begun, so there is no lock and no journal to find it by.
                with contextlib.suppress(OSError):
                    os.kill(started.pid, signal.SIGTERM)
        running = [spec_id for spec_id in self._own if is_taken(self._project.runs, spec_id)]
        await asyncio.gather(*(stop_run(self._project, spec_id) for spec_id in running))
        self._pass_on()

    # -- looking

    def _look(self) -> _Scene:
        known = set(self._before)
        # Before the files: a run writes its spec's last status, then lets go.
        busy = {spec_id for spec_id in known if self._is_busy(spec_id)}
        for spec_id in known - busy:
            self._note_outcome(spec_id)
        index = load_index(self._project)
        plan = self._plan(index)
        for spec in plan:
            if spec.id not in known:
                last = latest_run(self._project, spec.id)
                self._before[spec.id] = last.id if last and not last.active else ""
                busy |= {spec.id} if self._is_busy(spec.id) else set()
        others = (chain for chain in going_chains(self._project) if chain.id != self._chain.id)
        return _Scene(index, plan, frozenset(busy), frozenset(id for chain in others for id in chain.waiting))

    def _plan(self, index: SpecIndex) -> tuple[Spec, ...]:
        members = [spec for id in self._members if (spec := index.spec_of(id)) is not None]
        if self._chain.reach is Reach.UNTIL_GATE:
            return onward(index, members)
        # For `when finished`, too: what is waited for has to be looked at.
        return needed(index, members[0]) if members else ()

    def _is_busy(self, spec_id: str) -> bool:
        own = self._own.get(spec_id)
        if is_taken(self._project.runs, spec_id) or find_chant_holder(self._project.chant, spec_id, _nobody):
            return True
        # Started, and not even its first line is written: its lock says nothing yet.
        young = own is not None and time.monotonic() - self._started_at[spec_id] < FIRST_WORD_S
        return own is not None and young and load_run(self._project, own.run_id) is None

    def _note_outcome(self, spec_id: str) -> None:
        run = latest_run(self._project, spec_id)
        if run is None or run.id == self._before[spec_id] or run.active:
            return
        self._before[spec_id] = run.id
        if run.state is not RunState.DONE and not self._problem:
            self._problem = f"Stopped at {spec_id}: {run.message or run.state.value}"
            self._problem_state = ChainState.STOPPED if run.state is RunState.STOPPED else ChainState.FAILED

    # -- starting

    def _targets(self, scene: _Scene) -> Iterator[Spec]:
        """What the chain itself means to run, and is not run yet."""
        for spec in scene.plan:
            wanted = self._chain.reach is not Reach.WHEN_FINISHED or spec.id in self._members
            if wanted and not is_over(spec) and not spec.is_human_gate and spec.id not in scene.busy:
                yield spec

    def _ready(self, scene: _Scene) -> list[Spec]:
        return [spec for spec in self._targets(scene) if spec.readable and not reasons_of(scene.index, spec)]

    async def _start_ready(self, scene: _Scene) -> _Scene:
        ready = self._ready(scene)
        if not ready:
            return scene
        started: set[str] = set()
        try:
            with hold(self._project.runs, _STARTING):
                free = self._request.parallel - _count_runs(self._project)
                for spec in ready[: max(free, 0)]:
                    if not self._stop.wished and not self._problem and await self._start(spec, scene.index):
                        started.add(spec.id)
        except LockTakenError:
            return scene
        return replace(scene, busy=scene.busy | started)

    async def _start(self, spec: Spec, index: SpecIndex) -> bool:
        answer = await self._request.start(spec, index)
        if isinstance(answer, Refusal):
            # Somebody else may just have run it; said twice about what nobody runs, it is meant.
            if self._refused.get(spec.id) == answer.message and not self._is_busy(spec.id):
                self._problem = f"Stopped before {spec.id}: {answer.message}"
            self._refused[spec.id] = answer.message
            return False
        self._own[spec.id] = answer
        self._started_at[spec.id] = time.monotonic()
        self._offsets[answer.run_id] = 0
        self._chain = replace(self._chain, runs=(*self._chain.runs, answer.run_id))
        return True

    # -- telling

    def _tell(self, scene: _Scene) -> None:
        """Say what waits for what."""
        waiting = {} if self._problem or self._stop.cancelled else dict(self._iter_waiting(scene))
        self._chain = replace(self._chain, waiting=waiting)
        self._write()

    def _write(self) -> None:
        if self._chain != self._on_disk:
            write_chain(self._project, self._chain)
        self._on_disk = self._chain

    def _iter_waiting(self, scene: _Scene) -> Iterator[tuple[str, str]]:
        for spec in self._targets(scene):
            if _gate_before(scene, spec):
                continue
            reasons = reasons_of(scene.index, spec) if spec.readable else ()
            awaited = next((reason.spec for reason in reasons if reason.spec is not None), None)
            if awaited is not None:
                yield spec.id, f"runs when {awaited.id} finishes"
            elif not reasons:
                yield spec.id, "runs when another run finishes"

    def _is_over(self, scene: _Scene) -> bool:
        own = any(spec_id in scene.busy for spec_id in self._own)
        if own or self._problem or self._stop.cancelled:
            return not own
        awaited = {spec.id for spec in scene.plan}
        return not (scene.busy & awaited or scene.queued & awaited or self._ready(scene))

    async def _until_changed(self, at_most_s: float) -> None:
        before, until = self._signs(), time.monotonic() + at_most_s
        while not self._stop.wished and self._signs() == before and time.monotonic() < until:
            self._pass_on()
            await asyncio.sleep(POLL_S)
        self._pass_on()

    def _signs(self) -> list[object]:
        """What differs when there is something to do."""
        signs: list[object] = [self._stop.cancelled, _written_at(chains_folder(self._project))]
        for spec_id in self._before:
            signs += [self._is_busy(spec_id), _written_at(self._project.specs / f"{spec_id}.md")]
        if _count_runs(self._project) < self._request.parallel:
            signs.append("room")
        return signs

    def _pass_on(self) -> None:
        """Hand on what the runs of this chain have written."""
        if self._report is None:
            return
        for spec_id, (run_id, _) in self._own.items():
            events, self._offsets[run_id] = journal.follow(events_path(self._project, run_id), self._offsets[run_id])
            for event in events:
                self._report(run_id, spec_id, event)

    # -- ending

    def _end(self, scene: _Scene) -> Chain:
        self._pass_on()
        if self._problem:
            return self._finish(self._problem_state, self._problem)
        if self._stop.cancelled:
            return self._finish(ChainState.STOPPED, "Taken out of the queue; nothing more is started.")
        gate = next((spec for spec in scene.plan if spec.is_human_gate and not is_over(spec)), None)
        person = f"{gate.id} is a human gate: only a person may do this" if gate else ""
        left = list(self._targets(scene))
        if gate and self._chain.reach is Reach.UNTIL_GATE:
            left = [spec for spec in left if not _gate_before(scene, spec)]
        if left:
            why = person if _gate_before(scene, left[0]) else _first_reason(scene.index, left[0])
            return self._finish(ChainState.FAILED, f"Stopped before {left[0].id}: {why}.")
        done = f"Done: {', '.join(self._own)}." if self._own else "Nothing was left to run."
        return self._finish(ChainState.DONE, f"{done} Next: {person}." if person else done)

    def _finish(self, state: ChainState, message: str) -> Chain:
        self._chain = replace(self._chain, state=state, waiting={}, message=message)
        self._write()
        return self._chain


def _gate_before(scene: _Scene, spec: Spec) -> bool:
    """Whether a human gate has to be passed before the spec."""
    before = with_needs(scene.index, [spec]).values()
    return any(other.is_human_gate and not is_over(other) for other in before if other is not spec)


def _first_reason(index: SpecIndex, spec: Spec) -> str:
    reasons = reasons_of(index, spec) if spec.readable else ()
    return reasons[0].text if reasons else "chant cannot read its frontmatter"


def _count_runs(project: Project) -> int:
    """How many runs are going on in the project."""
    try:
        names = [name.removesuffix(".lock") for name in os.listdir(project.run_locks) if name.endswith(".lock")]
    except OSError:
        return 0
    return sum(is_taken(project.runs, name) for name in names if name != _STARTING and not is_chain_id(name))


def _written_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _nobody(_pid: int) -> bool:
    return False
