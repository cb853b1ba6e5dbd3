"""What a project's tree looks like at one moment, and what differs between two of them.

Files are compared by what `stat` says, and by content where that differs: a rewrite of the same bytes is no change. The
content is hashed beforehand within bounds; beyond them a new time stamp counts as a change. Links are compared as links
and never followed. The hashes are those that git gives to a blob with the same bytes, so that git can be asked for
them.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

IGNORED_FOLDERS = frozenset(
    {".git", ".hg", ".svn", "__pycache__", ".pytest_cache", ".hypothesis", ".mypy_cache", ".ruff_cache", "node_modules"}
)
IGNORED_PATHS = frozenset({".chant/runs", ".chant/.locks", ".chant/logs", ".chant/pids", ".chant/watch.pid"})
"""What runs write themselves, ours and chant's."""
WATCHED_FOLDERS = (".git", ".git/hooks")
"""Where git would run what somebody put there: the configuration and the hooks, and nothing else of git's."""

MAX_HASHED_FILE_BYTES = 16 * 1024 * 1024
MAX_FIRST_BYTES = 64 * 1024 * 1024
MAX_HASHED_BYTES = 512 * 1024 * 1024
MAX_IGNORED_BYTES = 64 * 1024 * 1024
"""Of what git ignores: it is not kept, only compared."""
MAX_FILES = 200_000
_SHA1_BYTES = 20


class FileMark(NamedTuple):
    """What is remembered of one file."""

    facts: tuple[int, ...]
    """size, mtime_ns, ctime_ns, inode: equal means untouched."""
    mode: int
    digest: bytes | None
    """Of the content, or of a link's target; None where it was too big to be read beforehand, or unreadable."""


Snapshot = Mapping[str, FileMark]
"""By project-relative POSIX path."""


class Tree(NamedTuple):
    """Everything that is there."""

    marks: Snapshot
    folders: frozenset[str]
    """Project-relative, empty ones included."""


def take_tree(
    root: Path, algorithm: str = "sha256", first: Collection[str] = (), listed: Collection[str] | None = None
) -> Tree:
    """Files and folders as they are now.

    Shape: `algorithm` is `sha1` or `sha256`; `first` are paths that are hashed however much else there is; where it is
           known which ones git does not ignore, they are `listed`, and of the others less is hashed.
    Cost:  one walk, and reading every file within the bounds.
    """
    marks: dict[str, FileMark] = {}
    folders = set()
    left = {True: MAX_HASHED_BYTES, False: MAX_IGNORED_BYTES}
    for relative, path, status in _iter_entries(root):
        if stat.S_ISDIR(status.st_mode):
            folders.add(relative)
            continue
        digest = None
        wanted = listed is None or relative in listed or relative.startswith(".chant/")
        limit = MAX_FIRST_BYTES if relative in first else min(left[wanted], MAX_HASHED_FILE_BYTES)
        if stat.S_ISLNK(status.st_mode) or status.st_size <= limit:
            digest = digest_file(path, status, algorithm)
            left[wanted] -= status.st_size
        marks[relative] = FileMark(_facts(status), status.st_mode, digest)
        if len(marks) >= MAX_FILES:
            break
    return Tree(marks, frozenset(folders))


def is_whole(before: Snapshot) -> bool:
    """Whether all that was there was looked at; else nobody can tell what is new from what was left out."""
    return len(before) < MAX_FILES


class Since(NamedTuple):
    """What a second look at the tree shows."""

    touched: Mapping[str, str]
    """What was done to each path since the first: `changed`, `deleted` or, if that was whole, `created`."""
    folders: frozenset[str]
    """Those that are there now."""


def look_since(root: Path, before: Snapshot) -> Since:
    """The tree as it is now, beside what it was. Cost: one walk, and reading what was written."""
    touched: dict[str, str] = {}
    seen, folders = set(), set()
    whole = is_whole(before)
    for relative, path, status in _iter_entries(root):
        if stat.S_ISDIR(status.st_mode):
            folders.add(relative)
            continue
        seen.add(relative)
        mark = before.get(relative)
        if mark is None:
            if whole:
                touched[relative] = "created"
        elif _facts(status) != mark.facts and not _same_content(path, status, mark):
            touched[relative] = "changed"
    touched.update((relative, "deleted") for relative in before if relative not in seen)
    return Since(touched, frozenset(folders))


def written_since(root: Path, path: str, before: Snapshot) -> bool:
    """Whether the file was created or written since, be it with the same bytes."""
    try:
        status = (root / path).stat()
    except OSError:
        return False
    mark = before.get(path)
    return mark is None or _facts(status) != mark.facts


def _iter_entries(root: Path) -> Iterator[tuple[str, str, os.stat_result]]:
    """All that is in the tree: project-relative path, path, `lstat`; unreadable folders are skipped."""
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
    if mark.digest is None or status.st_mode != mark.mode:
        return False
    return digest_file(path, status, "sha1" if len(mark.digest) == _SHA1_BYTES else "sha256") == mark.digest


def digest_file(path: str, status: os.stat_result, algorithm: str) -> bytes | None:
    """The hash of a file's content or of a link's target; of neither, b""; None for what cannot be read."""
    try:
        if stat.S_ISLNK(status.st_mode):
            return digest_bytes(os.fsencode(os.readlink(path)), algorithm)
        if not stat.S_ISREG(status.st_mode):
            return b""
        with open(path, "rb", opener=open_quietly) as file:
            digest = _header(status.st_size, algorithm)
            while chunk := file.read(1 << 20):
                digest.update(chunk)
            return digest.digest()
    except OSError:
        return None


def digest_bytes(content: bytes, algorithm: str) -> bytes:
    """The hash that git gives to a blob with these bytes."""
    digest = _header(len(content), algorithm)
    digest.update(content)
    return digest.digest()


def _header(size: int, algorithm: str):
    return hashlib.new(algorithm, b"blob %d\0" % size, usedforsecurity=False)


def open_quietly(path: str, flags: int) -> int:
    """An `opener` that follows no link and waits for no FIFO."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)


def _facts(status: os.stat_result) -> tuple[int, ...]:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
