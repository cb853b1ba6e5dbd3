"""Test commands on small projects, with real processes: what is green, what is red, and what is neither."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from stage import QUICK_PYTEST, gone, make_project, pid_in

from chant_lsp.runs import outcomes
from chant_lsp.runs.agents.process import agent_environment
from chant_lsp.runs.outcomes import Bench, Leash, Outcome, Verdict, run_tests
from chant_lsp.runs.tests import SUITES, NoSuiteError, Suite, find_python, find_suite, is_test_file, to_suites

pytestmark = pytest.mark.slow


def bench(root: Path, files: dict[str, str], suite: Suite) -> Bench:
    """A project in which a suite can be run with this interpreter."""
    project = make_project(root / "project", files)
    environment = {**agent_environment(os.environ, "001", root), "VIRTUAL_ENV": sys.prefix}
    leash = Leash(os.open(os.devnull, os.O_RDONLY), root / "no.lock")
    return Bench(project, suite, environment, leash, asyncio.Event())


def judge(root: Path, files: dict[str, str], suite: str = "pytest", file: str | None = None) -> Outcome:
    async def run() -> Outcome:
        return await run_tests(bench(root, files, SUITES[suite]), file)

    return asyncio.run(run())


def said(outcome: Outcome) -> str:
    """An outcome in a line."""
    if outcome.verdict is Verdict.RED:
        tests = ", ".join(f"{one.test} ({one.reason}; {one.asserted})" for one in outcome.failures)
        return f"red: {tests}"
    return f"{outcome.verdict.value}: {outcome.error}".removesuffix(": ")


WAYS_TO_FAIL = """\
import unittest
import pytest

def test_words():
    assert 1 == 2, "lost write: two"

def test_no_words():
    assert 1 == 2

def test_call():
    pytest.fail("it is lost")

def test_no_raise():
    with pytest.raises(ValueError):
        pass

class TestCase(unittest.TestCase):
    def test_case(self):
        self.assertEqual(1, 2)

def test_import():
    import nothing_of_that_name

def test_raise():
    {}["a"]

def test_passes():
    pass
