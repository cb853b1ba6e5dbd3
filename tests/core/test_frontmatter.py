"""Frontmatter: chant's split, YAML with places, and nothing that hurts."""

import frontmatter as second_opinion
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.frontmatter import MAX_BLOCK_BYTES, Mapping, Opaque, Scalar, Sequence, read_frontmatter
from chant_lsp.core.text import Span
from tests.chance import tries
from tests.families import family


def cut(text, bom=False):
    """What chant takes for the YAML and for the body; None where it sees no frontmatter."""
    found = read_frontmatter(text, bom)
    block = text[found.block.start : found.block.end] if found.closer else None
    return block, text[found.body.start : found.body.end]


SPLITS = {
    "plain": ("---\na: 1\n---\n\n# T\n", "\na: 1\n", "# T"),
    "blank lines in front": ("\n\n---\na: 1\n---\nb", "\na: 1\n", "b"),
    "ends at any three dashes": ("---\nprompt: a---b\nstatus: failed\n---\n", "\nprompt: a", "b\nstatus: failed\n---"),
    "ends in a comment": ("---\n# --- x\na: 1\n---\n", "\n# ", "x\na: 1\n---"),
    "never ends": ("---\na: 1\n", None, "---\na: 1"),
    "none": ("# T\n", None, "# T"),
    "text in front": ("x\n---\na: 1\n---\n", None, "x\n---\na: 1\n---"),
    "byte order mark in the text": ("\ufeff---\na: 1\n---\n", None, "\ufeff---\na: 1\n---"),
    "four dashes": ("----\n", None, "----"),
    "four dashes and an end": ("----\na: 1\n---\n", "-\na: 1\n", ""),
    "CRLF": ("---\r\na: 1\r\n---\r\nx\r\n", "\r\na: 1\r\n", "x"),
    "empty": ("---\n---\n", "\n", ""),
    "nothing": ("", None, ""),
    "no-break space is white space": ("\u00a0---\na: 1\n---", "\na: 1\n", ""),
    "unit separator is not": ("\x1f---\na: 1\n---", None, "\x1f---\na: 1\n---"),
}


@pytest.mark.parametrize("text, block, body", SPLITS.values(), ids=SPLITS.keys())
def test_the_file_is_split_as_chant_splits_it(text, block, body):
    assert cut(text) == (block, body)


def test_a_byte_order_mark_that_the_editor_hides_hides_the_frontmatter():
    assert cut("---\na: 1\n---\n", bom=True) == (None, "---\na: 1\n---")


def test_every_value_knows_its_place():
    text = "---\ntype: code\nlabels: [a, 'b c']\napproval:\n  required: true\n\nlist:\n- x\n- y: z\n---\n"
    found = read_frontmatter(text)
    spans = {entry.key.text: text[entry.value.span.start : entry.value.span.end] for entry in found.entries}
    assert spans == {
        "type": "code",
        "labels": "[a, 'b c']",
        "approval": "required: true",
        "list": "- x\n- y: z",
    }
    labels = found.get("labels").value
    assert [text[item.span.start : item.span.end] for item in labels.items] == ["a", "'b c'"]
    assert [item.text for item in labels.items] == ["a", "b c"]
    assert labels.flow and not found.get("list").value.flow
    assert isinstance(found.get("approval").value, Mapping)


def test_places_are_code_points_behind_emoji_and_line_separators():
    text = "---\na: 😀\u2028x\nb: c\n---\n"
    span = read_frontmatter(text).get("b").value.span
    assert text[span.start : span.end] == "c"


def test_a_scalar_keeps_its_text():
    found = read_frontmatter("---\nids: [001, 3614866, 1e3, 12:30, yes, 2026-01-01]\n---")
    assert [item.text for item in found.get("ids").value.items] == [
        "001",
        "3614866",
        "1e3",
        "12:30",
        "yes",
        "2026-01-01",
    ]


