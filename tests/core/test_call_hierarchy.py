"""Who depends on a spec, and on whom it depends: one step at a time."""

import pytest

from chant_lsp.core.features import call_hierarchy
from chant_lsp.core.features.call_hierarchy import detail, incoming, outgoing, spec_at
from chant_lsp.core.text import Source
from tests.fixtures import fixture, index_of

A, B, C = (f"//- .chant/specs/{name}.md\n" for name in "abc")
CASES = {
    "nobody": (A + "# A$0\n", "a", [], []),
    "one each way": (
        A + "---\ndepends_on: [b]\n---\n$0\n" + B + "# B\n" + C + "---\ndepends_on: a\n---\n",
        "a",
        ["c `a`"],
        ["b `b`"],
    ),
    "of what is mentioned": (A + "---\ndepends_on: [b$0]\n---\n" + B + "# B\n", "b", ["a `b`"], []),
    "in running text": (A + "[[b$0]]\n" + B + "---\ndepends_on: [c, zz]\n---\n" + C, "b", [], ["c `c`"]),
    "a cycle": (
        A + "---$0\ndepends_on: [b]\n---\n" + B + "---\ndepends_on: ['a', a]\n---\n", "a", ["b `a` `a`"], ["b `b`"],
    ),
    "itself": (A + "---$0\ndepends_on: [a]\n---\n", "a", ["a `a`"], ["a `a`"]),
    "archived": (
        A + "---$0\ndepends_on: [z, b, z]\n---\n" + B + "//- .chant/archive/z.md\n", "a", [], ["z `z` `z`", "b `b`"],
    ),
    "an input is no call": (A + "---\ninformed_by: [b]\n---$0\n" + B, "a", [], []),
    "an unknown id is its own spec": (A + "---\ndepends_on: [zz$0]\n---\n", "a", [], []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "at", "callers", "called"), CASES.values(), ids=CASES.keys())
def test_calls(text, at, callers, called):
    files, (path, offset) = fixture(text)
    index = index_of(files)
    spec = spec_at(index, path, offset, Source(files[path]))
    assert spec is not None and spec.id == at
    assert [drawn(files, call, call.spec.path) for call in incoming(index, spec)] == callers
    assert [drawn(files, call, spec.path) for call in outgoing(index, spec)] == called


def test_what_is_said_of_a_spec():
    files, _ = fixture(A + "---\nstatus: failed\n---\n# Title\n//- .chant/archive/b.md\n")
    index = index_of(files)
    assert [detail(spec) for spec in index.specs.values()] == ["failed · Title", "pending, archived"]


def drawn(files, call, path):
    return " ".join([call.spec.id, *(f"`{Source(files[path]).slice(span)}`" for span in call.spans)])


def test_there_is_a_longest_list_of_callers(monkeypatch):
    files = {".chant/specs/a.md": "# A\n"} | {
        f".chant/specs/b{number}.md": "---\ndepends_on: [a]\n---\n" for number in range(5)
    }
    index = index_of(files)
    monkeypatch.setattr(call_hierarchy, "MAX_CALLS", 3)
    assert [call.spec.id for call in incoming(index, index.specs[".chant/specs/a.md"])] == ["b0", "b1", "b2"]
