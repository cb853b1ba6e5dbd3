"""Globs: what matches, and that no pattern is slow."""

import pytest

from chant_lsp.core.globs import any_case, glob_base, glob_fault, glob_matches, literal

MATCHES = {
    "*.md": ["a.md", ".hidden.md"],
    "src/*.py": ["src/a.py"],
    "src/**/*.py": ["src/a.py", "src/b/c/d.py"],
    "**/x": ["x", "a/x", "a/b/x"],
    "a/**": ["a/b", "a/b/c"],
    "**": ["a", "a/b"],
    "a/**/b/**/c": ["a/b/c", "a/x/b/y/z/c", "a/b/b/c"],
    "?.md": ["a.md", "é.md"],
    "[ab]*": ["a", "bcd"],
    "[!ab]": ["c"],
    "[a-c]x": ["bx"],
    "a*b*c": ["abc", "aXbYc", "abbcc"],
    "*a*a*": ["aa", "XaYaZ"],
    "[]]": ["]"],
    "a.b": ["a.b"],
    "[": ["["],
}
MISSES = {
    "*.md": ["a/b.md", "a.mdx"],
    "src/*.py": ["src/a/b.py", "a.py"],
    "src/**/*.py": ["a.py", "src/a.md"],
    "a/**": ["a", "b/a"],
    "?": ["", "ab", "/"],
    "[!ab]": ["a", "/"],
    "a*a": ["a", "aab"],
    "*a*a*": ["a", "XaY"],
    "[z-a]": ["b"],
    "a.b": ["axb"],
}


@pytest.mark.parametrize("pattern, path", [(pattern, path) for pattern, paths in MATCHES.items() for path in paths])
def test_what_a_pattern_matches(pattern, path):
    assert glob_matches(pattern, path)


@pytest.mark.parametrize("pattern, path", [(pattern, path) for pattern, paths in MISSES.items() for path in paths])
def test_what_it_does_not(pattern, path):
    assert not glob_matches(pattern, path)


@pytest.mark.parametrize("pattern", ["*a" * 40 + "b", "**/" * 40 + "b", "*" * 200 + "b", "?*" * 60 + "b"])
def test_no_pattern_is_slow(pattern):
    """What would be tried again and again would take longer than anybody could wait."""
    assert not glob_matches(pattern, "a" * 200)
    assert not glob_matches(pattern, "/".join("a" * 100))


def test_where_a_pattern_begins():
    assert [glob_base(pattern) for pattern in ("src/**/x.py", "*.md", "a/b/[c]/d", "a/b")] == ["src", ".", "a/b", "a"]


@pytest.mark.parametrize(
    "pattern, refused",
    [
        ("src/**/*.py", None),
        ("**", None),
        ("*", None),
        ("a?[abc][!x][]]b", None),
        ("src/**.py", "**"),
        ("a**/b", "**"),
        ("***", "***"),
        ("src/[ab.py", "[ab.py"),
        ("[]", "[]"),
        ("[!]", "[!]"),
        ("[a][", "["),
    ],
)
def test_what_chant_refuses(pattern, refused):
    fault = glob_fault(pattern)
    assert (fault and pattern[fault[0] : fault[1]]) == refused


@pytest.mark.parametrize(
    "path, other, same",
    [
        ("src/Store.py", "Src/store.PY", True),
        ("src/Store.py", "src/stores.py", False),
        ("a[1]*?.md", "A[1]*?.md", True),
        ("a[1]*?.md", "a1xx.md", False),
        ("straße/É", "STRAßE/é", True),
    ],
)
def test_any_case(path, other, same):
    assert glob_matches(any_case(path), other) == same
    assert glob_matches(literal(path), path)
