"""Where the thing under the cursor stands again: drawn under its lines, `w` written, `r` read, `t` in running text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.features.highlights import highlights
from chant_lsp.core.features.page import page_at
from chant_lsp.core.text import Source
from tests.chance import tries
from tests.fixtures import ONLY_FILE, fixture, index_of

OTHERS = "//- .chant/specs/001-a.md\n---\ntarget_files: [docs/a.md]\n---\n# A\n//- src/x.py\n//- docs/a.md\n"
OTHERS += "//- .chant/prompts/standard.md\nx\n"
SPEC = "//- .chant/specs/002-b.md\n"

CASES = {
    "an id": (
        "---\ndepends_on: [001$0-a]\nmembers: ['001-a', 001-b]\n---\n# Goes on from 001-a\n[[001-a]], 001-ab\n",
        ["r 2:14 001-a", "r 3:12 001-a", "t 5:16 001-a", "t 6:3 001-a"],
    ),
    "an id, from the body": (
        "---\ndepends_on: [001-a]\n---\nAfter 001-$0a.\n",
        ["r 2:14 001-a", "t 4:7 001-a"],
    ),
    "a short id is the spec that it can only mean": (
        "---\ndepends_on: [00$01, 001-a]\n---\n",
        ["r 2:14 001", "r 2:19 001-a"],
    ),
    "an id that is nobody's": (
        "---\ndepends_on: [no$0body]\nmembers: [nobody]\n---\nnobody\n",
        ["r 2:14 nobody", "r 3:11 nobody"],
    ),
    "a spec by its path": (
        "---\ndepends_on: [001-a]\ninformed_by: [.chant/specs/00$01-a.md]\n---\n",
        ["r 2:14 001-a", "r 3:15 .chant/specs/001-a.md"],
    ),
    "a file": (
        "---\ntarget_files: [src/x.py]\ncontext: [./src/x$0.py, src/y.py]\n---\n"
        "Edit `src/x.py` and [it](../../src/x.py).\n",
        ["w 2:16 src/x.py", "r 3:11 ./src/x.py", "t 5:7 src/x.py", "t 5:26 ../../src/x.py"],
    ),
    "a prompt": ("---\nprompt: stan$0dard\nbranch: standard\n---\n", ["r 2:9 standard"]),
    "a key": (
        "---\ntarget_fi$0les: [a]\ntarget_files: [b]\n---\nIts target_files, `target_files`.\n",
        ["w 2:1 target_files", "w 3:1 target_files", "t 5:5 target_files", "t 5:20 target_files"],
    ),
    "a key that is a word of the language": (
        "---\nty$0pe: code\n---\nA type, and `type`.\n",
        ["w 2:1 type", "t 4:14 type"],
    ),
    "a key, from the body": (
        "---\nstatus: pending\n---\nSet `stat$0us`; status.\n",
        ["w 2:1 status", "t 4:6 status"],
    ),
    "a key in a map": (
        "---\napproval:\n  required: true\n---\n`requi$0red`\n",
        ["w 3:3 required", "t 5:2 required"],
    ),
    "a value that names nothing": ("---\nstatus: pend$0ing\n---\npending\n", []),
    "a mere word": ("---\ntype: code\n---\nSome wo$0rd, a word.\n", []),
    "nothing": ("---\n$0\n---\n", []),
}


def drawn(index, path, text, offset):
    source = Source(text)
    page = page_at(index, path, source)
    assert page is not None
    for span, kind in highlights(index, page, offset):
        line, column = source.place(span.start)
        yield f"{'?trw'[kind]} {line + 1}:{column + 1} {text[slice(*span)]}"


@pytest.mark.parametrize("text, expected", CASES.values(), ids=CASES.keys())
def test_highlights(text, expected):
    files, (path, offset) = fixture(OTHERS + SPEC + text)
    assert list(drawn(index_of(files), path, files[path], offset)) == expected


def test_a_variable_of_a_prompt():
    text = "---\nname: x\n---\n{{spec.id}} {{spec.title}} {{ spec.id }}\n"
    path = ".chant/prompts/x.md"
    found = list(drawn(index_of({path: text}), path, text, text.index("spec.id")))
    assert found == ["r 4:1 {{spec.id}}", "r 4:28 {{ spec.id }}"]


def test_the_prompt_of_the_config():
    text = "---\ndefaults:\n  prompt: standard\n---\n"
    path = ".chant/config.md"
    found = list(drawn(index_of({path: text}), path, text, text.index("standard")))
    assert found == ["r 3:11 standard"]


@given(st.text(st.sampled_from("#`-[]x :*&\n\r'\"{}_a/.é\0")), st.booleans(), st.integers(0, 80))
@settings(max_examples=tries(150))
def test_any_place_of_any_text(text, in_frontmatter, offset):
    text = f"---\n{text}\n---\n# A\n{text}" if in_frontmatter else text
    index, offset = index_of({ONLY_FILE: text}), min(offset, len(text))
    page = page_at(index, ONLY_FILE, Source(text))
    found = highlights(index, page, offset)
    assert found == sorted(set(found))
    assert all(0 <= span.start <= span.end <= len(text) for span, _ in found)
    assert not found or any(span.touches(offset) for span, _ in found) or "`" in text
