"""The commits that belong to a run: made on the branch while it went on, for its spec. Asked of git, told by nobody."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from chant_lsp.runs.profile import Policy, is_output, is_spec
from chant_lsp.workspace.git import GitError, ask_git
from chant_lsp.workspace.git_objects import head_of

MAX_COMMITS = 50
"""More commits than any run makes are looked at only from the end."""


class _Commit(NamedTuple):
    hash: str
    """Abbreviated, as git does it."""
    message: str
    paths: tuple[str, ...]
    """Project-relative."""


def commits_of_run(root: Path, spec_id: str, policy: Policy, before: str) -> list[str]:
    """Abbreviated hashes of the run's commits, oldest first.

    Shape:  `before` is the commit that was checked out when the run began, '' where there was none. A commit is the
            run's if its message has chant's mark `chant(<id>):`, or if it touches what the spec declares.
    Errors: none; without git, or on a branch that does not come from `before`, there are none.
    """
    try:
        return [found.hash for found in _made_since(root, before) if _is_of(found, spec_id, policy)]
    except GitError:
        return []


def _made_since(root: Path, before: str) -> Iterator[_Commit]:
    """Errors: GitError."""
    now = head_of(root)
    if not now or now == before:
        return
    if before:
        ask_git(root, "merge-base", "--is-ancestor", before, now)
    since = [f"^{before}"] if before else []
    told = ask_git(root, "rev-list", "--reverse", "--topo-order", f"--max-count={MAX_COMMITS}", now, *since)
    for full in told.decode("ascii").split():
        text = os.fsdecode(ask_git(root, "log", "-1", "--no-show-signature", "--format=%h%x00%B", full, "--"))
        hash_, _, message = text.partition("\0")
        names = ask_git(
            root, "diff-tree", "--root", "-r", "-m", "--no-commit-id", "--name-only", "--relative", "-z", full
        )
        yield _Commit(hash_, message, tuple(filter(None, os.fsdecode(names).split("\0"))))


def _is_of(commit: _Commit, spec_id: str, policy: Policy) -> bool:
    marked = f"chant({spec_id}):" in commit.message
    return marked or any(is_output(policy, path) or is_spec(policy, path) for path in commit.paths)
