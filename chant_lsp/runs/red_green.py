"""The checks that run tests: red at the reproduction, for a reason of its own and each time; green at the fix.

Each answers with a sentence either way, and each sentence of a failure has the way out.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from chant_lsp.core.spec import Spec
from chant_lsp.runs.checks import RED_RUNS, Plan, Reproduction, digest
from chant_lsp.runs.model import Missing
from chant_lsp.runs.outcomes import Bench, Failure, Leash, Outcome, Verdict, run_tests
from chant_lsp.runs.request import Stop
from chant_lsp.runs.tests import NoSuiteError, Suite, find_suite, is_test_file
from chant_lsp.workspace.files import named_files
from chant_lsp.workspace.layout import Project

MAX_TEST_FILES = 20
"""Outputs of one phase that are run one by one."""
MAX_SHOWN_CHARS = 4000


class Made(NamedTuple):
    """A check, made."""

    name: str
    """`red`, `suite`, `unchanged` or `green`."""
    missing: Missing | None
    """What is missing; None when the check passed."""
    message: str
    """One sentence."""
    output: str = ""
    """What the test command printed last, of a check that did not pass."""


@dataclass(frozen=True, slots=True)
class Lab:
    """All that the checks need."""

    project: Project
    spec: Spec
    plan: Plan
    suites: Mapping[str, Suite]
    """What the user has defined."""
    environment: Mapping[str, str]
    leash: Leash
    stop: Stop
    say: Callable[[str], None]
    """Tells what is being done, a few words."""

    async def run(self, suite: Suite, file: str | None = None, more: tuple[str, ...] = ()) -> Outcome:
        """Run all tests, or one file."""
        bench = Bench(self.project, suite, self.environment, self.leash, self.stop.event)
        return await run_tests(bench, file, more)


async def iter_test_checks(lab: Lab) -> AsyncIterator[Made]:
    """Make the checks that the plan asks for, one after the other; a stopped run ends them."""
    checks = lab.plan.checks
    if checks.red:
        async for made in _red(lab, checks.runs or RED_RUNS, bool(checks.suite)):
            yield made
    elif checks.green and lab.plan.reproduction is not None:
        async for made in _green(lab, lab.plan.reproduction, bool(checks.suite)):
            yield made
    elif checks.suite:
        yield await _suite_is_green(lab, "")


def require_suite(project: Project, plan: Plan, suites: Mapping[str, Suite]) -> None:
    """Make sure that the test command that the project names is known, before anybody works for its verdict.

    Errors: NoSuiteError.
    """
    checks = plan.checks
    if plan.test is not None and (checks.red or checks.green or checks.suite):
        find_suite(project, plan.test, suites)


# -- red


async def _red(lab: Lab, runs: int, with_suite: bool) -> AsyncIterator[Made]:
    found = [path for path in named_files(lab.project, lab.spec.outputs) if not path.endswith(".md")]
    try:
        suite = find_suite(lab.project, lab.plan.test, lab.suites, found[0] if found else "")
    except NoSuiteError as error:
        yield _failed("red", lab.spec.path, str(error))
        return
    files = [path for path in found if is_test_file(suite, path)]
    if not files:
        what = f"No output of {lab.spec.id} is a test that `{suite.name}` runs, so nothing can be red"
        yield _failed("red", lab.spec.path, f"{what}; name the test in target_files.")
        return
    failures: list[Failure] = []
    for path in files[:MAX_TEST_FILES]:
        made, outcome = await _red_each_time(lab, suite, path, runs)
        yield made
        if made.missing is not None or lab.stop.wished:
            return
        failures += outcome.failures
    if with_suite and not lab.stop.wished:
        lab.say("running the other tests")
        made = await _others_as_before(lab, suite, files, {failure.test for failure in failures})
        if made is not None:
            yield made


async def _red_each_time(lab: Lab, suite: Suite, path: str, runs: int) -> tuple[Made, Outcome]:
    """One file, run several times: it fails each time, by the same tests, and by assertions alone."""
    outcomes: list[Outcome] = []
    for number in range(1, runs + 1):
        lab.say(f"running the test, {number} of {runs}")
        outcomes.append(await lab.run(suite, path))
        last = outcomes[-1]
        broken = last.verdict is Verdict.ERROR or any(failure.asserted is False for failure in last.failures)
        if broken or last.verdict is not outcomes[0].verdict or lab.stop.wished:
            break
        if last.verdict is Verdict.GREEN:
            break
    return _judge_red(suite, path, runs, outcomes), outcomes[-1]


def _judge_red(suite: Suite, path: str, runs: int, outcomes: list[Outcome]) -> Made:
    last = outcomes[-1]
    if last.verdict is Verdict.ERROR:
        what = f"`{path}` could not be run by `{suite.name}`: {last.error.rstrip('.')}"
        return _failed("red", path, f"{what}; a test is red when its own assertion fails.", last)
    if last.verdict is not outcomes[0].verdict:
        red = sum(outcome.verdict is Verdict.RED for outcome in outcomes)
        what = f"`{path}` failed in {red} of {len(outcomes)} runs and passed in the others"
        return _failed("red", path, f"{what}; it has to fail each time.", last)
    if last.verdict is Verdict.GREEN:
        how = "is skipped" if last.passed == 0 else "passes"
        return _failed("red", path, f"`{path}` {how}, and it has to fail as long as the bug is there.")
    wrong = next((failure for failure in last.failures if failure.asserted is False), None)
    if wrong is not None:
        what = f"`{wrong.test}` in `{path}` fails with {wrong.reason.rstrip('.')}, and by no assertion"
        return _failed("red", path, f"{what}; let it assert what should happen.", last)
    if len({frozenset(failure.test for failure in outcome.failures) for outcome in outcomes}) > 1:
        message = f"Other tests of `{path}` fail from run to run; each has to fail each time."
        return _failed("red", path, message, last)
    times = "once" if runs == 1 else f"{runs} times out of {runs}"
    return Made("red", None, f"`{path}` failed {times}: {_why(last.failures[0])}.")


async def _others_as_before(lab: Lab, suite: Suite, files: list[str], expected: set[str]) -> Made | None:
    """That the new test breaks no other; None where the command cannot tell its tests apart."""
    if not suite.without:
        return None
    everything = await lab.run(suite)
    new = [failure for failure in everything.failures if failure.test not in expected]
    if everything.verdict is not Verdict.ERROR and not new:
        return Made("suite", None, "The other tests pass.")
    lab.say("running the other tests alone")
    alone = await lab.run(suite, None, tuple(word.replace("{file}", path) for path in files for word in suite.without))
    if everything.verdict is Verdict.ERROR:
        if alone.verdict is Verdict.ERROR and alone.error == everything.error:
            return Made("suite", None, f"The suite could not be run before either: {alone.error.rstrip('.')}.")
        what = f"With `{files[0]}`, the suite cannot be run by `{suite.name}`: {everything.error.rstrip('.')}"
        return _failed("suite", files[0], f"{what}.", everything)
    before = {failure.test for failure in alone.failures}
    broken = [failure for failure in new if failure.test not in before]
    if broken:
        what = f"`{broken[0].test}` fails when `{files[0]}` is there, and passes without it"
        return _failed("suite", files[0], f"{what}{_more(len(broken) - 1)}.", everything)
    return Made("suite", None, "The other tests do as well as they did without the new one.")


# -- green


async def _green(lab: Lab, reproduction: Reproduction, with_suite: bool) -> AsyncIterator[Made]:
    for path, left in reproduction.digests.items():
        if not left or digest(lab.project, path) != left:
            what = f"`{path}` is not the test that {reproduction.spec_id} left"
            way_out = f"bring that one back, or run {reproduction.spec_id} again"
            yield _failed("unchanged", path, f"{what}; {way_out}.")
            return
    paths = list(reproduction.digests)
    yield Made("unchanged", None, f"`{paths[0]}` is as {reproduction.spec_id} left it{_more(len(paths) - 1)}.")
    for path in paths[:MAX_TEST_FILES]:
        lab.say(f"running {path}")
        yield await _passes(lab, path)
        if lab.stop.wished:
            return
    if with_suite:
        yield await _suite_is_green(lab, paths[0])


async def _passes(lab: Lab, path: str) -> Made:
    try:
        suite = find_suite(lab.project, lab.plan.test, lab.suites, path)
    except NoSuiteError as error:
        return _failed("green", path, str(error))
    if not is_test_file(suite, path):
        return Made("green", None, f"`{path}` is no test of `{suite.name}`.")
    outcome = await lab.run(suite, path)
    if outcome.verdict is Verdict.ERROR:
        what = f"`{path}` could not be run by `{suite.name}`: {outcome.error.rstrip('.')}"
        return _failed("green", path, f"{what}.", outcome)
    if outcome.verdict is Verdict.RED:
        first, *others = outcome.failures
        what = f"`{path}` still fails: {_why(first)}"
        return _failed("green", path, f"{what}{_more(len(others))}.", outcome)
    if outcome.skipped:
        return _failed("green", path, f"`{path}` passes only because tests in it are skipped; all have to run.")
    return Made("green", None, f"`{path}` passes.")


async def _suite_is_green(lab: Lab, near: str) -> Made:
    lab.say("running all tests")
    try:
        suite = find_suite(lab.project, lab.plan.test, lab.suites, near)
    except NoSuiteError as error:
        return _failed("suite", lab.spec.path, str(error))
    outcome = await lab.run(suite)
    if outcome.verdict is Verdict.ERROR:
        what = f"The tests could not be run by `{suite.name}`: {outcome.error.rstrip('.')}"
        return _failed("suite", lab.spec.path, f"{what}.", outcome)
    if outcome.verdict is Verdict.RED:
        first, *others = outcome.failures
        reason = f", {_why(first)}" if first.reason else ""
        what = f"Not all tests pass: `{first.test}` fails{reason}"
        return _failed("suite", lab.spec.path, f"{what}{_more(len(others))}.", outcome)
    count = "All tests pass" if not outcome.passed else f"All {outcome.passed} tests pass"
    return Made("suite", None, f"{count}.")


def _failed(name: str, path: str, message: str, outcome: Outcome | None = None) -> Made:
    return Made(name, Missing(name, path, message), message, outcome.output[-MAX_SHOWN_CHARS:] if outcome else "")


def _why(failure: Failure) -> str:
    """Why a test failed; where that is not known, which one it is."""
    return failure.reason.rstrip(".") or f"`{failure.test}`"


def _more(count: int) -> str:
    return f" ({count} more)" if count > 0 else ""
