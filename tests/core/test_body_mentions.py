"""What running text names, by its form alone; and that the table of names never misses one."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chant_lsp.core.body_mentions import (
    body_mention_at,
    body_start,
    is_like_id,
    iter_body_mentions,
    iter_naming,
    key_part,
    key_parts,
    meanings,
)
from chant_lsp.core.text import Source, Span
from tests.chance import tries

CASES = {
    "As [[001-a]] says": ["wiki 001-a"],
    "[[ 001-a ]]": ["wiki 001-a"],
    "[[setup]]": ["wiki setup"],
    "[[001-a|the first]]": ["wiki 001-a"],
    "[[001-a#Steps]]": ["wiki 001-a"],
    "[[001-a#Steps|the first]]": ["wiki 001-a"],
    "![[001-a]]": ["wiki 001-a"],
    "[[my own spec]]": ["wiki my own spec"],
    "[[001-a] ]": ["word 001-a"],
    "[](x.md)": ["link x.md"],
    "[text](001-a.md)": ["link 001-a.md"],
    "[text](../research/x.md#part)": ["link ../research/x.md"],
    '[text](x.md "A title 001-b")': ["link x.md", "word 001-b"],
    "[text](<my notes.md>)": ["link my notes.md"],
    "[text](my%20notes.md)": ["link my notes.md (my%20notes.md)"],
    "[text](caf%C3%A9.md)": ["link café.md (caf%C3%A9.md)"],
    "[text](a(1).md)": ["link a(1).md"],
    "[text](#part)": [],
    "[text](https://x.example/001-a.md)": [],
    "[text](mailto:001-a@x.example)": [],
    "[text](//x.example/001-a.md)": [],
    "![alt](img/001.png)": ["link img/001.png"],
    "[![alt](a.png)](b.md)": ["link a.png", "link b.md"],
    "[x]: docs/a.md": ["link docs/a.md"],
    "[x]: <docs/a b.md> 'title'": ["link docs/a b.md"],
    "<docs/a.md>": ["path docs/a.md"],
    "See docs/a.md.": ["path docs/a.md"],
    "`docs/a.md`, **docs/b.md**; 'docs/c.md'": ["path docs/a.md", "path docs/b.md", "path docs/c.md"],
    "`./docs/a.md` and ../a.md": ["path ./docs/a.md", "path ../a.md"],
    "docs/a.md:12": ["path docs/a.md"],
    "a.py:12 and 001-a.md:3": ["word 001-a.md"],
    "docs/": [],
    "docs/guides/": ["path docs/guides/"],
    ".chant/specs/001-a.md": ["path .chant/specs/001-a.md"],
    "chant/001-a": ["path chant/001-a"],
    "001-a": ["word 001-a"],
    "001-a, (001-b) 'Tis 001-c's": ["word 001-a", "word 001-b", "word 001-c"],
    "001-a: done; 001-b.": ["word 001-a", "word 001-b"],
    "001-a.1 is a member": ["word 001-a.1"],
    "001-a—then 001-b…": ["word 001-a", "word 001-b"],
    "commit chant(001-a): text": ["word 001-a"],
    "repo:001-a": [],
    "https://x.example/001-a 001-b": ["word 001-b"],
    "http://x.example/a(001-c)": [],
    "git+ssh://x/001-a": [],
    "2026-01-22-001-x7m.2": ["word 2026-01-22-001-x7m.2"],
    "A word, acquire_lock(), specs.iter, e.g. 42 and -1": [],
    "007 and fork-fix": ["word 007", "word fork-fix"],
    "😀 001-å😀-first": ["word 001-å😀-first"],
    "001-a\u2028001-b": ["word 001-a", "word 001-b"],
    "{{spec.id}}-001": [],
}


@pytest.mark.parametrize(("text", "expected"), CASES.items(), ids=CASES.keys())
def test_what_a_text_names(text, expected):
    found = list(iter_body_mentions(text, Span(0, len(text))))
    assert [drawn(text, mention) for mention in found] == expected
    for mention in found:
        assert body_mention_at(Source(f"001-z\r\n{text}\n001-z"), 7 + mention.span.start) is not None


def drawn(text, mention):
    raw = text[mention.span.start : mention.span.end]
    assert raw == mention.raw
    return f"{mention.form.name.lower()} {mention.text}" + (f" ({raw})" if raw != mention.text else "")


MEANINGS = {
    "[[001-a]]": ["001-a"],
    "001-a": ["001-a"],
    "001-a.md": ["001-a"],
    "docs/a.md": ["docs/a.md", ".chant/specs/docs/a.md"],
    "../research/a.md": [".chant/research/a.md"],
    "../../../a.md": [],
    "[x](../research/a.md)": [".chant/research/a.md"],
    "[x](docs/a.md)": [".chant/specs/docs/a.md", "docs/a.md"],
    "[x](001-a)": [".chant/specs/001-a", ".chant/specs/001-a.md", "001-a", "001-a.md", "001-a"],
    "[x](/docs/a.md)": ["docs/a.md"],
    "/etc/passwd": [],
    "[[docs/a]]": [".chant/specs/docs/a", ".chant/specs/docs/a.md", "docs/a", "docs/a.md"],
}


@pytest.mark.parametrize(("text", "expected"), MEANINGS.items(), ids=MEANINGS.keys())
def test_what_a_mention_may_stand_for(text, expected):
    (mention,) = iter_body_mentions(text, Span(0, len(text)))
    assert [each.id or each.path for each in meanings(mention, ".chant/specs")] == expected


IDS = {
    "001-fix": True, "fork-fix": True, "2026-01-22-001-x7m": True, "d.1": True, "x7m": True, "007": True, "0": False,
    "10": False, "42": False, "2026": False, "setup": False, "acquire_lock": False, "specs.iter": False, "a.md": True,
}  # fmt: skip


@pytest.mark.parametrize(("word", "expected"), IDS.items(), ids=IDS.keys())
def test_which_bare_words_are_taken_for_ids(word, expected):
    assert is_like_id(word) is expected


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("---\na: 1\n---\nx", "\nx"),
        ("\n---\r\na: 1\r\n---\r\nx", "\r\nx"),
        ("x", "x"),
        ("---\nnever ends", "---\nnever ends"),
    ],
)
def test_where_running_text_begins(text, body):
    assert text[body_start(text) :] == body


NAMES = ["001-a", "setup", "my own", "d.1", "x.md", "docs/a b.md", ".chant/specs/001-a.md", "é/ü.md", "Makefile", "a'b"]
PIECES = [
    "[[", "]]", "|t", "#h", "[t](", ")", "(<", ">", "[r]: ", "`", "/", "../", "./", "%20", "%", " ", "\n", "\u2028",
    ".", "-", ":", "https://", "1", "a", "😀", ".md", "<",
]  # fmt: skip


@settings(deadline=None, max_examples=tries(400))
@given(st.lists(st.sampled_from([*NAMES, *PIECES]), max_size=12).map("".join))
@example("[[ setup]]")
@example("001-a/setup/.")
@example("001-a/setup/-")
@example("setup/x.md/..")
def test_every_name_is_found_by_its_key_and_on_its_line(text):
    parts = key_parts(text)
    source = Source(text)
    for mention in iter_body_mentions(text, Span(0, len(text))):
        assert text[mention.span.start : mention.span.end] == mention.raw
        for meaning in meanings(mention, ".chant/specs"):
            name = meaning.id or meaning.path or ""
            assert key_part(name) in {*parts, ""}
            assert mention in list(iter_naming(source, 0, name))
