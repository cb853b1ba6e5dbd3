"""The playbook: what the example agent does in each phase of `oss-maintainer-workflow`.

A phase says what it is about to do, looks for itself, writes its one output, and ticks the criteria last, when it has
seen that they hold. What it can't see, it says, and leaves the boxes open.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping

from chant_lsp.runs.agents.example import documents
from chant_lsp.runs.agents.example.execution import Ran, Verdict, verdict
from chant_lsp.runs.agents.example.fix import lock_class
from chant_lsp.runs.agents.example.sources import (
    Function,
    find_functions,
    find_importers,
    find_line,
    find_tests,
    module_of,
)
from chant_lsp.runs.agents.example.task import Task, read_task, tick
from chant_lsp.runs.agents.example.turn import Stopped, Turn

REGRESSION_TEST = "tests/regression/test_issue_42.py"
RED_RUNS = 3
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider")

_REPRODUCE = re.compile(r"Reproduce it through `(?P<name>[\w.]+)` in `(?P<path>[^`]+\.py)`")
_FIX = re.compile(r"in `(?P<path>[^`]+\.py)`, class `(?P<name>\w+)`")
_PLACE = re.compile(r"`([^`\s]+\.py):\d+`")


async def play(turn: Turn, environment: Mapping[str, str]) -> None:
    """Play the phase of the spec that CHANT_SPEC_FILE names. Errors: Stopped, with a sentence for the reader."""
    spec_file = environment.get("CHANT_SPEC_FILE")
    if not spec_file:
        raise Stopped("CHANT_SPEC_FILE is not set, so I do not know which spec to work on.")
    task = read_task(turn, spec_file)
    phase = PHASES.get(task.spec_id)
    if phase is None:
        raise Stopped(f"I only know the phases of the example ({', '.join(PHASES)}); {task.spec_id} is none of them.")
    try:
        await phase(turn, task)
    except SyntaxError as error:
        raise Stopped(f"A source file is not valid Python: {error}.") from error


async def comprehend(turn: Turn, task: Task) -> None:
    """Phase 1: the report and the code that it talks about."""
    await turn.plan("Read the report", "Find the code it talks about", f"Write {task.output}", "Tick the criteria")
    await turn.step(1)
    source, report = task.find_input(".md")
    symptom = _find_paragraph(report, "disappears")
    called = re.search(r"\bstore\.(\w+)\(", report)
    if symptom is None or called is None:
        raise Stopped(f"{source} names neither a write that disappears nor a call of the store. That is not issue #42.")
    await turn.say(f"The report says: {symptom}")
    await turn.step(2)
    functions = [f for path in turn.list_files("src") for f in find_functions(path, await turn.read(path))]
    suspect = next((f for f in functions if f.short_name == called[1] and f.writes_back), None)
    if suspect is None:
        raise Stopped(f"The report calls `{called[1]}`, and nothing under src with that name writes.")
    tests = {path: turn.peek(path) for path in turn.list_files("tests")}
    await turn.say(f"It calls `{suspect.name}`, which is at {suspect.place}.")
    await turn.step(3)
    document = documents.comprehension(
        source=source,
        symptom=symptom,
        expected=_find_paragraph(report, "expected"),
        hint=_find_paragraph(report, "not only the same key"),
        suspect=suspect,
        writers=[f for f in functions if f.class_name == suspect.class_name and f.writes_back],
        concurrent_tests=[path for path, text in tests.items() if "multiprocessing" in text],
    )
    await turn.write(task.output, document)
    await _finish(turn, task, 4, f"{task.output} says what is reported, where to look, and what nobody knows yet.")


async def reproduce(turn: Turn, task: Task) -> None:
    """Phase 2: a test that fails each time, and for the lost write."""
    await turn.plan(
        "Read the comprehension",
        f"Write {task.output}",
        f"Run it {RED_RUNS} times: it has to fail",
        "Tick the criteria",
    )
    await turn.step(1)
    source, document = task.find_input("comprehension.md")
    suspect = await _function_named(turn, source, document, _REPRODUCE)
    if not suspect.takes_callable:
        raise Stopped(
            f"`{suspect.name}` at {suspect.place} takes no function, so a test can't wait in the middle of it."
        )
    await turn.say(
        f"{source} sends me to `{suspect.name}`, at {suspect.place}. The test waits in the function it takes."
    )
    await turn.step(2)
    await turn.write(task.output, documents.regression_test(suspect))
    await turn.step(3)
    for number in range(1, RED_RUNS + 1):
        ran = await turn.run_python(f"Run {task.output}, {number} of {RED_RUNS}", *PYTEST, task.output)
        if verdict(ran) is not Verdict.RED:
            raise Stopped(f"The test should fail for a lost write and did not. {_ending(ran)}", "end_turn")
        await turn.say(f"Run {number}: red. {_complaint(ran)}")
    others = await turn.run_python("Run the other tests", *PYTEST, f"--ignore={task.output}")
    if verdict(others) is not Verdict.GREEN:
        raise Stopped(f"The other tests should pass and do not. {_ending(others)}", "end_turn")
    await _finish(
        turn, task, 4, f"{task.output} failed {RED_RUNS} times out of {RED_RUNS}, each time for a lost write."
    )


async def explain(turn: Turn, task: Task) -> None:
    """Phase 3: the interleaving, from the lines of the store."""
    await turn.plan(
        "Read both inputs", "Follow the test through the store", f"Write {task.output}", "Tick the criteria"
    )
    await turn.step(1)
    source, document = task.find_input("comprehension.md")
    test_path, test = task.find_input(".py")
    tests = find_tests(test)
    if not tests:
        raise Stopped(f"{test_path} holds no test.")
    await turn.say(f"{source} says where to look; {test_path} shows it with {' and '.join(tests)}.")
    await turn.step(2)
    suspect = await _function_named(turn, source, document, _REPRODUCE)
    text = turn.peek(suspect.path)
    racy = [f for f in find_functions(suspect.path, text) if f.class_name == suspect.class_name and f.loses_writes]
    if suspect not in racy:
        raise Stopped(f"`{suspect.name}` at {suspect.place} does not read and write back without a lock any more.")
    await turn.say(
        f"`{suspect.name}` reads the file at line {suspect.read_line} and writes it back at line {suspect.write_line}; "
        "in between, nothing keeps another process out."
    )
    await turn.step(3)
    document = documents.root_cause(
        sources=[source, test_path],
        suspect=suspect,
        code=_code(text, suspect),
        others=[f for f in racy if f != suspect],
        tests=tests,
        ruled_out=_ruled_out(suspect.path, text),
    )
    await turn.write(task.output, document)
    await _finish(turn, task, 4, f"{task.output} shows the order of steps that loses a write, and recommends a lock.")


async def map_sprawl(turn: Turn, task: Task) -> None:
    """Phase 4: every function under src, held against the pattern of the root cause."""
    await turn.plan("Read the root cause", "Check every source file", f"Write {task.output}", "Tick the criteria")
    await turn.step(1)
    source, document = task.find_input("root-cause.md")
    known_paths = set(_PLACE.findall(document.partition("## The pattern")[2]))
    fix = _FIX.search(document)
    if not known_paths or fix is None:
        raise Stopped(f"{source} describes no pattern with known places, so I have nothing to look for.")
    await turn.step(2)
    texts = {path: await turn.read(path) for path in turn.list_files("src")}
    functions = [f for path, text in texts.items() for f in find_functions(path, text)]
    found = [f for f in functions if f.loses_writes and f.path not in known_paths]
    for function in found:
        await turn.say(f"The same pattern: `{function.name}` at {function.place}.")
    await turn.step(3)
    document = documents.sprawl(
        source=source,
        known=[f for f in functions if f.loses_writes and f.path in known_paths],
        found=found,
        sound=[(f, reason) for f in functions if f.is_public and (reason := _why_sound(f))],
        fix_path=fix["path"],
        importers=find_importers(
            texts | {path: turn.peek(path) for path in turn.list_files("tests")}, module_of(fix["path"])
        ),
    )
    await turn.write(task.output, document)
    await _finish(
        turn, task, 4, f"{len(found)} other places have the pattern; the fix leaves them to issues of their own."
    )


async def fix_store(turn: Turn, task: Task) -> None:
    """Phase 5: the lock, and both test runs green."""
    await turn.plan(
        "Read root cause and sprawl",
        f"Lock {task.output}",
        "Run the regression test",
        "Run all tests",
        "Tick the criteria",
    )
    await turn.step(1)
    class_name = _agreed_class(task)
    before = _hashes(turn, except_for=task.output)
    await turn.step(2)
    text = await turn.read(task.output)
    if any(f.class_name == class_name and f.loses_writes for f in find_functions(task.output, text)):
        await turn.write(task.output, lock_class(text, class_name))
        await turn.say(f"Every operation of `{class_name}` that writes now holds a lock from reading to writing back.")
    else:
        await turn.say(f"`{class_name}` in {task.output} holds a lock already; there is nothing to change.")
    await turn.step(3)
    await _must_be_green(turn, f"Run {REGRESSION_TEST}", REGRESSION_TEST)
    await turn.step(4)
    await _must_be_green(turn, "Run all tests")
    if _hashes(turn, except_for=task.output) != before:
        raise Stopped(f"While I worked, something other than {task.output} was changed.", "end_turn")
    await _finish(turn, task, 5, "The test that failed passes, unchanged, and so do all others.")


async def _finish(turn: Turn, task: Task, step: int, said: str) -> None:
    """The last step of each phase: tick the criteria, and say what was done."""
    await turn.step(step)
    await tick(turn, task)
    await turn.step(step + 1)
    await turn.say(f"Done. {said}")


PHASES: Mapping[str, Callable[[Turn, Task], Awaitable[None]]] = {
    "001-comprehension": comprehend,
    "002-reproduction": reproduce,
    "003-root-cause": explain,
    "004-sprawl": map_sprawl,
    "005-fork-fix": fix_store,
}
"""By spec id. The sixth phase is a person's."""


