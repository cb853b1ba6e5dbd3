"""What a human gate looks at before a person decides: a check each, decided from what is known, in a sentence.

Nothing here looks anything up: who knows of journals, git and the disk hands it in (`runs/gates.py`). What nobody knows
is `unknown`, and said so: an unknown check does not keep a person from approving, a failed one does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from chant_lsp.core.spec import Spec

MAX_NAMED = 3
"""Things of one kind that a sentence names."""
DRAFT_MARK = "<!-- draft:"
"""Begins the line that a prepared pull request text has until somebody has made it their own."""

_PATH = re.compile(r"(?<![\w./-])(?:[\w.@+-]{1,255}/)*[\w@+-][\w.@+-]{0,255}\.[A-Za-z]\w{0,9}\b")


class CheckState(Enum):
    """What came of a check; the value is the word that is shown."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class GateCheck(NamedTuple):
    """One thing that was looked at."""

    name: str
    """`reproduction`, `impact-map`, `inputs`, `diff`, `text` or `boxes`."""
    title: str
    state: CheckState
    sentence: str
    where: str = ""
    """The project-relative path of what to look at; '' where there is no such file."""


class PhaseRun(NamedTuple):
    """The last finished run of a phase, as its journal tells it."""

    spec: str
    checks: Mapping[str, tuple[bool, str]]
    """By name: whether it passed, and its message."""


class FixFacts(NamedTuple):
    """The change that the gate is about, as git has it."""

    where: str = ""
    """In words, for a sentence: `branch chant/005-fork-fix`, `the files on the disk`."""
    branch: str = ""
    """Of the fix; '' where it has none."""
    commit: str = ""
    """Full hash of its last commit; '' while it is not committed."""
    base: str = ""
    """Full hash of where it began."""
    diff: str = ""
    """sha256 of what it makes of the files: their paths and contents."""
    paths: tuple[str, ...] = ()
    """What it changes, relative to the project."""
    secrets: tuple[str, ...] = ()
    """Places `path:line` that look like a secret."""
    problem: str = ""
    """Why nothing is known, as a sentence; '' when something is."""


class StaleInput(NamedTuple):
    """An input of the gate, or of a phase before it, that is not what was read."""

    spec: str
    path: str
    why: str
    """A clause: `issue-42-root-cause.md changed after 004-sprawl ran`."""


class Difference(NamedTuple):
    """One thing that is not what was approved."""

    path: str
    """Project-relative; '' for what is no file."""
    what: str
    """Without the verb: `004-sprawl's document`."""
    how: str = "changed after approval"

    @property
    def clause(self) -> str:
        """`004-sprawl's document changed after approval`."""
        return f"{self.what} {self.how}"


class GateFacts(NamedTuple):
    """What line 1 needs to know of a gate beside its file."""

    checks: tuple[GateCheck, ...] = ()
    touched: tuple[str, ...] = ()
    """Criteria that were ticked while somebody's run went on."""

    @property
    def open(self) -> int:
        """How many checks have not passed."""
        return sum(check.state is not CheckState.PASSED for check in self.checks)


def check_reproduction(test: str, before: PhaseRun | None, after: PhaseRun | None, names: tuple[str, str]) -> GateCheck:
    """Red before the fix and green after it. `names` are the ids of the two phases, `test` is the path of the test."""

    def answer(state: CheckState, sentence: str) -> GateCheck:
        return GateCheck("reproduction", "Reproduction red before, green after", state, sentence, test)

    shown = []
    for id, run, word, colour in ((names[0], before, "red", "red before"), (names[1], after, "green", "green after")):
        found = run.checks.get(word) if run is not None else None
        if found is not None and not found[0]:
            return answer(CheckState.FAILED, f"{id}: {found[1] or f'the test was not {colour} the fix'}")
        if found is not None:
            shown.append(colour)
    suite = after.checks.get("suite") if after is not None else None
    if suite is not None and not suite[0]:
        return answer(CheckState.FAILED, f"{names[1]}: {suite[1] or 'the suite did not pass'}")
    if len(shown) == 2:
        rest = ", and the whole suite passed" if suite else ""
        return answer(CheckState.PASSED, f"`{test}` was red in {names[0]} and green in {names[1]}{rest}.")
    missing = next(id for id, colour in zip(names, ("red before", "green after"), strict=True) if colour not in shown)
    return answer(
        CheckState.UNKNOWN,
        f"No run of {missing} that is known here has tried `{test}`; run it on both sides yourself.",
    )


