"""The six phases of a bug fix: what each reads, writes and has to establish; and the text of a new spec for each.

A spec belongs to a phase when its id ends with the phase's name: `003-root-cause`, `2026-02-08-003-root-cause`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from chant_lsp.core.mentions import MentionKind
from chant_lsp.core.quoting import scalar
from chant_lsp.core.schema import HUMAN_GATE_LABEL
from chant_lsp.core.spec import Spec

RESEARCH_FOLDER = ".chant/research"


class Phase(NamedTuple):
    """One phase of the six."""

    number: int
    name: str
    type: str
    title: str
    """With `{issue}` for what it is about."""
    reads: tuple[str, ...]
    """The names of the phases whose outputs are its inputs."""
    task: tuple[str, ...]
    criteria: tuple[str, ...]
    """With `{output}` for the path that it writes."""
    prompt: str = ""
    is_gate: bool = False

    def output(self, issue: str | None) -> str | None:
        """The path that it writes by convention; None where that depends on the project."""
        if self.type == "research":
            return f"{RESEARCH_FOLDER}/{f'{issue}-' if issue else ''}{self.name}.md"
        if self.name == "reproduction":
            return f"tests/regression/test_{_snake(issue or 'issue')}.py"
        return None


PHASES = (
    Phase(
        1,
        "comprehension",
        "research",
        "Understand {issue}",
        (),
        ("Read the report and the code that it talks about", "Document what the report leaves open"),
        (
            "Document the symptom and the expected behaviour",
            "Document the code that takes part, with file and line",
            "Write `{output}`",
        ),
        "research",
    ),
    Phase(
        2,
        "reproduction",
        "code",
        "Reproduce {issue} with a failing test",
        ("comprehension",),
        ("Create a regression test that fails because of the bug, on any machine",),
        (
            "Create `{output}`",
            "Run the test several times: it fails each time, because of the bug and not of an error",
            "Verify that the other tests still pass",
        ),
        "standard",
    ),
    Phase(
        3,
        "root-cause",
        "research",
        "Find the root cause of {issue}",
        ("comprehension", "reproduction"),
        ("Read the code along the path that the test takes", "Document the ways to fix it, and recommend one"),
        (
            "Document the lines that cause the failure",
            "Document at least two ways to fix it with their costs, and one recommendation",
            "Write `{output}`",
        ),
        "research",
    ),
    Phase(
        4,
        "sprawl",
        "research",
        "Map the sprawl of {issue}",
        ("root-cause",),
        ("Check where else the code does what the root cause describes",),
        (
            "Document each other place with the same pattern, with file and line",
            "Document which files the fix changes and which stay",
            "Write `{output}`",
        ),
        "research",
    ),
    Phase(
        5,
        "fork-fix",
        "code",
        "Fix {issue} in the fork",
        ("root-cause", "sprawl"),
        ("Implement the recommended fix", "Run the regression test, then the whole suite"),
        (
            "Update the code that the root cause names, and nothing else",
            "Run the regression test: it passes, unchanged",
            "Run the whole suite: it passes",
        ),
        "standard",
    ),
    Phase(
        6,
        "upstream-pr",
        "task",
        "Decide about the upstream pull request for {issue}",
        ("comprehension", "root-cause", "sprawl"),
        ("Read the research documents next to the diff of the fix", "Write the pull request in your own words"),
        (
            "I read the diff line by line and can explain each line of it",
            "I saw the regression test fail before the fix and pass after it",
            "I wrote the description myself and stand by it under my own name",
        ),
        is_gate=True,
    ),
)

BY_NAME = {phase.name: phase for phase in PHASES}

_PHASE_AT_END = re.compile(rf"(?:{'|'.join(name for each in BY_NAME for name in (each, each.replace('-', '_')))})\Z")
_NUMBER = re.compile(r"(?:\d{4}-\d{2}-\d{2}-[0-9a-z]{3}-|\d+[-_.])?(?P<name>.+)")


def profile_name(id: str, type_: str) -> str:
    """The name under which a spec's agent gets its permissions: its phase's, or for a spec of no phase its type."""
    phase = phase_of(id)
    return phase.name if phase else type_


def phase_of(id: str) -> Phase | None:
    """The phase that a spec belongs to by its id; None for a spec of another kind."""
    match = _PHASE_AT_END.search(id.lower())
    return BY_NAME[match[0].replace("_", "-")] if match else None


def goes_into_fork(spec: Spec) -> bool:
    """Whether the spec is the phase that makes the fix, and done: a person takes what it made into the fork."""
    phase = phase_of(spec.id)
    return phase is not None and phase.name == "fork-fix" and spec.status == "completed" and not spec.archived


def name_in(id: str) -> str:
    """An id without the number or the date before it: `003-root-cause` -> `root-cause`."""
    match = _NUMBER.fullmatch(id)
    return match["name"] if match else id


def conventional_outputs(id: str, type_: str, issue: str | None) -> Iterator[str]:
    """What a spec of this id and type writes by convention, the most likely first."""
    phase = phase_of(id)
    if phase is not None and phase.type == type_ and (output := phase.output(issue)) is not None:
        yield output
    name = name_in(id)
    document = f"{RESEARCH_FOLDER}/{f'{issue}-' if issue and not name.startswith(issue) else ''}{name}.md"
    if type_ == "documentation":
        yield f"docs/{name}.md"
    if type_ in ("research", "documentation"):
        yield document
        return
    yield f"tests/test_{_snake(name)}.py"
    yield document


def draft(
    phase: Phase,
    issue: str | None,
    before: Mapping[str, Spec],
    prompts: Mapping[str, object],
    report: str | None = None,
) -> str:
    """The text of a new spec for a phase.

    Shape: `before` are the specs of earlier phases by the phase's name; `prompts` the names of the project's prompts;
           `report` is the path of what the first phase reads.
    """
    output = phase.output(issue)
    fields = [f"type: {phase.type}", "status: pending"]
    last = max((BY_NAME[name] for name in before if BY_NAME[name].number < phase.number), default=None)
    if last is not None:
        fields.append(f"depends_on: [{scalar(before[last.name].id)}]")
    labels = [*([issue] if issue else []), *([HUMAN_GATE_LABEL] if phase.is_gate else [])]
    if labels:
        fields.append(f"labels: [{', '.join(map(scalar, labels))}]")
    if not phase.is_gate:
        fields.append(f"target_files: [{scalar(output) if output else ''}]")
    if phase.prompt in prompts:
        fields.append(f"prompt: {phase.prompt}")
    inputs = [report] if report is not None and not phase.reads else []
    inputs += [path for name in phase.reads if name in before for path in files_of(before[name])]
    if inputs:
        fields.append("informed_by:\n" + "\n".join(f"  - {scalar(path)}" for path in inputs))
    if phase.is_gate:
        fields.append("approval:\n  required: true\n  status: pending")
    about = issue.replace("-", " ", 1) if issue else "the issue"
    return "\n".join(
        (
            "---",
            *fields,
            "---",
            "",
            f"# {phase.title.format(issue=about)}",
            "",
            "## Task",
            "",
            *(f"- {line}" for line in phase.task),
            "",
            "## Acceptance Criteria",
            "",
            *(f"- [ ] {line.format(output=output)}" for line in phase.criteria),
            "",
        )
    )


def files_of(spec: Spec) -> list[str]:
    """The files that a spec writes, globs and folders left out."""
    return [output.text for output in spec.outputs if output.kind is MentionKind.FILE]


def _snake(name: str) -> str:
    return re.sub(r"[^\w]+", "_", name)
