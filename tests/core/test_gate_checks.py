"""The checks of a gate, decided from plain values; and the page that they make."""

import pytest

from chant_lsp.core.features.gate_page import as_markdown, as_text, next_steps
from chant_lsp.core.gates import (
    Box,
    CheckState,
    Difference,
    FixFacts,
    GateCheck,
    GateReview,
    Offer,
    PhaseRun,
    StaleInput,
    check_diff,
    check_impact_map,
    check_inputs,
    check_reproduction,
    check_text,
    first_obstacle,
    named_paths,
)
from chant_lsp.core.pull_request import promised_files

PASSED, FAILED, UNKNOWN = CheckState.PASSED, CheckState.FAILED, CheckState.UNKNOWN
TEST = "tests/test_it.py"


def run(**checks):
    return PhaseRun("x", {name: (passed, f"{name} said so.") for name, passed in checks.items()})


REPRODUCTIONS = {
    "both": (run(red=True), run(green=True, suite=True), PASSED, "`tests/test_it.py` was red in 2 and green in 5"),
    "never red": (run(red=False), run(green=True), FAILED, "2: red said so."),
    "not green": (run(red=True), run(green=False), FAILED, "5: green said so."),
    "the suite fails": (run(red=True), run(green=True, suite=False), FAILED, "5: suite said so."),
    "no run of the first": (None, run(green=True), UNKNOWN, "No run of 2 that is known here"),
    "no run of the second": (run(red=True), None, UNKNOWN, "No run of 5 that is known here"),
    "runs without checks": (run(), run(), UNKNOWN, "No run of 2"),
}


@pytest.mark.parametrize(("before", "after", "state", "words"), REPRODUCTIONS.values(), ids=REPRODUCTIONS.keys())
def test_red_before_and_green_after(before, after, state, words):
    check = check_reproduction(TEST, before, after, ("2", "5"))
    assert (check.state, check.where) == (state, TEST)
    assert check.sentence.startswith(words)


FIX = FixFacts("branch x", "x", "c0ffee", "ba5e", "d1ff", ("src/a.py", TEST))
MAPS = {
    "named": (FIX, "`src/a.py:12` changes", [], PASSED, "The map names every changed file"),
    "extra": (
        FIX._replace(paths=("src/a.py", "src/b.py")),
        "src/a.py",
        [],
        FAILED,
        "`src/b.py` is changed, and not in",
    ),
    "left out": (
        FIX,
        "src/a.py",
        ["src/c.py"],
        FAILED,
        "The map says that the fix changes `src/c.py`, and it does not.",
    ),
    "nothing": (FIX._replace(paths=()), "src/a.py", [], FAILED, "Nothing is changed in branch x"),
    "no map": (FIX, None, [], FAILED, "The impact map `map.md` is not there."),
    "no git": (FixFacts(problem="No git."), "src/a.py", [], UNKNOWN, "No git."),
}


@pytest.mark.parametrize(("fix", "document", "promised", "state", "words"), MAPS.values(), ids=MAPS.keys())
def test_the_diff_and_the_map(fix, document, promised, state, words):
    check = check_impact_map(fix, "map.md", document, promised, [TEST])
    assert check.state is state
    assert check.sentence.startswith(words)


DIFFS = {
    "clean": (FIX, PASSED, "Looked through branch x: 2 files"),
    "a secret": (FIX._replace(secrets=("src/a.py:3",)), FAILED, "What looks like a secret: `src/a.py:3`."),
    "specs": (FIX._replace(paths=(".chant/specs/1.md",)), FAILED, "Branch x would take along `.chant/specs/1.md`."),
    "not committed": (FIX._replace(commit=""), UNKNOWN, "No secret in 2 files on the disk"),
    "nothing": (FIX._replace(paths=()), UNKNOWN, "Nothing is changed in branch x yet"),
    "no git": (FixFacts(problem="No git."), UNKNOWN, "No git."),
}


@pytest.mark.parametrize(("fix", "state", "words"), DIFFS.values(), ids=DIFFS.keys())
def test_what_must_not_leave_the_house(fix, state, words):
    check = check_diff(fix)
    assert check.state is state
    assert check.sentence.startswith(words)


