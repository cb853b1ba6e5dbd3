"""Two edits of one text: together where they touch different lines, refused where they do not."""

import pytest

from chant_lsp.core.merge import merge

BASE = "status: completed\nmodel: x\n\n- [x] a\n- [x] b\n"
CASES = {
    "both": (
        BASE + "mine\n",
        BASE.replace("completed", "pending"),
        "status: pending\nmodel: x\n\n- [x] a\n- [x] b\nmine\n",
    ),
    "the same": (BASE.replace("x\n\n", "y\n\n"), BASE.replace("x\n\n", "y\n\n"), BASE.replace("x\n\n", "y\n\n")),
    "lines beside each other": (
        BASE.replace("- [x] b", "- [x] c"),
        BASE.replace("- [x] a", "- [ ] a"),
        "status: completed\nmodel: x\n\n- [ ] a\n- [x] c\n",
    ),
    "the same line": (BASE.replace("completed", "failed"), BASE.replace("completed", "pending"), None),
    "inserted at one place": (BASE + "mine\n", BASE + "theirs\n", None),
    "nothing": (BASE, BASE, BASE),
    "line ends": (BASE.replace("\n", "\r\n"), BASE.replace("completed", "pending"), None),
    "no final newline": (BASE[:-1], BASE.replace("completed", "pending"), BASE[:-1].replace("completed", "pending")),
}


@pytest.mark.parametrize("ours, theirs, expected", CASES.values(), ids=CASES.keys())
def test_merge(ours, theirs, expected):
    assert merge(BASE, ours, theirs) == expected
    assert merge(BASE, theirs, ours) == expected
