"""Test commands by name: how a project runs all its tests, and one file of them.

A project chooses by name (`test:` in `.chant/lsp.yaml`) or is looked at; which program that is says this table, or the
user's own settings. Running them, and what they say, is `outcomes.py`'s.
"""

from __future__ import annotations

import posixpath
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chant_lsp.workspace.files import DiskFiles
from chant_lsp.workspace.layout import Project
from chant_lsp.workspace.user_settings import UserSettings

PROBE_S = 20.0
"""For asking an interpreter whether it has a module."""
_VENVS = (".venv", "venv", "env", ".env")
_PLACES = re.compile(r"\{(python|report|file|folder|stem)\}")


@dataclass(frozen=True, slots=True)
class Suite:
    """One test command.

    In its words, `{python}` is the project's interpreter, `{report}` a file for JUnit's XML, and of the file to run
    `{file}` is the path, `{folder}` its folder and `{stem}` its name without the ending.
    """

    name: str
    everything: tuple[str, ...]
    """What runs all tests."""
    one_file: tuple[str, ...] | None = None
    """What runs the tests of one file alone; None where there is no such thing."""
    signs: tuple[tuple[str, str], ...] = ()
    """Files that show that a project uses it: a path or a glob, and what has to stand in it ('' for anything)."""
    endings: tuple[str, ...] = ()
    """How its test files end."""
    needs: str = ""
    """The Python module without which it does not run."""
    failed: str = ""
    """Expression for a line that names a failed test, as its group, where there is no report."""
    broken: str = ""
    """Expression for output that tells of something else than a test that fails."""
    no_tests: str = ""
    """Expression for output that says that no test was run."""
    without: tuple[str, ...] = ()
    """What leaves one file out when it is put behind `everything`; where there is such a thing."""


