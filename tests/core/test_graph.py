"""Ready or not, and why; cycles; the phases of an investigation."""

import pytest

from chant_lsp.core.graph import cycle_of, investigation, next_phase, obstacles
from tests.fixtures import fixture, index_of


def spec(path, block="", body="# T"):
    return f"//- .chant/specs/{path}.md\n---\n{block}\n---\n{body}\n"


# name -> (files, what stands in the way of `me`)
OBSTACLES = {
    "nothing": (spec("me"), []),
    "a dependency that is pending": (
        spec("me", "depends_on: [a]") + spec("a"),
        ["waiting for a (pending)"],
    ),
    "a dependency that is completed": (spec("me", "depends_on: a") + spec("a", "status: completed"), []),
    "a dependency that is completed and archived": (
        spec("me", "depends_on: a") + "//- .chant/archive/2026/a.md\n---\nstatus: completed\n---\n# A\n",
        [],
    ),
    "a dependency that is cancelled": (
        spec("me", "depends_on: a") + spec("a", "status: cancelled"),
        ["waiting for a (cancelled)"],
    ),
    "a dependency that cannot be read": (
        spec("me", "depends_on: a") + spec("a", "status: completed\nlabels: x"),
        ["waiting for a (cannot be read)"],
    ),
    "a dependency that is no spec": (
        spec("me", "depends_on: [zz]"),
        ["waiting for `zz`, which is no spec"],
    ),
    "a short id": (
        spec("me", "depends_on: ['00']") + spec("001", "status: completed"),
        ["waiting for `00`, which is no spec"],
    ),
    "itself": (spec("me", "depends_on: me"), ["it depends on itself"]),
    "an input that is not there": (spec("me", "informed_by: [x.md]"), ["its input `x.md` is not there"]),
    "an input that another spec writes": (
        spec("me", "informed_by: [x.md]") + spec("a", "target_files: [x.md]"),
        ["its input `x.md` is not there; a (pending) writes it"],
    ),
    "an input that is there": (spec("me", "informed_by: [x.md]") + "//- x.md\nx\n", []),
    "an input outside": (spec("me", "informed_by: [../x.md]"), ["its input `../x.md` is outside the project"]),
    "a glob that matches nothing": (spec("me", "informed_by: ['*.csv']"), ["`*.csv` matches no file"]),
    "an address as input": (spec("me", "informed_by: ['https://x.org']"), []),
    "a spec as input": (spec("me", "informed_by: [a]") + spec("a"), []),
    "a spec as input that has not written yet": (
        spec("me", "informed_by: [a]") + spec("a", "target_files: [x.md]"),
        ["its input `x.md` is not there; a (pending) writes it"],
    ),
    "a prompt that is not there": (spec("me", "prompt: x"), ["its prompt `x` is not in .chant/prompts/"]),
    "a prompt that is there": (spec("me", "prompt: x") + "//- .chant/prompts/x.md\nx\n", []),
    "an output outside": (spec("me", "target_files: [../x]"), ["its output `../x` is outside the project"]),
    "an anchor": (spec("me", "labels: &a [x]"), ["chant sees another frontmatter than is written there"]),
    "frontmatter that is cut off": (
        spec("me", "model: a---b\nlabels: [human-gate]"),
        ["chant sees another frontmatter than is written there"],
    ),
    "a human gate": (
        spec("me", "labels: [human-gate]\napproval: {required: true}"),
        ["a human gate: only a person may do this"],
    ),
    "an approval": (spec("me", "approval: {required: true}"), ["waiting for a person's approval"]),
    "an approval that was refused": (
        spec("me", "approval: {required: true, status: rejected, by: Ada}"),
        ["rejected by `Ada`; it needs an approval now"],
    ),
    "an approval that nobody knows who refused": (
        spec("me", "approval: {required: true, status: rejected}"),
        ["rejected by a person; it needs an approval now"],
    ),
    "an approval that was given": (spec("me", "approval: {required: true, status: approved}"), []),
    "ready is a trap": (spec("me", "status: ready"), ["its status is `ready`, which chant cannot start"]),
    "completed": (spec("me", "status: completed"), ["it is completed"]),
    "broken": (spec("me", "labels: x"), ["chant cannot read its frontmatter"]),
    "a member before it": (
        spec("me") + spec("d", "type: driver") + spec("d.1") + spec("d.2"),
        [],
    ),
}


@pytest.mark.parametrize("text, expected", OBSTACLES.values(), ids=OBSTACLES.keys())
def test_what_stands_in_the_way(text, expected):
    index = index_of(fixture(text)[0])
    assert [reason.text for reason in obstacles(index, index.spec_of("me"))] == expected


def test_a_member_waits_for_ever_for_one_that_does_not_exist():
    index = index_of(fixture(spec("d", "type: driver") + spec("d.1", "status: completed") + spec("d.3"))[0])
    assert [reason.text for reason in obstacles(index, index.specs_of("d.3")[0])] == [
        "waiting for `d.2`, the member before it, which is no spec"
    ]


def test_a_member_waits_for_those_before_it_and_for_what_its_driver_waits_for():
    index = index_of(fixture(spec("d", "type: driver\ndepends_on: a") + spec("d.1") + spec("d.2") + spec("a"))[0])
    assert [reason.text for reason in obstacles(index, index.spec_of("d.2"))] == [
        "waiting for d.1 (pending)",
        "waiting for a (pending)",
    ]


@pytest.mark.parametrize(
    "edges, expected",
    [
        ({"a": ["b"], "b": ["c"], "c": ["a"]}, ["a", "b", "c"]),
        ({"a": ["a"]}, ["a"]),
        ({"a": ["b"], "b": []}, []),
        ({"a": ["b", "c"], "b": ["c"], "c": ["a"]}, ["a", "c"]),
        ({"a": ["b"], "b": ["c"], "c": ["b"]}, []),
    ],
)
def test_the_shortest_cycle_through_a_spec(edges, expected):
    index = index_of(fixture("".join(spec(id, f"depends_on: {deps}") for id, deps in edges.items()))[0])
    assert [one.id for one in cycle_of(index, index.spec_of("a")).way] == expected


def test_an_investigation_is_its_phases_in_order():
    text = spec("003-c", "depends_on: 002-b") + spec("001-a") + spec("002-b", "depends_on: 001-a") + spec("other")
    index = index_of(fixture(text)[0])
    for id in ("001-a", "002-b", "003-c"):
        assert [one.id for one in investigation(index, index.spec_of(id))] == ["001-a", "002-b", "003-c"]
    assert next_phase(index, index.spec_of("001-a")).id == "002-b"
    assert next_phase(index, index.spec_of("003-c")) is None


def test_an_investigation_with_a_cycle_still_has_an_order():
    index = index_of(fixture(spec("a", "depends_on: b") + spec("b", "depends_on: a"))[0])
    assert {one.id for one in investigation(index, index.spec_of("a"))} == {"a", "b"}
