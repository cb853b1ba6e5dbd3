"""Frontmatter before and after; nothing but white space ever changes, and never what chant reads."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.edit import apply_edits
from chant_lsp.core.features.formatting import format_edits
from chant_lsp.core.features.page import page_at
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source, Span
from tests.chance import tries
from tests.corpus import needs_corpus, text_of, verdicts
from tests.fixtures import ONLY_FILE, index_of


def formatted(text, within=None, path=ONLY_FILE):
    page = page_at(index_of({path: text}), path, Source(text))
    assert page is not None
    return apply_edits(text, format_edits(page, within))


CASES = {
    "as chant writes it": ("---\ntype: code\ndepends_on:\n- a\n---\n# A\n",) * 2,
    "colons": (
        "---\ntype:code2: x\nstatus:   pending\nbranch : x\nmodel\t:\ty\n---\n# A\n",
        "---\ntype:code2: x\nstatus: pending\nbranch: x\nmodel: y\n---\n# A\n",
    ),
    "trailing blanks": ("---  \ntype: code  \n# words \t\n---\t\n# A  \n", "---\ntype: code\n# words\n---\n# A  \n"),
    "blank lines": (
        "---\n\n\ntype: code\n\n \n\nstatus: pending\n\n---\n\n\n# A\n",
        "---\ntype: code\n\nstatus: pending\n---\n\n\n# A\n",
    ),
    "lists": (
        "---\ndepends_on:\n    -   a\n    - 'b'   # why\nlabels:\n- c\n---\n# A\n",
        "---\ndepends_on:\n- a\n- 'b'   # why\nlabels:\n- c\n---\n# A\n",
    ),
    "comments in lists": (
        "---\nlabels:\n  # first\n  - a\n  # second\n  - b\n  # last\n---\n# A\n",
        "---\nlabels:\n  # first\n- a\n# second\n- b\n  # last\n---\n# A\n",
    ),
    "brackets": (
        "---\nlabels: [ a,b ,  'c,d' ]\ncontext: []\norigin: [a,\n  b]\n---\n# A\n",
        "---\nlabels: [a, b, 'c,d']\ncontext: []\norigin: [a,\n  b]\n---\n# A\n",
    ),
    "maps": (
        "---\napproval:\n     required:  true\n     by : me\n---\n# A\n",
        "---\napproval:\n  required: true\n  by: me\n---\n# A\n",
    ),
    "maps in lists stay": (
        "---\nrepos:\n    - name:  a\n      path: b\n---\n# A\n",
        "---\nrepos:\n    - name:  a\n      path: b\n---\n# A\n",
    ),
    "texts of several lines": (
        "---\nprompt: |  \n  a  \n\n\n  b\n\nbranch:   'a  \n\n\n  b'\nmodel:  x\n---\n# A\n",
        "---\nprompt: |  \n  a  \n\n\n  b\n\nbranch: 'a  \n\n\n  b'\nmodel: x\n---\n# A\n",
    ),
    "closing line": ("---\ntype: code\n  ---\n# A\n", "---\ntype: code\n---\n# A\n"),
    "unknown keys, quotes and order": (
        "---\nzeta:  \"x\"\ntype:  'code'\n---\n# A\n",
        "---\nzeta: \"x\"\ntype: 'code'\n---\n# A\n",
    ),
    "line ends of Windows": (
        "---\r\ntype:  code \r\n\r\nlabels:\r\n  - a\r\n---\r\n# A",
        "---\r\ntype: code\r\n\r\nlabels:\r\n- a\r\n---\r\n# A",
    ),
    "a wrong type is formatted all the same": ("---\nlabels:  x\n---\n", "---\nlabels: x\n---\n"),
    "broken": ("---\ntype:  code\nlabels: [a\n---\n# A\n",) * 2,
    "an alias": ("---\ntype:  *x\n---\n# A\n",) * 2,
    "never ends": ("---\ntype:  code\n# A\n",) * 2,
    "cut": ("---\ntype:  code\nprompt: a---b\n---\n# A\n",) * 2,
    "none": ("# A  \n",) * 2,
    "empty": ("---\n\n---\n", "---\n---\n"),
}


@pytest.mark.parametrize("before, after", CASES.values(), ids=CASES.keys())
def test_formatting(before, after):
    assert formatted(before) == after
    assert formatted(after) == after


def test_only_the_fields_in_a_part():
    text = "---\ntype:  code\nlabels:\n  - a\n  - b\nmodel:  x\n---\n"
    at = text.index("- b")
    assert formatted(text, Span(at, at)) == "---\ntype:  code\nlabels:\n- a\n- b\nmodel:  x\n---\n"
    assert formatted(text, Span(4, 5)) == "---\ntype: code\nlabels:\n  - a\n  - b\nmodel:  x\n---\n"
    assert formatted(text, Span(len(text), len(text))) == text


def test_config_and_prompts():
    text = "---\ndefaults:\n    prompt:  x\n    prompt_extensions:  [ a ]\nlint:\n  disable:\n      - a\n---\nx\n"
    expected = "---\ndefaults:\n  prompt: x\n  prompt_extensions: [a]\nlint:\n  disable:\n  - a\n---\nx\n"
    assert formatted(text, path=".chant/config.md") == expected
    assert formatted("---\nname:  x\n---\nx\n", path=".chant/prompts/x.md") == "---\nname: x\n---\nx\n"


def facts(text):
    spec = parse(ONLY_FILE, Source(text))
    body = text[slice(*spec.frontmatter.body)]
    said = [(each.kind, each.text, each.field) for each in spec.mentions]
    return spec.type, spec.status, spec.labels, spec.title, said, [fault.code for fault in spec.faults], body


def check_formatting(text):
    after = formatted(text)
    assert "".join(after.split()) == "".join(text.split())
    assert facts(after) == facts(text)
    assert formatted(after) == after
    assert after.count("#") == text.count("#")


KEYS = st.sampled_from(["type", "status", "labels", "depends_on", "approval", "team", "prompt"])
SPACE = st.sampled_from(["", " ", "  ", "\t"])
VALUES = st.sampled_from(
    ["code", "'a b'", "[a,b]", "[ a , 'b' ]", "|\n  x  \n\n  y", ">-\n  x\n", "\n- a\n-   b", "\n   - a\n   - b # c",
     "\n    by:  me\n    required : true", "", " # c", "{a: 1,b: 2}", "\n- k: v\n  l:  w", "\n  - - a\n    - b",
     "a\n  b", '"a\n\n  b"', "[a,\n b]", "\n\n  - a\n\n\n  - b\n  #c\n  - d"]
)  # fmt: skip
FIELDS = st.lists(st.tuples(KEYS, SPACE, SPACE, VALUES, SPACE), max_size=5)


@pytest.mark.slow
@given(FIELDS, st.sampled_from(["\n", "\r\n"]), SPACE, st.sampled_from(["", "\n# A\n", "\n\n\n# A", "# A"]))
@settings(max_examples=tries(400), deadline=None)
def test_any_frontmatter_means_what_it_meant(fields, end, blank, body):
    lines = "".join(f"{key}{one}:{two} {value}{three}\n{three}\n" for key, one, two, value, three in fields)
    text = f"---{blank}\n{lines}{blank}---{blank}{body}".replace("\n", end)
    check_formatting(text)


@given(st.text(st.sampled_from("#-[]x :*&\n\r\t'\"{}|>a,")))
@settings(max_examples=tries(300), deadline=None)
def test_any_text_means_what_it_meant(text):
    check_formatting(f"---\n{text}\n---\n# A\n")


@pytest.mark.slow
@needs_corpus
def test_real_specs():
    for verdict in verdicts():
        text = text_of(verdict["file"])
        check_formatting(text)
