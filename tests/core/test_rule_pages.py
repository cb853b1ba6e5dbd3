"""Every rule has a page, and the page's examples are true.

A page `core/rules/unknown_dependency.md`, or `core/rules/config/unknown_setting.md`, starts with `# unknown-dependency`
and says what is wrong, why chant cares and how to mend it. Its examples are fenced blocks with the word `text`
(coloured as Markdown, frontmatter behind a path would be a heading), each a small project: a line `//- path` starts a
file (see `tests/fixtures.py`; a block without such a line is one spec). What an example shows is told by the heading
that it stands under:

- `## Good …`: nothing is found in it, by any rule; of those that are off by default only the page's own is on.
- `## Bad …`: what is found, by all rules, is drawn under the lines: `    ^^^^ unknown-dependency`. The first row with
  the page's own code must be there.
- `### Fixed by "title"`: the changed file, byte for byte, after that fix of the example above; the finding is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from chant_lsp.core import rules
from chant_lsp.core.check import check
from chant_lsp.core.edit import apply_edits
from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.kinds import PageKind
from chant_lsp.workspace.pages import find_page
from tests.fixtures import draw_all, fixture, index_of

FOLDER = Path(rules.__file__).parent
CODES = sorted({rules.code_of(rule) for kind in PageKind for rule in rules.rules_for(kind)})

NOT_TO_BE_SHOWN = {"frontmatter-too-large", "text-too-large", "not-utf8"}
"""What is too large for a page, or no text at all."""

_PART = re.compile(
    r"^(?P<hashes>##+) (?P<heading>[^\n]*)\n|^(?P<fence>`{3,})text\n(?P<text>.*?)^(?P=fence)\n", re.M | re.S
)
_FIXED_BY = re.compile(r'Fixed by "(?P<title>.*)"$')


class Example(NamedTuple):
    """One block of a page."""

    heading: str
    text: str
    bad: str
    """The last block under a `## Bad` heading before it."""


def text_of(code: str) -> str:
    page = find_page(code)
    assert page is not None, code
    return page.read_text("utf-8")


def examples(code: str) -> Iterator[Example]:
    page = text_of(code)
    heading = bad = ""
    for part in _PART.finditer(page):
        if part["hashes"]:
            heading = part["heading"]
            continue
        bad = part["text"] if heading.startswith("Bad") else bad
        yield Example(heading, part["text"], bad)


EXAMPLES = [
    pytest.param(code, example, id=f"{code}-{i}") for code in CODES for i, example in enumerate(examples(code), 1)
]


def test_every_rule_has_a_page_and_every_page_a_rule():
    for folder in (FOLDER, *(FOLDER / kind.value for kind in PageKind if kind.value)):
        modules = {path.stem for path in folder.glob("*.py") if not path.stem.startswith("_")}
        assert {path.stem for path in folder.glob("*.md")} == modules


@pytest.mark.parametrize("code", CODES)
def test_page_is_complete(code: str):
    text = text_of(code)
    assert text.startswith(f"# {code}\n")
    assert not re.search(r"^`{3,}markdown$", text, re.M), "a block that would be no example"
    headings = [example.heading for example in examples(code)]
    assert any(heading.startswith("Bad") for heading in headings) or code in NOT_TO_BE_SHOWN
    assert any(heading.startswith("Good") for heading in headings)


@pytest.mark.parametrize("code", CODES)
def test_every_kind_of_fix_is_shown(code: str):
    """A page whose bad examples offer fixes shows what the first of them does."""
    shown = [example for example in examples(code) if _FIXED_BY.match(example.heading)]
    offered = [example for example in examples(code) if example.heading.startswith("Bad") and _fixes(code, example)]
    assert bool(shown) == bool(offered)


@pytest.mark.parametrize("code, example", EXAMPLES)
def test_example(code: str, example: Example):
    files, _ = fixture(example.text)
    if example.heading.startswith("Good"):
        assert draw_all(files, switched_on(code)) == _with_header(example.text)
    elif example.heading.startswith("Bad"):
        assert draw_all(files, switched_on(code)) == _with_header(example.text)
        assert f"^ {code}\n" in example.text
    else:
        _assert_fixes(code, example, files)


def _assert_fixes(code: str, example: Example, fixed: dict[str, str]) -> None:
    match = _FIXED_BY.match(example.heading)
    assert match is not None, f"what does the example under `{example.heading}` show?"
    before, _ = fixture(example.bad)
    (path,) = fixed
    finding, edits = next(
        (finding, fix.edits)
        for finding in check(index_of(before), path, switched_on(code))
        for fix in finding.fixes
        if fix.title == match["title"] and finding.code == code
    )
    assert apply_edits(before[path], edits) == fixed[path]
    after = check(index_of({**before, **fixed}), path, switched_on(code))
    same = [other for other in after if (other.code, other.message) == (code, finding.message)]
    found = check(index_of(before), path, switched_on(code))
    was = [other for other in found if (other.code, other.message) == (code, finding.message)]
    assert len(same) == len(was) - 1


def _fixes(code: str, example: Example) -> list[Finding]:
    files, _ = fixture(example.text)
    index = index_of(files)
    return [
        found for path in files for found in check(index, path, switched_on(code)) if found.code == code and found.fixes
    ]


def switched_on(code: str) -> dict[str, Severity | None]:
    """Settings with which the rule runs, whether it is off by default or not."""
    return {code: Severity.HINT} if code in rules.OFF_BY_DEFAULT else {}


def _with_header(text: str) -> str:
    return text if text.startswith("//- ") else f"//- {next(iter(fixture(text)[0]))}\n{text}"
