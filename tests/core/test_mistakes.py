"""Each mistake that people make is told once, at its place, and mended so that nothing else changes.

A picture (see `tests/fixtures.py`) shows a spec with its errors and warnings; beside it stands what its preferred fixes
leave, or None for a mistake that only its author can mend. `AROUND` is the project that the spec is in.
"""

from __future__ import annotations

import random

import pytest

from chant_lsp.core.check import check
from chant_lsp.core.edit import apply_edits
from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import Change
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from tests.core.mistakes import body, edges, habits, half, keys, lists, values, yaml
from tests.fixtures import draw, index_of, undrawn

PATH = ".chant/specs/002-reproduction.md"
AROUND = {
    ".chant/specs/001-comprehension.md": "---\nstatus: completed\n---\n# Comprehension\n",
    ".chant/specs/002-reproduction.1.md": "---\nstatus: completed\n---\n# Part\n",
    ".chant/specs/003-root-cause.md": "---\nstatus: completed\n---\n# Root cause\n",
    ".chant/prompts/standard.md": "---\nname: standard\n---\nDo it.\n",
    ".chant/research/issue-42.md": "",
    "data.csv": "",
    "docs/a.md": "",
    "src/store.py": "",
    "tests/test_42.py": "",
}
FRONTMATTER = {
    **values.MISTAKES,
    **lists.MISTAKES,
    **keys.MISTAKES,
    **yaml.MISTAKES,
    **habits.MISTAKES,
    **half.MISTAKES,
}
MISTAKES = {**FRONTMATTER, **edges.MISTAKES, **body.MISTAKES}
MAX_ROUNDS = 6

ALONE = (
    "json",
    "key all",
    "key dash key",
    "key first indented",
    "value percent",
    "markdown bullets",
    "key equals first",
)
"""Mistakes that are others when there is something above them."""


PROJECT = index_of(AROUND)


def loud(text: str) -> list[Finding]:
    PROJECT.apply([Change(PATH, parse(PATH, Source(text)))])
    findings = check(PROJECT, PATH)
    return [finding for finding in findings if finding.severity <= Severity.WARNING]


def mended(text: str) -> str:
    """The text after the preferred fix of the first finding that has one, and so on."""
    for _ in range(MAX_ROUNDS):
        fixes = [fix for finding in loud(text) for fix in finding.fixes if fix.preferred]
        if not fixes:
            break
        text = apply_edits(text, fixes[0].edits)
    return text


@pytest.mark.parametrize(
    "line, title, renamed",
    [
        ("label: core # why", "Rename to `labels` and make it a list", "labels: [core] # why"),
        ("targets: a.md, b.md", "Rename to `target_files` and make it a list", "target_files: [a.md, b.md]"),
        ("prompts: [standard]", "Rename to `prompt` and take it out of the list", "prompt: standard"),
        ("labels_: [core]", "Rename to `labels`", "labels: [core]"),
        ("Public: true", "Rename to `public`", "public: true"),
    ],
)
def test_a_key_that_is_renamed_holds_what_chant_takes_for_it(line: str, title: str, renamed: str):
    text = f"---\n{line}\n---\n\n# T\n"
    [fix] = loud(text)[0].fixes
    assert fix.title == title
    assert apply_edits(text, fix.edits) == text.replace(line, renamed)


def test_who_asks_for_an_approval_as_chant_knows_it_may_ask_in_other_words_too():
    assert loud("---\nneeds_approval: true\napproval:\n  required: true\n---\n\n# T\n") == []


def test_there_are_many():
    assert len(MISTAKES) >= 300


@pytest.mark.parametrize("picture, fixed", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_and_mended(picture: str, fixed: str | None):
    text = undrawn(picture)
    assert draw(text, loud(text)) == picture
    assert mended(text) == (text if fixed is None else fixed)
    assert fixed is None or loud(fixed) == []


@pytest.mark.slow
@pytest.mark.parametrize("picture, fixed", MISTAKES.values(), ids=MISTAKES.keys())
def test_with_other_line_ends(picture: str, fixed: str | None):
    text = undrawn(picture)
    if "\n" not in text:
        pytest.skip("there is no line end to go by")
    crlf = text.replace("\n", "\r\n")
    assert [finding.code for finding in loud(crlf)] == [finding.code for finding in loud(text)]
    assert mended(crlf) == (crlf if fixed is None else fixed.replace("\n", "\r\n"))


@pytest.mark.slow
@pytest.mark.parametrize("picture, fixed", MISTAKES.values(), ids=MISTAKES.keys())
def test_without_a_last_line_end(picture: str, fixed: str | None):
    text = undrawn(picture).rstrip("\n")
    assert [finding.code for finding in loud(text)] == [finding.code for finding in loud(undrawn(picture))]
    assert mended(text).rstrip("\n") == (text if fixed is None else fixed.rstrip("\n"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "picture, fixed",
    [pytest.param(*case, id=name) for name, case in FRONTMATTER.items() if not name.startswith(ALONE)],
)
def test_among_comments_and_odd_quotes(picture: str, fixed: str | None):
    def among(text: str) -> str:
        return text.replace("---\n", "---\n# 🎉 a comment\nowner:   'x: \"y\"'   # kept\n", 1)

    text = among(undrawn(picture))
    assert [finding.code for finding in loud(text)] == [finding.code for finding in loud(undrawn(picture))]
    assert mended(text) == (text if fixed is None else among(fixed))


STRANGE = (
    "\u00a0",
    "\u2028",
    "\ufeff",
    "\u200b",
    "\t",
    '"',
    "'",
    "[",
    "]",
    "{",
    "}",
    "|\n",
    "&a ",
    "*a",
    "!x ",
    "? ",
    " #",
)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_with_strange_characters_in_it_it_is_answered(seed: int):
    choose = random.Random(seed)
    for picture, _ in FRONTMATTER.values():
        text = undrawn(picture)
        at = choose.randrange(3, max(text.find("\n---", 3), 4))
        text = text[:at] + choose.choice(STRANGE) + text[at + choose.choice((0, 0, 1)) :]
        for finding in loud(text):
            assert 0 <= finding.span.start <= finding.span.end <= len(text)
            for fix in finding.fixes:
                apply_edits(text, fix.edits)
