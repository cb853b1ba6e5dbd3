"""What each phase has to show at its end, and agents that would rather not: with real tests on small projects."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest
from stage import PATIENCE_S, QUICK_PYTEST, events, gone, last_run, make_project, perform, pid_in, start_work, status_of

from chant_lsp.runs import snapshot
from chant_lsp.runs.model import EventType, RunState
from chant_lsp.runs.runner import Ended
from chant_lsp.workspace.layout import Project

pytestmark = pytest.mark.slow

TEST = "tests/regression/test_x.py"
PHASES = {
    "001-comprehension": ("research", "", "[.chant/research/comprehension.md]", "[]"),
    "002-reproduction": ("code", "001-comprehension", f"[{TEST}]", "[.chant/research/comprehension.md]"),
    "003-root-cause": ("research", "002-reproduction", "[.chant/research/cause.md]", f"[{TEST}]"),
    "004-sprawl": ("research", "003-root-cause", "[.chant/research/sprawl.md]", "[.chant/research/cause.md]"),
    "005-fork-fix": ("code", "004-sprawl", "[src/]", "[.chant/research/sprawl.md]"),
}
GATE = "---\nstatus: pending\nlabels: [human-gate]\n---\n\n# Decide\n\n## Acceptance Criteria\n\n- [ ] I read it\n"

DOCUMENTS = {
    "001-comprehension": "# C\n## Symptom\nLost.\n## Code that takes part\n`src/calc.py`\n## What is missing\nNo.\n",
    "003-root-cause": "# R\n## Why it happens\nSo.\n## Ways to fix it\n1. This.\n## Recommendation\nThe first.\n",
    "004-sprawl": "# S\n## Other places\nno\n## What the fix changes\n`src/calc.py`\n## What stays\n`src/other.py`\n",
}
SOURCES = "import sys\n\nsys.path.insert(0, 'src')\n\n"
RED = f"{SOURCES}def test_add():\n    import calc\n\n    assert calc.add(1, 2) == 3, 'lost'\n"
BUG = "def add(a, b):\n    return a - b\n"
FIX = "def add(a, b):\n    return a + b\n"
OTHER = "def test_other():\n    assert True\n"


def spec(phase: str, status: str) -> str:
    type_, before, outputs, inputs = PHASES[phase]
    return (
        f"---\ntype: {type_}\nstatus: {status}\ndepends_on: [{before}]\ntarget_files: {outputs}\n"
        f"informed_by: {inputs}\n---\n\n# {phase}\n\n## Acceptance Criteria\n\n- [ ] It is so\n"
    )


def project_at_phase(root: Path, phase: str, more: dict[str, str] | None = None) -> Project:
    """A project in which everything before a phase is done."""
    files = {
        "pytest.ini": QUICK_PYTEST,
        "src/calc.py": BUG,
        "src/other.py": "x = 1\n",
        "tests/test_other.py": OTHER,
        ".chant/specs/006-upstream-pr.md": GATE,
    }
    for name in PHASES:
        files[f".chant/specs/{name}.md"] = spec(name, "completed" if name < phase else "pending")
    if phase > "001-comprehension":
        files[".chant/research/comprehension.md"] = DOCUMENTS["001-comprehension"]
    if phase > "002-reproduction":
        files[TEST] = RED
    if phase > "003-root-cause":
        files[".chant/research/cause.md"] = DOCUMENTS["003-root-cause"]
    if phase > "004-sprawl":
        files[".chant/research/sprawl.md"] = DOCUMENTS["004-sprawl"]
    return make_project(root / "p", {**files, **(more or {})})


def play(
    root: Path, phase: str, texts: dict[str, str], *steps: str, more: dict[str, str] | None = None, git: bool = False
) -> tuple:
    """Run a phase with an agent that writes the texts by their paths, ticks, and takes some steps besides."""
    project = project_at_phase(root, phase, more)
    if git:
        subprocess.run(["git", "init", "--quiet"], cwd=project.root, check=True, timeout=60)
    written = []
    for number, (path, text) in enumerate(texts.items()):
        source = root / f"text-{number}"
        source.write_text(text)
        written.append(f"place={source}:{path}")
    ended = perform(project, *written, "tick", *steps, spec=phase)
    assert isinstance(ended, Ended), ended
    return project, ended


def checks(project: Project, phase: str) -> dict[str, bool]:
    """The checks that were made, with what came of them."""
    found = [event.fields for event in events(project, phase) if event.type is EventType.CHECK]
    assert all(fields["message"].endswith(".") for fields in found)
    return {fields["name"]: fields["passed"] for fields in found}


def output_of(phase: str) -> str:
    return PHASES[phase][2].strip("[]")


GOOD = {
    "001-comprehension": (DOCUMENTS["001-comprehension"], {"outputs", "sections", "criteria", "outside"}),
    "002-reproduction": (RED, {"red", "suite", "outputs", "criteria", "outside"}),
    "003-root-cause": (DOCUMENTS["003-root-cause"], {"outputs", "sections", "criteria", "outside"}),
    "004-sprawl": (DOCUMENTS["004-sprawl"], {"outputs", "sections", "criteria", "outside"}),
    "005-fork-fix": (FIX, {"unchanged", "green", "suite", "impact_map", "outputs", "criteria", "outside"}),
}


@pytest.mark.parametrize("phase", GOOD)
def test_a_phase_that_shows_it_all_is_done(tmp_path, phase):
    text, expected = GOOD[phase]
    path = output_of(phase) if phase != "005-fork-fix" else "src/calc.py"
    project, ended = play(tmp_path, phase, {path: text})
    assert ended.state is RunState.DONE, ended
    assert checks(project, phase) == dict.fromkeys(expected, True)
    assert last_run(project, phase).checks


def test_the_tree_is_walked_before_the_agent_behind_it_behind_the_tests_and_at_the_end(tmp_path, monkeypatch):
    walks = []
    walk = snapshot._iter_entries
    monkeypatch.setattr(snapshot, "_iter_entries", lambda root: walks.append(root) or walk(root))
    _, ended = play(tmp_path, "005-fork-fix", {"src/calc.py": FIX})
    assert ended.state is RunState.DONE, ended
    assert len(walks) == 4


def test_what_is_being_run_is_shown_live_and_old_failures_are_nobodys_fault(tmp_path):
    old = {"tests/test_old.py": "def test_old():\n    assert False\n"}
    project, ended = play(tmp_path, "002-reproduction", {TEST: RED}, more=old)
    assert ended.state is RunState.DONE, ended
    said = [event.fields["text"] for event in events(project, "002-reproduction") if event.type is EventType.ACTIVITY]
    assert said[said.index("running the test, 1 of 3") :] == [
        "running the test, 1 of 3",
        "running the test, 2 of 3",
        "running the test, 3 of 3",
        "running the other tests",
        "running the other tests alone",
    ]


def test_the_test_is_the_one_that_the_reproduction_left(tmp_path):
    project = project_at_phase(tmp_path, "002-reproduction")
    for name, text in {"red.py": RED, "fix.py": FIX}.items():
        (tmp_path / name).write_text(text)
    perform(project, f"place={tmp_path / 'red.py'}:{TEST}", "tick", spec="002-reproduction")
    for phase in ("003-root-cause", "004-sprawl"):
        path = project.absolute(output_of(phase))
        path.write_text(DOCUMENTS[phase])
        (project.specs / f"{phase}.md").write_text(spec(phase, "completed"))
    # Between two runs, so that no look at what a run has touched could tell.
    (project.root / TEST).write_text(OTHER)
    ended = perform(project, f"place={tmp_path / 'fix.py'}:src/calc.py", "tick", spec="005-fork-fix")
    assert isinstance(ended, Ended)
    assert ended.message.startswith(f"`{TEST}` is not the test that 002-reproduction left;")


def test_a_test_command_that_nobody_knows_is_told_before_the_agent_works(tmp_path):
    project, ended = play(tmp_path, "002-reproduction", {TEST: RED}, more={".chant/lsp.yaml": "test: mine\n"})
    assert ended.message.startswith("There is no test command named `mine`; known are `cargo`")
    assert not (project.root / TEST).exists()
    assert status_of(project, "002-reproduction") == "failed"


def test_an_agent_that_writes_and_then_hangs_has_not_ended(tmp_path):
    project = project_at_phase(tmp_path, "001-comprehension")
    (tmp_path / "text").write_text(DOCUMENTS["001-comprehension"])
    steps = (f"place={tmp_path / 'text'}:{output_of('001-comprehension')}", "tick", "hang=deaf")
    work = start_work(project, *steps, spec="001-comprehension", extra=("--silence", "2s"))
    work.communicate(timeout=PATIENCE_S * 2)
    assert work.returncode == 1
    assert status_of(project, "001-comprehension") == "failed"
    assert "2s" in last_run(project, "001-comprehension").message


def test_files_that_tests_leave_and_git_ignores_are_no_fault(tmp_path):
    leaves = "def test_x():\n    for name in ('seen', 'ignored'):\n        open(name, 'w').close()\n    assert False\n"
    project, ended = play(tmp_path, "002-reproduction", {TEST: leaves}, more={".gitignore": "ignored\n"}, git=True)
    assert ended.message == "`seen` was created while the tests ran; let git ignore it, if that is as it should be."
    assert status_of(project, "002-reproduction") == "needs_attention"


SLEEPS = """\
import os, pathlib, time