def named_paths(document: str) -> set[str]:
    """The paths that a document names, with or without line numbers behind them."""
    return {match[0].removeprefix("./") for match in _PATH.finditer(document)}


def check_impact_map(
    fix: FixFacts, map_path: str, document: str | None, promised: Collection[str], own: Collection[str]
) -> GateCheck:
    """The changed files against those that the impact map names.

    Shape: `promised` are the files that the map says the fix changes; `own` those that need not be in it, the
           reproduction's test among them.
    """

    def answer(state: CheckState, sentence: str) -> GateCheck:
        return GateCheck("impact-map", "Diff within the impact map", state, sentence, map_path)

    if document is None:
        return answer(CheckState.FAILED, f"The impact map `{map_path}` is not there.")
    if fix.problem:
        return answer(CheckState.UNKNOWN, fix.problem)
    named = named_paths(document)
    extra = [path for path in fix.paths if path not in own and path not in named and not is_chant(path)]
    left = [path for path in promised if path not in fix.paths]
    if extra:
        return answer(
            CheckState.FAILED, f"{_listed(extra)} {'is' if len(extra) == 1 else 'are'} changed, and not in the map."
        )
    if left:
        return answer(CheckState.FAILED, f"The map says that the fix changes {_listed(left)}, and it does not.")
    changed = [path for path in fix.paths if not is_chant(path)]
    if not changed:
        return answer(CheckState.FAILED, f"Nothing is changed in {fix.where}, so there is nothing to offer.")
    return answer(CheckState.PASSED, f"The map names every changed file: {_listed(changed)}.")


def check_inputs(stale: Sequence[StaleInput], missing: Sequence[str], known: bool) -> GateCheck:
    """Whether what the person reads is what the phases before read and wrote. `known`: some run recorded its inputs."""

    def answer(state: CheckState, sentence: str, where: str = "") -> GateCheck:
        return GateCheck("inputs", "Inputs fresh", state, sentence, where)

    if missing:
        return answer(CheckState.FAILED, f"{_listed(missing)} {'is' if len(missing) == 1 else 'are'} not there.")
    if stale:
        more = f" ({len(stale) - 1} more)" if len(stale) > 1 else ""
        return answer(CheckState.FAILED, f"Stale: {stale[0].why}{more}.", stale[0].path)
    if not known:
        return answer(
            CheckState.UNKNOWN, "No run that is known here says what the phases have read; nothing to compare with."
        )
    return answer(CheckState.PASSED, "Nothing has changed since the phases before it ran.")


def check_diff(fix: FixFacts) -> GateCheck:
    """No secret, and nothing of `.chant`, in what would be offered."""

    def answer(state: CheckState, sentence: str, where: str = "") -> GateCheck:
        return GateCheck("diff", "No secret and no .chant path in the diff", state, sentence, where)

    if fix.problem:
        return answer(CheckState.UNKNOWN, fix.problem)
    chant = [path for path in fix.paths if is_chant(path)]
    if fix.secrets:
        first = fix.secrets[0].rpartition(":")[0]
        return answer(CheckState.FAILED, f"What looks like a secret: {_listed(fix.secrets)}.", first)
    if chant:
        return answer(CheckState.FAILED, f"{fix.where} would take along {_listed(chant)}.".capitalize(), chant[0])
    if not fix.paths:
        return answer(
            CheckState.UNKNOWN, f"Nothing is changed in {fix.where} yet, so there is nothing to look through."
        )
    if not fix.commit:
        count = f"{len(fix.paths)} file{'s' * (len(fix.paths) != 1)}"
        return answer(
            CheckState.UNKNOWN, f"No secret in {count} on the disk; no branch holds the fix yet, so ask again then."
        )
    return answer(CheckState.PASSED, f"Looked through {fix.where}: {len(fix.paths)} files, none of them of `.chant`.")


def is_chant(path: str) -> bool:
    """Whether a path lies in a `.chant` folder."""
    return ".chant" in path.split("/")


