"""What is marked, step by step, from the cursor to the file."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.features.page import page_at
from chant_lsp.core.features.selection import selections
from chant_lsp.core.text import Source
from tests.chance import tries
from tests.corpus import needs_corpus, text_of, verdicts
from tests.fixtures import ONLY_FILE, fixture, index_of


def page_of(text):
    page = page_at(index_of({ONLY_FILE: text}), ONLY_FILE, Source(text))
    assert page is not None
    return page


FRONT = "---\ntype: code\n{}\n---\n# A\n"

CASES = {
    "value": (
        FRONT.format("branch: cha$0nt/x"),
        ["chant", "chant/x", "branch: chant/x", "type: code\nbranch: chant/x", "---\n…\n---"],
    ),
    "key": (
        FRONT.format("bra$0nch: x"),
        ["branch", "branch: x", "type: code\nbranch: x", "---\n…\n---"],
    ),
    "quoted value": (
        FRONT.format('branch: "a b$0"'),
        ["b", "a b", '"a b"', 'branch: "a b"', 'type: code\nbranch: "a b"', "---\n…\n---"],
    ),
    "item": (
        FRONT.format("labels:\n  - a\n  - b$0-c"),
        ["b", "b-c", "- b-c", "- a\n  - b-c", "labels:\n  - a\n  - b-c", "type: …- b-c", "---\n…\n---"],
    ),
    "dash of an item": (
        FRONT.format("labels:\n  - a\n  $0- b"),
        ["-", "- b", "- a\n  - b", "labels:\n  - a\n  - b", "type: …\n  - b", "---\n…\n---"],
    ),
    "item in brackets": (
        FRONT.format("labels: [a, b$0]"),
        ["b", "a, b", "[a, b]", "labels: [a, b]", "type: code\nlabels: [a, b]", "---\n…\n---"],
    ),
    "nested map": (
        FRONT.format("approval:\n  required: tr$0ue"),
        ["true", "required: true", "approval:\n  required: true", "type: … true", "---\n…\n---"],
    ),
    "opening dashes": ("-$0--\ntype: code\n---\n# A\n", ["---", "---\n…\n---"]),
    "between two entries": (FRONT.format("$0"), ["---\n…\n---"]),
    "heading": (
        "---\n---\n# A\n\n## Be$0e c\n\nd\n",
        ["Bee", "Bee c", "## Bee c", "## Bee c\n\nd", "# A\n\n## Bee c\n\nd"],
    ),
    "sentence": (
        "# A\n\nOne. Two w$0o. Three.\nFour.\n\nFive\n",
        ["wo", "Two wo.", "One. Two wo. Three.", "One. …\nFour.", "One. …\n\nFive", "# A\n…Five"],
    ),
    "list item": (
        "# A\n\n- one\n- tw$0o x\n  more\n- three\n",
        ["two", "two x", "- two x", "- two x\n  more", "- one\n…- three", "# A\n…- three"],
    ),
    "criterion": (
        "# A\n\n- [ ] Cr$0eate x\n",
        ["Create", "Create x", "- [ ] Create x", "# A\n\n- [ ] Create x"],
    ),
    "nested item": (
        "- a\n  - b$0\n  - c\n- d\n",
        ["b", "- b", "- a\n  - b\n  - c", "- a\n…- d"],
    ),
    "inline code": (
        "# A\n\nRead `a/b$0.py` x\n",
        ["b", "a/b.py", "`a/b.py`", "Read `a/b.py` x", "# A\n\nRead `a/b.py` x"],
    ),
    "link": (
        "# A\n\n[[001$0-a]] x\n",
        ["001", "001-a", "[[001-a]]", "[[001-a]] x", "# A\n\n[[001-a]] x"],
    ),
    "fence": (
        "# A\n\n```sh\nls$0 -l\ncd\n```\n",
        ["ls", "ls -l", "ls -l\ncd", "```sh\n…\n```", "# A\n…\n```"],
    ),
    "open fence": ("# A\n\n```\nls$0\n", ["ls", "```\nls", "# A\n\n```\nls"]),
    "blank line": ("# A\n\na\n$0\n## B\n\n## C\n", ["a\n\n## B\n\n## C", "# A\n…## C"]),
    "two sections deep": (
        "# A\n## B\n### C\nc$0\n## D\n",
        ["c", "### C\nc", "## B\n### C\nc", "## B\n### C\nc\n## D", "# A\n…## D"],
    ),
    "empty file": ("$0", []),
}


def shortened(text, pattern):
    """The text, with what the pattern leaves out left out."""
    if "…" not in pattern:
        return text
    start, end = pattern.split("…")
    whole = text.startswith(start) and text.endswith(end) and len(text) > len(start) + len(end)
    return pattern if whole else text


@pytest.mark.parametrize("text, expected", CASES.values(), ids=CASES.keys())
def test_selections(text, expected):
    files, (_, offset) = fixture(text)
    text = files[ONLY_FILE]
    (found,) = selections(page_of(text), [offset])
    *steps, whole = [text[span.start : span.end] for span in found]
    assert whole == text
    padded = [*expected, *([""] * len(steps))]
    assert [shortened(step, pattern) for step, pattern in zip(steps, padded, strict=False)] == expected


def test_several_places_have_an_answer_each():
    found = selections(page_of("---\ntype: code\n---\n# A\n"), [0, 10, 22])
    assert [len(each) > 1 for each in found] == [True, True, True]


def check_chain(text, offset):
    (found,) = selections(page_of(text), [offset])
    assert found[-1] == (0, len(text))
    assert all(span.start <= offset <= span.end for span in found)
    for inner, outer in pairwise(found):
        assert outer.start <= inner.start and inner.end <= outer.end and inner != outer


@given(st.text(st.sampled_from("#`-[]x :*&\n\r\t'\"{}|>aé\u2028\0.")), st.booleans(), st.integers(0, 80))
@settings(max_examples=tries(150))
def test_each_step_contains_the_one_before(text, in_frontmatter, offset):
    text = f"---\n{text}\n---\n# A\n{text}" if in_frontmatter else text
    check_chain(text, min(offset, len(text)))


@pytest.mark.slow
@needs_corpus
def test_real_specs():
    for verdict in verdicts()[::5]:
        text = text_of(verdict["file"])
        page = page_of(text)
        for found in selections(page, list(range(0, len(text), 97))):
            assert found[-1] == (0, len(text))
