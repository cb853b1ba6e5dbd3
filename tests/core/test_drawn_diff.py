"""Diffs as git draws them: small pictures, and git itself as the judge of any two texts."""

import random
import subprocess

import pytest

from chant_lsp.core.drawn_diff import MAX_COMPARED_LINES, count, hunks

TEN = "".join(f"{number}\n" for number in range(10))
CASES = {
    "nothing": ("a\n", "a\n", []),
    "new": ("", "a\nb\n", ["@@ -0,0 +1,2 @@", "+a", "+b"]),
    "gone": ("a\n", "", ["@@ -1 +0,0 @@", "-a"]),
    "in the middle": (
        TEN,
        TEN.replace("5\n", "five\n"),
        ["@@ -3,7 +3,7 @@", " 2", " 3", " 4", "-5", "+five", " 6", " 7", " 8"],
    ),
    "final newline": ("a", "a\n", ["@@ -1 +1 @@", "-a", "\\ No newline at end of file", "+a"]),
}


@pytest.mark.parametrize("old, new, expected", CASES.values(), ids=CASES.keys())
def test_hunks(old, new, expected):
    assert list(hunks(old, new)) == expected


def test_lines_are_counted():
    assert count("a\nb\n", "a\nc\nd\n") == (2, 1)


def test_a_huge_difference_is_drawn_as_a_whole():
    old, new = "a\n" * MAX_COMPARED_LINES, "b\n" * MAX_COMPARED_LINES
    assert count(old, new) == (MAX_COMPARED_LINES, MAX_COMPARED_LINES)


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 30))])
def test_git_makes_the_new_text_of_the_old_one(tmp_path, seed):
    random_ = random.Random(seed)
    old, new = (
        "".join(random_.choices(["a\n", "b\n", "c\n", "\n", "x\u2028y\n", "d"], k=random_.randrange(40))) for _ in "ab"
    )
    drawn = "\n".join(hunks(old, new))
    if not drawn or not old or not new:
        return
    (tmp_path / "f").write_bytes(old.encode())
    patch = f"--- a/f\n+++ b/f\n{drawn}\n"
    subprocess.run(["git", "apply", "--unidiff-zero", "-"], cwd=tmp_path, input=patch.encode(), check=True)
    assert (tmp_path / "f").read_bytes() == new.encode()
