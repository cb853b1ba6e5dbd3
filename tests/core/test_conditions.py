"""What holds of a spec while rules are asked."""

import pytest

from chant_lsp.core.conditions import conditions_of
from chant_lsp.core.gaps import Gap
from chant_lsp.core.noted import note_gaps
from chant_lsp.core.rules import RULES, code_of, conditions, waiting
from tests.fixtures import index_of

HERE = ".chant/specs/001-a.md"
OPEN = {"active", "is_open", "readable"}


@pytest.mark.parametrize(
    ("path", "frontmatter", "held"),
    [
        (HERE, "status: pending", {"pending", *OPEN}),
        (HERE, "status: completed", {"completed", "active", "readable"}),
        (HERE, "status: pendig", {"", "active", "is_open"}),
        (HERE, "labels: [human-gate]", {"pending", "human_gate", *OPEN}),
        (HERE, "depends_on: [002-b]", {"pending", *OPEN}),
        (HERE, "depends_on: [002-b, nobody]", {"pending", "unresolved", *OPEN}),
        (HERE, "members: [nobody]", {"pending", "unresolved", *OPEN}),
        (HERE, "informed_by: [nobody]", {"pending", *OPEN}),
        (HERE, "# chant-lsp: disable=too-complex\nstatus: pending", {"pending", "silenced", *OPEN}),
        (".chant/specs/001-a.2.md", "status: pending", {"pending", "member", *OPEN}),
        (".chant/archive/001-a.md", "status: pending", {"pending", "readable"}),
    ],
)
def test_what_holds(path, frontmatter, held):
    index = index_of({path: f"---\n{frontmatter}\n---\n\n# A\n", ".chant/specs/002-b.md": "---\n---\n\n# B\n"})
    assert conditions_of(index.specs[path], index) - {""} == held - {""}


def test_a_spec_whose_last_run_left_something_open_was_run():
    index = index_of({HERE: "---\nstatus: failed\n---\n\n# A\n"})
    assert "was_run" not in conditions_of(index.specs[HERE], index)
    note_gaps(index, {"001-a": (Gap("criterion", HERE, "It is open."),)})
    assert "was_run" in conditions_of(index.specs[HERE], index)


def test_a_rule_is_asked_again_when_what_has_to_hold_may_hold_now():
    for rule in RULES:
        if "completed" in conditions(rule):
            assert code_of(rule) in waiting(frozenset(("status",))), code_of(rule)
    assert any("completed" in conditions(rule) for rule in RULES)
