"""Where git may push to from anything that an agent starts: to the fork, if there is one, and nowhere else.

All of it is environment; the user's repository and configuration stay as they are. Addresses that are no fork's become
ones that git has no transport for, a hook of ours looks at the address once more, and git gets no password, no agent
of SSH and nobody to ask. An agent with a shell of its own can take an environment away again; what it then pushes
leaves a trace in git's logs, which `find_pushed` reads after the run.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from chant_lsp.workspace.git import GitError, run_git

HOOKS_NAME = "hooks"
NOWHERE = "only-the-fork-may-be-pushed-to::"
"""A transport that there is not: git names it when it gives up."""
_MAX_LOG_BYTES = 16 * 1024 * 1024
_BY_PUSH = "\tupdate by push"


def git_environment(root: Path, fork: str | None, folder: Path) -> dict[str, str]:
    """The variables under which git pushes to the fork alone.

    Shape:  `fork` is a remote's name, `folder` the run's own, which gets the hook.
    Errors: OSError, when the hook cannot be written.
    """
    hooks = _write_hook(folder, _push_addresses(root, fork))
    settings = [
        ("core.hooksPath", str(hooks)),
        ("credential.helper", ""),
        ("http.extraHeader", ""),
        (f"url.{NOWHERE}.pushInsteadOf", ""),
        *_iter_exceptions(root, fork),
    ]
    variables = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (name, value) in enumerate(settings):
        variables[f"GIT_CONFIG_KEY_{number}"] = name
        variables[f"GIT_CONFIG_VALUE_{number}"] = value
    return variables | {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "false",
        "SSH_ASKPASS": "false",
        "GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o IdentityAgent=none",
    }


def _iter_exceptions(root: Path, fork: str | None) -> Iterator[tuple[str, str]]:
    """Settings for the remotes that are known: what is longest among the addresses that fit counts."""
    kept = _values(root, f"remote.{fork}.url") if fork else []
    for here, there in zip(kept, _push_addresses(root, fork), strict=False):
        yield f"url.{there}.pushInsteadOf", here
    for name in _remotes(root):
        if name == fork:
            continue
        # A remote with an address for pushing is not rewritten; it gets nobody to talk to instead.
        yield f"remote.{name}.receivepack", "false"
        for address in _values(root, f"remote.{name}.url"):
            if address not in kept:
                yield f"url.{NOWHERE}.pushInsteadOf", address


def _push_addresses(root: Path, fork: str | None) -> list[str]:
    return _lines(root, "remote", "get-url", "--push", "--all", "--", fork) if fork else []


def _remotes(root: Path) -> list[str]:
    return _lines(root, "remote")


def _values(root: Path, key: str) -> list[str]:
    return _lines(root, "config", "--get-all", key)


def _lines(root: Path, *arguments: str) -> list[str]:
    try:
        return run_git(root, *arguments).splitlines()
    except GitError:
        return []


def _write_hook(folder: Path, addresses: list[str]) -> Path:
    """The folder of the hook that git asks before a push. Errors: OSError."""
    hooks = folder / HOOKS_NAME
    hooks.mkdir(mode=0o700, exist_ok=True)
    allowed = f"case $2 in {'|'.join(map(shlex.quote, addresses))}) exit 0;; esac\n" if addresses else ""
    refused = 'echo "Only the fork may be pushed to, and not $2." >&2\nexit 1\n'
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
    with os.fdopen(os.open(hooks / "pre-push", flags, 0o700), "w", encoding="utf-8") as file:
        file.write(f"#!/bin/sh\n{allowed}{refused}")
    return hooks


# -- what was pushed nevertheless

PushLogs = Mapping[str, int]
"""The size of each of git's logs of remote branches, by remote and branch."""


def look_at_pushes(root: Path) -> PushLogs:
    """What git has written about remote branches so far. Cost: one process, and one `stat` a branch."""
    return {name: _size(path) for name, path in _iter_logs(root)}


def find_pushed(root: Path, before: PushLogs) -> set[str]:
    """The remote branches that were pushed to since, as `upstream/main`; a push to a bare address leaves no trace."""
    return {name for name, path in _iter_logs(root) if _BY_PUSH in _text_behind(path, before.get(name, 0))}


def _iter_logs(root: Path) -> Iterator[tuple[str, Path]]:
    folders = _lines(root, "rev-parse", "--path-format=absolute", "--git-common-dir")
    if not folders:
        return
    base = Path(folders[0]) / "logs" / "refs" / "remotes"
    for folder, _, names in os.walk(base):
        for name in names:
            path = Path(folder) / name
            yield path.relative_to(base).as_posix(), path


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _text_behind(path: Path, offset: int) -> str:
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(_MAX_LOG_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
