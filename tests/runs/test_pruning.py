"""Old runs go; the last, the last that was done, and those without an end stay."""

from __future__ import annotations

import pytest
from checkpoints import SPEC_PATH, git, policy_of, project_in_git
from stage import SPEC, make_project

from chant_lsp.runs.checkpoint import take_checkpoint
from chant_lsp.runs.journal import Journal
from chant_lsp.runs.lock import hold
from chant_lsp.runs.model import EventType
from chant_lsp.runs.pruning import prune_runs
from chant_lsp.runs.store import events_path, make_run_folder, run_ids


def past_run(project, number: int, state: str | None, *, checkpoint: bool = False) -> str:
    """A run of an earlier day; None: it never ended."""
    run_id = f"202611{number:02d}T100000Z-001-write-{number:04x}"
    make_run_folder(project, run_id)
    with hold(project.runs, "001-write") as lock:
        journal = Journal(events_path(project, run_id), lock)
        journal.append(EventType.STARTED, spec="001-write", path=SPEC_PATH)
        if state is not None:
            journal.append(EventType.ENDED, state=state, message="")
        journal.close()
    if checkpoint:
        take_checkpoint(project, policy_of(project), run_id)
    return run_id


def refs(project) -> list[str]:
    return git(project.root, "for-each-ref", "--format=%(refname:lstrip=3)", "refs/chant-lsp").split()


@pytest.mark.slow
def test_the_oldest_go_with_their_refs(tmp_path):
    project = project_in_git(tmp_path)
    ids = [past_run(project, number, "failed", checkpoint=True) for number in range(1, 6)]
    assert refs(project) == ids
    assert prune_runs(project, "001-write", 2) == ids[:3]
    assert run_ids(project) == refs(project) == ids[3:]
    assert sorted(path.name for path in project.runs.iterdir()) == [".gitignore", ".locks", *ids[3:]]


def test_what_is_still_needed_stays(tmp_path):
    project = make_project(tmp_path)
    states = ["done", "failed", "done", "lost", None, "stopped", "failed"]
    ids = [past_run(project, number, state) for number, state in enumerate(states, 1)]
    assert prune_runs(project, "001-write", 1) == [ids[0], ids[1], ids[5]]
    assert run_ids(project) == [ids[2], ids[3], ids[4], ids[6]]


def test_other_specs_and_few_runs_are_left_alone(tmp_path):
    project = make_project(tmp_path, {SPEC_PATH: SPEC, ".chant/specs/002-other.md": SPEC})
    ids = [past_run(project, number, "failed") for number in range(1, 4)]
    assert prune_runs(project, "001-write", 3) == []
    assert prune_runs(project, "002-other", 1) == []
    assert run_ids(project) == ids


@pytest.mark.slow
def test_what_a_crash_left_half_removed_goes_at_the_next_start(tmp_path):
    project = project_in_git(tmp_path)
    run_id = past_run(project, 1, "failed", checkpoint=True)
    (project.runs / run_id).rename(project.runs / f".gone-{run_id}")
    prune_runs(project, "001-write", 20)
    assert not refs(project)
    assert not (project.runs / f".gone-{run_id}").exists()
