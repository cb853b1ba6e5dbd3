"""One commit of the project's repository, as git knows it."""

from __future__ import annotations

from pathlib import Path

from chant_lsp.core.features.commits import CommitFacts
from chant_lsp.workspace.git import GitError, run_git

TIMEOUT_S = 1.0
"""Somebody waits with the mouse on it."""

# No signature is checked, as that is done by a program that a repository may name.
_QUIETLY = ("log", "-1", "--no-show-signature", "--no-color", "--date=short")


def read_commit(folder: Path, hash_: str) -> CommitFacts | None:
    """The commit with this hash; None when there is none. Errors: GitError when git cannot be asked.

    Shape: the hash is made of hexadecimal digits alone, so that it can be no option and no range.
    """
    if not hash_ or not set(hash_.lower()) <= set("0123456789abcdef"):
        return None
    run_git(folder, "rev-parse", "--git-dir", timeout_s=TIMEOUT_S)
    form = "--format=%H%x00%s%x00%an%x00%ct%x00%cd"
    try:
        answer = run_git(folder, *_QUIETLY, form, f"{hash_}^{{commit}}", "--", timeout_s=TIMEOUT_S)
    except GitError:
        return None
    parts = answer.rstrip("\n").split("\0")
    if len(parts) != 5:
        return None
    full, subject, author, seconds, date = parts
    return CommitFacts(full, subject, author, float(seconds) if seconds.isdecimal() else 0.0, date)
