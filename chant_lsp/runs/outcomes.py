"""Running a test command behind the guard, and what it says: green, red with the tests that failed, or an error.

Tests are the project's code and what an agent made of it: they get the environment of an agent, bounds of time and
output, and nothing of them outlives the run. What they say is believed only where the report and the exit code agree.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from chant_lsp.runs.agents.process import AgentProcess, NotStartedError, end_agent, start_agent
from chant_lsp.runs.recorder import one_line
from chant_lsp.runs.tests import Suite, command_of, find_python
from chant_lsp.runs.visible import without_terminal_codes
from chant_lsp.workspace.layout import Project

TEST_S = 900.0
"""For one run of a test command."""
MAX_OUTPUT_BYTES = 64 * 1024 * 1024
"""What a test command may print; one that prints more is ended."""
KEPT_BYTES = 64 * 1024
MAX_REPORT_BYTES = 32 * 1024 * 1024
MAX_FAILURES = 200
_WORDS_CHARS = 160


class Verdict(Enum):
    """What a test run shows."""

    GREEN = "green"
    """Tests were run, and none failed."""
    RED = "red"
    """Tests were run, and some failed."""
    ERROR = "error"
    """Something else than a test failed: the command, an import, the collection, the time."""


class Failure(NamedTuple):
    """One test that failed."""

    test: str
    """Its name, with what it is in."""
    reason: str
    """One line; '' where nothing is known."""
    asserted: bool | None
    """Whether an assertion failed, and not something else; None where that cannot be known."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of a test command shows."""

    verdict: Verdict
    passed: int | None = None
    """Tests that passed; None where they are not counted."""
    skipped: int = 0
    failures: tuple[Failure, ...] = ()
    error: str = ""
    """Of an error: what went wrong, to go on with after a colon, without a full stop."""
    output: str = ""
    """The end of what was printed."""


class Leash(NamedTuple):
    """What holds a process to its run; see `start_agent`."""

    descriptor: int
    """Of the spec's lock."""
    lock_file: Path
    """chant's lock."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where tests are run, and how."""

    project: Project
    suite: Suite
    environment: Mapping[str, str]
    leash: Leash
    stop: asyncio.Event
    """Set when the run is to end: so do its tests."""
    timeout_s: float = TEST_S


class _Ran(NamedTuple):
    code: int | None
    """None where it was ended by us."""
    output: str
    ended: str = ""
    """Why we ended it, to go on with after a colon."""


async def run_tests(bench: Bench, file: str | None = None, more: tuple[str, ...] = ()) -> Outcome:
    """Run all tests of a project, or those of one file.

    Shape:  `more` is put behind the command.
    Cost:   what the tests take, at most `timeout_s` and some seconds.
    Errors: none; what goes wrong is an Outcome.
    """
    suite = bench.suite
    with tempfile.TemporaryDirectory(prefix="chant-lsp-tests-") as folder:
        report = Path(folder) / "report.xml"
        python = ""
        if "{python}" in suite.everything:
            ask = (find_python, bench.project, suite.needs or "unittest", bench.environment, sys.executable)
            python = await asyncio.to_thread(*ask)
        command = command_of(suite, python, report, file)
        if command is None:
            return _error(f"`{suite.name}` cannot run one file alone; choose another command as `test:`")
        ran = await _run(bench, [*command, *more])
        return await asyncio.to_thread(read_outcome, suite, ran.code, ran.output, ran.ended, report)


async def _run(bench: Bench, command: list[str]) -> _Ran:
    try:
        process = await start_agent(command, bench.environment, bench.project.root, *bench.leash)
    except NotStartedError as error:
        return _Ran(None, "", str(error))
    ended = ""
    kept = bytearray()
    try:
        reading = asyncio.ensure_future(_read(process, kept))
        stopping = asyncio.ensure_future(bench.stop.wait())
        done, _ = await asyncio.wait({reading, stopping}, timeout=bench.timeout_s, return_when=asyncio.FIRST_COMPLETED)
        if stopping in done:
            ended = "the run was stopped"
        elif not done:
            ended = f"no end after {bench.timeout_s:g} s"
        elif not reading.result():
            ended = f"it printed more than {MAX_OUTPUT_BYTES // 2**20} MiB"
        for task in (reading, stopping):
            task.cancel()
        await asyncio.gather(reading, stopping, return_exceptions=True)
    finally:
        # Whoever closes its output may still be at work for a moment; with `ended`, there is nothing to wait for.
        await end_agent(process, 0.0 if ended else 10.0)
    output = bytes(kept) + b"\n" + bytes(process.stderr)
    return _Ran(None if ended else process.exit_code, output.decode("utf-8", "replace"), ended)


async def _read(process: AgentProcess, kept: bytearray) -> bool:
    """Keep the end of the output, until it ends; False when there is too much of it."""
    process.writer.close()
    total = 0
    while chunk := await process.reader.read(64 * 1024):
        total += len(chunk)
        kept += chunk
        del kept[:-KEPT_BYTES]
        if total > MAX_OUTPUT_BYTES:
            return False
    return True


