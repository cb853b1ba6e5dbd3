"""The shipped example from the command line, with the example agent: refused, run, stopped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chant_lsp.runs.model import RunState
from chant_lsp.runs.store import latest_run
from chant_lsp.workspace.layout import project_at

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parents[2] / "examples" / "oss-maintainer-workflow"


@pytest.fixture
def example(tmp_path):
    return Path(shutil.copytree(EXAMPLE, tmp_path / "example"))


def chant_lsp(folder: Path, *arguments: str, pace_s: str = "0") -> tuple[int, str, str]:
    environment = {**os.environ, "CHANT_EXAMPLE_PACE_S": pace_s}
    done = subprocess.run(
        [sys.executable, "-m", "chant_lsp", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


def test_the_phases_run_in_their_order(example):
    code, _, said = chant_lsp(example, "work", "002")
    assert code == 1 and "waiting for 001-comprehension (pending)" in said
    previewed = chant_lsp(example, "prompt", "001")[1]
    code, _, said = chant_lsp(example / "src", "work", ".chant/specs/001-comprehension.md")
    assert code == 0 and said.endswith("001-comprehension done: All the evidence is there.\n"), said
    run = latest_run(project_at(example), "001-comprehension")
    assert run is not None
    assert (example / ".chant" / "runs" / run.id / "prompt.md").read_text() == previewed
    assert "status: completed" in (example / ".chant" / "specs" / "001-comprehension.md").read_text()
    code, out, _ = chant_lsp(example, "prompt", "002")
    assert code == 0 and (example / ".chant" / "research" / "issue-42-comprehension.md").read_text() in out


def suite_is_green(folder: Path) -> bool:
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode in (0, 1), done.stdout
    return done.returncode == 0


# phase -> the checks that it passes besides those of every phase
SHOWN = {
    "001-comprehension": ["sections"],
    "002-reproduction": ["red", "suite"],
    "003-root-cause": ["sections"],
    "004-sprawl": ["sections"],
    "005-fork-fix": ["unchanged", "green", "suite", "impact_map"],
}


def test_five_phases_in_a_row_show_what_they_have_to(example):
    project = project_at(example)
    own = example / "pyproject.toml"
    # Each start of pytest would load what this project's environment has, and nobody here uses.
    own.write_text(own.read_text() + 'addopts = "-p no:asyncio -p no:pytest-lsp -p no:hypothesispytest"\n')
    out = ""
    for phase, expected in SHOWN.items():
        code, out, said = chant_lsp(example, "work", phase)
        assert code == 0, said
        run = latest_run(project, phase)
        assert run is not None
        assert {check.name for check in run.checks} == {"outputs", "criteria", "outside", *expected}
        assert all(check.passed for check in run.checks)
        if phase in ("002-reproduction", "005-fork-fix"):
            assert suite_is_green(example) is (phase == "005-fork-fix")
        assert f"{phase} checked: All criteria are ticked.\n" in said
    assert "There is no git repository to hand the fix over from" in out


def test_a_person_decides_at_the_gate(example):
    code, _, said = chant_lsp(example, "work", "006")
    assert code == 1 and "006-upstream-pr is a human gate: only a person may do this" in said


def test_a_detached_run_is_stopped_from_another_terminal(example):
    code, out, _ = chant_lsp(example, "work", "001", "--detach", pace_s="30")
    assert code == 0
    project = project_at(example)
    run = latest_run(project, "001-comprehension")
    assert run is not None and run.id == out.strip() and run.state is RunState.RUNNING
    code, out, _ = chant_lsp(example, "stop", "001")
    assert (code, out) == (0, "001-comprehension was stopped; its status is paused.\n")
    stopped = latest_run(project, "001-comprehension")
    assert stopped is not None and stopped.state is RunState.STOPPED and stopped.message == "Stopped on request."
