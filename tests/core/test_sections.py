"""Which sections of a document are there and say something."""

from __future__ import annotations

import pytest

from chant_lsp.core.sections import Lacking, find_section, lacking

# name -> (document, wanted heading, found: "there", "empty" or "missing")
DOCUMENTS = {
    "plain": ("# T\n\n## Root cause\n\nA race.\n", "Root cause", "there"),
    "another case, level and number": ("# T\n#### 3. ROOT CAUSES:\nA race.\n", "Root cause", "there"),
    "emoji and more words": ("# T\n## 🔍 The likely root cause (draft)\nA race.\n", "Root cause", "there"),
    "either spelling": ("# T\n## Expected behavior\nBoth.\n", "Expected behaviour", "there"),
    "one of two ways": ("# T\n## Problem statement\nIt is lost.\n", "Symptom | Problem", "there"),
    "underlined": ("T\n=\n\nRoot cause\n----------\n\nA race.\n", "Root cause", "there"),
    "in bold": ("# T\n\n**Root cause:**\n\nA race.\n", "Root cause", "there"),
    "closed": ("# T\n## Root cause ##\nA race.\n", "Root cause", "there"),
    "windows": ("# T\r\n\r\n## Root cause\r\n\r\nA race.\r\n", "Root cause", "there"),
    "text in a subsection": ("# T\n## Root cause\n### Lines\nA race.\n", "Root cause", "there"),
    "a table": ("# T\n## Root cause\n| a | b |\n| --- | --- |\n", "Root cause", "there"),
    "code": ("# T\n## Root cause\n```\n1  x = 1\n```\n", "Root cause", "there"),
    "the second one has text": ("# T\n## Root cause\n## Root cause\nA race.\n", "Root cause", "there"),
    "no such heading": ("# T\n## Cause\nA race.\n", "Root cause", "missing"),
    "words in the wrong order": ("# T\n## Cause at the root\nA race.\n", "Root cause", "missing"),
    "part of a word": ("# T\n## Becauseway\nA race.\n", "cause", "missing"),
    "the title is no section": ("# Root cause of issue 42\n\nA race.\n", "Root cause", "missing"),
    "in a fence": ("# T\n```\n## Root cause\nA race.\n```\n", "Root cause", "missing"),
    "in a comment": ("# T\n<!--\n## Root cause\nA race.\n-->\n", "Root cause", "missing"),
    "in a sentence": ("# T\nThe root cause is a race.\n", "Root cause", "missing"),
    "nothing at all": ("", "Root cause", "missing"),
    "nothing below": ("# T\n## Root cause\n\n## Next\nText.\n", "Root cause", "empty"),
    "only headings below": ("# T\n## Root cause\n### Lines\n## Next\nText.\n", "Root cause", "empty"),
    "only a comment below": ("# T\n## Root cause\n<!-- say why -->\n", "Root cause", "empty"),
    "a word for later": ("# T\n## Root cause\n\n- TODO\n\n*TBD*\n...\n", "Root cause", "empty"),
    "a rule": ("# T\n## Root cause\n\n---\n", "Root cause", "empty"),
}


@pytest.mark.parametrize("document, wanted, expected", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_sections_are_found_as_a_person_finds_them(document, wanted, expected):
    name = wanted.partition(" | ")[0]
    found = {"there": [], "empty": [Lacking(name, True)], "missing": [Lacking(name, False)]}
    assert lacking(document, [wanted]) == found[expected]


def test_what_lacks_is_told_in_the_order_asked_for():
    missing = lacking("# T\n## B\ntext\n", ["C", "B", "A"])
    assert [one.heading for one in missing] == ["C", "A"]


def test_a_section_ends_at_the_next_heading_of_its_level():
    section = find_section(
        "# T\n## What the fix changes\n- `a.py`\n### Why\nso\n## What stays\n- `b.py`\n", "fix changes"
    )
    assert section is not None and section.text == "- `a.py`\n### Why\nso"