def read_outcome(suite: Suite, code: int | None, output: str, ended: str, report: Path) -> Outcome:
    """What a finished test command shows, by its report where it writes one, else by its exit code and its words."""
    output = without_terminal_codes(output).strip()
    if ended:
        return _error(ended, output)
    if code is None or code < 0:
        return _error(f"it was killed by signal {-code}" if code else "it ended without an exit code", output)
    if any("{report}" in word for word in suite.everything):
        return _by_report(suite, code, output, report)
    return _by_words(suite, code, output)


def _by_report(suite: Suite, code: int, output: str, report: Path) -> Outcome:
    try:
        if report.stat().st_size > MAX_REPORT_BYTES:
            return _error("its report is too large", output)
        cases = list(ElementTree.parse(report).iter("testcase"))
    except (OSError, ElementTree.ParseError, ValueError):
        return _error(_without_report(suite, code, output), output)
    failures = [failure for case in cases for failure in _failures(case)]
    skipped = sum(1 for case in cases if case.find("skipped") is not None)
    passed = sum(1 for case in cases if len(case) == 0 or all(part.tag in _WORDY for part in case))
    broken = next((failure for failure in failures if failure.asserted is None), None)
    if broken is not None:
        return _error(f"`{broken.test}` could not be run: {broken.reason}", output)
    if failures and code != 0:
        return Outcome(Verdict.RED, passed, skipped, tuple(failures[:MAX_FAILURES]), "", output)
    if code != 0 and not (code == 5 and suite.name == "pytest"):
        return _error(_without_report(suite, code, output), output)
    if failures:
        return _error("its report tells of failures, and its exit code does not", output)
    if not passed and not skipped:
        return _error("there are no tests in it", output)
    return Outcome(Verdict.GREEN, passed, skipped, (), "", output)


_WORDY = ("system-out", "system-err", "properties")
"""What a report says of a test that passed."""


def _failures(case: ElementTree.Element) -> list[Failure]:
    """Of one test; `asserted` is None for what is no test that fails: an import, a fixture, a syntax error."""
    names = (case.get("classname"), case.get("name"))
    test = one_line("::".join(name for name in names if name), _WORDS_CHARS)
    found = [Failure(test, _reason(part), None) for part in case.findall("error")]
    for part in case.findall("failure"):
        words = _reason(part)
        found.append(Failure(test, words, _is_assertion(words, part)))
    return found


def _reason(part: ElementTree.Element) -> str:
    """Why a test failed, in one line: the message, or where that is none, the last line that pytest marks with an E."""
    text, message = part.text or "", part.get("message") or ""
    marked = re.findall(r"^E {2,}(\S.*)$", text, re.MULTILINE)
    if part.tag == "error" and marked:
        return one_line(marked[-1], _WORDS_CHARS)
    return one_line(message.partition("\n")[0] or text.strip().partition("\n")[0] or "no reason given", _WORDS_CHARS)


_ERROR_NAME = re.compile(r"(?P<name>[\w.]*(?:Error|Exception|Interrupt|Exit|Warning|Iteration|Group))\b")


def _is_assertion(words: str, part: ElementTree.Element) -> bool:
    """Whether a test says of itself that it fails: an assertion, or a call of `fail`."""
    if words.startswith(("AssertionError", "assert ", "Failed: ", "ERR_ASSERTION")) or "AssertionError" in words[:60]:
        return not words.startswith("Failed: Timeout")
    if part.get("type") in ("AssertionError", "testCodeFailure"):
        return "ERR_ASSERTION" in (part.text or "") or "AssertionError" in (part.text or "")
    # An assertion may have words of its own class; what is named like an error is one.
    return _ERROR_NAME.match(words) is None and words.startswith(("DID NOT", "Expected", "expected"))


def _without_report(suite: Suite, code: int, output: str) -> str:
    if suite.needs and f"No module named {suite.needs}" in output:
        return f"{suite.needs} is not installed for it; install it into the project's environment"
    # Whoever leaves with 0 means that all is well, and that is not what has to be told.
    last = next((line for line in reversed(output.splitlines()) if line.strip() and code), "")
    words = f": {one_line(last, _WORDS_CHARS).rstrip('.')}" if last else ""
    return f"it ended with exit code {code} and no result{words}"


def _by_words(suite: Suite, code: int, output: str) -> Outcome:
    """By the exit code, and by what is known of how the command speaks."""
    if suite.broken and (match := re.search(suite.broken, output, re.MULTILINE)) and code != 0:
        return _error(one_line(_line_around(output, match.start()), _WORDS_CHARS), output)
    if suite.no_tests and re.search(suite.no_tests, output, re.MULTILINE):
        return _error("there are no tests in it", output)
    if code in (126, 127):
        return _error(_without_report(suite, code, output), output)
    if code == 0:
        return Outcome(Verdict.GREEN, None, 0, (), "", output)
    found = re.findall(suite.failed, output, re.MULTILINE) if suite.failed else []
    failures = [Failure(one_line(name, _WORDS_CHARS), "", True) for name in dict.fromkeys(found)]
    unnamed = Failure(suite.name, f"exit code {code}", None)
    return Outcome(Verdict.RED, None, 0, tuple(failures[:MAX_FAILURES]) or (unnamed,), "", output)


def _line_around(text: str, offset: int) -> str:
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return text[start : end if end >= 0 else len(text)]


def _error(error: str, output: str = "") -> Outcome:
    return Outcome(Verdict.ERROR, error=error, output=output)