def test_x():
    pathlib.Path({pid!r}).write_text(str(os.getpid()))
    time.sleep(300)
"""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["stopped", "killed"])
def test_no_test_outlives_its_run(tmp_path, how):
    project = project_at_phase(tmp_path, "002-reproduction")
    (tmp_path / "text").write_text(SLEEPS.format(pid=str(tmp_path / "pid")))
    work = start_work(project, f"place={tmp_path / 'text'}:{TEST}", "tick", spec="002-reproduction")
    pid = pid_in(tmp_path / "pid")
    work.send_signal(how)
    work.communicate(timeout=PATIENCE_S * 2)
    assert gone(pid)
    if how is signal.SIGTERM:
        assert status_of(project, "002-reproduction") == "paused"


def test_a_test_has_the_environment_of_an_agent_and_pushes_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("MY_TOKEN", "t0ps3cret")
    text = "import os\n\ndef test_x():\n    assert False, [name for name in os.environ if name in {names}]\n"
    names = ["MY_TOKEN", "CHANT_SPEC_ID", "GIT_CONFIG_COUNT", "GIT_TERMINAL_PROMPT"]
    project, ended = play(tmp_path, "002-reproduction", {TEST: text.replace("{names}", repr(names))})
    assert ended.state is RunState.DONE, ended
    said = last_run(project, "002-reproduction").checks[0].message
    assert "MY_TOKEN" not in said and "GIT_CONFIG_COUNT" in said


FLAKY = (
    "import pathlib\n\ndef test_x(tmp_path):\n    count = pathlib.Path(__file__).parents[3] / 'count'\n"
    "    number = int(count.read_text()) if count.exists() else 0\n    count.write_text(str(number + 1))\n"
    "    assert number != 0\n"
)
BREAKS_OTHERS = "import builtins\nbuiltins.broken = True\n\ndef test_x():\n    assert False\n"
SECOND = "import builtins\n\ndef test_second():\n    assert not hasattr(builtins, 'broken')\n"
ALL_PASS = """\
import pytest

