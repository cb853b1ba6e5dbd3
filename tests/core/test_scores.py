"""chant's grades, by the numbers of its own documentation and by what it said of real specs."""

import re

import pytest

from chant_lsp.core.scores import scores
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from tests.corpus import needs_corpus, text_of, verdicts
from tests.fixtures import ONLY_FILE

AC = "## Acceptance Criteria\n"

BODIES = {
    "three boxes": (f"{AC}- [ ] a\n- [x] b\n- [X] c", "B"),
    "other heading": ("### Acceptance Criteria\n- [ ] a", "C"),
    "in a fence": (f"{AC}```\n- [ ] in fence\n```\n- [ ] a", "C"),
    "wrong bullets": (f"{AC}* [ ] a\n1. [ ] b\n+ [ ] c\n-  [ ] d\n- [] e\n- [~] f", "D"),
    "in a line": (f"{AC}- [ ] a uses - [ ] syntax\n  - [ ] child\n    text - [x] inline", "B"),
    "under smaller headings": (f"{AC}### Part 1\n- [ ] a\n# H1\n- [ ] b\n## End\n- [ ] c", "B"),
    "no space behind": (f"{AC}- [ ]a\n- [x]b", "B"),
    "unclosed fence": (f"```\n{AC}- [ ] a", "D"),
    "four": ("- [ ] a\n" * 4, "A"),
}


@pytest.mark.parametrize("body, letter", BODIES.values(), ids=BODIES.keys())
def test_criteria(body, letter):
    assert scores(body, 0, 0).criteria.letter == letter


WORDINGS = {
    "prose": ("words\n", "D", (0, 0, 1, 0)),
    "verbs": ("- Add a\n* [ ] verify b\n", "A", (2, 2, 0, 0)),
    "vague": ("- Add fetch of etcd\n- Add similar etc\n", "C", (2, 2, 0, 4)),
    "marked verbs": ("- Add a\n- **Add** b\n- Add: c\n- Verify d\n", "C", (4, 2, 0, 0)),
    "table": ("| a |\n| - |\n| b |\n- Add c\n- Add d\n", "B", (2, 2, 3, 0)),
    "not counted": ("# A\n\n-\n```\nx\n```\n- Add a\n- Add b\n", "A", (2, 2, 0, 0)),
}


@pytest.mark.parametrize("body, letter, numbers", WORDINGS.values(), ids=WORDINGS.keys())
def test_confidence(body, letter, numbers):
    found = scores(body, 0, 0).confidence
    assert (found.letter, tuple(map(int, re.findall(r"\d+", found.because)))) == (letter, numbers)


def test_confidence_in_words():
    assert scores("- Add a\nb\n", 0, 0).confidence.because == (
        "1 bullet, 1 of them with a verb in front, 1 other line, 0 vague words"
    )
    assert scores(" \n", 0, 0).confidence == ("D", "no text")


@pytest.mark.parametrize(
    "total, files, words, letter",
    [
        (0, 0, 0, "A"),
        (4, 0, 0, "B"),
        (0, 3, 0, "B"),
        (0, 0, 200, "B"),
        (6, 0, 0, "C"),
        (0, 0, 599, "C"),
        (8, 0, 0, "D"),
        (0, 5, 1, "D"),
    ],
)
def test_complexity(total, files, words, letter):
    assert scores("word " * words, total, files).complexity.letter == letter


def test_the_light():
    good = "- Add a\n- [ ] add b\n- [ ] add c\n"
    assert scores(good, 2, 1).light == "Ready"
    assert scores(good, 6, 1).light == "Review"
    assert scores(good, 8, 1).light == "Refine"


@needs_corpus
def test_words_are_counted_as_chant_counts_them():
    for verdict in verdicts():
        if verdict["verdict"] == "ok":
            text = text_of(verdict["file"])
            body = text[slice(*parse(ONLY_FILE, Source(text)).frontmatter.body)]
            grade = scores(body, verdict["ac_total"], 0).complexity
            assert grade.because.split(", ")[2].split()[0] == str(verdict["words"]), verdict["file"]
