"""Names by a part of them: in the right order, and the same after changes as from scratch."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.index import Change, SpecIndex
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from tests.chance import tries
from tests.memory_files import MemoryFiles


def spec(title: str = "", outputs: str = "", labels: str = "") -> str:
    return f"---\nlabels: [{labels}]\ntarget_files: [{outputs}]\n---\n# {title}\n"


SPECS = {
    "001-comprehension": spec("Understand the lost write", "docs/a.md", "bug, issue-1"),
    "002-reproduction": spec("A red test", "tests/test_a.py", "bug"),
    "003-root-cause": spec("Why reproduction is red", "docs/b.md"),
    "010-Root": spec("Another", "docs/a.md", "bug"),
}

SEARCHES = {
    "everything": ("", ["001-comprehension", "002-reproduction", "003-root-cause", "010-Root"]),
    "a beginning": ("00", ["001-comprehension", "002-reproduction", "003-root-cause"]),
    "a part, in any case": ("ROOT", ["003-root-cause", "010-Root"]),
    "beginnings before parts before titles": ("re", ["001-comprehension", "002-reproduction", "003-root-cause"]),
    "titles last": ("reproduction", ["002-reproduction", "003-root-cause"]),
    "words of a title": ("lost write", ["001-comprehension"]),
    "nothing": ("xyz", []),
    "not across lines": ("write\n002", []),
}


@pytest.mark.parametrize(("text", "expected"), SEARCHES.values(), ids=SEARCHES.keys())
def test_ids(text, expected):
    assert index_of(SPECS).names.ids(text, 10) == expected


def test_no_more_than_the_limit_and_beginnings_first():
    names = index_of({f"{i:04}-a" for i in range(500)}).names
    assert names.ids("", 3) == ["0000-a", "0001-a", "0002-a"]
    assert names.ids("042", 2) == ["0420-a", "0421-a"]
    assert names.ids("49-", 3) == ["0049-a", "0149-a", "0249-a"]


def test_around():
    names = index_of({f"{i:03}" for i in range(10)}).names
    assert names.ids_around("004", 6) == ["003", "002", "001", "000", "005", "006"]
    assert names.ids_around("zzz", 2) == ["009", "008"]
    assert names.ids_around("000", 2) == ["001", "002"]


def test_outputs_and_labels():
    names = index_of(SPECS).names
    assert names.outputs("docs/", 10) == ["docs/a.md", "docs/b.md"]
    assert names.outputs("test", 10) == ["tests/test_a.py"]
    assert names.labels() == [("bug", 3), ("issue-1", 1)]


IDS = st.sampled_from(["a", "ab", "b-a", "C", "zz"])
TEXTS = st.none() | st.builds(spec, st.sampled_from(["", "Ab", "b"]), st.sampled_from(["", "x", "x, y"]), IDS)


@settings(deadline=None, max_examples=tries(150))
@given(st.lists(st.tuples(IDS, TEXTS), max_size=12), st.integers(0, 12), st.sampled_from(["", "a", "b", "x"]))
def test_changes_come_to_the_same_as_a_fresh_start(changes, asked_after, text):
    index = SpecIndex(MemoryFiles({}))
    for i, (id, content) in enumerate(changes):
        if i == asked_after:
            everything(index, text)
        index.apply([Change(path_of(id), parse(path_of(id), Source(content)) if content is not None else None)])
    fresh = SpecIndex(MemoryFiles({}))
    fresh.apply([Change(path, one) for path, one in index.specs.items()])
    assert everything(index, text) == everything(fresh, text)


def everything(index, text):
    names = index.names
    return names.ids(text, 10), names.ids_around("b", 3), names.outputs(text, 10), names.labels()


@pytest.mark.slow
@settings(deadline=None)
@given(st.lists(st.tuples(IDS, TEXTS), max_size=12), st.integers(0, 12), st.integers(0, 6), st.booleans())
def test_what_changes_while_the_tables_are_made_is_not_lost(changes, begun_after, steps, asked_between):
    index = SpecIndex(MemoryFiles({}))
    preparing = iter(())
    for i, (id, content) in enumerate(changes):
        if i == begun_after:
            preparing = index.names.iter_prepare()
        if i >= begun_after and steps:
            steps -= 1
            next(preparing, None)
        if asked_between and i == begun_after + 1:
            everything(index, "a")
        index.apply([Change(path_of(id), parse(path_of(id), Source(content)) if content is not None else None)])
    for _ in preparing:
        pass
    fresh = SpecIndex(MemoryFiles({}))
    fresh.apply([Change(path, one) for path, one in index.specs.items()])
    assert everything(index, "a") == everything(fresh, "a")


@pytest.mark.slow
def test_very_many_changes_make_the_table_anew():
    index = index_of({"a": "# T"})
    assert index.names.ids("", 10) == ["a"]
    many = [Change(path_of(f"b{i:05}"), parse(path_of(f"b{i:05}"), Source("# T"))) for i in range(1500)]
    index.apply(many)
    assert index.names.ids("b0149", 3) == ["b01490", "b01491", "b01492"]


def path_of(id: str) -> str:
    return f".chant/specs/{id}.md"


def index_of(specs) -> SpecIndex:
    index = SpecIndex(MemoryFiles({}))
    texts = specs if isinstance(specs, dict) else dict.fromkeys(specs, "")
    index.apply([Change(path_of(id), parse(path_of(id), Source(text))) for id, text in texts.items()])
    return index
