"""chant's grades, by examples of what its own scorer gives (chant-reference.md §9.5, appendix C)."""

from __future__ import annotations

import pytest

from chant_lsp.core.scores import count, grade

CONFIDENCE = {
    "empty": ("", "D"),
    "prose": ("It should work.\nAgain.\n", "D"),
    "vague, also inside words": ("- Add fetch of etcd\n- Add similar etc\n", "C"),
    "half of the verbs": ("- Add a\n- **Add** b\n- Add: c\n- Verify d\n", "C"),
    "a table": ("| a |\n|---|\n| b |\n- Add a\n- Add b\n", "B"),
    "all bullets": ("# T\n\n- [ ] Add a\n- [x] Fix b\n", "A"),
    "code is no prose, but may be vague": ("- Add a\n```\nimport etc\nmore\n```\n", "B"),
    "code without vague words": ("- Add a\n```\nimport os\nmore\n```\n", "A"),
}


@pytest.mark.parametrize("words, letter", CONFIDENCE.values(), ids=CONFIDENCE.keys())
def test_confidence(words: str, letter: str):
    assert grade(words, 1, 1).confidence == letter


COMPLEXITY = {(3, 2, 199): "A", (4, 0, 0): "B", (0, 3, 0): "B", (0, 0, 400): "C", (7, 4, 0): "C", (8, 0, 0): "D"}


@pytest.mark.parametrize("counts, letter", COMPLEXITY.items())
def test_complexity(counts: tuple[int, int, int], letter: str):
    criteria, files, words = counts
    assert grade("w " * words, criteria, files).complexity == letter


@pytest.mark.parametrize("boxes, letter", [(0, "D"), (1, "C"), (2, "B"), (3, "B"), (4, "A")])
def test_criteria(boxes: int, letter: str):
    assert grade("- Add a\n", boxes, 0).criteria == letter


def test_the_light():
    good = "- Add a\n- Fix b\n"
    assert [grade(good, count, 0).light for count in (0, 1, 2)] == ["Refine", "Review", "Ready"]


def test_brackets_by_the_thousand_are_passed_once():
    """Were the end of each looked for, this would take minutes."""
    assert count("- " + "[" * 120_000).bullets == 1
    assert count("- ] [x](y) Add\n- [ ] ] [ Add [x]\n- [Add").verbs == 0
    assert count("- [ ] Add\n- [x]  Fix [ ]\n- [].Add\n- Run [").verbs == 3