async def _function_named(turn: Turn, source: str, document: str, pattern: re.Pattern[str]) -> Function:
    """The function that a document names, as it is in the code now."""
    match = pattern.search(document)
    if match is None:
        raise Stopped(f"{source} does not say which function to look at.")
    for function in find_functions(match["path"], await turn.read(match["path"])):
        if function.name == match["name"]:
            return function
    raise Stopped(f"{source} names `{match['name']}` in {match['path']}, and there is no such function.")


def _agreed_class(task: Task) -> str:
    """The class that the root cause says to lock, if sprawl and spec name the same file."""
    cause_path, cause = task.find_input("root-cause.md")
    sprawl_path, sprawl = task.find_input("sprawl.md")
    fix = _FIX.search(cause)
    if fix is None:
        raise Stopped(f"{cause_path} recommends no class to lock.")
    section = sprawl.partition("## What the fix changes")[2].partition("\n## ")[0]
    if fix["path"] != task.output or f"- `{task.output}`" not in section:
        raise Stopped(f"{cause_path}, {sprawl_path} and {task.spec_path} do not agree on the file to change.")
    return fix["name"]


async def _must_be_green(turn: Turn, title: str, *arguments: str) -> None:
    ran = await turn.run_python(title, *PYTEST, *arguments)
    if verdict(ran) is not Verdict.GREEN:
        raise Stopped(f"{title}: this should pass and does not. {_ending(ran)}", "end_turn")
    await turn.say(f"{title}: green. {_ending(ran)}")