def test_inputs():
    assert check_inputs([], ["a.md"], True).sentence == "`a.md` is not there."
    stale = [StaleInput("4", "a.md", "a.md changed after 4 ran"), StaleInput("5", "", "4 is stale")]
    assert check_inputs(stale, [], True).sentence == "Stale: a.md changed after 4 ran (1 more)."
    assert check_inputs([], [], True).state is PASSED
    assert check_inputs([], [], False).state is UNKNOWN


@pytest.mark.parametrize(
    ("text", "state"),
    [(None, FAILED), ("<!-- draft: x -->\nwords", FAILED), (" \n", FAILED), ("<!-- title: x -->\nwords", PASSED)],
)
def test_the_prepared_text(text, state):
    assert check_text("006", "pr.md", text).state is state


def test_paths_in_a_document():
    text = "- `src/a.py:3` and src/b/c.rs, see https://example.org/x.html; `./d.ts`, Makefile, v1.2"
    assert {"src/a.py", "src/b/c.rs", "d.ts"} <= named_paths(text)


def test_what_a_map_promises_is_its_first_list():
    text = "# Map\n\n## What the fix changes\n\n- `src/a.py`: `A.b`\n  and `src/c.py`\n\nBeside that:\n\n- `src/d.py`\n"
    assert "src/a.py" in promised_files(text) and "src/d.py" not in promised_files(text)
    assert promised_files("# Map\n") == set()


CHECKS = (
    GateCheck("a", "First", PASSED, "Fine."),
    GateCheck("b", "Second", FAILED, "Look at `a_b.py` <now>.", "a_b.py"),
    GateCheck("c", "Third", UNKNOWN, "Nobody knows."),
)
REVIEW = GateReview(
    id="006-pr",
    path="006-pr.md",
    title="Decide *now*",
    standing="Human gate: 2 of 3 checks open",
    checks=CHECKS,
    before=(),
    boxes=(Box("I read it", True, "005-fix"), Box("I stand by it", False)),
    differences=(),
    decision="open",
    offer=Offer("pr.md", "gh pr create --title 'A `b`'", "git push origin x", "https://example.org/x"),
)


def test_what_is_in_the_way():
    assert first_obstacle(CHECKS, ()) == "Look at `a_b.py` <now>."
    assert (
        first_obstacle(CHECKS, ("waiting for 005 (pending)", "x"))
        == "Before that: waiting for 005 (pending) and 1 more."
    )
    assert first_obstacle(CHECKS[:1], ()) is None


def test_what_to_do_next():
    assert (
        next_steps(REVIEW._replace(before=("waiting for 005 (pending)",)))[0]
        == "First of all: waiting for 005 (pending)."
    )
    assert [step[:12] for step in next_steps(REVIEW)] == [
        "Look at `a_b",
        "Say that the",
        "See for your",
        "Or reject it",
    ]
    ready = REVIEW._replace(checks=CHECKS[:1], boxes=())
    assert next_steps(ready) == ["Approve it: `chant-lsp gate approve 006-pr`, or Approve… in the editor."]
    approved = next_steps(ready._replace(decision="approved"))
    assert approved[1:3] == [
        "Bring the branch into the fork: `git push origin x`",
        "Open the pull request: `gh pr create --title 'A `b`'`",
    ]


def test_the_pages_have_words_for_states():
    page, text = as_markdown(REVIEW), as_text(REVIEW)
    assert "- ✗ **Second: failed.** Look at `a_b.py`" in page
    for state in ("passed", "failed", "unknown"):
        assert f": {state}.**" in page and f" {state}" in text
    assert "Decide \\*now\\*" in page and "\\<now\\>" in page
    assert "(ticked while 005-fix was running)" in page and "(ticked while 005-fix was running)" in text


def test_a_reopened_gate_says_what_changed_first():
    changed = REVIEW._replace(differences=(Difference("map.md", "004's document"),))
    assert as_markdown(changed).index("004's document changed after approval") < as_markdown(changed).index("## Checks")
    assert "✗ 004's document changed after approval" in as_text(changed)
