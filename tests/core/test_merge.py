"""Two edits of one text: together where they touch different lines, refused where they do not."""

import random

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
    "done by both, and a line more": (
        "status: completed\nmodel: x\n\n- [ ] a\n- [ ] b\nmine\n",
        BASE.replace("[x]", "[ ]"),
        "status: completed\nmodel: x\n\n- [ ] a\n- [ ] b\nmine\n",
    ),
    "nothing": (BASE, BASE, BASE),
    "line ends": (BASE.replace("\n", "\r\n"), BASE.replace("completed", "pending"), None),
    "no final newline": (BASE[:-1], BASE.replace("completed", "pending"), BASE[:-1].replace("completed", "pending")),
}


@pytest.mark.parametrize("ours, theirs, expected", CASES.values(), ids=CASES.keys())
def test_merge(ours, theirs, expected):
    assert merge(BASE, ours, theirs) == expected
    assert merge(BASE, theirs, ours) == expected


@pytest.mark.parametrize("seed", range(50))
def test_whoever_is_alone_gets_their_way_and_the_order_does_not_matter(seed):
    random_ = random.Random(seed)
    base, ours, theirs = ("".join(random_.choices(["a\n", "b\n", "c\n", "d\n"], k=random_.randrange(9))) for _ in "bot")
    assert merge(base, ours, base) == ours
    assert merge(base, base, theirs) == theirs
    assert merge(base, ours, ours) == ours
    assert merge(base, ours, theirs) == merge(base, theirs, ours)
