"""Where a phase stands: one stage, said in one line, out of its file, its run and the specs that it waits for.

The lens, its explanation, the hover and the actions read this one answer, so that they never disagree.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from chant_lsp.core.approvals import Decided, Decision, decided
from chant_lsp.core.features.durations import ago, exact, parse_time, rough, time_of_day
from chant_lsp.core.features.run_facts import RunFacts, Situation
from chant_lsp.core.gates import GateFacts
from chant_lsp.core.graph import Obstacle, Reason, obstacles
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.schema import Kind
from chant_lsp.core.spec import Spec
from chant_lsp.core.stale import StaleFacts
from chant_lsp.core.text import Source
from chant_lsp.core.traits import TROUBLE
from chant_lsp.core.values import Fault

MAX_CHAIN = 25
"""Specs to look at on the way to the one that has to run first."""

MAX_MESSAGE = 100
"""Characters of a run's own words in one line."""


HIDING = ("frontmatter-hidden", "frontmatter-unterminated")
"""Problems that make chant take the defaults for all fields, a gate's label among them."""


class Stage(Enum):
    """Where a phase can stand; the value is the word that it is shown by."""

    RUNNING = "Running"
    """A run of it is going, and can be stopped from here."""
    ELSEWHERE = "Running elsewhere"
    """A run of it is going that this editor cannot stop."""
    BROKEN = "Cannot read frontmatter"
    """chant does not see what is written there."""
    ARCHIVED = "Archived"
    GATE = "Human gate"
    """For a person, never for an agent."""
    DRIVER = "Driver"
    """Its members do the work."""
    CANCELLED = "Cancelled"
    LOST = "Lost"
    """Its status says that it runs, and its process is gone."""
    UNATTENDED = "In progress"
    """Its status says that it runs, and no run of it is going, as far as is known."""
    DONE = "Done"
    STALE = "Stale"
    """Done, and what it was built on is not what it was."""
    SUSPECT = "Suspect"
    """Done, and something that it builds on is stale, suspect or has been done again."""
    FAILED = "Failed"
    ATTENTION = "Needs attention"
    STOPPED = "Stopped"
    QUEUED = "Queued"
    """It is going to be run, without anybody doing anything more."""
    WAITING = "Waiting"
    """What it depends on is being run."""
    BLOCKED = "Blocked"
    READY = "Ready"


class Standing(NamedTuple):
    """The answer."""

    stage: Stage
    line: str
    """Begins with the stage's word: `Blocked: waiting for 001-comprehension (pending)`."""
    reasons: tuple[Reason, ...] = ()
    """What keeps it from running now; may be empty for a stage in which nobody would want to run it."""
    run: RunFacts | None = None
    """Its last run, where that says something about the present."""


def standing(index: SpecIndex, spec: Spec, source: Source | None, situation: Situation) -> Standing:
    """Where the spec stands now.

    Order: a running process is a fact before all others; then what the file forbids; then its status; then what it
           waits for. Without its source a broken spec has no line number.
    """
    run = None if spec.archived else situation.runs.get(spec.id)
    if run is not None and run.state in ("running", "elsewhere"):
        return _going(run, situation)
    if source is not None and (trouble := broken_at(spec, source)) is not None:
        return Standing(Stage.BROKEN, f"Cannot read frontmatter: line {trouble[0]}, {trouble[1]}")
    if not spec.readable or is_hidden(spec):
        return Standing(Stage.BROKEN, "Cannot read frontmatter")
    if spec.archived:
        return Standing(Stage.ARCHIVED, f"Archived ({plain(spec.status)})")
    if spec.is_human_gate:
        return _gate(index, spec, situation)
    if spec.status == "cancelled":
        return Standing(Stage.CANCELLED, "Cancelled")
    reasons = reasons_of(index, spec)
    if (when := situation.queued.get(spec.id)) is not None:
        return Standing(Stage.QUEUED, f"Queued: {plain(when)}", reasons)
    if spec.type in ("driver", "group"):
        return Standing(Stage.DRIVER, f"{spec.type.capitalize()}: its members do the work", reasons)
    return _by_status(spec, run, situation, reasons) or _by_reasons(situation, reasons)


def reasons_of(index: SpecIndex, spec: Spec) -> tuple[Reason, ...]:
    """What keeps the spec from running, each cause once: a missing input whose writer it waits for anyway is none of
    its own, and being completed is no reason not to run it again.
    """
    found = obstacles(index, spec)
    waits_for = _upstream(index, [r.spec for r in found if r.obstacle is Obstacle.DEPENDENCY and r.spec is not None])
    reasons = [
        reason
        for reason in found
        if not (reason.obstacle is Obstacle.INPUT and reason.spec is not None and reason.spec.path in waits_for)
        and not (reason.obstacle is Obstacle.STATUS and spec.status == "completed" and not spec.archived)
    ]
    if not spec.outputs and not spec.total_criteria:
        text = "it has neither target_files nor criteria, so nothing could show that it is done"
        reasons.append(Reason(Obstacle.STATUS, text))
    return tuple(reasons)


