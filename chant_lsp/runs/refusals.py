"""Why a run does not start: everything that can be known before a process is spent on it, as one sentence.

The same answer for the lens, the command, the terminal and the runner itself, which asks again once it holds the lock.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from chant_lsp.core.check import check
from chant_lsp.core.graph import Obstacle, obstacles
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec, parse
from chant_lsp.core.text import Source, Span
from chant_lsp.runs.agents import AGENTS, AgentTable
from chant_lsp.runs.agents.programs import names_programs, why_not
from chant_lsp.runs.assembly import Prompt, build_prompt, read_spec_text
from chant_lsp.runs.lock import find_watch
from chant_lsp.runs.model import RunState
from chant_lsp.runs.profile import undeclarable
from chant_lsp.runs.store import latest_run
from chant_lsp.workspace.layout import Project


@dataclass(frozen=True, slots=True)
class Refusal:
    """A run that does not start."""

    message: str
    """One sentence: what is in the way, and the way out."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A run that may start: nothing is in the way."""

    spec: Spec
    """As the disk has it."""
    source: Source
    prompt: Prompt
    agent: str
    """The name of the agent, which the table knows."""
    index: SpecIndex
    """Of the project, as it was read for this."""


def prepare(
    project: Project,
    index: SpecIndex,
    path: str,
    agent: str,
    *,
    again: bool = False,
    agents: AgentTable = AGENTS,
) -> Prepared | Refusal:
    """Everything that a run of the spec at a path needs, or why there is none.

    Shape: `again` runs a completed spec once more. Who else may be running it is for the lock to say.
    """
    source = read_spec_text(project, path)
    if source is None:
        return Refusal(f"{path} cannot be read: it is not there, not in the project, not UTF-8, or too large.")
    spec = parse(path, source)
    message = (
        find_broken(index, spec, source)
        or find_obstacle(index, spec, again)
        or _find_nothing_to_prove(spec)
        or _find_watch_in_the_way(project, spec)
        or next(iter(undeclarable(project, spec)), None)
    )
    message = message or _find_no_agent(agent, agents, project)
    if message is not None:
        return Refusal(message)
    prompt = build_prompt(project, index, spec)
    if prompt.problems:
        return Refusal(f"{spec.id} cannot run: {_lower(prompt.problems[0])}{_more(len(prompt.problems) - 1)}")
    return Prepared(spec, source, prompt, agent, index)


def find_broken(index: SpecIndex, spec: Spec, source: Source) -> str | None:
    """Why the frontmatter is not what chant sees of it, with the line; None when it is.

    Strict on purpose: in a part that is cut off, hidden or behind an alias may stand that only a person may do this.
    """
    problems = [*spec.frontmatter.edges, *spec.frontmatter.problems]
    if problems:
        first = min(problems, key=lambda problem: problem.span)
        return _unreadable(spec, source, first.span, first.message)
    if spec.faults:
        span = spec.faults[0].span
        messages = (finding.message for finding in check(index, spec.path) if finding.span == span)
        return _unreadable(
            spec, source, span, next(messages, f"`{spec.faults[0].key}` has a value that chant refuses.")
        )
    return None


def _unreadable(spec: Spec, source: Source, span: Span, message: str) -> str:
    line = source.line_of(span.start) + 1
    return f"Cannot read the frontmatter of {spec.path}, line {line}: {_lower(message)}"


def find_obstacle(index: SpecIndex, spec: Spec, again: bool) -> str | None:
    """The first thing that keeps the phase from running now, as a sentence; None when nothing does."""
    if spec.type in ("driver", "group"):
        return f"{spec.id} is a {spec.type}, which has no work of its own; run its members."
    for reason in obstacles(index, spec):
        if reason.obstacle in (Obstacle.INPUT, Obstacle.PROMPT, Obstacle.OUTPUT):
            continue  # said further down, with what to do
        if reason.obstacle is Obstacle.STATUS:
            if spec.status == "completed" and not spec.archived:
                if again:
                    continue
                return f"{spec.id} is already completed; run it again with `--again` (in the editor: Re-run)."
            if spec.archived:
                return f"{spec.id} is archived; move {spec.path} back to .chant/specs to run it."
            return f"{spec.id} cannot run: {reason.text}; set its status to pending first."
        if reason.obstacle is Obstacle.GATE:
            return f"{spec.id} is a human gate: only a person may do this, so no agent runs it."
        return f"{spec.id} cannot run: {reason.text}."
    return None


def already_running(project: Project, spec_id: str) -> str:
    """Who runs the spec now, as a refusal."""
    run = latest_run(project, spec_id)
    if run is None or run.state is not RunState.RUNNING:
        return f"{spec_id} is already being run by another process, which has just begun."
    since = run.started_at.strftime("%H:%M:%S")
    return (
        f"{spec_id} is already running (pid {run.pid} on {run.host}, since {since} UTC, run {run.id}); "
        "stop it first, or wait until it is done."
    )


def _find_no_agent(name: str, agents: AgentTable, project: Project) -> str | None:
    if name in agents:
        return why_not(agents[name], os.environ) or names_programs(agents[name], project.root)
    return f"There is no agent named `{name}`; known: {', '.join(sorted(agents))}; `chant-lsp agents` says more."


def _find_watch_in_the_way(project: Project, spec: Spec) -> str | None:
    """A live `chant watch` finalizes what is in progress, has commits and no open box (chant-reference.md §8.7)."""
    pid = find_watch(project.chant) if spec.total_criteria and not spec.open_criteria else None
    if pid is None:
        return None
    return (
        f"{spec.id} cannot run while `chant watch` (pid {pid}) does: all its boxes are ticked, so watch could finalize "
        "it in the middle; stop watch, or untick what is to be done again."
    )


def _find_nothing_to_prove(spec: Spec) -> str | None:
    if spec.outputs or spec.body.criteria:
        return None
    return (
        f"{spec.id} declares neither target_files nor acceptance criteria, so nothing could show that it is done; "
        "add one of them."
    )


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence


def _more(count: int) -> str:
    return f" ({count} more)" if count > 0 else ""
