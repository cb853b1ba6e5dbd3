"""What a run does between its first line and its last: status, a look at the project, agent, evidence, status.

Each step takes the whole `Work`, so that a step can be added without touching the others. Whatever is missing at the
end was not done; nothing is written that has not happened.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from chant_lsp.core.own_settings import OwnSettings
from chant_lsp.core.phases import goes_into_fork
from chant_lsp.core.spec import Spec, parse
from chant_lsp.runs.agents.process import (
    AgentError,
    NotStartedError,
    agent_command,
    agent_environment,
    end_agent,
    secrets_of,
    start_agent,
)
from chant_lsp.runs.agents.turn import Assignment, take_turn
from chant_lsp.runs.assembly import read_spec_text
from chant_lsp.runs.changes import record_changes
from chant_lsp.runs.checkpoint import CheckpointError, take_checkpoint
from chant_lsp.runs.checks import make_plan
from chant_lsp.runs.commits import commits_of_run
from chant_lsp.runs.evidence import Before, find_own_output
from chant_lsp.runs.handover import make_handover
from chant_lsp.runs.lock import RunLock, chant_lock_path
from chant_lsp.runs.manifest import written_outputs
from chant_lsp.runs.model import EventType, Evidence, Missing, RunState
from chant_lsp.runs.profile import Policy, recall_policy
from chant_lsp.runs.proof import prove
from chant_lsp.runs.pulse import pulse
from chant_lsp.runs.pushing import PushLogs, find_pushed, look_at_pushes
from chant_lsp.runs.recorder import Recorder
from chant_lsp.runs.red_green import require_suite
from chant_lsp.runs.redaction import hide
from chant_lsp.runs.refusals import Prepared
from chant_lsp.runs.request import Request, Stop
from chant_lsp.runs.services import make_services
from chant_lsp.runs.status import StatusError, Value, chant_model, write_fields
from chant_lsp.runs.store import runs_since
from chant_lsp.runs.tests import NoSuiteError
from chant_lsp.workspace.layout import Project


@dataclass(frozen=True, slots=True)
class Work:
    """One run in progress: what its steps work with."""

    request: Request
    prepared: Prepared
    own: OwnSettings
    """What the project says in `.chant/lsp.yaml`, as it was when the run began."""
    policy: Policy
    run_id: str
    folder: Path
    """The run's own, under `.chant/runs`."""
    attempt: int
    started_at: datetime
    lock: RunLock
    recorder: Recorder
    stop: Stop

    @property
    def project(self) -> Project:
        """The project of the request."""
        return self.request.project

    @property
    def spec(self) -> Spec:
        """The spec as it was when the run began."""
        return self.prepared.spec


class Outcome(NamedTuple):
    """How a run ends."""

    state: RunState
    message: str
    """One sentence."""
    changes: int = 0
    """Paths that a person would want to see."""


async def do_work(work: Work) -> Outcome:
    """Run the phase. Errors: none; what nobody foresaw (a full disk, an error of ours) ends in a sentence, too."""
    beating = asyncio.create_task(pulse(work.recorder, work.stop, work.spec.id, work.request.timeouts))
    try:
        outcome = await _steps(work)
    except Exception as error:
        message = f"The runner could not go on: {' '.join(str(error).split()) or type(error).__name__}."
        outcome = _finish(work, {"status": "failed"}, RunState.FAILED, message)
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
    return await _record(work, outcome)


async def _record(work: Work, outcome: Outcome) -> Outcome:
    """Write down what the run changed; a run whose changes cannot be told has ended none the less."""
    try:
        others = list(_policies_of_others(work))
        changes = await asyncio.to_thread(record_changes, work.project, work.run_id, work.policy, others)
    except Exception as error:
        return outcome._replace(message=f"{outcome.message} What it changed could not be recorded: {error}.")
    return outcome._replace(changes=changes)


async def _steps(work: Work) -> Outcome:
    work.recorder.activity("looking at the project")
    work.recorder.flush()
    try:
        image = await asyncio.to_thread(take_checkpoint, work.project, work.policy, work.run_id)
    except CheckpointError as error:
        return Outcome(RunState.FAILED, str(error))
    work.recorder.event(EventType.CHECKPOINT, kind=image.kind, head=image.head)
    if image.note:
        work.recorder.output(f"[{image.note}]\n")
    try:
        source = write_fields(work.project, work.spec.path, {"status": "in_progress"})
    except StatusError as error:
        return Outcome(RunState.FAILED, str(error))
    before = Before(image.marks, source.text, find_own_output(work.project.root, image.marks))
    for path in sorted(before.own_output):
        work.recorder.output(f"[What this command prints goes into `{path}`: it does not count as touched.]\n")
    plan = await asyncio.to_thread(make_plan, work.project, work.prepared.index, work.own, work.spec)
    pushes = await asyncio.to_thread(look_at_pushes, work.project.root)
    model, problem = None, ""
    try:
        if not work.stop.wished:
            require_suite(work.project, plan, work.request.suites)
            model = await _let_agent_work(work)
    except (AgentError, NoSuiteError) as error:
        problem = str(error)
    if work.stop.wished:
        return _stopped(work)
    evidence = await prove(work, before, plan, lambda: list(_policies_of_others(work)), came_through=not problem)
    if work.stop.wished:
        return _stopped(work)
    evidence = Evidence((*evidence.missing, *await asyncio.to_thread(_iter_pushed, work, pushes)))
    if problem:
        evidence = Evidence((Missing("exit", work.spec.path, problem), *evidence.missing))
    commits = await asyncio.to_thread(commits_of_run, work.project.root, work.spec.id, work.policy, image.head)
    return _judge(work, evidence, model or work.request.model, commits)


