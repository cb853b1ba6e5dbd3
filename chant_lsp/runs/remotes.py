"""The remotes of a repository: which one is the fork and which is upstream, and the page that compares two branches.

Reads the configuration only: nothing is asked of a remote, fetched or pushed.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from chant_lsp.workspace.git import GitError, run_git
from chant_lsp.workspace.layout import Project
from chant_lsp.workspace.settings import own_settings

UPSTREAM = "upstream"
"""How a remote is called that a fork was made of."""

_URL = re.compile(
    r"(?:(?P<scheme>https?|ssh|git)://(?:[^/@]*@)?(?P<host>[^/:]+)(?::\d+)?/(?P<path>.+)"
    r"|(?:[^/@:]+@)?(?P<short_host>(?=[^/:]+\.[^/:])[^/:]+):(?P<short_path>[^/].*))"
)
_NAME = re.compile(r"[\w.-]+(?:/[\w.-]+)+")


class Remote(NamedTuple):
    """One remote on a host that people look at in a browser."""

    name: str
    host: str
    """`github.com`."""
    repository: str
    """`owner/name`."""

    @property
    def owner(self) -> str:
        return self.repository.rpartition("/")[0]

    @property
    def page(self) -> str:
        """Its address in a browser."""
        return f"https://{self.host}/{quote(self.repository)}"


class Remotes(NamedTuple):
    """Where a change is pushed to, and where it is offered; None where that is not known."""

    fork: Remote | None = None
    upstream: Remote | None = None


def parse_remote(name: str, url: str) -> Remote | None:
    """The remote behind an address of git; None for a path on this machine, and for what is no address.

    Shape: a password in the address is left out of what is returned.
    """
    match = _URL.fullmatch(url.strip())
    if match is None:
        return None
    host = match["host"] or match["short_host"]
    repository = (match["path"] or match["short_path"]).rstrip("/").removesuffix(".git")
    return Remote(name, host.lower(), repository) if _NAME.fullmatch(repository) else None


def read_remotes(folder: Path) -> dict[str, Remote]:
    """The remotes of a folder's repository by their names. Errors: none; without a repository there are none."""
    try:
        # Not `git remote -v`, which rewrites addresses as the user's own configuration says.
        listed = run_git(folder, "config", "--local", "--get-regexp", r"^remote\..*\.url$")
    except GitError:
        return {}
    found: dict[str, Remote] = {}
    for line in listed.splitlines():
        key, _, url = line.partition(" ")
        name = key.removeprefix("remote.").removesuffix(".url")
        remote = parse_remote(name, url)
        if remote is not None:
            found.setdefault(name, remote)
    return found


def choose_remotes(found: dict[str, Remote], fork: str | None) -> Remotes:
    """Which of the remotes is which. `fork` is the name that the project has set for its fork.

    Shape: `upstream` is upstream; without a word about the fork it is `origin`, where that is another one.
    """
    upstream = found.get(UPSTREAM)
    own = found.get(fork) if fork is not None else found.get("origin")
    if own is not None and upstream is not None and own.repository == upstream.repository:
        own = None
    if upstream is None and own is not None and fork is not None:
        # Said to be the fork: what else there is must be what it was forked from.
        others = [remote for remote in found.values() if remote.repository != own.repository]
        upstream = others[0] if len(others) == 1 else None
    return Remotes(own, upstream)


def remotes_of(project: Project) -> Remotes:
    """The remotes of a project, as its settings say which one is which. Errors: none."""
    return choose_remotes(read_remotes(project.root), own_settings(project).fork)


def compare_url(to: Remote, base: str, fork: Remote, branch: str) -> str | None:
    """The page on which a person can look at a branch of the fork and open a pull request; None for other hosts."""
    if to.host != fork.host:
        return None
    target, source = quote(base, safe="/"), quote(branch, safe="/")
    if "gitlab" in to.host:
        ends = (
            f"merge_request[source_branch]={quote(branch, safe='')}&merge_request[target_branch]={quote(base, safe='')}"
        )
        return f"{fork.page}/-/merge_requests/new?{ends}"
    if "github" in to.host:
        head = source if to.repository == fork.repository else f"{fork.owner}:{source}"
        return f"{to.page}/compare/{target}...{head}?expand=1"
    if to.host == "codeberg.org" or "gitea" in to.host or "forgejo" in to.host:
        return f"{to.page}/compare/{target}...{fork.owner}:{source}"
    return None
