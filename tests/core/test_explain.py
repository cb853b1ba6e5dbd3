"""The answer to "Why?", in sentences."""

import pytest

from chant_lsp.core.features.explain import explain
from chant_lsp.core.features.run_facts import RunFacts, Situation
from chant_lsp.core.text import Source
from tests.fixtures import fixture, index_of

NOW_S = 1_800_000_000.0

A = "//- .chant/specs/a.md\n"
B = "//- .chant/specs/b.md\n"
BODY = "# T\n\n## Acceptance Criteria\n\n- [ ] one\n"
TICKED = BODY.replace("[ ]", "[x]")


def spec(fields: str = "", body: str = BODY) -> str:
    return f"---\n{fields}\n---\n\n{body}"


def ended(state, message="") -> RunFacts:
    return RunFacts(state, "r1", NOW_S - 360, NOW_S - 300, message=message)


EXPLAINED = {
    "ready": (A + spec(), {}, "a: it is ready; nothing stands in its way."),
    "blocked": (
        A + spec("depends_on: [b]") + B + spec(),
        {},
        "a: it cannot run yet. In the way: waiting for b (pending). Run b first.",
    ),
    "blocked by several": (
        A + spec("depends_on: [b, z]") + B + spec(),
        {},
        "a: it cannot run yet. "
        "In the way: (1) waiting for b (pending), (2) waiting for 'z', which is no spec. Run b first.",
    ),
    "waiting": (
        A + spec("depends_on: [b]") + B + spec("status: in_progress"),
        {"b": RunFacts("running", started_s=NOW_S - 185)},
        "a: Waiting: b running 3m. In the way: waiting for b (in_progress).",
    ),
    "running": (
        A + spec(),
        {"a": RunFacts("running", started_s=NOW_S - 5, activity="thinks")},
        "a: Running 5s - thinks.",
    ),
    "failed": (
        A + spec("status: failed"),
        {"a": ended("failed", "d/x.md was not written.")},
        "a: Failed 5m ago: d/x.md was not written.",
    ),
    "done": (
        A + spec("status: completed", TICKED) + B + spec("depends_on: [a]"),
        {"a": ended("done")},
        "a: Done 5m ago, evidence complete. Next is b.",
    ),
    "lost": (
        A + spec("status: in_progress"),
        {"a": ended("lost")},
        "a: its status says in_progress, but the process that ran it has gone. Mark it failed, or run it again.",
    ),
    "in progress": (
        A + spec("status: in_progress"),
        {},
        "a: its status says in_progress, but nobody is known to be at it. "
        "If no other tool is working on it, run it again, or set its status.",
    ),
    "gate": (
        A + spec("labels: [human-gate]\ndepends_on: [b]") + B + spec(),
        {},
        "a: Human gate: 1 of 1 boxes open. Only a person may do this phase, so it has no Run. "
        "Before that: waiting for b (pending). Read what the phases before it wrote, and tick each box that holds.",
    ),
    "cancelled": (A + spec("status: cancelled"), {}, "a: it is cancelled; set its status to pending to run it."),
    "driver": (A + spec("type: driver"), {}, "a: a driver has no work of its own; run its members."),
    "archived": (
        "//- .chant/archive/a.md\n" + spec(),
        {},
        "a: it is archived; move the file back to .chant/specs to run it.",
    ),
    "broken": (
        A + spec("status: opne"),
        {},
        "a: Cannot read frontmatter: line 2, 'opne' is no status. "
        "Until that is mended, chant does not see this spec at all.",
    ),
    "never closed": (
        A + "---\nstatus: pending\n",
        {},
        "a: Cannot read frontmatter: line 1, it never ends. "
        "Until that is mended, chant passes over its fields and takes the defaults.",
    ),
    "hidden": (
        A + "Words.\n---\nstatus: pending\n---\n",
        {},
        "a: Cannot read frontmatter: line 1, hidden by the text before it. "
        "Until that is mended, chant passes over its fields and takes the defaults.",
    ),
}


@pytest.mark.parametrize(("text", "runs", "expected"), EXPLAINED.values(), ids=EXPLAINED.keys())
def test_explain(text, runs, expected):
    index, one, source = first(text)
    assert explain(index, one, source, Situation(NOW_S, runs)) == expected


def test_explain_names_the_missing_trust():
    index, one, source = first(A + spec())
    assert explain(index, one, source, Situation(trusted=False)).endswith("is not trusted; trust it first.")


def first(text):
    files, _ = fixture(text)
    index = index_of(files)
    path = next(iter(files))
    one = index.get(path)
    assert one is not None
    return index, one, Source(files[path])