"""


def test_an_assertion_is_told_from_another_failure(tmp_path):
    files = {"tests/test_x.py": WAYS_TO_FAIL, "pytest.ini": QUICK_PYTEST}
    outcome = judge(tmp_path, files, file="tests/test_x.py")
    assert (outcome.verdict, outcome.passed) == (Verdict.RED, 1)
    assert [(one.test.rpartition("::")[2], one.reason, one.asserted) for one in outcome.failures] == [
        ("test_words", "AssertionError: lost write: two", True),
        ("test_no_words", "assert 1 == 2", True),
        ("test_call", "Failed: it is lost", True),
        ("test_no_raise", "Failed: DID NOT RAISE ValueError", True),
        ("test_case", "AssertionError: 1 != 2", True),
        ("test_import", "ModuleNotFoundError: No module named 'nothing_of_that_name'", False),
        ("test_raise", "KeyError: 'a'", False),
    ]


# name -> (text of tests/test_x.py, what is said)
PYTEST = {
    "passes": ("import pytest\ndef test_x():\n    pass\ndef test_y():\n    pytest.skip()\n", "green"),
    "cannot be imported": (
        "import nothing_of_that_name\ndef test_x():\n    assert False\n",
        "error: `tests.test_x` could not be run: ModuleNotFoundError: No module named 'nothing_of_that_name'",
    ),
    "does not parse": (
        "def test_x(:\n    pass\n",
        "error: `tests.test_x` could not be run: SyntaxError: invalid syntax",
    ),
    "needs what is not there": (
        "def test_x(no_such_fixture):\n    assert False\n",
        "error: `tests.test_x::test_x` could not be run: fixture 'no_such_fixture' not found",
    ),
    "has no tests": ("x = 1\n", "error: there are no tests in it"),
    "leaves by itself": (
        "import os\ndef test_x():\n    os._exit(0)\n",
        "error: it ended with exit code 0 and no result",
    ),
    "is killed": ("import os\ndef test_x():\n    os.kill(os.getpid(), 9)\n", "error: it was killed by signal 9"),
}


@pytest.mark.parametrize("text, expected", PYTEST.values(), ids=PYTEST.keys())
def test_pytest(tmp_path, text, expected):
    files = {"tests/test_x.py": text, "pytest.ini": QUICK_PYTEST}
    outcome = judge(tmp_path, files, file="tests/test_x.py")
    assert said(outcome) == expected
    # It leaves nothing behind in the project.
    there = {path.relative_to(tmp_path / "project").as_posix() for path in (tmp_path / "project").rglob("*.*")}
    assert there == {*files, ".chant"}


UNITTEST = "import unittest\nclass T(unittest.TestCase):\n    def test_x(self):\n        {}\n"

# name -> (test command, files, file to run, beginning of what is said)
OTHERS = {
    "unittest, green": ("unittest", {"test_x.py": UNITTEST.format("pass")}, "test_x.py", "green"),
    "unittest, red": (
        "unittest",
        {"tests/test_x.py": UNITTEST.format("self.fail()")},
        "tests/test_x.py",
        "red: test_x (tests.test_x.T",
    ),
    "unittest, cannot be imported": (
        "unittest",
        {"test_x.py": "import nothing_of_that_name\n"},
        "test_x.py",
        "error: ",
    ),
    "unittest, raises": ("unittest", {"test_x.py": UNITTEST.format("{}['a']")}, "test_x.py", "error: ERROR: test_x"),
    "unittest, nothing": ("unittest", {"test_x.py": "x = 1\n"}, "test_x.py", "error: there are no tests in it"),
    "unittest, all": ("unittest", {"test_x.py": UNITTEST.format("self.fail()")}, None, "red: test_x"),
    "node, green": (
        "node",
        {"x.test.mjs": "import test from 'node:test';\ntest('x', () => {});\n"},
        "x.test.mjs",
        "green",
    ),
    "node, red": (
        "node",
        {"x.test.mjs": "import test from 'node:test';\nimport a from 'assert';\ntest('x', () => a.equal(1, 2));\n"},
        "x.test.mjs",
        "red: test::x (1 == 2; True)",
    ),
    "npm, red": (
        "npm",
        {
            "package.json": '{"scripts": {"test": "node --test"}}',
            "x.test.mjs": "import test from 'node:test';\ntest('x', () => { throw new Error('lost'); });\n",
        },
        None,
        "red: x",
    ),
    "npm, no script": ("npm", {"package.json": '{"name": "x"}'}, None, "error: npm error Missing script"),
    "make, red": ("make", {"Makefile": "test:\n\tfalse\n"}, None, "red: make (exit code 2; None)"),
    "make, green": ("make", {"Makefile": "test:\n\ttrue\n"}, None, "green"),
    "make, one file": (
        "make",
        {"Makefile": "test:\n\ttrue\n"},
        "x.c",
        "error: `make` cannot run one file alone; choose another command as `test:`",
    ),
}


@pytest.mark.parametrize("suite, files, file, expected", OTHERS.values(), ids=OTHERS.keys())
def test_other_commands(tmp_path, suite, files, file, expected):
    program = SUITES[suite].everything[0]
    if program != "{python}" and shutil.which(program) is None:
        pytest.skip(f"there is no {program}")
    assert said(judge(tmp_path, files, suite, file)).startswith(expected)


@pytest.mark.parametrize(
    "script, expected",
    [
        ("exit 1", "red: mine (exit code 1; None)"),
        ("echo ModuleNotFoundError: No module named x; exit 1", "error: ModuleNotFoundError: No module named x"),
        ("no-such-program", "error: "),
        ("exit 0", "green"),
    ],
)
def test_a_command_of_ones_own_is_read_by_its_exit_code(tmp_path, script, expected):
    (suite,) = to_suites({"mine": {"all": ["sh", "-c", script]}}).values()

    async def run() -> Outcome:
        return await run_tests(bench(tmp_path, {"a": ""}, suite))

    assert said(asyncio.run(run())).startswith(expected)


def test_a_command_that_is_not_there(tmp_path):
    async def run() -> Outcome:
        return await run_tests(bench(tmp_path, {"a": ""}, Suite("mine", ("/nowhere/mine",))))

    assert said(asyncio.run(run())) == "error: there is no such program (`/nowhere/mine`)"


SLEEPER = """\
import os, pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"], start_new_session=True)
pathlib.Path(PIDS).mkdir()
pathlib.Path(PIDS, "child").write_text(str(child.pid))
pathlib.Path(PIDS, "self").write_text(str(os.getpid()))
time.sleep(300)
"""


@pytest.mark.parametrize("how", ["time is over", "stopped"])
def test_nothing_of_a_test_outlives_its_end(tmp_path, how):
    pids = tmp_path / "pids"
    suite = Suite("mine", (sys.executable, "-c", SLEEPER.replace("PIDS", repr(str(pids)))))

    async def run() -> Outcome:
        here = replace(bench(tmp_path, {"a": ""}, suite), timeout_s=3.0 if how == "time is over" else 300.0)
        loop = asyncio.get_running_loop()

        def stop_once_it_runs() -> None:
            pid_in(pids / "self")
            loop.call_soon_threadsafe(here.stop.set)

        if how == "stopped":
            threading.Thread(target=stop_once_it_runs).start()
        return await run_tests(here)

    outcome = asyncio.run(run())
    assert said(outcome) == f"error: {'no end after 3 s' if how == 'time is over' else 'the run was stopped'}"
    assert gone(pid_in(pids / "child"), pid_in(pids / "self"))


def test_a_flood_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(outcomes, "MAX_OUTPUT_BYTES", 2**20)
    suite = Suite("mine", (sys.executable, "-c", "while True: print('x' * 1000)"))

    async def run() -> Outcome:
        return await run_tests(bench(tmp_path, {"a": ""}, suite))

    outcome = asyncio.run(run())
    assert said(outcome) == "error: it printed more than 1 MiB"
    assert len(outcome.output) <= outcomes.KEPT_BYTES


# files -> test that has to be run, the command that is found
FOUND = [
    ({"pyproject.toml": "[tool.pytest.ini_options]\n"}, "", "pytest"),
    ({"tests/test_a.py": "def test_a():\n    pass\n"}, "", "pytest"),
    ({"tests/test_a.py": "import unittest\n\nclass A(unittest.TestCase): ...\n"}, "tests/test_a.py", "unittest"),
    ({"Cargo.toml": "", "Makefile": "test:\n"}, "", "cargo"),
    ({"go.mod": ""}, "x/x_test.go", "go"),
    ({"package.json": '{"scripts": {"test": "jest"}}'}, "", "npm"),
    ({"package.json": '{"scripts": {"test": "jest"}}', "pnpm-lock.yaml": ""}, "", "pnpm"),
    ({"package.json": '{"scripts": {"test": "jest"}}', "pytest.ini": ""}, "web/a.test.ts", "npm"),
    ({"package.json": '{"scripts": {"test": "jest"}}', "pytest.ini": ""}, "tests/test_a.py", "pytest"),
    ({"Makefile": "all:\n\ttrue\ntest:\n\ttrue\n"}, "", "make"),
]


@pytest.mark.parametrize("files, file, expected", FOUND, ids=[f"{expected} {file}" for _, file, expected in FOUND])
def test_the_command_is_found_from_the_projects_files(tmp_path, files, file, expected):
    assert find_suite(make_project(tmp_path, files), None, {}, file).name == expected


def test_a_command_is_chosen_by_its_name(tmp_path):
    project = make_project(tmp_path, {"pytest.ini": ""})
    own = to_suites({"mine": {"all": ["just", "test"], "one": ["just", "test", "{file}"]}, "bad": {"all": "rm -rf"}})
    assert find_suite(project, "make", own).name == "make"
    assert find_suite(project, "mine", own).one_file == ("just", "test", "{file}")
    with pytest.raises(NoSuiteError, match=r"There is no test command named `bad`; known are `cargo`, "):
        find_suite(project, "bad", own)
    with pytest.raises(NoSuiteError, match=r"No test command that runs `a.zig` was found"):
        find_suite(project, None, own, "a.zig")


def test_the_projects_own_interpreter_comes_first(tmp_path):
    project = make_project(tmp_path, {".venv/pyvenv.cfg": "", ".venv/bin/python": ""})
    assert find_python(project, "pytest", {}, sys.executable) == str(project.root / ".venv/bin/python")


def test_else_one_that_has_the_module(tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "bin" / "python3").chmod(0o755)
    project = make_project(tmp_path / "p", {"a": ""})
    assert find_python(project, "pytest", {"PATH": str(tmp_path / "bin")}, sys.executable) == sys.executable
    assert find_python(project, "no_such_module", {"PATH": str(tmp_path / "bin")}, sys.executable) == str(
        tmp_path / "bin" / "python3"
    )


def test_helpers_and_documents_are_no_tests():
    names = ("tests/test_a.py", "tests/a_test.py", "tests/conftest.py", "tests/data.json", "README.md")
    assert [name for name in names if is_test_file(SUITES["pytest"], name)] == ["tests/test_a.py", "tests/a_test.py"]
    assert [name for name in ("a.test.ts", "a.md") if is_test_file(SUITES["npm"], name)] == ["a.test.ts"]
