"""Small edits: one field, some boxes, and every other byte as it was."""

import pytest

from chant_lsp.core.edit import apply_edits, differs_in_boxes_only, set_field, set_list, tick
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source


def parsed(text):
    source = Source(text)
    return source, parse("a.md", source)


# name -> (before, field, value, after)
SET = {
    "replaces": ("---\nstatus: pending # why\n---\n", "status", "failed", "---\nstatus: failed # why\n---\n"),
    "replaces a quoted value": ("---\nstatus: 'pending'\n---", "status", "failed", "---\nstatus: failed\n---"),
    "fills an empty one": ("---\nstatus:\ntype: code\n---\n", "status", "x", "---\nstatus: x\ntype: code\n---\n"),
    "replaces a null": ("---\nstatus: ~\n---\n", "status", "x", "---\nstatus: x\n---\n"),
    "leaves what is so": ("---\nstatus: x\n---\n", "status", "x", "---\nstatus: x\n---\n"),
    "adds where chant would": (
        "---\ntype: code\nlabels:\n- a\ninformed_by: [x]\n---\n",
        "completed_at",
        "now",
        "---\ntype: code\nlabels:\n- a\ncompleted_at: now\ninformed_by: [x]\n---\n",
    ),
    "adds in front": ("---\nlabels: [a]\n---\n", "type", "code", "---\ntype: code\nlabels: [a]\n---\n"),
    "adds to nothing": ("---\n---\n# T", "status", "x", "---\nstatus: x\n---\n# T"),
    "adds frontmatter": ("# T\n", "status", "x", "---\nstatus: x\n---\n\n# T\n"),
    "keeps CRLF": (
        "---\r\ntype: code\r\n---\r\n# T",
        "status",
        "x",
        "---\r\ntype: code\r\nstatus: x\r\n---\r\n# T",
    ),
    "behind a block": (
        "---\nbranch: |\n  a\n  b\nmodel: x\n---\n",
        "commits",
        "[c]",
        "---\nbranch: |\n  a\n  b\ncommits: [c]\nmodel: x\n---\n",
    ),
    "behind unknown keys and comments": (
        "---\n# note\nzzz: 1\ntype: code # here\n\nprompt: p\n---\n",
        "status",
        "x",
        "---\n# note\nzzz: 1\ntype: code # here\nstatus: x\n\nprompt: p\n---\n",
    ),
}


@pytest.mark.parametrize(
    "before", ["---\n{type: code, commits: [a]}\n---\n", "---\n  type: code\n  commits: [a]\n---\n"]
)
def test_no_line_is_put_between_fields_that_have_none_of_their_own(before):
    source, spec = parsed(before)
    assert set_field(source, spec.frontmatter, "status", "x") == ()
    assert set_list(source, spec.frontmatter, "commits", ["b"]) == ()
    assert set_list(source, spec.frontmatter, "labels", ["b"]) == ()


@pytest.mark.parametrize("before, name, value, after", SET.values(), ids=SET.keys())
def test_setting_a_field_changes_nothing_else(before, name, value, after):
    source, spec = parsed(before)
    assert apply_edits(before, set_field(source, spec.frontmatter, name, value)) == after
    _, spec = parsed(after)
    assert spec.text(name) == value or spec.texts(name)


BOXES = "# T\n## Acceptance Criteria\n- [ ] a\n- [x] b - [ ] c\n```\n- [ ] no\n```\n"


def test_ticking_sets_every_box_that_counts_and_no_other():
    _, spec = parsed(BOXES)
    after = apply_edits(BOXES, tick(spec))
    assert after == BOXES.replace("- [ ] a", "- [x] a").replace("- [ ] c", "- [x] c")
    assert differs_in_boxes_only(BOXES, after, spec)


@pytest.mark.parametrize(
    "after",
    [BOXES + "x", BOXES.replace("- [ ] no", "- [x] no"), BOXES.replace("[ ] a", "[y] a"), BOXES.replace("# T", "# S")],
)
def test_anything_else_is_more_than_a_tick(after):
    _, spec = parsed(BOXES)
    assert not differs_in_boxes_only(BOXES, after, spec)
