"""Who waits for whom in a circle: the quick way finds what a look at everything finds, and looks once."""

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chant_lsp.core import graph
from chant_lsp.core.check import check
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.order import awaiting, cycle_members, directly_awaiting, is_before, waits_ahead, waits_for
from chant_lsp.core.rules.dependency_cycle import MAX_RELATED
from chant_lsp.core.spec import Spec
from tests.fixtures import index_of

IDS = ("a", "b", "c", "d", "d.1", "d.2", "d.2-x", "d.3", "e", "e.1", "e.1.1")


def index_with(depends_on: dict[str, list[str]]) -> SpecIndex:
    return index_of({f".chant/specs/{id}.md": f"---\ndepends_on: {ids}\n---\n" for id, ids in depends_on.items()})


def on_a_way_back(index: SpecIndex, spec: Spec, step: Callable[[Spec], Iterable[Spec]]) -> set[str]:
    """The specs that can be reached from the spec and from which it can be reached."""
    ahead = reached(spec, step)
    return {path for path in ahead if spec.path in reached(index.specs[path], step)} if spec.path in ahead else set()


def reached(start: Spec, step: Callable[[Spec], Iterable[Spec]]) -> set[str]:
    """The specs that can be reached from the spec."""
    seen: set[str] = set()
    todo = [start]
    while todo:
        for other in step(todo.pop()):
            if other.path not in seen:
                seen.add(other.path)
                todo.append(other)
    return seen


@given(st.dictionaries(st.sampled_from(IDS), st.lists(st.sampled_from(IDS), max_size=3)), st.permutations(IDS))
def test_the_quick_way_finds_what_a_look_at_everything_finds(depends_on, order):
    index = index_with(depends_on)
    for spec in filter(None, map(index.spec_of, order)):
        assert cycle_members(index, spec) == on_a_way_back(index, spec, index.dependencies)
        by_members = on_a_way_back(index, spec, lambda one: waits_for(index, one))
        assert cycle_members(index, spec, by_members=True) == by_members
        assert reached(spec, waits_ahead(index)) == reached(spec, lambda one: waits_for(index, one))
        assert awaiting(index, [spec.id]) == reached(spec, lambda one: directly_awaiting(index, one.id))


@pytest.mark.slow
def test_each_spec_of_a_long_chain_is_looked_at_once(monkeypatch):
    ids = [f"a{number}" for number in range(3000)]
    index = index_with({id: ids[at + 1 : at + 2] for at, id in enumerate(ids)} | {"b": ["b"]})
    index.circles.clear()
    looked = []
    dependencies = index.dependencies
    monkeypatch.setattr(index, "dependencies", lambda spec: looked.append(spec.id) or dependencies(spec))
    assert [spec.id for spec in index.specs.values() if cycle_members(index, spec)] == ["b"]
    assert sorted(looked) == sorted([*ids, "b"])


@pytest.mark.slow
def test_members_by_the_hundred_are_counted_once(monkeypatch):
    index = index_with({"d": [], **{f"d.{number}": ["d.1"] for number in range(1, 300)}})
    counted = []
    members = index.members
    monkeypatch.setattr(index, "members", lambda id: counted.append(id) or members(id))
    on_one = [spec.id for spec in index.specs.values() if cycle_members(index, spec, by_members=True)]
    assert on_one == ["d.1"]
    assert len(counted) <= 2 * len(index.specs)
    assert counted.count("d") == 2


def test_members_on_a_circle_are_named_once_on_the_way(monkeypatch):
    """From `d.1` by `x` to the driver, and so by each member back to the first."""
    numbers = range(1, 200)
    index = index_with({"d": [], "x": ["d"]} | {f"d.{number}": ["x"] if number == 1 else [] for number in numbers})
    named = []
    members = index.members
    monkeypatch.setattr(index, "members", lambda id: [named.append(id) or one for one in members(id)])
    x, last = (index.specs_of(id)[0] for id in ("x", "d.199"))
    assert [one.id for one in graph.cycle_of(index, x, by_members=True).way] == ["x", "d", "d.1"]
    assert is_before(index, x, last) and is_before(index, last, x)
    step = waits_ahead(index)
    assert sum(1 for spec in index.specs.values() for _ in step(spec)) < 3 * len(index.specs)
    assert len(named) < 12 * len(index.specs)


def test_a_circle_of_thousands_is_told_by_its_beginning(monkeypatch):
    """Were all of it told at each spec on it, no memory would be large enough."""
    count = 300
    index = index_with({f"a{number}": [f"a{(number + 1) % count}"] for number in range(count)})
    [whole] = (one for one in check(index, ".chant/specs/a7.md") if one.code == "dependency-cycle")
    assert len(whole.related) == MAX_RELATED
    monkeypatch.setattr(graph, "MAX_VISITS", 3)
    found = graph.cycle_of(index, index.specs[".chant/specs/a7.md"])
    assert ([one.id for one in found.way], found.closed) == (["a7", "a8", "a9", "a10", "a11"], False)
    [begun] = (one for one in check(index, ".chant/specs/a7.md") if one.code == "dependency-cycle")
    assert "a7 → a8 → a9 → a10 → a11 → … → a7;" in begun.message


def test_who_waits_for_many_is_asked_once(monkeypatch):
    ids = [f"a{number}" for number in range(40)]
    index = index_with(dict.fromkeys(ids, ids))
    asked = []
    waits = Spec.waits_for
    monkeypatch.setattr(Spec, "waits_for", lambda spec, id: asked.append(id) or waits(spec, id))
    assert awaiting(index, ["a1"]) == set(index.specs)
    assert len(asked) == len(ids)