@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    outcome.get_result().outcome = "passed"
"""

# name -> (phase, texts by path, steps, files that are there before, status, beginning of the message)
ATTACKS = {
    "ticks without writing": (
        "001-comprehension",
        {},
        (),
        "failed",
        "Output `.chant/research/comprehension.md` was not written: it is not there.",
    ),
    "writes an empty document": (
        "001-comprehension",
        {".chant/research/comprehension.md": ""},
        (),
        "failed",
        "Output `.chant/research/comprehension.md` is empty.",
    ),
    "writes white space": (
        "001-comprehension",
        {".chant/research/comprehension.md": "\n \n"},
        (),
        "failed",
        "Output `.chant/research/comprehension.md` is empty.",
    ),
    "writes headings alone": (
        "001-comprehension",
        {".chant/research/comprehension.md": "# C\n## Symptom\n## Code that takes part\n## What is missing\n"},
        (),
        "failed",
        "`.chant/research/comprehension.md` has no text below the heading `Symptom`. (2 more)",
    ),
    "leaves a section out": (
        "003-root-cause",
        {".chant/research/cause.md": "# R\n## Why it happens\nSo.\n## Ways to fix it\n1. This.\n"},
        (),
        "failed",
        "`.chant/research/cause.md` has no section `Recommendation`.",
    ),
    "a test that cannot import": (
        "002-reproduction",
        {TEST: "import nothing_of_that_name\n\ndef test_x():\n    assert False\n"},
        (),
        "failed",
        f"`{TEST}` could not be run by `pytest`: `tests.regression.test_x` could not be run: ModuleNotFoundError: No "
        "module named 'nothing_of_that_name'; a test is red when its own assertion fails.",
    ),
    "a test that fails to import later": (
        "002-reproduction",
        {TEST: "def test_x():\n    import nothing_of_that_name\n"},
        (),
        "failed",
        f"`tests.regression.test_x::test_x` in `{TEST}` fails with ModuleNotFoundError",
    ),
    "a test that is green": (
        "002-reproduction",
        {TEST: OTHER},
        (),
        "failed",
        f"`{TEST}` passes, and it has to fail as long as the bug is there.",
    ),
    "a test that is skipped": (
        "002-reproduction",
        {TEST: "import pytest\n\ndef test_x():\n    pytest.skip('later')\n"},
        (),
        "failed",
        f"`{TEST}` is skipped, and it has to fail",
    ),
    "a file without tests": ("002-reproduction", {TEST: "x = 1\n"}, (), "failed", f"`{TEST}` could not be run"),
    "a flaky test": (
        "002-reproduction",
        {TEST: FLAKY},
        (),
        "failed",
        f"`{TEST}` failed in 1 of 2 runs and passed in the others; it has to fail each time.",
    ),
    "a test that breaks others": (
        "002-reproduction",
        {TEST: BREAKS_OTHERS},
        (),
        "failed",
        f"`tests.test_z::test_second` fails when `{TEST}` is there, and passes without it.",
    ),
    "does nothing": ("005-fork-fix", {}, (), "failed", "Output `src` was not written"),
    "does not fix it": (
        "005-fork-fix",
        {"src/calc.py": BUG + "# better\n"},
        (),
        "failed",
        f"`{TEST}` still fails: AssertionError: lost. (1 more)",
    ),
    "changes the test": (
        "005-fork-fix",
        {"src/calc.py": BUG + "# better\n", TEST: OTHER},
        (),
        "failed",
        f"`{TEST}` is not the test that 002-reproduction left; bring that one back, or run 002-reproduction again.",
    ),
    "breaks another test": (
        "005-fork-fix",
        {"src/calc.py": FIX, "src/other.py": "x = 2\n"},
        (),
        "failed",
        "Not all tests pass: `tests.test_z::test_x` fails, assert 2 == 1.",
    ),
    "changes what the map does not name": (
        "005-fork-fix",
        {"src/calc.py": FIX, "src/other.py": "x = 1  # hm\n"},
        (),
        "needs_attention",
        "`src/other.py` was changed, and the impact map does not name it.",
    ),
    "deletes another test": (
        "005-fork-fix",
        {"src/calc.py": FIX},
        ("remove=tests/test_other.py",),
        "needs_attention",
        "`tests/test_other.py` was deleted during the run",
    ),
    "makes all tests pass": (
        "005-fork-fix",
        {"src/calc.py": BUG + "# better\n", "conftest.py": ALL_PASS},
        (),
        "needs_attention",
        "`conftest.py` was created during the run and is no declared output.",
    ),
    "turns the checks off": (
        "002-reproduction",
        {TEST: OTHER, ".chant/lsp.yaml": "phases: {reproduction: {checks: {red: false, suite: false}}}\n"},
        (),
        "failed",
        f"`{TEST}` passes, and it has to fail",
    ),
    "ticks the gate": (
        "001-comprehension",
        {
            ".chant/research/comprehension.md": DOCUMENTS["001-comprehension"],
            ".chant/specs/006-upstream-pr.md": GATE.replace("[ ]", "[x]"),
        },
        (),
        "needs_attention",
        "`.chant/specs/006-upstream-pr.md` was changed during the run and is no declared output.",
    ),
    "says of itself that it is done": (
        "001-comprehension",
        {
            ".chant/research/comprehension.md": DOCUMENTS["001-comprehension"],
            ".chant/specs/001-comprehension.md": spec("001-comprehension", "completed").replace("[ ]", "[x]"),
        },
        (),
        "needs_attention",
        "More than criteria boxes changed in .chant/specs/001-comprehension.md during the run.",
    ),
    "takes a label away": (
        "001-comprehension",
        {
            ".chant/research/comprehension.md": DOCUMENTS["001-comprehension"],
            ".chant/specs/001-comprehension.md": spec("001-comprehension", "in_progress").replace(
                "---\n\n#", "labels: [done]\n---\n\n#"
            ),
        },
        (),
        "needs_attention",
        "More than criteria boxes changed",
    ),
}
BEFORE = {
    "a test that breaks others": {"tests/test_z.py": SECOND},
    "breaks another test": {"tests/test_z.py": f"{SOURCES}import other\n\ndef test_x():\n    assert other.x == 1\n"},
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_fails_with_a_sentence(tmp_path, name):
    phase, texts, steps, status, message = ATTACKS[name]
    project, ended = play(tmp_path, phase, texts, *steps, more=BEFORE.get(name))
    assert ended.message.startswith(message), ended.message
    assert ended.state is RunState.FAILED
    assert status_of(project, phase) == status
