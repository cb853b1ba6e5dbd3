"""Who works on a project: the names that git has written into its log of this clone, and whoever sits here."""

from __future__ import annotations

import os
import pwd
import re
from pathlib import Path

from chant_lsp.workspace.git import GitError, run_git
from chant_lsp.workspace.layout import Project

MAX_BYTES = 64 * 1024
"""The end of the log that is read: some five hundred commits."""

MAX_NAMES = 20

_LINE = re.compile(r"^[0-9a-f]{40,64} [0-9a-f]{40,64} (?P<name>[^<\r\n]+?) <[^>\r\n]*> \d+ ", re.MULTILINE)


def committers(project: Project) -> list[str]:
    """The names of those who have committed here, the last one first; empty without a repository."""
    for folder in (project.root, *project.root.parents):
        log = folder / ".git" / "logs" / "HEAD"
        if log.is_file():
            names = [match["name"] for match in _LINE.finditer(_tail(log))]
            return list(dict.fromkeys(reversed(names)))[:MAX_NAMES]
        if (folder / ".git").exists():
            return []
    return []


def who_is_here(project: Project) -> str:
    """The name of the person at work: as git would sign a commit, else as the system knows its user."""
    try:
        name = run_git(project.root, "config", "--get", "user.name").strip()
    except GitError:
        name = ""
    return name or _system_user()


def _system_user() -> str:
    try:
        user = pwd.getpwuid(os.getuid())
    except KeyError:
        return f"user {os.getuid()}"
    return user.pw_gecos.partition(",")[0].strip() or user.pw_name


def _tail(log: Path) -> str:
    try:
        with log.open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - MAX_BYTES))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""
