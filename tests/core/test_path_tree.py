"""Paths below a folder."""

from hypothesis import given
from hypothesis import strategies as st

from chant_lsp.core.path_tree import PathTree

paths = st.lists(st.sampled_from(("a", "b", "..", "c.md")), min_size=1, max_size=4).map("/".join)


@given(st.lists(st.tuples(st.booleans(), st.one_of(paths, st.just("/etc/x"))), max_size=20))
def test_below_is_what_was_put_there(steps):
    tree, known = PathTree(), set()
    for add, path in steps:
        (tree.add if add else tree.discard)(path)
        (known.add if add else known.discard)(path)
    assert sorted(tree.below(".")) == sorted(known)
    for folder in ("a", "a/b", "zz"):
        assert sorted(tree.below(folder)) == sorted(path for path in known if path.startswith(f"{folder}/"))


def test_the_last_one_leaves_nothing_behind():
    tree = PathTree()
    tree.add("a/b/c.md")
    tree.discard("a/b/c.md")
    assert tree._entries == {}


def test_a_path_that_no_file_can_have_is_left_out():
    tree = PathTree()
    tree.add("a/" * 30_000 + "b")
    assert list(tree.below(".")) == []
    tree.discard("a/" * 30_000 + "b")