def check_text(id: str, path: str, text: str | None) -> GateCheck:
    """The prepared text of the pull request."""

    def answer(state: CheckState, sentence: str) -> GateCheck:
        return GateCheck("text", "Pull request text prepared", state, sentence, path)

    if text is None:
        return answer(CheckState.FAILED, f"`{path}` is not there; `chant-lsp gate draft {id}` makes a first version.")
    if DRAFT_MARK in text:
        return answer(
            CheckState.FAILED,
            f"`{path}` is still the draft: write it in your own words, and delete the line with `{DRAFT_MARK}`.",
        )
    if not text.strip():
        return answer(CheckState.FAILED, f"`{path}` is empty.")
    return answer(CheckState.PASSED, f"`{path}` is there, {len(text.split())} words.")


def check_boxes(spec: Spec, touched: Iterable[str], by_agent: bool) -> GateCheck:
    """Every box ticked, and by a person.

    Shape: `touched` are the criteria that were ticked while a run went on; `by_agent`: an agent's transcript is in the
           spec, so somebody let it play the gate.
    """

    def answer(state: CheckState, sentence: str) -> GateCheck:
        return GateCheck("boxes", "Every box ticked by a person", state, sentence, spec.path)

    total, left = spec.total_criteria, spec.open_criteria
    if not total:
        return answer(CheckState.FAILED, "There is no box to tick, so nobody could say what was approved.")
    if left:
        verb = "is" if left == 1 else "are"
        return answer(CheckState.FAILED, f"{left} of {total} boxes {verb} not ticked; tick each that holds.")
    if by_agent:
        return answer(
            CheckState.FAILED,
            "An agent has played this gate: its output is in the spec. Remove that section, untick the boxes, and tick "
            "them yourself.",
        )
    suspects = [criterion.text for criterion in spec.body.criteria if criterion.text in set(touched)]
    if suspects:
        return answer(
            CheckState.UNKNOWN,
            f"{len(suspects)} of {total} boxes were ticked while an agent was running, and count as open until you say "
            "that it was you.",
        )
    return answer(CheckState.PASSED, "The box is ticked." if total == 1 else f"All {total} boxes are ticked.")


def first_obstacle(checks: Iterable[GateCheck], before: Sequence[str]) -> str | None:
    """Why nobody can approve now, as a sentence; None when somebody can. `before` is what has to be done first."""
    if before:
        return f"Before that: {before[0]}{f' and {len(before) - 1} more' if len(before) > 1 else ''}."
    failed = [check for check in checks if check.state is CheckState.FAILED]
    if not failed:
        return None
    more = f" ({len(failed) - 1} more)" if len(failed) > 1 else ""
    return f"{failed[0].sentence}{more}"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:MAX_NAMED])
    return shown + (f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else "")


class Box(NamedTuple):
    """One criterion of a gate, for the page."""

    text: str
    done: bool
    during: str = ""
    """The spec whose run was going on when it was ticked; '' otherwise."""


class Offer(NamedTuple):
    """How a person goes on once a gate is approved; nothing here is ever done by itself."""

    text_path: str
    """Of the pull request's text."""
    command: str
    """For a terminal; words in capitals are for the person to fill in."""
    push: str = ""
    """What brings the branch into the fork first; '' when it is there."""
    page: str = ""
    """The page in a browser that does the same; '' where none is known."""


class GateReview(NamedTuple):
    """Everything that a person should see before deciding."""

    id: str
    path: str
    title: str
    standing: str
    """What line 1 says."""
    checks: tuple[GateCheck, ...]
    before: tuple[str, ...]
    """What has to be done first."""
    boxes: tuple[Box, ...]
    differences: tuple[Difference, ...]
    """What has changed since it was approved."""
    decision: str
    """A value of `approvals.Decision`."""
    offer: Offer | None

    @property
    def obstacle(self) -> str | None:
        """Why nobody can approve now; None when somebody can."""
        return first_obstacle(self.checks, self.before)

    @property
    def unknown(self) -> tuple[GateCheck, ...]:
        """The checks of which nobody knows."""
        return tuple(check for check in self.checks if check.state is CheckState.UNKNOWN)

    @property
    def doubtful(self) -> tuple[Box, ...]:
        """The boxes that were ticked while a run went on."""
        return tuple(box for box in self.boxes if box.done and box.during)
