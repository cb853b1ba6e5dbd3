"""The table of what may name what: it never misses a file, whatever was put in, changed and taken out before."""

from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.body_names import MAX_NAMES, BodyNames
from tests.chance import tries

NAMES = ["001-a", "setup", "d.1", "docs/a b.md", ".chant/specs/001-a.md", "é/ü.md", "src/Makefile"]
TEXT = {
    "001-a": "As 001-a says",
    "setup": "[[setup]]",
    "d.1": "`d.1`",
    "docs/a b.md": "[x](../docs/a%20b.md)",
    ".chant/specs/001-a.md": "see .chant/specs/001-a.md.",
    "é/ü.md": "[x](%C3%A9/%C3%BC.md)",
    "src/Makefile": "src/Makefile",
}


def test_only_the_files_that_may_name_it():
    names = BodyNames()
    names.put("a.md", "See [[001-a]].")
    names.put("b.md", "---\nprompt: 001-a\n---\nSee 002-b.", 22)
    assert names.paths_naming("001-a") == ["a.md"]
    assert names.paths_naming(".chant/specs/002-b.md") == ["b.md"]
    assert names.paths_naming("003-c") == []
    assert ("a.md" in names, "c.md" in names, len(names)) == (True, False, 2)


def test_it_knows_what_has_not_been_read():
    names = BodyNames()
    names.put("a.md", "001-a")
    names.mark("a.md")
    names.mark("b.md")
    assert list(names.unread) == ["a.md", "b.md"]
    assert names.paths_naming("001-a") == ["a.md"]
    names.put("b.md", None)
    names.put("a.md", "nothing")
    assert (list(names.unread), names.paths_naming("001-a")) == ([], [])


def test_a_file_with_too_many_names_may_name_anything():
    names = BodyNames()
    names.put("a.md", " ".join(f"x-{i}" for i in range(MAX_NAMES + 1)))
    assert names.paths_naming("001-a") == ["a.md"]
    assert not names.unread
    names.put("a.md", "few")
    assert names.paths_naming("001-a") == []


def test_what_is_not_so_any_more_is_forgotten():
    names = BodyNames()
    for i in range(5_000):
        names.put("a.md", f"001-a x-{i}")
        names.put("b.md", "002-b")
    assert sum(map(len, names._segments)) < 5_000
    assert names.paths_naming("x-4999") == names.paths_naming("001-a") == ["a.md"]
    assert names.paths_naming("x-4998") == []


@settings(deadline=None, max_examples=tries(200))
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.none() | st.lists(st.sampled_from(NAMES), max_size=4))))
def test_it_never_misses_a_file(steps):
    names, true = BodyNames(), {}
    for path, named in steps:
        names.put(path, None if named is None else "\n".join(TEXT[name] for name in named))
        true[path] = named or []
    for name in NAMES:
        assert {path for path, named in true.items() if name in named} <= set(names.paths_naming(name))
