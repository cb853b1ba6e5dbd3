"""What an approval was about, and what differs from it now."""

import pytest

from chant_lsp.core.approvals import (
    Contents,
    Decision,
    Fix,
    Record,
    contents_of,
    decided,
    document_hash,
    from_json,
    record_path,
    to_json,
)
from chant_lsp.core.features.run_facts import Situation
from chant_lsp.core.features.standing import standing
from chant_lsp.core.gates import CheckState, Difference, GateCheck, GateFacts
from tests.fixtures import index_of

GATE = ".chant/specs/006-upstream-pr.md"
MAP = ".chant/research/issue-42-sprawl.md"
SPEC = """\
---
status: pending
labels: [human-gate]
informed_by: [.chant/research/issue-42-sprawl.md, notes.txt]
approval:
  required: true
  status: approved
  by: Ada
  at: 2026-02-13T09:30:00Z
---

# Decide

## Acceptance Criteria

- [x] I read it
"""
SPRAWL = "---\ntarget_files: [.chant/research/issue-42-sprawl.md]\n---\n\n# Map\n"
FILES = {GATE: SPEC, ".chant/specs/004-sprawl.md": SPRAWL, MAP: "# Map\n\n- [ ] one place\n", "notes.txt": "a note\n"}


def approved(files=FILES, **changes):
    """The files with a record that was made of them."""
    index = index_of(files)
    contents = contents_of(index, index.specs[GATE])._replace(**changes)
    record = Record("Ada", "2026-02-13T09:30:00Z", contents, ("I read it",))
    return {**files, record_path("006-upstream-pr"): to_json("006-upstream-pr", record)}


def look(files):
    index = index_of(files)
    return decided(index, index.specs[GATE])


def line(files, situation=Situation(1_770_975_300.0)):  # noqa: B008 - a plain value
    index = index_of(files)
    return standing(index, index.specs[GATE], None, situation).line


def test_an_approval_through_the_gate_holds():
    found = look(approved())
    assert (found.decision, found.by, found.differences) == (Decision.APPROVED, "Ada", ())
    assert line(approved()) == "Human gate: approved by Ada 5m ago"


NO_CHANGE = {
    "the status": {GATE: SPEC.replace("status: pending", "status: completed", 1)},
    "a box": {GATE: SPEC.replace("- [x]", "- [ ]")},
    "line ends": {GATE: SPEC.replace("\n", "\r\n")},
    "what an agent said": {GATE: SPEC + "\n## Approval Discussion\n\n**Ada** - 2026-02-13 10:30 - APPROVED\n"},
    "a ticked box in an input": {MAP: "# Map\n\n- [x] one place\n"},
    "trailing space": {MAP: "# Map  \n\n- [ ] one place\n"},
}


@pytest.mark.parametrize("change", NO_CHANGE.values(), ids=NO_CHANGE.keys())
def test_what_is_no_change_leaves_it_approved(change):
    assert look({**approved(), **change}).decision is Decision.APPROVED


CHANGES = {
    "its text": ({GATE: SPEC.replace("I read it", "I skimmed it")}, "the text of 006-upstream-pr"),
    "a phase's document": ({MAP: "# Another map\n"}, "004-sprawl's document"),
    "another file": ({"notes.txt": "another note\n"}, "`notes.txt`"),
}


@pytest.mark.parametrize(("change", "what"), CHANGES.values(), ids=CHANGES.keys())
def test_a_change_reopens_it(change, what):
    files = {**approved(), **change}
    assert [each.what for each in look(files).differences] == [what]
    assert line(files) == f"Human gate: re-opened, {what.replace('`', chr(39))} changed after approval"


def test_an_input_that_is_gone_reopens_it():
    files = approved()
    del files["notes.txt"]
    assert look(files).decision is Decision.REOPENED


def test_another_pull_request_text_reopens_it():
    files = approved(text=("pr.md", "some other hash"))
    assert [each.path for each in look({**files, "pr.md": "words\n"}).differences] == ["pr.md"]


def test_a_fix_that_git_has_another_one_of_reopens_it():
    index = index_of(approved(fix=Fix("c0ffee", "d1ff")))
    assert decided(index, index.specs[GATE]).decision is Decision.APPROVED
    index.gate_news = {"006-upstream-pr": (Difference("", "the fix"),)}
    assert [each.clause for each in decided(index, index.specs[GATE]).differences] == ["the fix changed after approval"]


def test_an_approval_without_a_record_was_written_by_hand():
    assert look(FILES).decision is Decision.BY_HAND
    assert line(FILES) == "Human gate: approved by hand by Ada 5m ago, not through the gate"


def test_a_record_of_another_decision_is_none_of_this_one():
    files = approved()
    files[GATE] = SPEC.replace("by: Ada", "by: Bob")
    assert look(files).decision is Decision.BY_HAND


def test_a_rejection():
    files = {**FILES, GATE: SPEC.replace("approved", "rejected")}
    assert line(files) == "Human gate: rejected by Ada 5m ago"


def test_line_1_counts_the_checks_that_were_made():
    files = {**FILES, GATE: SPEC.replace("status: approved", "status: pending")}
    checks = [GateCheck(str(i), "", state, "") for i, state in enumerate(CheckState)]
    situation = Situation(gates={"006-upstream-pr": GateFacts(tuple(checks))})
    assert line(files, situation) == "Human gate: 2 of 3 checks open"
    situation = Situation(gates={"006-upstream-pr": GateFacts(tuple(checks[:1]))})
    assert line(files, situation) == "Human gate: all checks passed"


def test_a_record_is_read_as_it_was_written():
    record = Record("Ä", "t", Contents("d", {"a": "1"}, ("pr.md", "2"), Fix("c", "f", "b")), ("one", "two"))
    assert from_json(to_json("x", record)) == record


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 2}', '{"version": 1}', "[" * 100_000, '{"version": 1, "inputs": 3}']
)
def test_another_file_is_no_record(text):
    assert from_json(text) is None


def test_the_hash_of_a_spec_is_that_of_its_words():
    index = index_of(FILES)
    assert document_hash(index.specs[GATE]) == document_hash(index_of(approved()).specs[GATE])
