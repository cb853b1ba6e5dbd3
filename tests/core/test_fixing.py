"""Fix all: what is mended in one go, what is left to a person, and that nothing else in the file moves."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.check import check
from chant_lsp.core.edit import apply_edits
from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.fixing import _choose, _Pieces, fix_all
from chant_lsp.core.text import Source, Span
from tests.chance import tries
from tests.fixtures import ONLY_FILE, fixture, index_of

BODY = "\n# T\n\n## Acceptance Criteria\n\n- [ ] one\n"
OTHER = "//- .chant/specs/002-other.md\n---\nstatus: pending\n---\n" + BODY
ME = "//- .chant/specs/001-me.md\n"

MENDED = {
    "nothing": ("---\nstatus: pending\n---\n" + BODY, "---\nstatus: pending\n---\n" + BODY),
    "one value": ("---\nstatus: pendign\n---\n" + BODY, "---\nstatus: pending\n---\n" + BODY),
    "several fields": (
        "---\nstatus: pendign\nlabels: foo  # kept\ntarget_file: ['a.py']\npublic: yes\n---\n" + BODY,
        "---\nstatus: pending\nlabels: [foo]  # kept\ntarget_files: ['a.py']\npublic: true\n---\n" + BODY,
    ),
    "what the first mistake hides": (
        "---\nstatus: pendign\nprompt: a: b\n---\n" + BODY,
        '---\nstatus: pending\nprompt: "a: b"\n---\n' + BODY,
    ),
    "frontmatter that never ends": ("---\nstatus: done\n" + BODY, "---\nstatus: completed\n---\n" + BODY),
    "frontmatter and body": (
        "---\nstatus: pendign\n---\n\n# T\n\n### Acceptance criteria\n\n- [ ] one\n",
        "---\nstatus: pending\n---\n\n# T\n\n## Acceptance Criteria\n\n- [ ] one\n",
    ),
    "line ends and no last one": (
        "---\r\nstatus: pendign\r\nlabels: a, b\r\n---\r\n\r\n# T\r\n\r\n## Acceptance Criteria\r\n\r\n- [ ] one",
        "---\r\nstatus: pending\r\nlabels: [a, b]\r\n---\r\n\r\n# T\r\n\r\n## Acceptance Criteria\r\n\r\n- [ ] one",
    ),
    "many of a kind": (
        "---\nstatus: pending\n---\n\n# T\n\n## Acceptance Criteria\n\n* [ ] a\n* [ ] b\n+ [ ] c\n1. [x] d\n",
        "---\nstatus: pending\n---\n\n# T\n\n## Acceptance Criteria\n\n- [ ] a\n- [ ] b\n- [ ] c\n- [x] d\n",
    ),
    "a list that ends up empty": (
        ME + "---\nstatus: pending\ndepends_on:\n  - 001-me\n---\n" + BODY,
        "---\nstatus: pending\n---\n" + BODY,
    ),
    "a short id": (
        ME + "---\ndepends_on: [002]\n---\n" + BODY + OTHER,
        "---\ndepends_on: [002-other]\n---\n" + BODY,
    ),
    "emoji before": (
        "---\nprompt: '😀'\nstatus: pendign # 😀\n---\n" + BODY,
        "---\nprompt: '😀'\nstatus: pending # 😀\n---\n" + BODY,
    ),
}

LEFT = {
    "an id that may be another": ME + "---\ndepends_on: [003-other]\n---\n" + BODY + OTHER,
    "a path that may be another": ME + "---\ninformed_by: [docs/a1.md]\n---\n" + BODY + "//- docs/a2.md\nx",
    "one of two values": "---\nprompt: a\nprompt: b\n---\n" + BODY,
    "what older versions wrote": "---\npr: 12\n---\n" + BODY,
    "a dependency that was given up": ME
    + "---\ndepends_on: [003-old]\n---\n"
    + BODY
    + "//- .chant/archive/003-old.md\n---\nstatus: cancelled\n---\n"
    + BODY,
}


@pytest.mark.parametrize(("text", "expected"), MENDED.values(), ids=MENDED.keys())
def test_mended(text, expected):
    fixed, before = fixed_of(text)
    assert fixed.text == expected
    assert apply_edits(before, fixed.edits) == expected
    assert bool(fixed.mended) == (before != expected)


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT.keys())
def test_left_to_a_person(text):
    fixed, before = fixed_of(text)
    assert (fixed.text, fixed.edits, fixed.mended) == (before, (), ())


def test_edits_leave_everything_between_them_alone():
    text = "---\nstatus: pendign\nmodel: opus # mine\nlabels: foo\n---\n" + BODY
    fixed, before = fixed_of(text)
    assert [(before[slice(*edit.span)], edit.text) for edit in fixed.edits] == [
        ("pendign", "pending"),
        ("foo", "[foo]"),
    ]


def test_only_one_kind():
    text = "---\nstatus: pendign\ntype: kode\nlabels: foo\n---\n" + BODY
    fixed, _ = fixed_of(text, "invalid-value")
    assert fixed.text == "---\nstatus: pending\ntype: code\nlabels: foo\n---\n" + BODY
    assert [finding.code for finding in fixed.mended] == ["invalid-value", "invalid-value"]


def test_the_index_is_as_it_was():
    index = index_of({ONLY_FILE: "---\nstatus: pendign\n---\n" + BODY})
    before = index.get(ONLY_FILE)
    fix_all(index, ONLY_FILE, Source("---\nstatus: pendign\n---\n" + BODY))
    assert index.get(ONLY_FILE) is before


def test_a_text_that_was_cut_stays():
    index = index_of({ONLY_FILE: ""})
    source = Source("---\nstatus: pendign\n---\n" + BODY, cut=True)
    assert fix_all(index, ONLY_FILE, source).edits == ()


@settings(deadline=None, max_examples=tries(150))
@given(st.text(st.sampled_from("-:[]{}*# \r\n'ab\x00\ud800"), max_size=80).map(lambda text: "---\n" + text))
def test_any_text_comes_to_rest(text):
    index = index_of({ONLY_FILE: text})
    fixed = fix_all(index, ONLY_FILE, Source(text))
    assert apply_edits(text, fixed.edits) == fixed.text
    again = index_of({ONLY_FILE: fixed.text})
    assert fix_all(again, ONLY_FILE, Source(fixed.text)).edits == ()
    assert check(again, ONLY_FILE) is not None


def fixed_of(text, code=None):
    files, _ = fixture(text)
    path = next(iter(files))
    return fix_all(index_of(files), path, Source(files[path]), code), files[path]


@pytest.mark.slow
def test_a_large_file_is_read_a_few_times():
    line = "{{spec.idd}} " * 60
    for size, rounds in ((1_000, 50), (120_000, 8)):
        text = f"---\nname: x\n---\n{line}\n" + "a" * size
        found = fix_all(index_of({".chant/prompts/x.md": text}), ".chant/prompts/x.md", Source(text))
        assert len(found.mended) == rounds


@pytest.mark.slow
def test_edits_by_the_thousand_are_made_in_one_pass():
    """Were each looked for among all others, this would take minutes."""
    count = 20_000
    pieces, text = _Pieces("ab" * count), "ab" * count
    for round in range(2):
        edits = [Edit(Span(at, at + 1), "xy"[round]) for at in range(round, 2 * count, 2)]
        pieces.replace(edits)
        text = apply_edits(text, edits)
    assert text == "xy" * count
    [edit] = pieces.iter_edits()
    assert edit == (Span(0, 2 * count), text)
    fixes = [Fix("x", tuple(Edit(Span(at, at), "x") for at in range(first, 8 * count, 8)), True) for first in (0, 4, 5)]
    findings = [Finding("a", Severity.HINT, Span(0, 0), "x", fixes=(fix,)) for fix in fixes]
    assert [fix for _, fix in _choose("a\n\n\n" * 2 * count, findings, None)] == [fixes[0], fixes[1]]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4), st.text("xy", max_size=2)), max_size=6))
def test_round_after_round_comes_to_the_same(rounds):
    text = original = "0123456789" * 3
    pieces = _Pieces(original)
    for start, length, new in rounds:
        start = min(start, len(text))
        edit = Edit(Span(start, min(start + length, len(text))), new)
        pieces.replace([edit])
        text = apply_edits(text, [edit])
    assert apply_edits(original, pieces.iter_edits()) == text
