"""The body: chant's title and chant's count of criteria, and what it does not count."""

import pytest

from chant_lsp.core.markdown import read_body
from chant_lsp.core.text import Span

AC = "## Acceptance Criteria\n"


def body_of(text):
    return read_body(text, Span(0, len(text)))


# name -> (text, open, all, [(reason, the text at its place)])
COUNTS = {
    "marks": (AC + "- [ ] a\n- [x] b\n- [X] c", 1, 3, []),
    "level three": ("### Acceptance Criteria\n- [ ] a", 0, 0, [("heading", "### Acceptance Criteria")]),
    "lower case": ("## Acceptance criteria\n- [ ] a", 0, 0, [("heading", "## Acceptance criteria")]),
    "bold": ("**Acceptance Criteria:**\n\n- [ ] a", 0, 0, [("heading", "**Acceptance Criteria:**")]),
    "label": ("Acceptance criteria:\n- [ ] a", 0, 0, [("heading", "Acceptance criteria:")]),
    "only words about them": ("the acceptance criteria\n\nof others", 0, 0, []),
    "a longer heading": ("## Acceptance Criteria (v2)\n- [ ] a", 1, 1, []),
    "the last heading wins": (
        AC + "- [ ] a\n## Notes\n## Acceptance Criteria Review\ntext",
        0,
        0,
        [("shadowed", "## Acceptance Criteria")],
    ),
    "fences are left out": (AC + "```\n- [ ] in it\n```\n- [ ] a", 1, 1, []),
    "a heading in a fence": (AC + "- [ ] a\n```\n" + AC + "- [ ] b\n```", 1, 1, []),
    "other bullets": (
        AC + "* [ ] a\n1. [x] b\n+ [ ] c\n-  [ ] d\n- [] e\n- [~] f",
        0,
        0,
        [("bullet", text) for text in ("* [ ]", "1. [x]", "+ [ ]", "-  [ ]", "- []", "- [~]")],
    ),
    "several in a line": (AC + "- [ ] a uses - [ ] syntax\n  - [ ] child\n    text - [x] inline", 3, 4, []),
    "other levels do not end it": (AC + "### Part\n- [ ] a\n# H1\n- [ ] b\n## End\n- [ ] c", 2, 2, []),
    "tildes are no fence": (AC + "~~~\n- [ ] tilde\n~~~", 1, 1, []),
    "four backticks are toggled by three": (AC + "````\n```\n- [ ] x\n```\n````\n- [ ] y", 2, 2, []),
    "no space behind": (AC + "- [ ]a\n- [x]b", 1, 2, []),
    "an indented heading": ("    " + AC + "- [ ] a", 1, 1, []),
    "no heading": ("## Tasks\n- [ ] a\n- [ ] b", 0, 0, [("no-heading", "- [ ] a")]),
    "an open fence": ("```\nx\n" + AC + "- [ ] a", 0, 0, [("fence", "```")]),
    "CRLF": (AC.replace("\n", "\r\n") + "- [ ] a\r\n- [x] b\r\n", 1, 2, []),
    "nothing": ("", 0, 0, []),
}


@pytest.mark.parametrize("text, open_, total, uncounted", COUNTS.values(), ids=COUNTS.keys())
def test_criteria_are_counted_as_chants_gate_counts_them(text, open_, total, uncounted):
    text = "# T\n" + text
    body = body_of(text)
    assert (body.open_criteria, len(body.criteria)) == (open_, total)
    assert [(one.reason, text[one.span.start : one.span.end]) for one in body.uncounted] == uncounted


def test_a_criterion_knows_its_words_and_the_place_of_its_mark():
    text = "# T\n" + AC + "- [x] written\r\n"
    (criterion,) = body_of(text).criteria
    assert (criterion.text, criterion.done) == ("written", True)
    assert text[criterion.box.start : criterion.box.end] == "x"


TITLES = {
    "plain": ("# T", "T"),
    "indented": ("  # T  \n", "T"),
    "in a fence": ("```sh\n# comment\n```\n# Real", "comment"),
    "no space": ("#T", None),
    "second level": ("## T", None),
    "underlined": ("T\n=", None),
    "first line of many": ("\n\n# A\n# B", "A"),
}


@pytest.mark.parametrize("text, title", TITLES.values(), ids=TITLES.keys())
def test_the_title_is_the_one_that_chant_takes(text, title):
    assert body_of(text).title == title


def test_what_chant_appends_is_not_among_its_own_words():
    text = "# T\nmine\n\n## Agent Output\n\nThis is a human gate.\n"
    body = body_of(text)
    assert text[body.own_words.start : body.own_words.end] == "# T\nmine\n\n"
    assert body.gate_words is None


@pytest.mark.parametrize("text, words", [("a Human Gate here", "Human Gate"), ("```\nhuman gate\n```", None)])
def test_words_about_a_human_gate_are_found_outside_fences(text, words):
    span = body_of(text).gate_words
    assert (text[span.start : span.end] if span else None) == words
