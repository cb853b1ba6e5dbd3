"""Remotes of a repository, and the pages that compare two branches."""

import subprocess

import pytest

from chant_lsp.runs.remotes import Remote, choose_remotes, compare_url, parse_remote, read_remotes

FORK = Remote("origin", "github.com", "ada/store")
UP = Remote("upstream", "github.com", "acme/store")

URLS = {
    "https://github.com/ada/store.git": ("github.com", "ada/store"),
    "https://github.com/ada/store/": ("github.com", "ada/store"),
    "https://ada:s3cret@github.com/ada/store": ("github.com", "ada/store"),
    "git@github.com:ada/store.git": ("github.com", "ada/store"),
    "ssh://git@GitHub.com:22/ada/store.git": ("github.com", "ada/store"),
    "git@gitlab.example.org:group/below/store.git": ("gitlab.example.org", "group/below/store"),
    "/srv/git/store.git": None,
    "../store": None,
    "file:///srv/store.git": None,
    "https://github.com/ada": None,
    "https://github.com/ada/st ore; rm": None,
    "ext::sh -c whatever": None,
    "": None,
}


@pytest.mark.parametrize(("url", "expected"), URLS.items())
def test_an_address(url, expected):
    found = parse_remote("origin", url)
    assert (found and (found.host, found.repository)) == expected


CHOICES = {
    "both": ({"origin": FORK, "upstream": UP}, None, ("origin", "upstream")),
    "the fork has another name": ({"origin": UP, "mine": FORK._replace(name="mine")}, "mine", ("mine", "upstream")),
    "one alone": ({"origin": UP._replace(name="origin")}, None, ("origin", None)),
    "the fork is set and not there": ({"origin": FORK}, "mine", (None, None)),
    "both are the same": ({"origin": UP._replace(name="origin"), "upstream": UP}, None, (None, "upstream")),
    "none": ({}, None, (None, None)),
}


@pytest.mark.parametrize(("found", "fork", "expected"), CHOICES.values(), ids=CHOICES.keys())
def test_which_is_which(found, fork, expected):
    assert tuple(remote and remote.name for remote in choose_remotes(found, fork)) == expected


def test_a_page_that_compares():
    page = compare_url(UP, "main", FORK, "chant/005-fix")
    assert page == "https://github.com/acme/store/compare/main...ada:chant/005-fix?expand=1"
    assert compare_url(FORK, "main", FORK, "a&b") == "https://github.com/ada/store/compare/main...a%26b?expand=1"
    other = FORK._replace(host="git.example.org")
    assert compare_url(UP, "main", other, "x") is None
    assert compare_url(UP._replace(host="git.example.org"), "main", other, "x") is None


def test_the_remotes_of_a_repository(tmp_path):
    assert read_remotes(tmp_path) == {}
    for command in (
        ["init", "-q"],
        ["remote", "add", "origin", "git@github.com:ada/store.git"],
        ["remote", "add", "upstream", "https://github.com/acme/store"],
        ["remote", "add", "backup", str(tmp_path)],
    ):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    assert read_remotes(tmp_path) == {"origin": FORK, "upstream": UP}


def test_an_address_of_dots_is_passed_once():
    """Were each taken for the last one of a host, this would take minutes."""
    assert parse_remote("origin", "." * 60_000) is None