def _upstream(index: SpecIndex, specs: list[Spec]) -> set[str]:
    """Paths of the specs and of what they depend on, as far as anybody would look."""
    seen = {spec.path for spec in specs}
    for spec in specs:
        for other in index.dependencies(spec):
            if other.path not in seen and len(seen) < MAX_CHAIN:
                seen.add(other.path)
                specs.append(other)
    return seen


def first_to_run(index: SpecIndex, spec: Spec, situation: Situation) -> Spec | None:
    """The spec that has to run first so that this one can: it is ready itself; None when a run alone does not help."""
    seen = {spec.path}
    here = spec
    for _ in range(MAX_CHAIN):
        reasons = [reason for reason in reasons_of(index, here) if reason.obstacle is not Obstacle.BROKEN]
        if is_hidden(here):
            return None
        if not reasons:
            busy = here.id in situation.runs and situation.runs[here.id].state in ("running", "elsewhere")
            return here if here is not spec and not busy and here.readable else None
        ahead = reasons[0].spec
        if ahead is None or ahead.path in seen or ahead.type in ("driver", "group"):
            return None
        seen.add(ahead.path)
        here = ahead
    return None


def plain(text: str, limit: int = MAX_MESSAGE) -> str:
    """A text in one line, with quotes for Markdown's backticks, cut where it gets too long to read."""
    line = " ".join(text.replace("`", "'").split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def is_hidden(spec: Spec) -> bool:
    """Whether chant takes the defaults, because it does not see the frontmatter that somebody wrote."""
    return TROUBLE in spec.traits and any(problem.code in HIDING for problem in spec.frontmatter.edges)


def broken_at(spec: Spec, source: Source) -> tuple[int, str] | None:
    """The 1-based line where chant's reading ends, and what is wrong there; None when chant reads the frontmatter."""
    if TROUBLE not in spec.traits:
        return None
    problems = [problem for problem in spec.frontmatter.problems if problem.code != "yaml-feature"]
    found = [(problem.span.start, _clause(problem.message)) for problem in problems]
    found += [(fault.span.start, _fault_in_words(fault)) for fault in spec.faults]
    for problem in spec.frontmatter.edges:
        if problem.code == "frontmatter-unterminated":
            found.append((problem.span.start, "it never ends"))
        elif problem.code in HIDING:
            mark = source.bom or source.slice(problem.span) == "\ufeff"
            found.append((problem.span.start, f"hidden by {'a byte order mark' if mark else 'the text before it'}"))
    if not found:
        return None
    offset, what = min(found)
    return source.line_of(offset) + 1, plain(what)


def _clause(sentence: str) -> str:
    """A sentence, to go on with after a comma."""
    return (sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence).rstrip(".")


_EXPECTED = {
    Kind.TEXT: "a text",
    Kind.CHOICE: "one word",
    Kind.TEXTS: "a list",
    Kind.TEXT_OR_TEXTS: "a text or a list of texts",
    Kind.FLAG: "true or false",
    Kind.COUNT: "a whole number",
    Kind.MAP: "a map",
}


def _fault_in_words(fault: Fault) -> str:
    if fault.code == "invalid-value":
        return f"`{fault.found}` is no {fault.key}" if fault.found.strip() else f"{fault.key} has no value"
    if fault.code == "missing-field":
        return f"{fault.key} is missing"
    if fault.code == "duplicate-key":
        return f"{fault.key} is there twice"
    return "expected a text" if fault.key.endswith("]") else f"expected {_EXPECTED[fault.field.kind]}"


def _going(run: RunFacts, situation: Situation) -> Standing:
    if run.state == "running":
        doing = f" - {plain(run.activity)}" if run.activity.strip() else ""
        doing = f" - asks to {plain(run.question)}" if run.question else doing
        doing += f", silent for {exact(run.silent_s)}" if run.silent_s > 0 else ""
        return Standing(Stage.RUNNING, f"Running {exact(situation.now_s - run.started_s)}{doing}", (), run)
    known = [plain(run.by)] if run.by else []
    known += [f"pid {run.pid}"] if run.pid else []
    known += [f"host {plain(run.host)}"] if run.host else []
    known += [f"since {time_of_day(run.started_s, situation.utc_offset_s)}"] if run.started_s > 0 else []
    where = f" ({', '.join(known)})" if known else ""
    return Standing(Stage.ELSEWHERE, f"Running elsewhere{where}", (), run)


def _gate(index: SpecIndex, spec: Spec, situation: Situation) -> Standing:
    if spec.status in ("completed", "cancelled"):
        return Standing(Stage.GATE, f"Human gate: {spec.status}")
    found = decided(index, spec)
    line = _decision_in_words(found, situation) or _checks_in_words(spec, situation.gates.get(spec.id))
    reasons = tuple(r for r in reasons_of(index, spec) if r.obstacle is not Obstacle.GATE)
    return Standing(Stage.GATE, f"Human gate: {line}", reasons)


def _decision_in_words(found: Decided, situation: Situation) -> str:
    """What has been decided; '' while nothing is."""
    by = plain(found.by) or "nobody"
    when = ago(parse_time(found.at), situation.now_s)
    if found.decision is Decision.REOPENED:
        first, *others = found.differences
        return f"re-opened, {plain(first.clause)}{f' and {len(others)} more' if others else ''}"
    if found.decision is Decision.BY_HAND:
        return f"approved by hand by {by}{when}, not through the gate"
    if found.decision in (Decision.APPROVED, Decision.REJECTED):
        return f"{found.decision.value} by {by}{when}"
    return ""


def _checks_in_words(spec: Spec, facts: GateFacts | None) -> str:
    """How many checks are open; of a gate that nobody has looked at, how many boxes."""
    if facts is not None and facts.checks:
        return f"{facts.open} of {len(facts.checks)} checks open" if facts.open else "all checks passed"
    total, left = spec.total_criteria, spec.open_criteria
    if not total:
        return "no boxes to tick"
    if not left:
        return "all boxes ticked" if total > 1 else "its box is ticked"
    return f"{left} of {total} boxes open"


def _by_status(spec: Spec, run: RunFacts | None, situation: Situation, reasons: tuple[Reason, ...]) -> Standing | None:
    """What the status and the last run say together; a run that the status has moved on from says nothing."""
    now_s, status = situation.now_s, spec.status
    if status == "in_progress":
        if run is not None and run.state == "lost":
            return Standing(Stage.LOST, "Lost: process gone, status says in_progress", reasons, run)
        if run is not None:
            last = f"its last run {'was done' if run.state == 'done' else run.state}{ago(run.ended_s, now_s)}"
            return Standing(Stage.UNATTENDED, f"In progress: {last}", reasons, run)
        return Standing(Stage.UNATTENDED, "In progress: no run of it is known here", reasons)
    if status == "completed":
        fresh = run if run is not None and run.state == "done" else None
        return _completed(spec, fresh, situation, reasons)
    ended = run if run is not None and run.state in ("failed", "lost", "stopped") else None
    when = ago(ended.ended_s, now_s) if ended else ""
    why = f": {plain(ended.message)}" if ended and ended.message.strip() else ""
    if status == "failed":
        return Standing(Stage.FAILED, f"Failed{when}{why}", reasons, ended)
    if status == "needs_attention":
        return Standing(Stage.ATTENTION, f"Needs attention{when}{why}", reasons, ended)
    if status == "paused":
        return Standing(Stage.STOPPED, f"Stopped{when}", reasons, ended)
    return None


def _completed(spec: Spec, run: RunFacts | None, situation: Situation, reasons: tuple[Reason, ...]) -> Standing:
    facts = situation.stale.get(spec.id)
    if facts is None or facts.state == "fresh":
        return Standing(Stage.DONE, _done(spec, run, facts, situation.now_s), reasons, run)
    stage = Stage.STALE if facts.state == "stale" else Stage.SUSPECT
    return Standing(stage, f"{stage.value}: {plain(facts.line())}", reasons, run)


def _done(spec: Spec, run: RunFacts | None, facts: StaleFacts | None, now_s: float) -> str:
    if facts is not None and facts.valid is not None:
        when = ago(run.ended_s, now_s) if run is not None else ""
        return f"Done{when}, still valid (said {plain(facts.valid.by)}{ago(facts.valid.at_s, now_s)})"
    if run is not None:
        return f"Done{ago(run.ended_s, now_s)}, evidence complete"
    when = ago(parse_time(spec.text("completed_at") or ""), now_s)
    left, total = spec.open_criteria, spec.total_criteria
    return f"Done{when}, but {left} of {total} criteria are open" if left else f"Done{when}"


def _by_reasons(situation: Situation, reasons: tuple[Reason, ...]) -> Standing:
    if not reasons:
        return Standing(Stage.READY, "Ready")
    first = reasons[0]
    if first.spec is not None and first.obstacle is Obstacle.DEPENDENCY:
        run = situation.runs.get(first.spec.id)
        if run is not None and run.state in ("running", "elsewhere"):
            since = f" {rough(situation.now_s - run.started_s)}" if run.started_s > 0 else ""
            return Standing(Stage.WAITING, f"Waiting: {first.spec.id} running{since}", reasons)
        if first.spec.status == "failed" and first.spec.readable:
            when = ago(run.ended_s, situation.now_s) if run is not None else ""
            return Standing(Stage.BLOCKED, f"Blocked: {first.spec.id} failed{when}{and_more(reasons)}", reasons)
    return Standing(Stage.BLOCKED, f"Blocked: {plain(first.text)}{and_more(reasons)}", reasons)


def and_more(reasons: tuple[Reason, ...]) -> str:
    """`, and 2 more` behind the first of several reasons."""
    return f", and {len(reasons) - 1} more" if len(reasons) > 1 else ""