_BROKEN_ANYWHERE = (
    r"^(?:E +)?(?:\w+\.)*(?:Import|ModuleNotFound|Syntax)Error\b|Cannot find (?:module|package)|could not compile"
    r"|command not found|[Nn]o such file or directory"
)
"""What tells of something else than a failing test in the words of a command that we do not know."""
_PYTEST = ("{python}", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml={report}")
_SCRIPTS = (".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".mts")
_JVM = (".java", ".kt", ".scala", ".groovy")


def _script_runner(name: str, *lock_files: str) -> Suite:
    """A command that runs the script `test` of a package.json."""
    return Suite(
        name,
        (name, "test"),
        (name, "test", "--", "{file}"),
        tuple((file, "") for file in lock_files) or (("package.json", '"test"'),),
        _SCRIPTS,
        failed=r"^[ \t]*(?:✕|✖|×|not ok \d+ -|FAIL)[ \t]+(.+?)(?: \(\d[\d.]* ?m?s\))?$",
        broken=r"SyntaxError|Cannot find (?:module|package)|ERR_MODULE_NOT_FOUND|[Mm]issing script|no test specified",
        no_tests=r"^(?:ℹ|#) tests 0$|No tests? (?:files? )?found",
    )


_TABLE = (
    Suite(
        "pytest",
        _PYTEST,
        (*_PYTEST, "{file}"),
        (
            ("pytest.ini", ""),
            ("pyproject.toml", "[tool.pytest"),
            ("tox.ini", "[pytest]"),
            ("setup.cfg", "[tool:pytest]"),
            ("**/conftest.py", ""),
            ("**/test_*.py", "pytest"),
            ("**/test_*.py", "def test_"),
        ),
        (".py",),
        needs="pytest",
        without=("--ignore={file}",),
    ),
    Suite(
        "unittest",
        ("{python}", "-m", "unittest", "discover", "-v"),
        ("{python}", "-m", "unittest", "-v", "{file}"),
        (("**/test*.py", "unittest"),),
        (".py",),
        failed=r"^FAIL: (.+)$",
        broken=r"^ERROR: |^[A-Za-z]*(?:Import|Syntax|ModuleNotFound)Error\b",
        no_tests=r"^(?:Ran 0 tests|NO TESTS RAN)",
    ),
    _script_runner("pnpm", "pnpm-lock.yaml"),
    _script_runner("yarn", "yarn.lock"),
    _script_runner("npm"),
    Suite(
        "node",
        ("node", "--test", "--test-reporter=junit", "--test-reporter-destination={report}"),
        ("node", "--test", "--test-reporter=junit", "--test-reporter-destination={report}", "{file}"),
        (("**/*.test.mjs", "node:test"), ("**/*.test.js", "node:test")),
        _SCRIPTS,
    ),
    Suite(
        "cargo",
        ("cargo", "test", "--no-fail-fast"),
        ("cargo", "test", "--no-fail-fast", "--test", "{stem}"),
        (("Cargo.toml", ""),),
        (".rs",),
        failed=r"^test (\S+) \.\.\. FAILED",
        broken=r"^error(?:\[E\d+\])?: (?!test failed|\d+ targets? failed)",
    ),
    Suite(
        "go",
        ("go", "test", "-count=1", "./..."),
        ("go", "test", "-count=1", "./{folder}"),
        (("go.mod", ""),),
        ("_test.go",),
        failed=r"^[ \t]*--- FAIL: (\S+)",
        broken=r"\[(?:build|setup) failed\]|^panic: ",
        no_tests=r"\[no test files\]|\[no tests to run\]",
    ),
    Suite(
        "maven",
        ("mvn", "-B", "-q", "test"),
        (
            "mvn",
            "-B",
            "-q",
            "test",
            "-Dtest={stem}",
            "-DfailIfNoTests=false",
            "-Dsurefire.failIfNoSpecifiedTests=false",
        ),
        (("pom.xml", ""),),
        _JVM,
        failed=r"^\[ERROR\][ \t]+(\S+?:\d+) ",
        broken=r"COMPILATION ERROR|MojoExecutionException|Could not resolve|there is no POM",
    ),
    Suite(
        "gradle",
        ("gradle", "test"),
        ("gradle", "test", "--tests", "{stem}"),
        (("build.gradle", ""), ("build.gradle.kts", "")),
        _JVM,
        failed=r"^(\S+ > .+) FAILED$",
        broken=r"[Cc]ompilation failed|No tests found for given includes|Could not resolve",
    ),
    Suite(
        "dotnet",
        ("dotnet", "test"),
        None,
        (("*.sln", ""), ("*.csproj", ""), ("*.fsproj", "")),
        (".cs", ".fs"),
        failed=r"^[ \t]*Failed (\S+)",
        broken=r"error (?:CS|FS|MSB)\d+",
    ),
    Suite(
        "rspec",
        ("bundle", "exec", "rspec"),
        ("bundle", "exec", "rspec", "{file}"),
        (("spec/spec_helper.rb", ""), (".rspec", "")),
        ("_spec.rb",),
        failed=r"^rspec \S+ # (.+)$",
        broken=r"occurred outside of examples|LoadError",
        no_tests=r"^0 examples",
    ),
    Suite("make", ("make", "test"), None, (("Makefile", "test:"), ("makefile", "test:"), ("GNUmakefile", "test:"))),
)

SUITES: Mapping[str, Suite] = {suite.name: suite for suite in _TABLE}
"""The built-in test commands; of several that fit a project, the first one counts."""


class NoSuiteError(Exception):
    """There is no test command for a project; the text is a sentence with the way out."""


def to_suites(values: Any) -> dict[str, Suite]:
    """The test commands that a user has defined: `{name: {all: [argv], one: [argv, with {file}]}}`.

    Errors: none; a definition of another shape is as good as none.
    """
    found = {}
    for name, value in values.items() if isinstance(values, Mapping) else ():
        everything = _words(value.get("all")) if isinstance(value, Mapping) else None
        if isinstance(name, str) and everything:
            found[name] = Suite(name, everything, _words(value.get("one")), broken=_BROKEN_ANYWHERE)
    return found


def known_suites(user: UserSettings) -> dict[str, Suite]:
    """The test commands in a user's settings, by name."""
    return to_suites({name: one.value for name, one in user.tests.items()})


def _words(value: Any) -> tuple[str, ...] | None:
    whole = isinstance(value, (list, tuple)) and value and all(isinstance(word, str) and word for word in value)
    return tuple(value) if whole else None


def find_suite(project: Project, asked: str | None, own: Mapping[str, Suite], file: str = "") -> Suite:
    """The test command of a project.

    Shape:  `asked` is the name that the project has set, `own` what the user has defined, `file` a test that it has to
            be able to run.
    Cost:   some looks at the disk, where nothing was asked for.
    Errors: NoSuiteError.
    """
    known = {**SUITES, **own}
    if asked is not None:
        if asked in known:
            return known[asked]
        names = ", ".join(f"`{name}`" for name in sorted(known))
        raise NoSuiteError(f"There is no test command named `{asked}`; known are {names}.")
    files = DiskFiles(project)
    used = [suite for suite in SUITES.values() if any(_shows(files, *sign) for sign in suite.signs)]
    fitting = [suite for suite in used if not file or not suite.endings or file.endswith(suite.endings)]
    if fitting:
        return fitting[0]
    what = f"No test command that runs `{file}` was found" if file else "No test command was found"
    raise NoSuiteError(f"{what} in the project's files; name one as `test:` in .chant/lsp.yaml.")


def _shows(files: DiskFiles, pattern: str, words: str) -> bool:
    paths = files.glob(pattern) if "*" in pattern else [pattern] if files.kind(pattern) == "file" else []
    return any(not words or words in (files.text(path) or "") for path in paths[:50])


def is_test_file(suite: Suite, path: str) -> bool:
    """Whether an output can be a test of its own, and not a helper or a document beside it."""
    name = posixpath.basename(path)
    if suite.name in ("pytest", "unittest"):
        return name.endswith(".py") and ("test" in name.lower()) and name != "conftest.py"
    return not name.endswith((".md", ".txt", ".json", ".yaml", ".yml")) and (
        not suite.endings or name.endswith(suite.endings)
    )


def command_of(suite: Suite, python: str, report: Path, file: str | None = None) -> list[str] | None:
    """The words of the command; None where the suite cannot run one file alone."""
    words = suite.everything if file is None else suite.one_file
    path = posixpath.normpath(file or ".")
    values = {
        "python": python,
        "report": str(report),
        "file": path if not path.startswith("-") else f"./{path}",
        "folder": posixpath.dirname(path) or ".",
        "stem": posixpath.splitext(posixpath.basename(path))[0],
    }
    return None if words is None else [_PLACES.sub(lambda match: values[match[1]], word) for word in words]


def find_python(project: Project, needs: str, environment: Mapping[str, str], ours: str) -> str:
    """The interpreter for a project's tests: that of its virtual environment; else of the one that is active, the
    PATH's, or our own, whichever has the module first.

    Cost: a short process for each that is asked.
    """
    for folder in _VENVS:
        if (found := _in_venv(project.root / folder)) is not None:
            return found
    others = list(dict.fromkeys(_iter_pythons(environment, ours)))
    return next((python for python in others if _has(python, needs, environment)), others[0])


def _in_venv(folder: Path) -> str | None:
    python = folder / "bin" / "python"
    return str(python) if (folder / "pyvenv.cfg").is_file() and python.is_file() else None


def _iter_pythons(environment: Mapping[str, str], ours: str) -> Iterator[str]:
    active = environment.get("VIRTUAL_ENV")
    if active and (found := _in_venv(Path(active))):
        yield found
    for name in ("python3", "python"):
        if found := shutil.which(name, path=environment.get("PATH")):
            yield found
    yield ours


def _has(python: str, module: str, environment: Mapping[str, str]) -> bool:
    ask = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({module!r}) is None)"
    try:
        # In the root folder: in the project's, a module of that name would be found there.
        done = subprocess.run(
            [python, "-c", ask], cwd="/", env=dict(environment), capture_output=True, timeout=PROBE_S, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
