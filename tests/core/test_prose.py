"""Nothing from a file can act in what an editor renders."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.features.hover import hover_at
from chant_lsp.core.features.prose import code, fenced, size, words
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from tests.chance import tries
from tests.fixtures import fixture, index_of

A = "//- .chant/specs/a.md\n"

HOSTILE = [
    "[click](command:workbench.action.terminal.new)",
    "<a href='command:x'>click</a>",
    "<command:x>",
    "![x](https://evil.example/track.png)",
    "```\n[click](command:x)\n```",
    "``` ```` ` `` [click](command:x)",
    "\\[click](command:x)",
    "&#91;click](command:x)",
    "[click][1]\n\n[1]: command:x",
    "# Heading\n---\n- [click](command:x)",
    "$(trash) $(x)",
    "https://evil.example www.evil.example me@evil.example",
    "a\u202egpj.exe\u200b",
]
_CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)(.*?)(?<!`)\1(?!`)")
_FENCE = re.compile(r"^(`{3,})\w*\n(.*?)\n\1$", re.DOTALL | re.MULTILINE)
_ACTS = re.compile(r"(?<!\\)(?:\\\\)*(?:[<\[&$]|://|@)|^ {0,3}#|^---$", re.MULTILINE)


def acting(markdown: str) -> list[str]:
    """What an editor would act on: anything outside of code that is not escaped."""
    outside = _CODE_SPAN.sub("", _FENCE.sub("", markdown))
    return _ACTS.findall(outside)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_files_cannot_act(text):
    line = text.split("\n")[0].replace("'", "''")
    for picture in (
        f"{A}---\ndepends_on: [b$0]\n---\n//- .chant/specs/b.md\n# {text}\n",
        f"{A}---\ninformed_by: [d/x.md$0]\n---\n//- d/x.md\n{text}\n",
        f"{A}---\nprompt: p$0\n---\n//- .chant/prompts/p.md\n{text}\n",
        f"{A}---\ndepends_on: ['{line}$0']\n---\n",
        f"{A}---\ninformed_by: ['d/{line}$0']\n---\n",
        f"{A}---\ntracks: ['d/*{line}$0']\n---\n",
        f"{A}---\nprompt: '{line}$0'\n---\n",
        f"{A}---\nstatus: '{line}$0'\n---\n",
        f"{A}---\nstatus: pending$0\ndepends_on: ['{line}']\n---\n",
        f"{A}---\n'{line}$0': x\n---\n",
    ):
        found = hover(picture)
        assert found is not None
        assert acting(found.markdown) == []
        assert not re.search("[\u200b-\u200f\u202a-\u202e]", found.markdown)


@settings(deadline=None, max_examples=tries(300))
@given(st.one_of(st.text(max_size=40), st.text(st.sampled_from("`\\ab[]()<>$&\n~!#-"), max_size=40)))
def test_any_words_and_code_are_inert(text):
    assert acting(words(text)) == []
    assert "\n" not in words(text) + code(text)
    assert acting(f"x {code(text)} y") == []
    assert acting(fenced(text, "x.md")) == []


def test_code_and_sizes():
    assert [code(text) for text in ("a", "a`b", "`a", "")] == ["`a`", "``a`b``", "`` `a ``", "(nothing)"]
    assert [size(n) for n in (0, 1, 1023, 4200, 3 << 20)] == ["0 bytes", "1 byte", "1023 bytes", "4.1 KiB", "3.0 MiB"]


def hover(picture):
    files, (path, offset) = fixture(picture)
    source = Source(files[path])
    return hover_at(index_of(files), parse(path, source), source, offset)
