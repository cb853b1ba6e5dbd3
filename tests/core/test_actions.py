"""What the menu offers: the fixes under the cursor, and what can be done with the phase."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.check import check
from chant_lsp.core.edit import apply_edits
from chant_lsp.core.features.actions import actions_at, first_fix
from chant_lsp.core.features.run_facts import RunFacts, Situation
from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.text import Source, Span
from tests.fixtures import ONLY_FILE, fixture, index_of

A = "//- .chant/specs/a.md\n"
B = "//- .chant/specs/b.md\n"
BODY = "# T\n\n## Acceptance Criteria\n\n- [ ] one\n"
NOWHERE = Span(10_000, 10_000)


def spec(fields: str = "", body: str = BODY) -> str:
    return f"---\n{fields}\n---\n\n{body}"


def run(state, **facts) -> RunFacts:
    return RunFacts(state, "r", 100.0, None if state in ("running", "elsewhere", "lost") else 200.0, **facts)


EXPLAIN, PREVIEW, LOG = "Explain the state [explain]", "Preview prompt [previewPrompt]", "Open log [openLog]"
WHY = "Why blocked? [explain]"
MARK = "Mark failed [markFailed]"

STATES = {
    "ready": (A + spec(), {}, ["Run phase a (example) [run]", PREVIEW]),
    "blocked": (
        A + spec("depends_on: [b]") + B + spec(),
        {},
        ["Run b first [run b]", PREVIEW, "Run a and what it needs first [runNeeded]", WHY],
    ),
    "ready, and something follows": (
        A + spec("status: pending") + B + spec("depends_on: [a]"),
        {},
        ["Run phase a (example) [run]", PREVIEW, "Run on from a until a gate [runChain]"],
    ),
    "ready, and a gate follows": (
        A + spec("status: pending") + B + spec("depends_on: [a]\nlabels: [human-gate]"),
        {},
        ["Run phase a (example) [run]", PREVIEW],
    ),
    "blocked for good": (A + spec("depends_on: [z]"), {}, [PREVIEW, WHY]),
    "waiting": (
        A + spec("depends_on: [b]") + B + spec(),
        {"b": run("running")},
        [PREVIEW, "Run a when it finishes [runWhenFinished]", WHY],
    ),
    "asking": (
        A + spec("status: in_progress"),
        {"a": RunFacts("running", question="write x")},
        ["Answer… [answer]", "Stop [stop]", LOG, PREVIEW],
    ),
    "running": (A + spec("status: in_progress"), {"a": run("running")}, ["Stop [stop]", LOG, PREVIEW]),
    "running elsewhere": (A + spec("status: in_progress"), {"a": run("elsewhere")}, [LOG, PREVIEW, EXPLAIN]),
    "failed": (A + spec("status: failed"), {"a": run("failed")}, ["Re-run phase a [run]", LOG, PREVIEW, EXPLAIN]),
    "failed and blocked": (A + spec("status: failed\ndepends_on: [z]"), {}, [PREVIEW, EXPLAIN]),
    "needs attention": (A + spec("status: needs_attention"), {}, ["Re-run phase a [run]", PREVIEW, EXPLAIN]),
    "stopped": (A + spec("status: paused"), {"a": run("stopped")}, ["Re-run phase a [run]", LOG, PREVIEW, EXPLAIN]),
    "done": (A + spec("status: completed"), {"a": run("done")}, ["Re-run phase a [run]", LOG, PREVIEW]),
    "done, with changes": (
        A + spec("status: completed"),
        {"a": run("done", can_review=True)},
        ["Re-run phase a [run]", "Review changes [reviewChanges]", "Discard changes… [discardChanges]", LOG, PREVIEW],
    ),
    "lost": (
        A + spec("status: in_progress"),
        {"a": run("lost")},
        ["Re-run phase a [run]", MARK, LOG, PREVIEW, EXPLAIN],
    ),
    "in progress": (A + spec("status: in_progress"), {}, ["Re-run phase a [run]", PREVIEW, EXPLAIN]),
    "gate": (
        A + spec("labels: [human-gate]"),
        {},
        ["Open review [openReview]", "Approve… [approve]", "Reject… [reject]", EXPLAIN],
    ),
    "cancelled": (A + spec("status: cancelled"), {}, [EXPLAIN]),
    "driver": (A + spec("type: driver"), {}, [EXPLAIN]),
    "archived": ("//- .chant/archive/a.md\n" + spec("status: completed"), {"a": run("done")}, [EXPLAIN]),
    "broken": (A + spec("type: x"), {}, [EXPLAIN]),
    "hidden": (A + "x\n" + spec("status: pending"), {}, [EXPLAIN]),
}


@pytest.mark.parametrize(("text", "runs", "expected"), STATES.values(), ids=STATES.keys())
def test_run_actions(text, runs, expected):
    found = [action for action in actions(text, NOWHERE, Situation(300.0, runs)) if action.command]
    assert [drawn(action) for action in found] == expected
    assert all(action.kind.startswith("source.chant.") and not action.edits for action in found)


def test_a_pull_request_without_a_text_gets_a_first_version():
    text = "//- .chant/specs/006-upstream-pr.md\n" + spec("labels: [human-gate, issue-42]")
    there = "//- .chant/research/issue-42-pull-request.md\nWords.\n"
    title = "Draft the pull request text"
    assert [each.command for each in actions(text, NOWHERE, Situation()) if each.title == title] == ["chant.draftText"]
    assert [each for each in actions(text + there, NOWHERE, Situation()) if each.title == title] == []


@pytest.mark.parametrize("text", [text for text, _, _ in STATES.values()], ids=STATES.keys())
def test_nothing_runs_in_an_untrusted_workspace(text):
    assert "chant.run" not in [action.command for action in actions(text, NOWHERE, Situation(trusted=False))]


FINDING = Finding(
    "a-code",
    Severity.WARNING,
    Span(10, 14),
    "Wrong.",
    fixes=(Fix("Do this", (Edit(Span(10, 14), "x"),), True), Fix("Do that", (Edit(Span(10, 14), "y"),))),
)

SPANS = {
    "inside": (Span(12, 12), True),
    "cursor at its start": (Span(10, 10), True),
    "cursor at its end": (Span(14, 14), True),
    "cursor before": (Span(9, 9), False),
    "cursor behind": (Span(15, 15), False),
    "selection over it": (Span(0, 30), True),
    "selection of its end": (Span(13, 30), True),
    "selection behind": (Span(15, 30), False),
}


@pytest.mark.parametrize(("span", "offered"), SPANS.values(), ids=SPANS.keys())
def test_fixes_of_the_findings_that_the_span_touches(span, offered):
    found = [action for action in actions(A + spec(), span, Situation(), [FINDING]) if action.kind == "quickfix"]
    wanted = [("Do this", True), ("Do that", False), ("Silence a-code in this file", False)] if offered else []
    assert [(action.title, action.preferred) for action in found] == wanted
    assert all(action.finding is FINDING and action.edits and action.command is None for action in found)


def test_findings_are_looked_up_when_they_are_not_given():
    text = "---\nstatus: pendign\n---\n" + BODY
    found = [action for action in actions(A + text, Span(14, 14), Situation()) if action.kind == "quickfix"]
    assert apply_edits(text, found[0].edits).startswith("---\nstatus: pending\n---\n")


FIXABLE = {
    "wrong value": "---\nstatus: pendign\n---\n" + BODY,
    "no list": "---\ntarget_files: a.py\n---\n" + BODY,
    "YAML": "---\nprompt: a: b\n---\n" + BODY,
    "never closed": "---\nstatus: pending\n\n" + BODY,
    "hidden": "Hello\n---\nstatus: pending\n---\n" + BODY,
}


@pytest.mark.parametrize("text", FIXABLE.values(), ids=FIXABLE.keys())
def test_the_first_fix_brings_the_frontmatter_back(text):
    index = index_of({ONLY_FILE: text})
    one = index.get(ONLY_FILE)
    assert one is not None
    fix = first_fix(index, one)
    assert fix is not None
    mended = index_of({ONLY_FILE: apply_edits(text, fix.edits)}).get(ONLY_FILE)
    assert mended is not None
    assert mended.readable
    assert mended.frontmatter.closer is not None


def test_no_fix_for_what_is_well():
    index = index_of({ONLY_FILE: spec("status: pending")})
    one = index.get(ONLY_FILE)
    assert one is not None
    assert first_fix(index, one) is None


@settings(deadline=None)
@given(
    st.text(st.sampled_from("-:[]{}*# \n'ab\x00\ud800"), max_size=80).map(lambda text: "---\n" + text),
    st.integers(-2, 90),
    st.integers(-2, 90),
)
def test_any_text_has_a_menu_of_fixes_within_it(text, start, end):
    index = index_of({ONLY_FILE: text})
    one = index.get(ONLY_FILE)
    assert one is not None
    for action in actions_at(index, one, Source(text), Span(start, end), Situation(), check(index, ONLY_FILE)):
        assert [bool(action.edits), bool(action.command), bool(action.key)].count(True) == 1
        assert all(0 <= edit.span.start <= edit.span.end <= len(text) for edit in action.edits)


def actions(text, span, situation, findings=None):
    files, _ = fixture(text)
    index = index_of(files)
    path = next(iter(files))
    one = index.get(path)
    assert one is not None
    return actions_at(index, one, Source(files[path]), span, situation, findings)


def drawn(action):
    name = action.path.rpartition("/")[2].removesuffix(".md")
    return f"{action.title} [{(action.command or '').removeprefix('chant.')}{'' if name == 'a' else ' ' + name}]"


NOT_WRITTEN = A + spec("informed_by: [x.md]") + B + "---\ntarget_files: [x.md]\n{}---\n\n" + BODY
WRITERS = {
    "that can run": (NOT_WRITTEN.format(""), {}, ["Run b"]),
    "that waits for another": (
        NOT_WRITTEN.format("depends_on: [c]\n") + "//- .chant/specs/c.md\n" + spec(),
        {},
        ["Run c"],
    ),
    "that is a human gate": (NOT_WRITTEN.format("labels: [human-gate]\n"), {}, []),
    "that is running": (NOT_WRITTEN.format("status: in_progress\n"), {"b": run("running")}, []),
}


@pytest.mark.parametrize(("text", "runs", "expected"), WRITERS.values(), ids=WRITERS.keys())
def test_an_input_that_is_not_there_yet_offers_to_run_its_writer(text, runs, expected):
    at = text.index("x.md") - len(A)
    found = [one for one in actions(text, Span(at, at), Situation(300.0, runs)) if one.kind == "quickfix"]
    found = [one for one in found if one.command]
    assert [one.title for one in found] == expected
    assert all(one.finding is not None and one.command == "chant.run" for one in found)
