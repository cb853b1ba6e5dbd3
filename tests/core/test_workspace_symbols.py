"""Specs found by what somebody types."""

import pytest

from chant_lsp.core.features.workspace_symbols import find_specs, symbol_container, symbol_name
from chant_lsp.core.index import Change
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from tests.fixtures import fixture, index_of

PICTURE = """\
//- .chant/specs/001-lock.md
---
type: research
status: completed
---
# Understand the lock
//- .chant/specs/002-store.md
---
status: pending
---
# Mend the Store, 001 again
//- .chant/specs/010-001.md
---
status: pending
---
# Worktree cleanup
//- .chant/specs/untitled.md
//- .chant/archive/old/000-old.md
---
status: cancelled
---
# Old *lock*
"""

CASES = {
    "001": ["001-lock", "010-001", "002-store"],
    "001-lock": ["001-lock"],
    "LOCK": ["001-lock", "000-old"],
    "the": ["001-lock", "002-store"],
    "the  store": ["002-store"],
    "store the": ["002-store"],
    "understand   the lock": ["001-lock"],
    "pending": ["002-store", "010-001", "untitled"],
    "pending store": ["002-store"],
    "research": ["001-lock"],
    "archived lock": ["000-old"],
    "wcl": ["010-001"],
    "utl": ["untitled", "001-lock"],
    "untitled": ["untitled"],
    "zzz": [],
    "[.*": [],
    "a\nb": [],
    "": ["001-lock", "002-store", "010-001", "untitled"],
}


@pytest.mark.parametrize(("query", "expected"), CASES.items(), ids=CASES.keys())
def test_what_a_query_finds(query, expected):
    files, _ = fixture(PICTURE)
    assert [spec.id for spec in find_specs(index_of(files), query)] == expected


def test_what_is_said_of_a_spec():
    files, _ = fixture(PICTURE)
    index = index_of(files)
    said = {spec.id: (symbol_name(spec), symbol_container(spec)) for spec in index.specs.values()}
    assert said["001-lock"] == ("001-lock Understand the lock", "research completed")
    assert said["untitled"] == ("untitled", "code pending")
    assert said["000-old"] == ("000-old Old *lock*", "code cancelled archived")


def test_what_has_changed_is_found_by_its_new_words_only():
    files, _ = fixture(PICTURE)
    index = index_of(files)
    assert find_specs(index, "ZQX42") == []
    path = ".chant/specs/002-store.md"
    index.apply([Change(path, parse(path, Source("# Now ZQX42")))])
    assert [spec.id for spec in find_specs(index, "zqx42")] == ["002-store"]
    assert [spec.id for spec in find_specs(index, "zx2")] == ["002-store"]
    assert find_specs(index, "Mend") == []
    index.apply([Change(path)])
    assert find_specs(index, "zqx42") == find_specs(index, "zx2") == []


@pytest.mark.slow
def test_a_list_that_can_be_read():
    index = index_of({f".chant/specs/{i:04}.md": "# Same" for i in range(1000)})
    assert len(find_specs(index, "same")) == len(find_specs(index, "")) == len(find_specs(index, "sm")) == 200
    assert [spec.id for spec in find_specs(index, "0999")] == ["0999"]