PROBLEMS = {
    "alias": ("b: &x 1\na: *x", [("yaml-feature", "&x"), ("yaml-feature", "*x")]),
    "alias of nothing": ("a: *x", [("yaml-syntax", "*x")]),
    "anchor": ("a: &x 1", [("yaml-feature", "&x")]),
    "tag": ("a: !t 1", [("yaml-feature", "!t")]),
    "merge": ("<<: {a: 1}", [("yaml-feature", "<<")]),
    "tab": ("\ta: 1", [("yaml-syntax", "\t")]),
    "list": ("- a\n- b", [("yaml-syntax", "- a\n- b")]),
    "text": ("just words", [("yaml-syntax", "just words")]),
    "end of document": ("a: 1\n...\nb: 2", [("yaml-syntax", "...")]),
    "end of document and nothing behind": ("a: 1\n...", []),
    "control character": ("a: \x07", [("yaml-syntax", "\x07")]),
    "lone surrogate": ("a: \ud800", [("yaml-syntax", "\ud800")]),
    "comment only": ("# nothing", []),
}


@pytest.mark.parametrize("block, expected", PROBLEMS.values(), ids=PROBLEMS.keys())
def test_a_problem_has_a_code_and_a_place(block, expected):
    text = f"---\n{block}\n---\n"
    problems = read_frontmatter(text).problems
    assert [(problem.code, text[problem.span.start : problem.span.end]) for problem in problems] == expected


def test_the_values_behind_refused_features_are_opaque():
    found = read_frontmatter("---\na: &x [1]\nb: *x\nc: !t {d: e}\n---")
    assert [type(entry.value) for entry in found.entries] == [Opaque, Opaque, Opaque]


def test_reading_goes_on_behind_a_syntax_error():
    text = "---\ntype: code\nlabels: [a\nstatus: pending\nprompt: x\n---\n"
    found = read_frontmatter(text)
    assert {entry.key.text for entry in found.entries} == {"type", "labels", "status", "prompt"}
    at = text.index("x")
    assert found.get("prompt").value == Scalar("x", Span(at, at + 1), True)


BOMBS = {
    "aliases": "a: &a [x]\n" + "".join(f"b{i}: &b{i} [{', '.join(['*a'] * 9)}]\n" for i in range(500)),
    "merges": "a: &a {x: 1}\n" + "b: {<<: [" + "*a, " * 3000 + "]}\n",
    "brackets": "a: " + "[" * 60_000,
    "braces": "a: " + "{" * 60_000,
    "dashes": "- " * 30_000,
    "questions": "? " * 30_000,
    "too large": "a: " + "x" * MAX_BLOCK_BYTES,
    "too many": "a: [" + "1," * 25_000 + "]",
    "NUL": "\0" * 1000,
    "quotes": "a: '" + "'" * 50_000,
    "percent": "%YAML 9.9\n",
}


@pytest.mark.parametrize("bomb", family(BOMBS, BOMBS.keys() - {"too many"}))
def test_bombs_are_refused_and_said_so(bomb):
    assert read_frontmatter(f"---\n{bomb}\n---\n").problems


@given(st.text(st.sampled_from("-: \n\r\t[]{}&*!|>'\"#,?abc1é😀\ud800\0\u2028%@`~<"), max_size=120))
@settings(max_examples=tries(400))
def test_any_text_is_read_without_an_exception_and_with_places_inside(text):
    found = read_frontmatter("---\n" + text)
    size = len(text) + 4
    spans = [problem.span for problem in found.problems]
    spans += [span for entry in found.entries for span in (entry.key.span, entry.value.span)]
    assert all(0 <= span.start <= span.end <= size for span in spans)
    assert all(problem.span.start < problem.span.end and problem.message for problem in found.problems)


words = st.text(st.sampled_from("abcxyz-_./"), min_size=1, max_size=8).filter(lambda word: word.strip("-._/"))
values = st.one_of(words, st.lists(words, max_size=4))


@given(st.dictionaries(words.filter(str.isalpha), values, max_size=6))
def test_what_python_frontmatter_reads_we_read_alike(metadata):
    metadata = {key: value for key, value in metadata.items() if key not in ("content", "handler", "y", "n")}
    text = second_opinion.dumps(second_opinion.Post("body", **metadata))
    if text.count("---") > 2:
        return
    found = read_frontmatter(text)
    ours = {entry.key.text: _plain(entry.value) for entry in found.entries}
    assert ours == dict(second_opinion.loads(text).metadata)


def _plain(node):
    return [item.text for item in node.items] if isinstance(node, Sequence) else node.text