def _iter_pushed(work: Work, before: PushLogs) -> list[Missing]:
    """What was pushed where nobody may push to, as far as git has written it down."""
    pushed = find_pushed(work.project.root, before)
    wrong = sorted(name for name in pushed if not name.startswith(f"{work.policy.fork}/"))
    words = "`{}` was pushed to during the run, and only the fork may be; look at it there."
    return [Missing("outside", work.spec.path, words.format(name), "pushed") for name in wrong]


async def _let_agent_work(work: Work) -> str | None:
    """Let the agent do its turn, and leave nothing of it behind; the model that it named. Errors: AgentError."""
    project, spec, name, recorder = work.project, work.spec, work.prepared.agent, work.recorder
    agent, model = work.request.agents[name], work.request.model
    services = await make_services(work)
    environment = agent_environment(os.environ, spec.id, project.absolute(spec.path), agent, model) | services.git
    hide(secrets_of(agent, environment))
    recorder.activity(f"starting the agent {name}")
    recorder.flush()
    command = agent_command(agent, model, environment)
    lock_file = chant_lock_path(project.chant, spec.id)
    try:
        process = await start_agent(command, environment, project.root, work.lock.descriptor, lock_file)
    except NotStartedError as error:
        raise AgentError(f"The agent `{name}` could not be started: {error}.") from None
    leave_s = 0.0
    try:
        with recorder.listening():
            prompt = work.prepared.prompt.text
            turn = await take_turn(Assignment(process, agent, model, prompt, services, recorder, work.stop.event))
        leave_s = 0.0 if work.stop.wished else 2.0
    finally:
        await asyncio.gather(services.terminals.close(), end_agent(process, leave_s))
        recorder.flush()
    recorder.event(EventType.AGENT_ENDED, stop_reason=turn.stop_reason)
    if turn.stop_reason in ("refusal", "max_tokens", "max_turn_requests"):
        # The evidence decides; an agent that gave up early rarely leaves any.
        recorder.output(f"[the agent ended its turn: {turn.stop_reason}]\n")
    return turn.model


def _policies_of_others(work: Work) -> Iterator[Policy]:
    """What runs of other specs at the same time were allowed to write."""
    for run in runs_since(work.project, work.started_at):
        source = read_spec_text(work.project, run.path) if run.spec != work.spec.id else None
        if source is not None:
            yield recall_policy(work.project, parse(run.path, source), run)


def _judge(work: Work, evidence: Evidence, model: str, commits: list[str]) -> Outcome:
    missing = [asdict(one) for one in evidence.missing]
    outputs = written_outputs(work.project, work.spec)
    work.recorder.event(EventType.EVIDENCE, complete=evidence.complete, missing=missing, outputs=outputs)
    if evidence.complete:
        now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        fields = {"status": "completed", "commits": commits, "completed_at": now, "model": chant_model(model) or ()}
        outcome = _finish(work, fields, RunState.DONE, evidence.summary())
        _hand_over(work, outcome)
        return outcome
    status = "needs_attention" if evidence.only_extras else "failed"
    return _finish(work, {"status": status}, RunState.FAILED, evidence.summary())


def _hand_over(work: Work, outcome: Outcome) -> None:
    """Tell a person what to do with a finished fix."""
    spec = read_spec_text(work.project, work.spec.path) if outcome.state is RunState.DONE else None
    if spec is not None and goes_into_fork(parse(work.spec.path, spec)):
        work.recorder.output(make_handover(work.project, work.prepared.index, work.spec).text())


def _stopped(work: Work) -> Outcome:
    """End as the one who wished it said: stopped by somebody, or failed because its time was over."""
    stop = work.stop
    work.recorder.event(EventType.STOPPED, by=stop.by)
    status = "paused" if stop.state is RunState.STOPPED else "failed"
    return _finish(work, {"status": status}, stop.state, stop.sentence)


def _finish(work: Work, fields: Mapping[str, Value], state: RunState, message: str) -> Outcome:
    """Write the last status; a file that cannot take it makes a done run a failed one."""
    try:
        write_fields(work.project, work.spec.path, fields)
    except StatusError as error:
        return Outcome(RunState.FAILED if state is RunState.DONE else state, f"{message} {error}")
    return Outcome(state, message)
