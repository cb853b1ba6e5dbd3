"""One run from its lock to its last line. What `chant-lsp work` executes, in a process of its own.

The order is what makes a crash at any instant tell the truth afterwards: lock, journal, status, agent, evidence,
status, last line, lock. Whatever is missing at the end was not done; nothing is written that has not happened.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from chant_lsp.core.spec import Spec, parse
from chant_lsp.runs.agents import AGENTS, AgentTable
from chant_lsp.runs.agents.process import AgentError, agent_environment, end_agent, start_agent
from chant_lsp.runs.assembly import read_spec_text
from chant_lsp.runs.evidence import Before, gather
from chant_lsp.runs.journal import Journal
from chant_lsp.runs.lock import (
    ChantLockTakenError,
    LockTakenError,
    RunLock,
    chant_lock_path,
    hold,
    hold_chant_lock,
    start_mark,
)
from chant_lsp.runs.model import EventType, Evidence, Missing, RunState
from chant_lsp.runs.profile import Policy, make_policy
from chant_lsp.runs.recorder import Recorder, Report
from chant_lsp.runs.refusals import Prepared, Refusal, prepare
from chant_lsp.runs.snapshot import take_snapshot
from chant_lsp.runs.status import StatusError, write_fields
from chant_lsp.runs.store import (
    EVENTS_NAME,
    PROMPT_NAME,
    latest_run,
    make_run_folder,
    new_run_id,
    prepare_runs,
    run_folder,
    runs_since,
    unfinished,
)
from chant_lsp.workspace.edits import remove_leftovers
from chant_lsp.workspace.layout import Project
from chant_lsp.workspace.scan import load_index


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be run."""

    project: Project
    path: str
    """The spec's project-relative path."""
    agent: str
    again: bool = False
    run_id: str | None = None
    """Chosen by whoever wants to follow the run; else a new one."""
    agents: AgentTable = field(default_factory=lambda: AGENTS)


