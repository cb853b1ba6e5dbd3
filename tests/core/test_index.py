"""The index: who names whom, resolved or not, and what a change touches."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core import ids as ids_module
from chant_lsp.core.check import check
from chant_lsp.core.findings import Severity
from chant_lsp.core.index import Change, SpecIndex
from chant_lsp.core.kinds import parse_page
from chant_lsp.core.rules import OFF_BY_DEFAULT
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from tests.chance import tries
from tests.fixtures import fixture, index_of
from tests.memory_files import MemoryFiles
from tests.random_specs import CONFIGS, OUTPUTS, PATHS, PROMPTS, SCHEMAS, TRACES, config_texts, prompt_texts, spec_texts

PROJECT = """\
//- .chant/specs/001-a.md
---
target_files: [.chant/research/a.md]
---
# A
//- .chant/specs/002-b.md
---
depends_on: [001-a, 009-gone]
informed_by: [.chant/research/a.md, src/*.py, .chant/specs/001-a.md]
---
# B
//- .chant/archive/2026-01-01/2026-01-01-001-abc.md
---
status: completed
---
# Old
//- src/x.py
"""


@pytest.fixture
def index():
    return index_of(fixture(PROJECT)[0])


def ids(specs):
    return [spec.id for spec in specs]


def test_specs_are_found_by_id_in_the_archive_at_any_depth_too(index):
    assert index.paths_of("2026-01-01-001-abc") == [".chant/archive/2026-01-01/2026-01-01-001-abc.md"]
    assert index.spec_of("001-a").path == ".chant/specs/001-a.md"
    assert index.spec_of("nobody") is None


def test_an_active_spec_comes_before_an_archived_one_of_the_same_id(index):
    index.apply([Change(".chant/archive/001-a.md", parse(".chant/archive/001-a.md", Source("# Old A")))])
    assert index.paths_of("001-a") == [".chant/specs/001-a.md", ".chant/archive/001-a.md"]


def test_a_partial_id_resolves_as_on_chants_command_line(index):
    assert ids(index.resolve("001-a")) == ["001-a"]
    assert ids(index.resolve("002")) == ["002-b"]
    assert ids(index.resolve("-b")) == ["002-b"]
    assert ids(index.resolve("00")) == ["001-a", "002-b"]
    assert ids(index.resolve("2026")) == []


def test_reverse_edges(index):
    assert ids(index.dependents(index.spec_of("001-a"))) == ["002-b"]
    assert ids(index.referrers(".chant/research/a.md")) == ["001-a", "002-b"]
    assert ids(index.referrers("009-gone")) == ["002-b"]
    assert ids(index.producers(".chant/research/a.md")) == ["001-a"]


def test_a_spec_path_that_moved_to_the_archive_still_leads_to_the_spec(index):
    moved = ".chant/archive/001-a.md"
    index.apply([Change(".chant/specs/001-a.md"), Change(moved, parse(moved, Source("# A")))])
    mention = index.spec_of("002-b").inputs[-1]
    assert index.target(mention).path == moved


TOUCHES = {
    "a new spec that somebody waits for": (".chant/specs/009-gone.md", "# Here", {"002-b"}),
    "a new spec that may settle a short id": (".chant/specs/xx-009-gone-yy.md", "# Here", {"002-b"}),
    "a spec that others depend on": (".chant/specs/001-a.md", "# A", {"002-b"}),
    "an output is gone from its spec": (".chant/specs/001-a.md", "---\ntype: code\n---\n# A", {"002-b"}),
    "a spec that nobody names": (".chant/archive/2026-01-01/2026-01-01-001-abc.md", "# Old", set()),
    "a file that somebody reads": (".chant/research/a.md", None, {"001-a", "002-b"}),
    "a file that a glob covers": ("src/new.py", None, {"002-b"}),
    "a file that nobody names": ("README.md", None, set()),
}


@pytest.mark.parametrize("path, text, expected", TOUCHES.values(), ids=TOUCHES.keys())
def test_a_change_touches_those_who_name_it(index, path, text, expected):
    delta = index.apply([Change(path, parse(path, Source(text)) if text is not None else None)])
    touched = {spec.id for name in delta.touched if (spec := index.get(name)) and name != path}
    assert touched == expected - {path}


PAGES = """\
//- .chant/config.md
---
project: {name: a}
defaults: {prompt: standard}
---
//- .chant/prompts/standard.md
Do {{spec}}
//- .chant/prompts/base.md
---
extends: standard
---
{{> parent}}
//- .chant/prompts/fix.md
---
extends: base
---
{{> parent}}
//- .chant/specs/001-a.md
---
prompt: standard
---
# A
//- .chant/specs/002-b.md
# B
"""

PAGE_TOUCHES = {
    "a prompt's text: those who extend it": (".chant/prompts/standard.md", "x", {"standard", "base", "fix"}),
    "a prompt that nobody extends": (".chant/prompts/fix.md", "x", {"fix"}),
    "a prompt that goes: all prompts, the config, the specs that name it": (
        ".chant/prompts/standard.md", None, {"standard", "base", "fix", "config", "001-a"},
    ),
    "a prompt that comes: it may be what another name meant": (
        ".chant/prompts/standrad.md", "x", {"standrad", "standard", "base", "fix", "config", "001-a"},
    ),
    "the config": (".chant/config.md", "---\n---\n", {"config"}),
}  # fmt: skip


@pytest.mark.parametrize("path, text, expected", PAGE_TOUCHES.values(), ids=PAGE_TOUCHES.keys())
def test_what_a_change_of_config_or_prompts_touches(path, text, expected):
    files, _ = fixture(PAGES)
    index = index_of(files)
    delta = index.apply([Change(path, parse_page(path, Source(text)) if text is not None else None)])
    names = {name.rpartition("/")[2].removesuffix(".md") for name in delta.touched}
    if expected == {"config"}:
        assert names >= expected
    else:
        assert names == expected


def test_who_names_a_prompt():
    index = index_of(fixture(PAGES)[0])
    named = [
        (path.rpartition("/")[2], mention.text) for path, mention in index.naming_prompt(".chant/prompts/standard.md")
    ]
    assert named == [("config.md", "standard"), ("base.md", "standard"), ("001-a.md", "standard")]
    assert [each.name for each in index.pages.ancestry(index.pages.prompts[".chant/prompts/fix.md"])] == [
        "fix", "base", "standard",
    ]  # fmt: skip


def test_the_revision_counts_batches(index):
    before = index.revision
    assert index.apply([]).revision == before + 1


def test_a_deleted_spec_is_gone_from_every_edge(index):
    delta = index.apply([Change(path) for path in list(index.specs)])
    assert delta.touched >= {".chant/specs/001-a.md", ".chant/specs/002-b.md"}
    assert not index.specs
    assert index.referrers("001-a") == index.producers(".chant/research/a.md") == []
    assert list(index.outputs_below(".")) == []


# -- incremental = from scratch

steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(CONFIGS), st.one_of(st.none(), config_texts())),
        st.tuples(st.sampled_from(PROMPTS), st.one_of(st.none(), prompt_texts())),
        st.tuples(st.sampled_from(PATHS), st.one_of(st.none(), spec_texts())),
        st.tuples(st.sampled_from((*OUTPUTS, *TRACES)), st.one_of(st.none(), st.just(""))),
        st.tuples(st.sampled_from(SCHEMAS), st.sampled_from((None, "{}", "{"))),
        st.tuples(st.sampled_from(PATHS), spec_texts()),
    ),
    min_size=1,
    max_size=12,
)


ALL_ON = dict.fromkeys(OFF_BY_DEFAULT, Severity.HINT)


@given(steps, st.integers(1, 3))
@settings(max_examples=tries(150), deadline=None)
def test_incremental_equals_from_scratch_and_touched_holds_every_changed_finding(steps, batch):
    """Invariant 4, over random edits of a small project."""
    check_incremental(steps, batch)


def check_incremental(steps, batch):
    texts: dict[str, str] = {}
    index = SpecIndex(MemoryFiles(texts))
    before: dict[str, list] = {}
    for start in range(0, len(steps), batch):
        changes = []
        for path, text in steps[start : start + batch]:
            if text is None:
                texts.pop(path, None)
            else:
                texts[path] = text
            changes.append(Change(path, parse_page(path, Source(text)) if text is not None else None))
        delta = index.apply(changes)
        fresh = index_of(texts)
        after = {path: check(index, path, ALL_ON) for path in (*index.specs, *index.pages.paths())}
        assert after == {path: check(fresh, path, ALL_ON) for path in (*fresh.specs, *fresh.pages.paths())}
        assert {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)} <= delta.touched
        before = after


@pytest.mark.slow
@given(steps, st.integers(1, 3))
@settings(deadline=None)
def test_so_it_is_where_ids_are_too_many_to_look_at_each(steps, batch):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ids_module, "MAX_COMPARED", 0)
        check_incremental(steps, batch)
