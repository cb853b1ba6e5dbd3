"""What a project's tree looks like at one moment, and what differs between two of them.

Files are compared by what `stat` says, and by content where that differs: a rewrite of the same bytes is no change. The
content is hashed beforehand within bounds; beyond them a new time stamp counts as a change. Links are compared as links
and never followed.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

IGNORED_FOLDERS = frozenset(
    {".git", ".hg", ".svn", "__pycache__", ".pytest_cache", ".hypothesis", ".mypy_cache", ".ruff_cache", "node_modules"}
)
IGNORED_PATHS = frozenset({".chant/runs", ".chant/.locks", ".chant/logs", ".chant/pids", ".chant/watch.pid"})
"""What runs write themselves, ours and chant's."""
WATCHED_FOLDERS = (".git", ".git/hooks")
"""Where git would run what somebody put there: the configuration and the hooks, and nothing else of git's."""

MAX_HASHED_FILE_BYTES = 2 * 1024 * 1024
MAX_HASHED_BYTES = 256 * 1024 * 1024
MAX_FILES = 200_000


class FileMark(NamedTuple):
    """What is remembered of one file."""

    facts: tuple[int, ...]
    """size, mtime_ns, ctime_ns, inode: equal means untouched."""
    mode: int
    digest: bytes | None
    """Of the content, or of a link's target; None where the content was too big to be read beforehand."""


Snapshot = Mapping[str, FileMark]
"""By project-relative POSIX path."""


def take_snapshot(root: Path) -> Snapshot:
    """The tree as it is now. Cost: one walk, and reading every file within the bounds."""
    marks: dict[str, FileMark] = {}
    left = MAX_HASHED_BYTES
    for relative, path, status in iter_files(root):
        digest = None
        if stat.S_ISLNK(status.st_mode) or status.st_size <= min(left, MAX_HASHED_FILE_BYTES):
            digest = _digest(path, status)
            left -= status.st_size
        marks[relative] = FileMark(_facts(status), status.st_mode, digest)
        if len(marks) >= MAX_FILES:
            break
    return marks


def find_touched(root: Path, before: Snapshot) -> dict[str, str]:
    """What was done to each path since: `created`, `changed` or `deleted`."""
    touched: dict[str, str] = {}
    seen = set()
    for relative, path, status in iter_files(root):
        seen.add(relative)
        mark = before.get(relative)
        if mark is None:
            if len(before) < MAX_FILES:
                touched[relative] = "created"
        elif _facts(status) != mark.facts and not _same_content(path, status, mark):
            touched[relative] = "changed"
    touched.update((relative, "deleted") for relative in before if relative not in seen)
    return touched


def written_since(root: Path, path: str, before: Snapshot) -> bool:
    """Whether the file was created or written since, be it with the same bytes."""
    try:
        status = (root / path).stat()
    except OSError:
        return False
    mark = before.get(path)
    return mark is None or _facts(status) != mark.facts


def iter_files(root: Path) -> Iterator[tuple[str, str, os.stat_result]]:
    """Every file and link of the tree: project-relative path, path, `lstat`; unreadable folders are skipped."""
    waiting = [("", str(root)), *((f"{name}/", str(root / name)) for name in WATCHED_FOLDERS)]
    while waiting:
        prefix, folder = waiting.pop()
        for entry in _entries(prefix, folder):
            relative = prefix + entry.name
            if relative in IGNORED_PATHS or entry.name in IGNORED_FOLDERS:
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((relative + "/", entry.path))
                else:
                    yield relative, entry.path, entry.stat(follow_symlinks=False)
            except OSError:
                continue


def _entries(prefix: str, folder: str) -> list[os.DirEntry[str]]:
    """A folder's entries in order; of a virtual environment and of git only what tells that somebody was there."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return []
    if prefix == ".git/":
        return [entry for entry in entries if entry.name == "config"]
    environment = [entry for entry in entries if prefix and entry.name == "pyvenv.cfg"]
    return environment or entries


def _same_content(path: str, status: os.stat_result, mark: FileMark) -> bool:
    return mark.digest is not None and status.st_mode == mark.mode and _digest(path, status) == mark.digest


def _digest(path: str, status: os.stat_result) -> bytes | None:
    try:
        if stat.S_ISLNK(status.st_mode):
            return os.fsencode(os.readlink(path))
        if not stat.S_ISREG(status.st_mode):
            return b""
        with open(path, "rb", opener=_open_quietly) as file:
            return _hash(file)
    except OSError:
        return None


def _open_quietly(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _hash(file) -> bytes:
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    return digest.digest()


def _facts(status: os.stat_result) -> tuple[int, ...]:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
