"""git, asked through `git` itself: nothing that a repository configures runs, and nothing is fetched."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

TIMEOUT_S = 20

# A repository's configuration may name programs (file system monitors, external diffs, hooks): we start none of them.
_HARMLESS = (
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false"),
    # Else the lines of a sub-module are drawn by another git, with the configuration that is in there.
    *("-c", "diff.submodule=short"),
)

# Nor is anything fetched, as a partial clone does for objects that it lacks: transports are programs, too.
_ALONE = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none"}

# What is not committed in a sub-module would be looked for by another git, with the configuration that is in there.
_DIFF = ("diff", "--no-ext-diff", "--no-textconv", "--no-renames", "--ignore-submodules=dirty")


class GitError(Exception):
    """git could not answer; the text is a sentence."""


def changed_files(folder: Path, base: str | None = None) -> set[str]:
    """Absolute paths of what differs from a commit, deleted and untracked files included, in the folder's repository.

    Shape:  without a base, from the last commit; with one, from where this branch left it.
    Errors: GitError when there is no repository, no git, or no such commit.
    """
    top = run_git(folder, "rev-parse", "--show-toplevel").rstrip("\n")
    start = _start(folder, base)
    differing = run_git(folder, *_unfiltered(folder), *_DIFF, "--name-only", "-z", start, "--", top)
    untracked = run_git(Path(top), "ls-files", "--others", "--exclude-standard", "-z")
    return {os.path.join(top, name) for name in (differing + untracked).split("\0") if name}


def _start(folder: Path, base: str | None) -> str:
    if base is not None:
        return run_git(folder, "merge-base", "--end-of-options", base, "HEAD").strip()
    try:
        return run_git(folder, "rev-parse", "--verify", "--quiet", "HEAD").strip()
    except GitError:
        # No commit yet: everything is new.
        return run_git(folder, "hash-object", "-t", "tree", os.devnull).strip()


def _unfiltered(folder: Path) -> list[str]:
    """Options with which git starts no content filter: it compares files as they are, line ends converted.

    Errors: GitError, also for a filter with a name that no option can hold.
    """
    keys = run_git(folder, "config", "--null", "--name-only", "--list").split("\0")
    drivers = {key.partition(".")[2].rpartition(".")[0] for key in keys if key.startswith("filter.")} - {""}
    options = []
    for driver in sorted(drivers):
        if "=" in driver:
            raise GitError(f"git cannot be asked without the filter `{driver}`; give it a name without `=`.")
        for value in ("clean=", "process=", "required=false"):
            options += ["-c", f"filter.{driver}.{value}"]
    return options


def run_git(folder: Path, *arguments: str, timeout_s: float = TIMEOUT_S) -> str:
    """What a git command prints; undecodable names come as Python's surrogate escapes. Errors: GitError."""
    return os.fsdecode(_ask(folder, arguments, dict(os.environ), b"", timeout_s))


def git_word(folder: Path, *arguments: str) -> str:
    """What a git command prints, without white space around it; '' where git cannot answer."""
    try:
        return run_git(folder, *arguments).strip()
    except GitError:
        return ""


def ask_git(
    folder: Path,
    *arguments: str,
    given: bytes = b"",
    variables: Mapping[str, str] | None = None,
    timeout_s: float = TIMEOUT_S,
) -> bytes:
    """What a git command prints when it is given these bytes; the repository is the folder's own.

    Shape:  variables of git that we inherited (as within a hook) are left out, those given are set.
    Errors: GitError.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return _ask(folder, arguments, {**own, **(variables or {})}, given, timeout_s)


def _ask(folder: Path, arguments: Sequence[str], variables: Mapping[str, str], given: bytes, timeout_s: float) -> bytes:
    environment = {**variables, **_ALONE, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", *_HARMLESS, *arguments],
            cwd=folder,
            env=environment,
            input=given,
            capture_output=True,
            timeout=timeout_s,
            check=False,
        )
    except FileNotFoundError:
        raise GitError("there is no `git` on the PATH; install it.") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitError(f"git did not answer: {error}.") from None
    if done.returncode != 0:
        words = os.fsdecode(done.stderr).strip().splitlines()
        raise GitError(f"git says: {words[-1].removeprefix('fatal: ') if words else 'nothing'}.")
    return done.stdout
