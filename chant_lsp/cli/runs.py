"""`chant-lsp runs [SPEC]`: every run that is kept, the newest first, and what is queued."""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

from chant_lsp.cli.arguments import EXIT_DONE, find_place, spec_parser
from chant_lsp.core.features.durations import ago, exact
from chant_lsp.core.features.prose import shown
from chant_lsp.runs.model import Run, timestamp
from chant_lsp.runs.queue import Chain, going_chains
from chant_lsp.runs.store import load_run, run_ids


def run(argv: list[str]) -> int:
    """List the runs; 0 also when there is none, 2 when there is no such project or spec."""
    arguments = _parser().parse_args(argv)
    project, spec = find_place(arguments)
    spec_id = spec.id if spec is not None else None
    found = (load_run(project, run_id) for run_id in run_ids(project, spec_id))
    runs = sorted((one for one in found if one is not None), key=lambda one: one.started_at, reverse=True)
    chains = [chain for chain in going_chains(project) if spec_id is None or spec_id in chain.waiting]
    print(json.dumps(_to_values(runs, chains), indent=2) if arguments.json else _to_text(runs, chains))
    return EXIT_DONE


def _parser() -> argparse.ArgumentParser:
    parser = spec_parser("runs", "List the runs, the newest first.", optional="only the runs of this spec")
    parser.add_argument("--json", action="store_true", help="as JSON")
    return parser


def _to_text(runs: list[Run], chains: list[Chain]) -> str:
    lines = [f"Queued: {shown(id)} {shown(what)}" for chain in chains for id, what in chain.waiting.items()]
    now_s = time.time()
    ids = max((len(one.spec) for one in runs), default=0)
    for one in runs:
        since = exact(now_s - one.started_at.timestamp()) if one.active else ""
        when = f"for {since}" if one.active else ago(one.started_at.timestamp(), now_s).strip()
        who = ", ".join(filter(None, (one.agent, one.model)))
        said = (one.activity if one.active else one.message) or ""
        attempt = f"attempt {one.attempt}"
        lines += [f"{one.state.value:7}  {shown(one.spec):{ids}}  {attempt:10}  {when:9}  {who}: {shown(said)}"]
        lines += [f"         {one.id}"]
    return "\n".join(lines) or "Nothing has been run yet."


def _to_values(runs: list[Run], chains: list[Chain]) -> dict[str, Any]:
    """Version 1 of the project's own JSON; times in UTC, null for what has not happened."""
    return {
        "version": 1,
        "runs": [values_of(one) for one in runs],
        "queued": [
            {"spec": id, "waits": what, "chain": chain.id} for chain in chains for id, what in chain.waiting.items()
        ],
    }


def values_of(run: Run) -> dict[str, Any]:
    """One run for other programs."""
    return {
        "run": run.id,
        "spec": run.spec,
        "path": run.path,
        "state": run.state.value,
        "attempt": run.attempt,
        "agent": run.agent,
        "model": run.model or None,
        "profile": run.profile or None,
        "pid": run.pid,
        "host": run.host,
        "started_at": timestamp(run.started_at),
        "ended_at": timestamp(run.ended_at) if run.ended_at else None,
        "activity": run.activity,
        "message": run.message,
        "stopped_by": run.stopped_by or None,
        "denied": run.permissions_denied,
    }
