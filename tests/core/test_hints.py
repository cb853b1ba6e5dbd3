"""Hints, drawn into the text between `«` and `»`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.features.hints import MAX_LENGTH, hints_in_text, hints_of_fields
from chant_lsp.core.features.page import page_at
from chant_lsp.core.text import Source, Span
from tests.chance import tries
from tests.corpus import needs_corpus, text_of, verdicts
from tests.fixtures import ONLY_FILE, fixture, index_of

OTHERS = """\
//- .chant/specs/001-a.md
---
type: research
target_files: [docs/a.md, docs/b.md, src/w.py]
---
# Understand it
//- .chant/specs/003-c.md
---
status: failed
target_files: [docs/b.md, src/w.py]
---
//- .chant/archive/2025/000-old.md
---
status: completed
target_files: [docs/old.md]
---
# Old
//- .chant/prompts/standard.md
x
//- docs/old.md
x
//- src/x.py
x
//- .chant/specs/002-b.md
"""
PATH = ".chant/specs/002-b.md"

CASES = {
    "ids": (
        '---\ndepends_on: [001-a, "003-c", 000-old]\n---\n',
        '---\ndepends_on: [001-a« Understand it (pending)», "003-c"« (failed)», 000-old« Old (archived)»]\n---\n',
    ),
    "ids in lines": (
        "---\nmembers:\n- 001-a # first\n---\n",
        "---\nmembers:\n- 001-a« Understand it (pending)» # first\n---\n",
    ),
    "ids that are none": (
        "---\ndepends_on: [001, nobody, 002-b, other:001]\n---\n",
        "---\ndepends_on: [001« no full id; 001-a?», nobody« no such spec», 002-b« this spec itself»,"
        " other:001]\n---\n",
    ),
    "inputs": (
        "---\ninformed_by:\n- docs/a.md\n- docs/b.md\n- docs/old.md\n- src/x.py\n- src/y.py\n---\n",
        "---\ninformed_by:\n- docs/a.md« written by 001-a (pending)»\n"
        "- docs/b.md« written by 001-a and 1 more»\n"
        "- docs/old.md« written by 000-old (completed)»\n- src/x.py\n- src/y.py« not there»\n---\n",
    ),
    "inputs of other forms": (
        "---\ncontext:\n- src/*.py\n- '*.txt'\n- src/\n- https://a.b/\n- ../x.py\n- some words\n- derived_a=b\n---\n",
        "---\ncontext:\n- src/*.py« 1 file»\n- '*.txt'« no file»\n- src/\n- https://a.b/\n- ../x.py\n- some words\n"
        "- derived_a=b\n---\n",
    ),
    "several matches": ("---\norigin: ['**/*.md']\n---\n", "---\norigin: ['**/*.md'« 6 files»]\n---\n"),
    "a spec as an input": (
        "---\ninformed_by: [.chant/specs/001-a.md, 001-a]\n---\n",
        "---\ninformed_by: [.chant/specs/001-a.md« Understand it (pending)», 001-a« Understand it (pending)»]\n---\n",
    ),
    "outputs": (
        "---\ntarget_files: [src/new.py, src/x.py, src/w.py]\n---\n",
        "---\ntarget_files: [src/new.py, src/x.py, src/w.py« also by 001-a and 1 more»]\n---\n",
    ),
    "outputs of what is done": (
        "---\nstatus: completed\ntarget_files: [src/new.py, src/x.py]\n---\n",
        "---\nstatus: completed\ntarget_files: [src/new.py« not there», src/x.py]\n---\n",
    ),
    "prompts": (
        "---\nprompt: standard\n---\n", "---\nprompt: standard\n---\n",
    ),
    "a prompt that is not there": ("---\nprompt: mine\n---\n", "---\nprompt: mine« no such prompt»\n---\n"),
    "in the body": (
        "---\n---\nSee [[001-a]], 001-a, [[001-a|that]] and [[nobody]].\n",
        "---\n---\nSee [[001-a]]« Understand it (pending)», 001-a, [[001-a|that]]« Understand it (pending)»"
        " and [[nobody]].\n",
    ),
}  # fmt: skip


def hints_of(index, path, text):
    page = page_at(index, path, Source(text))
    assert page is not None
    return hints_of_fields(index, page) + hints_in_text(index, page, Span(0, len(text)))


def drawn(text, hints):
    for hint in sorted(hints, reverse=True):
        text = f"{text[: hint.offset]}« {hint.text}»{text[hint.offset :]}"
    return text


@pytest.mark.parametrize("text, expected", CASES.values(), ids=CASES.keys())
def test_hints(text, expected):
    files, _ = fixture(OTHERS + text)
    assert drawn(files[PATH], hints_of(index_of(files), PATH, files[PATH])) == expected


def test_long_titles_are_cut_and_what_hides_is_shown():
    files, _ = fixture(f"//- .chant/specs/a.md\n---\n---\n# {'long ' * 30}\u202e\n{OTHERS}---\ndepends_on: [a]\n---\n")
    (hint,) = hints_of(index_of(files), PATH, files[PATH])
    assert hint.text == "long long long long long long lo… (pending)"
    assert len(hint.text) == MAX_LENGTH


def test_no_hint_about_an_id_as_chant_makes_them_is_cut_by_the_editor():
    ids = [f"2026-01-24-{number:03}-u0g" for number in range(1, 18)]
    specs = "".join(
        f"//- .chant/specs/{id}.md\n---\nstatus: in_progress\ntarget_files: [a.md]\n---\n# A\n" for id in ids
    )
    only = "//- .chant/specs/2026-01-24-018-u0g.md\n---\nstatus: in_progress\ntarget_files: [b.md]\n---\n"
    fields = f"depends_on: [{ids[0]}]\ninformed_by: [a.md, b.md]\ntarget_files: [a.md]\n"
    files, _ = fixture(f"{specs}{only}//- {PATH}\n---\n{fields}---\n")
    hints = [hint.text for hint in hints_of(index_of(files), PATH, files[PATH])]
    assert len(hints) == 4 and max(map(len, hints)) <= MAX_LENGTH, hints


def test_config_and_prompts():
    files = {
        ".chant/config.md": "---\ndefaults:\n  prompt: gone\n---\n",
        ".chant/prompts/a.md": "---\nextends: gone\n---\n",
    }
    for path, text in files.items():
        assert [hint.text for hint in hints_of(index_of(files), path, text)] == ["no such prompt"], path


@given(st.text(st.sampled_from("#`-[]x :*&\n\r'\"{}_a/.é\0")))
@settings(max_examples=tries(200))
def test_any_text(text):
    text = f"---\ndepends_on: [{text}]\ninformed_by:\n- {text}\n---\n# A\n{text}"
    for hint in hints_of(index_of({ONLY_FILE: text}), ONLY_FILE, text):
        assert 0 <= hint.about.start <= hint.about.end <= hint.offset <= len(text)
        assert hint.text.isprintable()


@pytest.mark.slow
@needs_corpus
def test_real_specs():
    for verdict in verdicts():
        text = text_of(verdict["file"])
        for hint in hints_of(index_of({ONLY_FILE: text}), ONLY_FILE, text):
            assert hint.about.end <= hint.offset <= len(text)
