"""Investigations: what belongs together, and in which order."""

import pytest

from chant_lsp.core.overview import investigations
from tests.fixtures import index_of


def spec(id, *depends_on, folder="specs"):
    return {f".chant/{folder}/{id}.md": f"---\ndepends_on: [{', '.join(depends_on)}]\n---\n# {id}\n"}


CASES = {
    "nothing": ({}, []),
    "alone": (spec("b") | spec("a"), [["a"], ["b"]]),
    "a chain, dependencies first": (spec("a", "b") | spec("b", "c") | spec("c"), [["c", "b", "a"]]),
    "by id where nothing says more": (
        spec("d", "b", "c") | spec("c", "a") | spec("b", "a") | spec("a"),
        [["a", "b", "c", "d"]],
    ),
    "two investigations, by their first ids": (
        spec("a2", "z") | spec("z") | spec("b") | spec("c", "b"),
        [["z", "a2"], ["b", "c"]],
    ),
    "the archive is left out": (spec("a", "old") | spec("old", folder="archive/old"), [["a"]]),
    "what the archive connects is not together": (
        spec("a", "old") | spec("b", "old") | spec("old", folder="archive"),
        [["a"], ["b"]],
    ),
    "a cycle": (spec("a", "b") | spec("b", "a") | spec("c", "a"), [["a", "b", "c"]]),
    "itself": (spec("a", "a"), [["a"]]),
    "an unknown one": (spec("a", "zzz"), [["a"]]),
}


@pytest.mark.parametrize("files, expected", CASES.values(), ids=CASES)
def test_investigations(files, expected):
    assert [[spec.id for spec in phases] for phases in investigations(index_of(files))] == expected
