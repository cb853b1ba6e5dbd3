"""One run from its lock to its last line. What `chant-lsp work` executes, in a process of its own.

The order is what makes a crash at any instant tell the truth afterwards: lock, journal, status, agent, evidence,
status, last line, lock. What happens between the first line and the last is in `work.py`.
"""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import ExitStack
from datetime import datetime, timezone
from typing import Any

from chant_lsp.runs import manifest
from chant_lsp.runs.journal import Journal, write_end
from chant_lsp.runs.lock import (
    ChantLockTakenError,
    LockTakenError,
    RunLock,
    hold,
    hold_chant_lock,
    start_mark,
)
from chant_lsp.runs.model import EventType, RunState
from chant_lsp.runs.orphans import end_orphans
from chant_lsp.runs.profile import make_policy
from chant_lsp.runs.pruning import prune_runs
from chant_lsp.runs.recorder import Recorder, Report
from chant_lsp.runs.redaction import redact
from chant_lsp.runs.refusals import Prepared, Refusal, already_running, prepare
from chant_lsp.runs.request import Ended, Request, Stop
from chant_lsp.runs.store import (
    PROMPT_NAME,
    events_path,
    latest_run,
    make_run_folder,
    new_run_id,
    prepare_runs,
    run_folder,
    unfinished,
    write_whole,
)
from chant_lsp.runs.ticks import gates_of, note_gates
from chant_lsp.runs.work import Work, do_work
from chant_lsp.workspace.edits import remove_leftovers
from chant_lsp.workspace.scan import load_index
from chant_lsp.workspace.settings import own_settings

_LOST = "The process had gone without a last word when the next run began."


async def run_spec(request: Request, stop: Stop, report: Report | None = None) -> Ended | Refusal:
    """Run the spec to its end.

    Errors: none that can be foreseen; a run that cannot start is a Refusal, one that fails is an Ended.
    """
    prepared = _prepare(request)
    if isinstance(prepared, Refusal):
        return prepared
    spec_id = prepared.spec.id
    try:
        prepare_runs(request.project)
        remove_leftovers(request.project.absolute(request.path).parent)
        with hold(request.project.runs, spec_id) as lock, ExitStack() as held:
            # Asked again, because the world may have changed while nobody held the lock.
            prepared = _prepare(request)
            if isinstance(prepared, Refusal):
                return prepared
            lost = list(unfinished(request.project, spec_id))
            over = [run.pid for run in lost]
            held.enter_context(hold_chant_lock(request.project.chant, spec_id, over.__contains__))
            await asyncio.to_thread(end_orphans, request.project, spec_id)
            for run in lost:
                # From now on the lock says nothing about them.
                write_end(events_path(request.project, run.id), lock, RunState.LOST, _LOST)
            return await _run(request, prepared, lock, stop, report)
    except LockTakenError:
        return Refusal(already_running(request.project, spec_id))
    except ChantLockTakenError as error:
        path = request.project.relative(error.path)
        return Refusal(
            f"{spec_id} is being worked on by chant itself (pid {error.pid}, {path}); wait until it is done."
        )
    except OSError as error:
        return Refusal(f"{spec_id} cannot run: {error.strerror or error} ({error.filename or '.chant/runs'}).")


def _prepare(request: Request) -> Prepared | Refusal:
    index = load_index(request.project)
    return prepare(request.project, index, request.path, request.agent, again=request.again, agents=request.agents)


async def _run(request: Request, prepared: Prepared, lock: RunLock, stop: Stop, report: Report | None) -> Ended:
    project, spec = request.project, prepared.spec
    own = await asyncio.to_thread(own_settings, project)
    await asyncio.to_thread(prune_runs, project, spec.id, own.keep_runs)
    run_id = request.run_id or new_run_id(spec.id)
    before = latest_run(project, spec.id)
    folder = run_folder(project, run_id)
    if not folder.is_dir():
        make_run_folder(project, run_id)
    # What is sent is what was previewed, byte for byte; only the copy that stays on the disk is redacted.
    write_whole(folder / PROMPT_NAME, redact(prepared.prompt.text).encode("utf-8", "replace"))
    manifest.keep_contents(folder, prepared.prompt.contents)
    journal = Journal(events_path(project, run_id), lock)
    recorder = Recorder(journal, report)
    work = Work(
        request=request,
        prepared=prepared,
        own=own,
        policy=make_policy(project, spec, own, request.allowances),
        run_id=run_id,
        folder=folder,
        attempt=before.attempt + 1 if before else 1,
        started_at=datetime.now(timezone.utc),
        lock=lock,
        recorder=recorder,
        stop=stop,
    )
    try:
        recorder.event(EventType.STARTED, **_first_line(work))
        state, message, changes = await do_work(work)
        recorder.event(EventType.ENDED, state=state.value, message=message, changes=changes, gates=_gates(work))
    finally:
        journal.close()
    return Ended(run_id, state, message)


def _first_line(work: Work) -> dict[str, Any]:
    """All that identifies the run."""
    spec, prompt = work.spec, work.prepared.prompt
    return {
        "spec": spec.id,
        "path": spec.path,
        "attempt": work.attempt,
        "agent": work.prepared.agent,
        "model": work.request.model,
        "profile": work.policy.profile,
        "allowed": [f"{each.kind}:{each.pattern}" for each in work.policy.allowances],
        "pid": os.getpid(),
        "pid_started": start_mark(os.getpid()),
        "host": socket.gethostname(),
        **manifest.first_line(work.project, work.prepared.index, spec, prompt),
        "prompt_sha256": prompt.sha256,
        "outputs": list(spec.texts("target_files")),
        "status_before": spec.status,
        "gates": _gates(work),
    }


def _gates(work: Work) -> list[dict[str, Any]]:
    """What the human gates look like now: boxes that are ticked while a run goes on are no person's for sure."""
    return note_gates(work.project, gates_of(work.prepared.index))