def _hashes(turn: Turn, except_for: str) -> dict[str, str]:
    """What sources and tests hold now, by path."""
    paths = [path for folder in ("src", "tests") for path in turn.list_files(folder) if path != except_for]
    return {path: hashlib.sha256((turn.root / path).read_bytes()).hexdigest() for path in paths}


def _find_paragraph(report: str, words: str) -> str | None:
    """The first quoted paragraph that holds the words, on one line."""
    quoted = "\n".join(line[1:].strip() if line.startswith(">") else "" for line in report.splitlines())
    paragraphs = (" ".join(paragraph.split()) for paragraph in quoted.split("\n\n"))
    return next((paragraph for paragraph in paragraphs if words in paragraph), None)


def _code(text: str, function: Function) -> list[tuple[int, str]]:
    lines = text.splitlines()
    first, last = function.read_line or function.line, function.write_line or function.end_line
    return [(number, lines[number - 1]) for number in range(first, last + 1)]


def _ruled_out(path: str, text: str) -> list[tuple[str, str]]:
    """The explanations that come to mind first, with the line that speaks against each."""
    rows = [("The writer failed", "Both processes of the test end with exit code 0, after both calls returned.")]
    if replaced := find_line(text, ".replace(self.path)"):
        rows.append(("A reader saw half a file", f"The file is replaced as a whole, at `{path}:{replaced}`."))
    if named := find_line(text, "getpid()"):
        rows.append(("Both wrote into the same scratch file", f"Its name holds the process id, at `{path}:{named}`."))
    return rows


def _why_sound(function: Function) -> str:
    """Why a function that touches files does not lose a write; '' if it does, or touches none."""
    if function.loses_writes:
        return ""
    if function.writes_back:
        return "holds a lock from reading to writing back"
    if function.append_line is not None:
        return f"appends at line {function.append_line} and reads nothing before"
    if function.write_line is not None:
        return f"writes at line {function.write_line} and reads nothing before"
    return f"only reads, at line {function.read_line}" if function.read_line is not None else ""


def _complaint(ran: Ran) -> str:
    """The first reason for which a test failed."""
    match = re.search(r"^E +AssertionError: (.*)", ran.output, re.MULTILINE)
    return match[1] if match else ""


def _ending(ran: Ran) -> str:
    """The last line of the output: pytest's summary, or why there is none."""
    return ran.output.rstrip().rpartition("\n")[2] or f"Exit code {ran.code}, and no output."
