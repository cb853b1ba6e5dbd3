"""What features are told of a project's runs: the last one of each spec, and what chant itself is at work on."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Mapping

from chant_lsp.core.features.run_facts import RunFacts
from chant_lsp.core.gaps import Gap, Gaps
from chant_lsp.runs.lock import find_chant_holder, is_taken
from chant_lsp.runs.model import HEARTBEAT_S, Run, RunState
from chant_lsp.runs.store import latest_runs
from chant_lsp.workspace.layout import Project


def read_facts(project: Project) -> dict[str, RunFacts]:
    """The facts of all specs that ever ran, by the spec's id. Cost: reads the last journal of each."""
    latest = {run.spec: run for run in latest_runs(project)}
    return {id: facts_of(run) for id, run in latest.items()} | chant_facts(project, latest)


def facts_of(run: Run) -> RunFacts:
    """What one run says."""
    elsewhere = run.active and run.host != socket.gethostname()
    return RunFacts(
        state="elsewhere" if elsewhere else run.state.value,
        run_id=run.id,
        started_s=run.started_at.timestamp(),
        ended_s=run.ended_at.timestamp() if run.ended_at else None,
        activity=run.activity,
        message=run.evidence.summary() if run.evidence and run.evidence.missing else run.message,
        pid=run.pid,
        host=run.host,
        attempt=run.attempt,
        silent_s=_silent_s(run),
        question=run.question.title if run.question else "",
        can_review=run.changes > 0 or (run.checkpoint != "" and run.state is RunState.LOST),
    )


def _silent_s(run: Run) -> float:
    """How long the agent of a run that is going has been silent; 0 while that is not worth a word."""
    if not run.active or run.question is not None or run.active_at is None or run.heartbeat_at is None:
        return 0.0
    silent_s = (run.heartbeat_at - run.active_at).total_seconds()
    return silent_s if silent_s >= HEARTBEAT_S else 0.0


def gaps_of(run: Run) -> tuple[Gap, ...]:
    """What a run that failed did not leave behind, or left besides."""
    missing = run.evidence.missing if run.evidence is not None and run.state is RunState.FAILED else ()
    return tuple(Gap(one.what, one.path, one.message, one.detail) for one in missing)


def read_gaps(project: Project) -> tuple[frozenset[str], Gaps]:
    """The ids of the specs whose last run is gone without a word, and what the last runs of others left open."""
    latest = list(latest_runs(project))
    lost = frozenset(run.spec for run in latest if run.state is RunState.LOST)
    return lost, {run.spec: gaps for run in latest if (gaps := gaps_of(run))}


def chant_facts(project: Project, latest: Mapping[str, Run]) -> dict[str, RunFacts]:
    """The specs that chant's own locks say it is at work on, by id; `latest` holds our last run of each spec."""
    ids = _named_by_chant(project)
    ours = {run.pid for run in latest.values()}
    # A run of ours writes chant's files before its own first line.
    idle = [id for id in ids if (id not in latest or not latest[id].active) and not is_taken(project.runs, id)]
    holders = {id: find_chant_holder(project.chant, id, ours.__contains__) for id in idle}
    host = socket.gethostname()
    return {
        id: RunFacts("elsewhere", started_s=holder.since_s, pid=holder.pid, host=host, by="chant")
        for id, holder in holders.items()
        if holder is not None
    }


def _named_by_chant(project: Project) -> set[str]:
    """The ids that chant's own files name."""
    found: set[str] = set()
    for folder, ending in ((".locks", ".lock"), ("pids", ".pid")):
        with contextlib.suppress(OSError):
            names = os.listdir(project.chant / folder)
            found |= {name.removesuffix(ending) for name in names if name.endswith(ending)}
    return found
