"""What can be folded: `first-last KIND` beside the text, lines from 1."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.features.folding import folds
from chant_lsp.core.features.page import page_at
from chant_lsp.core.text import Source
from tests.chance import tries
from tests.corpus import needs_corpus, text_of, verdicts
from tests.fixtures import ONLY_FILE, index_of


def folds_of(text, limit=5000, path=ONLY_FILE):
    page = page_at(index_of({path: text}), path, Source(text))
    assert page is not None
    return folds(page, limit)


def drawn(found):
    return [f"{one.first_line + 1}-{one.last_line + 1} {one.kind.name.lower()}" for one in found]


CASES = {
    "frontmatter": ("---\ntype: code\n---\n", ["1-3 frontmatter"]),
    "frontmatter without a line between": ("---\n---\n", ["1-2 frontmatter"]),
    "blank lines in front": ("\n\n---\ntype: code\n---\n", ["3-5 frontmatter"]),
    "never ends, then a blank line": ("---\ntype: code\nlabels: [a]\n\n# A\n", ["1-3 frontmatter"]),
    "never ends, then a heading": ("---\ntype: code\n# A\n\nx\n", ["1-2 frontmatter", "3-5 section"]),
    "none": ("Just words.\n\nMore.\n", []),
    "a list": ("---\nlabels:\n- a\n- b\ntype: code\n---\n", ["1-6 frontmatter", "2-4 field"]),
    "a list in brackets": ("---\nlabels: [\n  a,\n]\n---\n", ["1-5 frontmatter", "2-4 field"]),
    "a map": ("---\napproval:\n  required: true\n---\n", ["1-4 frontmatter", "2-3 field"]),
    "a block of text": ("---\nprompt: |\n  a\n  b\ntype: code\n---\n", ["1-6 frontmatter", "2-4 field"]),
    "YAML that cannot be read": ("---\nlabels:\n- a\n- b: [\n---\n", ["1-5 frontmatter", "2-4 field"]),
    "sections nest": (
        "# A\na\n\n## B\nb\n\n### C\nc\n\n## D\n\n\n",
        ["1-10 section", "4-8 section", "7-8 section"],
    ),
    "a heading with nothing below it": ("## A\n## B\n", []),
    "a fence": ("a\n```\nb\n```\n", ["2-4 fence"]),
    "a heading in a fence": ("# A\n```\n# b\n# c\n```\n", ["1-5 section", "2-5 fence"]),
    "machine text": (
        "# A\na\n\n## Agent Output\n\n```\nx\n```\n",
        ["1-8 section", "4-8 machine", "6-8 fence"],
    ),
    "criteria": (
        "## Acceptance Criteria\n\n- [x] a\n- [ ] b\n  more\n- [ ] c\n\nwords\n",
        ["1-8 section", "3-6 criteria"],
    ),
    "criteria in groups": (
        "## Acceptance Criteria\n- [x] a\n- [x] a\n### B\n- [ ] b\n\n- [ ] c\n  - [ ] d\n",
        ["1-8 section", "2-3 criteria", "4-8 section", "7-8 criteria"],
    ),
    "one criterion": ("## Acceptance Criteria\n\n- [x] a\n", ["1-3 section"]),
}


@pytest.mark.parametrize("text, expected", CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_folds(text, expected, end):
    assert drawn(folds_of(text.replace("\n", end))) == expected


def test_config_and_prompts_fold_too():
    text = "---\ndefaults:\n  prompt: x\nrepos:\n- name: a\n  path: b\n---\n# A\na\n"
    expected = ["1-7 frontmatter", "2-3 field", "4-6 field", "5-6 field", "8-9 section"]
    assert drawn(folds_of(text, path=".chant/config.md")) == expected


def test_what_is_hidden_is_told():
    text = "---\nstatus: failed\n---\n# A\n\n## Approval Discussion\n\nx\n"
    assert [one.words for one in folds_of(text)] == ["code · failed", "", "written by chant"]


def test_a_client_with_little_room_gets_what_matters_most():
    text = CASES["criteria"][0] + CASES["a fence"][0] + "\n## Takeover Analysis\n\nx\n"
    text = "---\nlabels:\n- a\n---\n" + text
    assert drawn(folds_of(text, 3)) == ["1-4 frontmatter", "5-16 section", "18-20 machine"]
    assert folds_of(text, 0) == []


@given(st.text(st.sampled_from("#`-[]x :*&\n\r\t'\"{}|>aé\u2028\0")), st.booleans())
@settings(max_examples=tries(150))
def test_any_text_folds_within_its_lines(text, in_frontmatter):
    text = f"---\n{text}\n---\n# A\n## Acceptance Criteria\n{text}" if in_frontmatter else text
    check_folds(text)


@pytest.mark.slow
@needs_corpus
def test_real_specs():
    for verdict in verdicts():
        check_folds(text_of(verdict["file"]))


def check_folds(text):
    found = folds_of(text)
    assert found == sorted(found)
    lines = len(Source(text).line_starts)
    assert all(0 <= one.first_line < one.last_line < lines for one in found)
    assert len({one.first_line for one in found}) == len(found)