@dataclass
class Stop:
    """A wish to end the run early; set from a signal handler."""

    event: asyncio.Event = field(default_factory=asyncio.Event)
    by: str = ""
    sentence: str = ""
    """How the run ended, then."""

    def ask(self, by: str, sentence: str) -> None:
        """Ask, naming who does; who asked first counts."""
        if not self.event.is_set():
            self.by, self.sentence = by, sentence
        self.event.set()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended."""

    run_id: str
    state: RunState
    message: str


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
            over = [run.pid for run in unfinished(request.project, spec_id)]
            held.enter_context(hold_chant_lock(request.project.chant, spec_id, over.__contains__))
            _close_lost(request.project, lock, spec_id)
            return await _run(request, prepared, lock, stop, report)
    except LockTakenError:
        return Refusal(already_running(request.project, spec_id))
    except ChantLockTakenError as error:
        path = f".chant/.locks/{error.path.name}"
        return Refusal(
            f"{spec_id} is being worked on by chant itself (pid {error.pid}, {path}); wait until it is done."
        )
    except OSError as error:
        return Refusal(f"{spec_id} cannot run: {error.strerror or error} ({error.filename or '.chant/runs'}).")


def _prepare(request: Request) -> Prepared | Refusal:
    index = load_index(request.project)
    return prepare(request.project, index, request.path, request.agent, again=request.again, agents=request.agents)


def already_running(project: Project, spec_id: str) -> str:
    """Who runs the spec now, as a refusal."""
    run = latest_run(project, spec_id)
    if run is None or run.state is not RunState.RUNNING:
        return f"{spec_id} is already being run by another process, which has just begun."
    since = run.started_at.strftime("%H:%M:%S")
    return (
        f"{spec_id} is already running (pid {run.pid} on {run.host}, since {since} UTC, run {run.id}); "
        "stop it first, or wait until it is done."
    )


def _close_lost(project: Project, lock: RunLock, spec_id: str) -> None:
    """Write the last line of runs that never could: from now on the lock says nothing about them."""
    for run in unfinished(project, spec_id):
        journal = Journal(run_folder(project, run.id) / EVENTS_NAME, lock)
        message = "The process had gone without a last word when the next run began."
        journal.append(EventType.ENDED, state=RunState.LOST.value, message=message)
        journal.close()


async def _run(request: Request, prepared: Prepared, lock: RunLock, stop: Stop, report: Report | None) -> Ended:
    project, spec, prompt = request.project, prepared.spec, prepared.prompt
    run_id = request.run_id or new_run_id(spec.id)
    folder = run_folder(project, run_id)
    if not folder.is_dir():
        make_run_folder(project, run_id)
    _write_private(folder / PROMPT_NAME, prompt.bytes)
    journal = Journal(folder / EVENTS_NAME, lock)
    recorder = Recorder(journal, report)
    try:
        recorder.event(
            EventType.STARTED,
            spec=spec.id,
            path=spec.path,
            agent=prepared.agent,
            pid=os.getpid(),
            pid_started=start_mark(os.getpid()),
            host=socket.gethostname(),
            inputs=[{"path": found.path, "bytes": found.bytes, "sha256": found.sha256} for found in prompt.inputs],
            prompt_sha256=prompt.sha256,
            outputs=list(spec.texts("target_files")),
            status_before=spec.status,
        )
        state, message = await _work_or_explain(request, prepared, lock, stop, recorder)
        recorder.event(EventType.ENDED, state=state.value, message=message)
    finally:
        journal.close()
    return Ended(run_id, state, message)


async def _work_or_explain(
    request: Request, prepared: Prepared, lock: RunLock, stop: Stop, recorder: Recorder
) -> tuple[RunState, str]:
    """As `_work`; what nobody foresaw (a full disk, an error of ours) ends the run in a sentence, too."""
    try:
        return await _work(request, prepared, lock, stop, recorder)
    except Exception as error:
        message = f"The runner could not go on: {' '.join(str(error).split()) or type(error).__name__}."
        fields: dict[str, str] = {"status": "failed"}
        return _finish(request.project, prepared.spec, fields, RunState.FAILED, message)


async def _work(
    request: Request, prepared: Prepared, lock: RunLock, stop: Stop, recorder: Recorder
) -> tuple[RunState, str]:
    """From the status edit to the status edit: how it ended, and the sentence for it."""
    project, spec = request.project, prepared.spec
    try:
        source = write_fields(project, spec.path, {"status": "in_progress"})
    except StatusError as error:
        return RunState.FAILED, str(error)
    recorder.activity("looking at the project")
    recorder.flush()
    started_at = datetime.now(timezone.utc)
    policy = make_policy(project, spec)
    before = Before(await asyncio.to_thread(take_snapshot, project.root), source.text)
    model, problem = None, ""
    try:
        if not stop.event.is_set():
            model = await _agent(request, prepared, policy, lock, stop, recorder)
    except AgentError as error:
        problem = str(error)
    if stop.event.is_set():
        recorder.event(EventType.STOPPED, by=stop.by)
        return _finish(project, spec, {"status": "paused"}, RunState.STOPPED, stop.sentence)
    others = list(_policies_of_others(project, spec, started_at))
    evidence = await asyncio.to_thread(gather, project, spec, policy, before, others)
    if problem:
        evidence = Evidence((Missing("exit", spec.path, problem), *evidence.missing))
    return _judge(project, spec, evidence, model, recorder)


async def _agent(
    request: Request, prepared: Prepared, policy: Policy, lock: RunLock, stop: Stop, recorder: Recorder
) -> str | None:
    """Let the agent do its turn, and leave nothing of it behind; the model that it named. Errors: AgentError."""
    project, spec, name = request.project, prepared.spec, prepared.agent
    environment = agent_environment(os.environ, spec.id, project.absolute(spec.path))
    recorder.activity(f"starting the agent {name}")
    recorder.flush()
    lock_file = chant_lock_path(project.chant, spec.id)
    agent = await start_agent(name, request.agents[name].command, environment, project.root, lock.descriptor, lock_file)
    leave_s = 0.0
    try:
        # Imported this late because it takes most of a second, in which the agent starts, too.
        from chant_lsp.runs.agents.acp import converse

        turn = await converse(agent, name, prepared.prompt.text, policy, recorder, stop.event)
        leave_s = 0.0 if stop.event.is_set() else 2.0
    finally:
        await end_agent(agent, leave_s)
        recorder.flush()
    recorder.event(EventType.AGENT_ENDED, stop_reason=turn.stop_reason)
    if turn.stop_reason in ("refusal", "max_tokens", "max_turn_requests"):
        # The evidence decides; an agent that gave up early rarely leaves any.
        recorder.output(f"[the agent ended its turn: {turn.stop_reason}]\n")
    return turn.model


def _judge(
    project: Project, spec: Spec, evidence: Evidence, model: str | None, recorder: Recorder
) -> tuple[RunState, str]:
    missing = [{"what": m.what, "path": m.path, "message": m.message} for m in evidence.missing]
    recorder.event(EventType.EVIDENCE, complete=evidence.complete, missing=missing)
    if evidence.complete:
        now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        fields: dict[str, str] = {"status": "completed", "completed_at": now}
        if model:
            fields["model"] = model
        return _finish(project, spec, fields, RunState.DONE, evidence.summary())
    status = "needs_attention" if evidence.only_extras else "failed"
    return _finish(project, spec, {"status": status}, RunState.FAILED, evidence.summary())


def _finish(
    project: Project, spec: Spec, fields: dict[str, str], state: RunState, message: str
) -> tuple[RunState, str]:
    """Write the last status; a file that cannot take it makes a done run a failed one."""
    try:
        write_fields(project, spec.path, fields)
    except StatusError as error:
        return (RunState.FAILED if state is RunState.DONE else state), f"{message} {error}"
    return state, message


def _policies_of_others(project: Project, spec: Spec, since: datetime) -> Iterator[Policy]:
    """What runs of other specs at the same time were allowed to write."""
    for run in runs_since(project, since):
        source = read_spec_text(project, run.path) if run.spec != spec.id else None
        if source is not None:
            yield make_policy(project, parse(run.path, source))


def _write_private(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        with contextlib.suppress(OSError):
            os.fsync(file.fileno())
