"""The example as it is shipped: consistent, clean, and nothing has run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chant_lsp.core.check import check
from chant_lsp.core.findings import Severity
from chant_lsp.core.graph import Obstacle, investigation, obstacles
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec
from chant_lsp.workspace.layout import project_at
from chant_lsp.workspace.scan import load_index

EXAMPLE = Path(__file__).parents[2] / "examples" / "oss-maintainer-workflow"
IDS = ("001-comprehension", "002-reproduction", "003-root-cause", "004-sprawl", "005-fork-fix", "006-upstream-pr")

ISSUE = ".chant/context/issue-42.md"
COMPREHENSION = ".chant/research/issue-42-comprehension.md"
TEST = "tests/regression/test_issue_42.py"
ROOT_CAUSE = ".chant/research/issue-42-root-cause.md"
SPRAWL = ".chant/research/issue-42-sprawl.md"
STORE = "src/storage/store.py"

FLOW = {
    "001-comprehension": ([ISSUE], [COMPREHENSION]),
    "002-reproduction": ([COMPREHENSION], [TEST]),
    "003-root-cause": ([COMPREHENSION, TEST], [ROOT_CAUSE]),
    "004-sprawl": ([ROOT_CAUSE], [SPRAWL]),
    "005-fork-fix": ([ROOT_CAUSE, SPRAWL], [STORE]),
    "006-upstream-pr": ([COMPREHENSION, ROOT_CAUSE, SPRAWL], []),
}


@pytest.fixture(scope="module")
def index() -> SpecIndex:
    return load_index(project_at(EXAMPLE))


@pytest.fixture(scope="module")
def specs(index: SpecIndex) -> dict[str, Spec]:
    return {spec.id: spec for spec in index.specs.values()}


def test_six_phases_in_a_chain(specs):
    assert sorted(specs) == list(IDS)
    assert [specs[spec_id].depends_on for spec_id in IDS] == [(), *((before,) for before in IDS[:-1])]


@pytest.mark.parametrize("spec_id", IDS)
def test_inputs_and_outputs(specs, spec_id):
    spec = specs[spec_id]
    flow = [mention.text for mention in spec.inputs], [mention.text for mention in spec.outputs]
    assert flow == FLOW[spec_id]


@pytest.mark.parametrize("spec_id", IDS)
def test_no_spec_has_run(specs, spec_id):
    spec = specs[spec_id]
    assert spec.status == "pending"
    assert spec.title
    assert len(spec.body.criteria) == (5 if spec_id == "006-upstream-pr" else 4)
    assert spec.body.open_criteria == len(spec.body.criteria)


def test_nothing_is_there_that_a_phase_writes():
    written = {path for _, outputs in FLOW.values() for path in outputs}
    assert [path for path in sorted(written) if (EXAMPLE / path).exists()] == [STORE]
    assert "lock" not in (EXAMPLE / STORE).read_text()


def test_the_gate_is_a_persons(specs):
    gate = specs["006-upstream-pr"]
    assert gate.is_human_gate
    assert (gate.nested("approval", "required"), gate.nested("approval", "status")) == ("true", "pending")
    assert [spec.id for spec in specs.values() if spec.is_human_gate] == [gate.id]


def test_the_first_phase_is_ready_and_the_others_wait(index, specs):
    first = [next(iter(obstacles(index, specs[spec_id])), None) for spec_id in IDS]
    assert [reason and reason.obstacle for reason in first] == [None, *[Obstacle.DEPENDENCY] * 4, Obstacle.GATE]


def test_the_six_are_one_investigation(index, specs):
    assert [spec.id for spec in investigation(index, specs["003-root-cause"])] == list(IDS)


@pytest.mark.parametrize("spec_id", IDS)
def test_the_specs_are_clean(index, specs, spec_id):
    findings = check(index, specs[spec_id].path)
    assert [f"{f.code}: {f.message}" for f in findings if f.severity <= Severity.WARNING] == []


@pytest.mark.parametrize("name", ["research", "standard"])
def test_prompts_are_there(specs, name):
    assert (EXAMPLE / f".chant/prompts/{name}.md").is_file()
    assert name in {spec.text("prompt") for spec in specs.values()}


@pytest.mark.slow
def test_its_own_tests_pass(tmp_path):
    root = shutil.copytree(EXAMPLE, tmp_path / "project")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=root,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
