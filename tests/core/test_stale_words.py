"""What is said of a finished phase that is stale or suspect: line 1, "Why?", code actions, hover."""

import pytest

from chant_lsp.core.features.actions import actions_at
from chant_lsp.core.features.explain import explain
from chant_lsp.core.features.hover import hover_at
from chant_lsp.core.features.lenses import lenses
from chant_lsp.core.features.run_facts import RunFacts, Situation
from chant_lsp.core.stale import ChangedInput, StaleFacts, Upstream, Validation
from chant_lsp.core.text import Source, Span
from tests.fixtures import fixture, index_of

NOW_S = 1_800_000_000.0
TEXT = """\
//- in/a.md
a
//- in/b.md
b
//- .chant/specs/002-b.md
---
status: {status}
depends_on: [001-a]
informed_by: [in/a.md, 'in/*.md', 'https://example.org']
---

# T

## Acceptance Criteria

- [x] one
//- .chant/specs/001-a.md
---
status: completed
---

# A
"""
PATH = ".chant/specs/002-b.md"
CHANGED = ChangedInput("in/a.md", "changed", "in/a.md")
STALE = StaleFacts("stale", "r", (CHANGED,))
SUSPECT = StaleFacts("suspect", "r", upstream=(Upstream("001-a", "redone"),))
ADA = Validation("Ada", NOW_S - 120, "Only a typo.")


def stage(facts, status="completed", **more):
    files, _ = fixture(TEXT.format(status=status))
    index = index_of(files)
    spec = index.get(PATH)
    assert spec is not None
    runs = {"002-b": RunFacts("done", "r", NOW_S - 400, NOW_S - 300)}
    situation = Situation(NOW_S, runs, stale={"002-b": facts} if facts else {}, **more)
    return index, spec, Source(files[PATH]), situation


LINES = {
    "unknown": (None, "Done 5m ago, evidence complete | Re-run"),
    "fresh": (StaleFacts("fresh", "r"), "Done 5m ago, evidence complete | Re-run"),
    "still valid": (
        StaleFacts("fresh", "r", valid=ADA),
        "Done 5m ago, still valid (said Ada 2m ago) | Re-run",
    ),
    "an input": (STALE, "Stale: a.md changed after this ran | See what changed | Re-run | Still valid…"),
    "two inputs": (
        StaleFacts("stale", "r", (ChangedInput("in/b.md", "gone", "in/*.md"), CHANGED)),
        "Stale: b.md is gone and 1 more | See what changed | Re-run | Still valid…",
    ),
    "its own text, and what it builds on": (
        StaleFacts("stale", "r", own=True, upstream=(Upstream("001-a", "stale"),)),
        "Stale: its own text changed after this ran | See what changed | Re-run | Still valid…",
    ),
    "its prompt": (
        StaleFacts("stale", "r", prompt="standard"),
        "Stale: its prompt standard changed after this ran | See what changed | Re-run | Still valid…",
    ),
    "suspect": (SUSPECT, "Suspect: 001-a was run again with another result | Why? | Re-run | Still valid…"),
}


@pytest.mark.parametrize("facts, expected", LINES.values(), ids=LINES)
def test_line_1(facts, expected):
    row = [lens.title for lens in lenses(*stage(facts)) if lens.span.start == 0]
    assert " | ".join(row) == expected


@pytest.mark.parametrize("status", ["pending", "failed", "in_progress", "cancelled"])
def test_only_a_finished_phase_is_stale(status):
    assert not lenses(*stage(STALE, status))[0].title.startswith("Stale")


def test_nothing_is_run_or_recorded_in_an_untrusted_workspace():
    commands = {lens.command for lens in lenses(*stage(STALE, trusted=False))}
    assert {"chant.seeWhatChanged"} == commands - {"chant.explain", None}


WHY = {
    "stale": (
        STALE,
        "002-b: Stale: a.md changed after this ran. "
        "See what changed, then run it again, or say that it is still valid.",
    ),
    "stale again": (
        StaleFacts("stale", "r", (CHANGED,), own=True, valid=ADA),
        "002-b: Stale: a.md changed after this ran and 1 more. Besides, its own text changed after this ran. "
        "Before that, Ada said that it was still valid: Only a typo. "
        "See what changed, then run it again, or say that it is still valid.",
    ),
    "suspect": (
        SUSPECT,
        "002-b: Suspect: 001-a was run again with another result. "
        "Look at that first, or run it again, or say that it is still valid.",
    ),
}


@pytest.mark.parametrize("facts, expected", WHY.values(), ids=WHY)
def test_why(facts, expected):
    assert explain(*stage(facts)) == expected


def test_code_actions():
    index, spec, source, situation = stage(STALE)
    found = actions_at(index, spec, source, Span(0, 0), situation)
    commands = {action.command: action.title for action in found if action.command}
    assert commands["chant.seeWhatChanged"] == "See what changed"
    assert commands["chant.rerunDownstream"] == "Re-run 002-b and what builds on it"
    assert commands["chant.stillValid"] == "002-b is still valid…"


FRESH = "**Fresh**: as it was when this phase ran."
HOVERS = {
    "changed": (STALE, "a.md", "**Stale**: `in/a.md` changed after this ran."),
    "another item": (STALE, "*.md", FRESH),
    "fresh": (StaleFacts("fresh", "r"), "a.md", FRESH),
    "vouched for": (
        StaleFacts("fresh", "r", valid=ADA),
        "a.md",
        "**Fresh**: as it was when Ada said that the result is still valid.",
    ),
}


@pytest.mark.parametrize("facts, at, expected", HOVERS.values(), ids=HOVERS)
def test_hover(facts, at, expected):
    index, spec, source, situation = stage(facts)
    found = hover_at(index, spec, source, source.text.index(at), situation)
    assert found is not None and found.markdown.endswith(expected)


@pytest.mark.parametrize("facts, at", [(None, "a.md"), (STALE, "https"), (STALE, "001-a")])
def test_hover_says_nothing_where_nothing_is_known(facts, at):
    index, spec, source, situation = stage(facts)
    found = hover_at(index, spec, source, source.text.index(at), situation)
    assert found is not None and "**Fresh**" not in found.markdown and "**Stale**" not in found.markdown
