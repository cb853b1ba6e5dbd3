"""What `review` and `discard` have in common: finding the run that is meant, and saying what it changed in a line."""

from __future__ import annotations

import argparse
from typing import NamedTuple

from chant_lsp.cli.arguments import find_project_of, find_spec
from chant_lsp.cli.usage import UsageError
from chant_lsp.core.features.durations import ago
from chant_lsp.runs.model import Run
from chant_lsp.runs.store import is_run_id, latest_run, load_run
from chant_lsp.workspace.layout import Project


class PastRun(NamedTuple):
    """A run of a project."""

    project: Project
    run: Run


def add_run(parser: argparse.ArgumentParser) -> None:
    """The argument --run."""
    parser.add_argument("--run", metavar="ID", help="an earlier run of the spec (default: the last one)")


def find_past_run(arguments: argparse.Namespace) -> PastRun:
    """The run that SPEC, --run and --root mean. Errors: UsageError."""
    project, spec_id = _spec_of(arguments.spec, arguments.root)
    run_id = arguments.run
    run = load_run(project, run_id) if run_id and is_run_id(run_id) else latest_run(project, spec_id)
    if run_id and (run is None or run.id != run_id or run.spec != spec_id):
        raise UsageError(f"{spec_id} has no run `{run_id}`; the folders in .chant/runs are named after them.")
    if run is None:
        raise UsageError(f"{spec_id} has not been run yet.")
    return PastRun(project, run)


def _spec_of(text: str, root: str | None) -> tuple[Project, str]:
    """The spec's id; also of one that is gone, as a run may have deleted it."""
    try:
        meant = find_spec(text, root)
    except UsageError:
        project = find_project_of(text, root)
        gone = text.rpartition("/")[2].removesuffix(".md")
        if latest_run(project, gone) is None:
            raise
        return project, gone
    return meant.project, meant.spec.id


def in_words(run: Run, now_s: float) -> str:
    """`001-write, run 2026… (done 5m ago)`."""
    when = ago(run.ended_at.timestamp(), now_s) if run.ended_at else ""
    return f"{run.spec}, run {run.id} ({run.state.value}{when})"
