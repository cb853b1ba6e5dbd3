"""Runs as the editor and the command line deal with them: start one detached, follow, stop. No LSP in here.

Nothing is kept about a run but its place in the journals: whoever opens the project later sees the same.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from chant_lsp.core.index import SpecIndex
from chant_lsp.runs import journal, launch
from chant_lsp.runs.agents import AGENTS, AgentTable, python_command
from chant_lsp.runs.fold import fold
from chant_lsp.runs.journal import write_end
from chant_lsp.runs.lock import LockTakenError, hold, is_alive, is_taken, remove_chant_files, start_mark
from chant_lsp.runs.model import Run, RunState
from chant_lsp.runs.orphans import end_orphans, end_orphans_of_lost
from chant_lsp.runs.queue import Chain, Reach, chains_folder, going_chains, new_chain_id, queued, read_chain
from chant_lsp.runs.refusals import Refusal, already_running, prepare
from chant_lsp.runs.status import StatusError, write_fields
from chant_lsp.runs.store import (
    LOG_NAME,
    events_path,
    latest_run,
    latest_runs,
    make_run_folder,
    new_run_id,
    prepare_runs,
    remove_empty,
    run_folder,
    unfinished,
)
from chant_lsp.workspace.layout import Project
from chant_lsp.workspace.scan import load_index
from chant_lsp.workspace.user_settings import hand_over

CHAIN_START_S = 10.0
START_S = 5.0
"""How long `start_detached` waits for the run's first line."""
STOP_S = 8.5
"""Within this a runner has ended its agent and itself; after it, everything of the run is killed."""
KILL_S = 5.0
LET_GO_S = 2.0
FIND_S = 1.0
_POLL_S = 0.05
_LAUNCHER = Path(launch.__file__)
_Found = TypeVar("_Found")

Runner = Sequence[str]
RUNNER: Runner = (*python_command("chant_lsp"), "work")
"""The command that runs a spec; what it is told is appended."""


class Started(NamedTuple):
    """A run that goes on by itself."""

    run_id: str
    pid: int
    """Of its runner."""


async def start_detached(
    project: Project,
    path: str,
    agent: str,
    *,
    again: bool = False,
    index: SpecIndex | None = None,
    agents: AgentTable = AGENTS,
    model: str = "",
    editor: Mapping[str, Any] | None = None,
    told: Sequence[str] = (),
    runner: Runner = RUNNER,
) -> Started | Refusal:
    """Start a run in a process that nobody who waits here can take down.

    Shape: `path` is the spec's project-relative path. Every refusal that can be known is known before anything starts;
           then the answer comes with the run's first line in its journal, usually within half a second. `editor` is
           what the user defines in the editor's settings (`agents`, `tests`); the run hears of it from nobody else.
           `told` are further arguments of `chant-lsp work`.
    Errors: none.
    """
    spec_index = index if index is not None else load_index(project)
    prepared = prepare(project, spec_index, path, agent, again=again, agents=agents)
    if isinstance(prepared, Refusal):
        return prepared
    spec_id = prepared.spec.id
    if await _is_busy(project, spec_id):
        return Refusal(already_running(project, spec_id))
    run_id = new_run_id(spec_id)
    try:
        log = make_run_folder(project, run_id) / LOG_NAME
        about = ["--root", str(project.root), "--agent", agent, "--run-id", run_id, *(["--again"] if again else [])]
        about += ["--model", model] if model else []
        pid = await _launch(log, [*runner, *about, *told, "--", path], hand_over(editor or {}))
    except ValueError as error:
        return Refusal(str(error))
    except OSError as error:
        return Refusal(f"{spec_id} cannot run: {error.strerror or error} ({error.filename or '.chant/runs'}).")
    return await _first_word(project, run_id, spec_id, pid)


async def start_chain(
    project: Project,
    path: str | None,
    reach: Reach,
    *,
    runner: Runner = RUNNER,
    editor: Mapping[str, Any] | None = None,
    told: Sequence[str] = (),
) -> str | Refusal:
    """Start a chain in a process of its own: its id, or why there is none.

    Shape: `editor` and `told` as for `start_detached`; they hold for each run. Errors: none.
    """
    chain_id = new_chain_id()
    try:
        prepare_runs(project)
        log = chains_folder(project) / f"{chain_id}.log"
        log.parent.mkdir(mode=0o700, exist_ok=True)
        about = ["--root", str(project.root), f"--{reach.value}", "--chain-id", chain_id]
        pid = await _launch(log, [*runner, *about, *told, *(["--", path] if path else [])], hand_over(editor or {}))
    except OSError as error:
        return Refusal(f"The chain cannot run: {error.strerror or error} ({error.filename or '.chant/runs'}).")
    except ValueError as error:
        return Refusal(str(error))
    await _until(lambda: read_chain(project, chain_id) is not None or not is_alive(pid), CHAIN_START_S)
    if read_chain(project, chain_id) is not None or is_alive(pid):
        return chain_id
    said = _read_log(log)
    log.unlink(missing_ok=True)
    return Refusal(said or "The chain was not started: its process ended at once.")


