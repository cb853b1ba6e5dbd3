"""A new investigation: the report of an issue, and a spec for each of the six phases, as texts that nobody has yet.

The specs are those of `phases.draft`, each made with the ones before it in hand, so that inputs and dependencies fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import SPECS_FOLDER
from chant_lsp.core.phases import PHASES, draft
from chant_lsp.core.spec import Spec, parse
from chant_lsp.core.text import Source

CONTEXT_FOLDER = ".chant/context"
MAX_NAME = 24
"""Letters of an issue's name that is made from its title."""

_ADDRESS = re.compile(
    r"https?://\S{1,300}?/(?:issues|work_items|bugs?|browse)/(?P<number>[A-Za-z]*-?\d+)\S*", re.IGNORECASE
)
_NUMBER = re.compile(r"(?:issue[ -]*)?#?(?P<number>\d{1,9})(?:[:,.]?\s+(?P<rest>\S.*))?", re.IGNORECASE | re.DOTALL)
_NUMBERED_ID = re.compile(r"(?P<number>\d{1,6})-(?!\d\d-\d\d-)")
_HEADING = re.compile(r"^#[ \t]+(?P<title>[^\n]+)", re.MULTILINE)


class Issue(NamedTuple):
    """What is to be investigated."""

    name: str
    """As labels and documents have it: `issue-42`."""
    title: str = ""
    address: str = ""
    """Of the issue, as it was given; nothing is fetched from it."""


class Investigation(NamedTuple):
    """What is to be written; none of it is there."""

    issue: Issue
    report: str
    """The path of what the first phase reads."""
    files: tuple[tuple[str, str], ...]
    """Paths and texts, in the order of the phases; the report first, unless it is there already."""
    specs: tuple[str, ...]
    """The ids of the phases."""


def read_issue(words: str, report: str = "") -> Issue | None:
    """What is meant by a number, an address, or a title; with nothing of these, what the report's heading says.

    Shape: `42`, `#42`, `#42: a write disappears`, `https://host/owner/name/issues/42`, `A write disappears`.
    """
    heading = _HEADING.search(report)
    titled = heading["title"].strip() if heading else ""
    words = " ".join(words.split()) or titled
    if not words:
        return None
    address = _ADDRESS.search(words)
    if address is not None:
        rest = " ".join(words.replace(address[0], " ").split())
        return Issue(f"issue-{address['number'].lower()}", rest or _without_number(titled), address[0])
    number = _NUMBER.fullmatch(words)
    if number is not None:
        return Issue(f"issue-{int(number['number'])}", number["rest"] or _without_number(titled))
    name = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
    name = name if len(name) <= MAX_NAME else name[:MAX_NAME].rpartition("-")[0] or name[:MAX_NAME]
    return Issue(name, words) if name else None


def _without_number(title: str) -> str:
    number = _NUMBER.fullmatch(title)
    return (number["rest"] or "") if number else title


def plan(index: SpecIndex, issue: Issue, report: str = "", report_path: str | None = None) -> Investigation:
    """The files of a new investigation. `report` is its text; `report_path` is where it lies, if in the project."""
    path = report_path or f"{CONTEXT_FOLDER}/{issue.name}.md"
    files = [] if report_path else [(path, _report(issue, report))]
    prompts = {prompt.name: prompt for prompt in index.pages.prompts.values()}
    before: dict[str, Spec] = {}
    first = next_number(index.ids)
    for phase in PHASES:
        id = f"{first + phase.number - 1:03}-{phase.name}"
        text = draft(phase, issue.name, before, prompts, path)
        before[phase.name] = parse(f"{SPECS_FOLDER}{id}.md", Source(text))
        files.append((f"{SPECS_FOLDER}{id}.md", text))
    return Investigation(issue, path, tuple(files), tuple(spec.id for spec in before.values()))


def next_number(ids: Iterable[str]) -> int:
    """The first number that is above those of all ids."""
    numbers = (match for id in ids if (match := _NUMBERED_ID.match(id)) is not None)
    return 1 + max((int(match["number"]) for match in numbers), default=0)


def _report(issue: Issue, report: str) -> str:
    """The report, kept where every phase reads the same words."""
    if report.strip():
        return report if report.endswith("\n") else f"{report}\n"
    name = issue.name.replace("issue-", "Issue #", 1) if issue.name.startswith("issue-") else issue.name
    title = f"{name}: {issue.title}" if issue.title and issue.title != name else name
    source = f"Source: {issue.address}\n\n" if issue.address else ""
    return f"# {title}\n\n{source}Put the report here, in the words of whoever wrote it: every phase reads this file.\n"
