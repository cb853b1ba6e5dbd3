"""Who runs before whom, with what drivers and members add to `depends_on`."""

import pytest

from chant_lsp.core.members import driver_of, is_plain_member, member_number
from chant_lsp.core.order import awaiting, is_before
from tests.fixtures import fixture, index_of


@pytest.mark.parametrize(
    "id, driver, number, plain",
    [
        ("001-a", None, 0, False),
        ("001-a.1", "001-a", 1, True),
        ("2026-01-24-01x-v06.12", "2026-01-24-01x-v06", 12, True),
        ("x.2.1", "x", 2, True),
        ("v1.2-fix", "v1", 2, False),
        ("1.5-fix", "1", 5, False),
        ("x.abc", None, 0, False),
        (".1", None, 0, False),
        ("x.20260101123456", "x", 0, True),
    ],
)
def test_membership_is_in_the_name(id, driver, number, plain):
    assert (driver_of(id), member_number(id), is_plain_member(id)) == (driver, number, plain)


def project(**edges: str):
    """Ids are written with `_` for `.`: `d_1="a"` is a member that depends on `a`."""
    text = "".join(
        f"//- .chant/specs/{id.replace('_', '.')}.md\n---\ndepends_on: [{deps}]\n---\n# T\n"
        for id, deps in edges.items()
    )
    return index_of(fixture(text)[0])


# name -> (edges, first, then)
BEFORE = {
    "directly": (project(a="", b="a"), "a", "b"),
    "by others": (project(a="", b="a", c="b", d="c"), "a", "d"),
    "an earlier member": (project(d="", d_1="", d_2=""), "d.1", "d.2"),
    "a driver's members": (project(d="", d_1="", e="d"), "d.1", "e"),
    "what a driver waits for": (project(a="", d="a", d_1=""), "a", "d.1"),
}


@pytest.mark.parametrize("index, first, then", BEFORE.values(), ids=BEFORE.keys())
def test_before(index, first, then):
    one, other = index.specs_of(first)[0], index.specs_of(then)[0]
    assert is_before(index, one, other)
    assert not is_before(index, other, one)
    assert other.path in awaiting(index, [first])


def test_a_circle_ends():
    index = project(a="b", b="a", c="")
    assert not is_before(index, index.specs_of("c")[0], index.specs_of("a")[0])
    assert awaiting(index, ["a"]) == {".chant/specs/a.md", ".chant/specs/b.md"}


def test_what_waits_for_a_driver_that_is_not_there():
    index = project(a="d.1", d_2="")
    assert awaiting(index, ["d.1"]) == {".chant/specs/a.md", ".chant/specs/d.2.md"}