async def _is_busy(project: Project, spec_id: str) -> bool:
    """Whether the spec is being run; a run that has written its last line is given a moment to let go."""
    if not is_taken(project.runs, spec_id):
        return False
    run = latest_run(project, spec_id)
    over = run is not None and run.state is not RunState.RUNNING
    return not (over and await _until_free(project, spec_id, LET_GO_S))


async def _launch(log: Path, command: Sequence[str], handed: Mapping[str, str]) -> int:
    """Start the command through the intermediate process; the command's pid. Errors: OSError."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-S",
        str(_LAUNCHER),
        str(log),
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, **handed},
    )
    printed, _ = await process.communicate()
    if not printed.strip().isdigit():
        raise OSError("the runner's process could not be started")
    return int(printed)


async def _first_word(project: Project, run_id: str, spec_id: str, pid: int) -> Started | Refusal:
    """Wait until the run has started, or has said why not."""
    events = events_path(project, run_id)
    await _until(lambda: journal.read(events) or not is_alive(pid), START_S)
    # In this order: what has ended meanwhile may have written before.
    if is_alive(pid) or journal.read(events):
        return Started(run_id, pid)
    said = _read_log(run_folder(project, run_id) / LOG_NAME)
    remove_empty(project, run_id)
    return Refusal(said or f"{spec_id} was not started: its process ended at once.")


def _read_log(path: Path) -> str:
    """The last line that a runner printed before it gave up."""
    try:
        lines = path.read_bytes()[-8192:].decode("utf-8", "replace").strip().splitlines()
    except OSError:
        return ""
    return lines[-1].removeprefix("chant-lsp work: ").strip() if lines else ""


class Stopped(NamedTuple):
    """What became of a wish to stop."""

    stopped: bool
    message: str
    """One sentence."""


async def stop(project: Project, spec_id: str) -> Stopped:
    """Stop the run of a spec: asked, then killed; the answer comes when nothing of it is left. A spec that is only
    queued is taken out of the queue.

    Cost: up to STOP_S, and a moment for what has to be killed then; a run that behaves takes less than a second.
    """
    if not is_taken(project.runs, spec_id):
        if spec_id in queued(project):
            return await _cancel(project, spec_id)
        run = latest_run(project, spec_id)
        if run is None or run.state is not RunState.LOST:
            return Stopped(False, f"{spec_id} is not running.")
        left = await asyncio.to_thread(end_orphans_of_lost, project, spec_id)
        ended = (
            f"; {left} process{'es' if left > 1 else ''} of its agent {'were' if left > 1 else 'was'} ended"
            if left
            else ""
        )
        return Stopped(False, f"{spec_id} is not running: its process has gone already{ended}.")
    run = await _find_runner(project, spec_id)
    if run is None:
        return Stopped(False, f"{spec_id} is held by a process that has written nothing yet; try again in a moment.")
    if not _is_here(run):
        return Stopped(False, f"{spec_id} runs on another machine ({run.host}, pid {run.pid}); stop it there.")
    asked = _signal(run, signal.SIGTERM)
    # One that is halted hears nothing until it goes on.
    _signal(run, signal.SIGCONT)
    if asked and await _until_free(project, spec_id, STOP_S):
        return _after_stop(project, run)
    _signal(run, signal.SIGKILL)
    # Its guard would ask the agent first; there is no time left for that, and the guard may be halted, too.
    await asyncio.to_thread(end_orphans, project, spec_id)
    if not await _until_free(project, spec_id, KILL_S):
        return Stopped(False, f"{spec_id} could not be stopped: something of run {run.id} cannot be killed.")
    return _settle_killed(project, run)


async def stop_everything(project: Project) -> dict[str, Stopped]:
    """Stop every chain and every run of the project; what became of each spec that was running or queued, by its id.

    Cost: as `stop`, for all of them at once.
    """
    found = sorted(going_chains(project), key=_is_here, reverse=True)
    answers = {spec_id: _out_of_queue(spec_id, chain) for chain in found for spec_id in chain.waiting}
    chains = [chain for chain in found if _is_here(chain)]
    running = {run.spec for run in latest_runs(project) if run.active}
    for chain in chains:
        _signal(chain, signal.SIGTERM)
    await asyncio.gather(*(_until_free(project, chain.id, STOP_S) for chain in chains))
    # A chain that does not answer would start the next one as soon as its runs are stopped.
    for chain in chains:
        _signal(chain, signal.SIGKILL)
    running |= {run.spec for run in latest_runs(project) if run.active}
    stopped = await asyncio.gather(*(_stop_if_taken(project, spec_id) for spec_id in running))
    return answers | dict(zip(running, stopped, strict=True))


async def _stop_if_taken(project: Project, spec_id: str) -> Stopped:
    if is_taken(project.runs, spec_id):
        return await stop(project, spec_id)
    return Stopped(True, f"{spec_id} was stopped by its chain.")


async def _cancel(project: Project, spec_id: str) -> Stopped:
    """Have every chain that means to run the spec start nothing more; what they run goes on."""
    holders = [chain for chain in going_chains(project) if spec_id in chain.waiting]
    for chain in holders:
        if not _is_here(chain):
            return _out_of_queue(spec_id, chain)
        _signal(chain, signal.SIGUSR1)
    if await _until(lambda: spec_id not in queued(project), CHAIN_START_S):
        return Stopped(True, f"{spec_id} was taken out of the queue.")
    pids = ", ".join(str(chain.pid) for chain in holders)
    return Stopped(False, f"{spec_id} is still queued: the process that holds it does not answer (pid {pids}).")


def _out_of_queue(spec_id: str, chain: Chain) -> Stopped:
    """What becomes of a queued spec when everything of its chain that can be reached is stopped."""
    if _is_here(chain):
        return Stopped(True, f"{spec_id} was taken out of the queue.")
    where = f"{chain.host}, pid {chain.pid}"
    return Stopped(False, f"{spec_id} is queued on another machine ({where}); cancel it there.")


async def _find_runner(project: Project, spec_id: str) -> Run | None:
    def latest() -> Run | None:
        return max(unfinished(project, spec_id), key=lambda run: run.started_at, default=None)

    return await _until(latest, FIND_S)


def _is_here(run: Run | Chain) -> bool:
    """Whether the process is one of this machine: elsewhere its pid says nothing."""
    return run.host == socket.gethostname()


def _signal(run: Run | Chain, number: int) -> bool:
    """Signal the process of a run or a chain, if its pid is still its own."""
    if not _is_here(run) or run.pid <= 0 or (run.pid_started and start_mark(run.pid) != run.pid_started):
        return False
    try:
        os.kill(run.pid, number)
    except OSError:
        return False
    return True


async def _until_free(project: Project, spec_id: str, timeout_s: float) -> bool:
    return await _until(lambda: not is_taken(project.runs, spec_id), timeout_s)


async def _until(look: Callable[[], _Found], timeout_s: float) -> _Found:
    """What `look` finds, as soon as it finds anything; what it found last when the time is over."""
    deadline = time.monotonic() + timeout_s
    while not (found := look()) and time.monotonic() <= deadline:
        await asyncio.sleep(_POLL_S)
    return found


def _after_stop(project: Project, run: Run) -> Stopped:
    now = fold(run.id, journal.read(events_path(project, run.id)))
    if now is not None and now.state is RunState.STOPPED:
        return Stopped(True, f"{run.spec} was stopped; its status is paused.")
    if now is not None and now.state is not RunState.RUNNING:
        return Stopped(False, f"{run.spec} had just ended: {now.message}")
    return _settle_killed(project, run)


def _settle_killed(project: Project, run: Run) -> Stopped:
    """Give a run that had to be killed the last lines and the status that it could not write itself."""
    try:
        with hold(project.runs, run.spec) as lock:
            end_orphans(project, run.spec)
            remove_chant_files(project.chant, run.spec, run.pid)
            open_still = fold(run.id, journal.read(events_path(project, run.id)))
            if open_still is not None and open_still.state is RunState.RUNNING:
                write_fields(project, run.path, {"status": "paused"})
                message = "Stopped; its process did not answer and was killed."
                write_end(events_path(project, run.id), lock, RunState.STOPPED, message, stopped_by="stop")
    except LockTakenError:
        return Stopped(True, f"{run.spec} was stopped, and has been started again by somebody else.")
    except (StatusError, OSError) as error:
        return Stopped(True, f"{run.spec} was stopped. {error}")
    return Stopped(True, f"{run.spec} was stopped by force; its status is paused.")


def mark_failed(project: Project, spec_id: str) -> Stopped:
    """Give the spec of a lost run the status `failed`.

    Shape: `stopped` says whether that was done.
    """
    run = latest_run(project, spec_id)
    if run is None or run.state is not RunState.LOST:
        return Stopped(False, f"{spec_id} has no run that was lost.")
    try:
        with hold(project.runs, spec_id) as lock:
            end_orphans(project, spec_id)
            remove_chant_files(project.chant, spec_id, run.pid)
            write_fields(project, run.path, {"status": "failed"})
            for lost in unfinished(project, spec_id):
                write_end(events_path(project, lost.id), lock, RunState.FAILED, "Lost, and marked as failed.")
    except LockTakenError:
        return Stopped(False, already_running(project, spec_id))
    except (StatusError, OSError) as error:
        return Stopped(False, str(error))
    return Stopped(True, f"{spec_id} is marked as failed.")
