"""The project's tree on disk, as the index asks for it."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from chant_lsp.core.files import FileKind
from chant_lsp.core.globs import glob_base, glob_matches
from chant_lsp.core.mentions import Mention, MentionKind, leads_out, normal_path
from chant_lsp.workspace.layout import SKIPPED_FOLDERS, Project

MAX_GLOB_ENTRIES = 50_000
"""Directory entries that one glob may look at: a pattern such as `**/*` in a huge tree must not hang the editor."""

_TICK_NS = 2_000_000_000
"""The time within which a folder may change twice and look the same."""

MAX_ENTRIES = 2_000
"""Names of one folder that are told."""


class DiskFiles:
    """Looks at the disk each time it is asked; holds nothing, so it is never stale."""

    def __init__(self, project: Project) -> None:
        self.project = project

    def kind(self, path: str) -> FileKind | None:
        place = self._place(path)
        if place is None:
            return None
        try:
            mode = os.stat(place).st_mode
        except (OSError, ValueError):
            return None
        return "file" if stat.S_ISREG(mode) else "dir" if stat.S_ISDIR(mode) else None

    def glob(self, pattern: str) -> list[str]:
        if leads_out(normal_path(pattern)):
            return []
        base = glob_base(pattern)
        top = self.project.inside(base)
        if top is None:
            return []
        found: list[str] = []
        todo = [("" if base == "." else base + "/", top)]
        seen = 0
        while todo and seen < MAX_GLOB_ENTRIES:
            prefix, folder = todo.pop()
            for entry in _entries(folder):
                seen += 1
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in SKIPPED_FOLDERS and _may_lead(pattern, path):
                        todo.append((path + "/", Path(entry.path)))
                elif glob_matches(pattern, path) and self.kind(path) == "file":
                    found.append(path)
        return sorted(found)

    def entries(self, folder: str) -> list[str]:
        place = self._place(folder)
        if place is None:
            return []
        try:
            with os.scandir(place) as entries:
                found = [entry for entry in islice(entries, MAX_ENTRIES) if not _leads_out(self.project, entry)]
                return sorted(filter(None, map(_shown_name, found)))
        except OSError:
            return []

    def stamp(self, folder: str) -> int | None:
        """A number that changes when something comes to a folder or goes; None while that happened only just now."""
        place = self._place(folder)
        try:
            status = os.stat(place) if place is not None else None
        except OSError:
            status = None
        if status is None:
            return 0
        fresh = time.time_ns() - status.st_mtime_ns < _TICK_NS
        return None if fresh else hash((status.st_dev, status.st_ino, status.st_mtime_ns))

    def text(self, path: str, limit: int = 65536) -> str | None:
        place = self._place(path)
        if place is None or self.kind(path) != "file":
            return None
        try:
            with open(place, "rb") as file:
                return file.read(limit).decode("utf-8", "replace")
        except OSError:
            return None

    def size(self, path: str) -> int | None:
        place = self._place(path)
        try:
            return os.stat(place).st_size if place is not None and self.kind(path) == "file" else None
        except OSError:
            return None

    def outside(self, path: str) -> bool:
        normal = normal_path(path)
        return leads_out(normal) or ("\0" not in normal and self._place(normal) is None)

    def _place(self, path: str) -> str | None:
        return self.project.name_inside(path)


def named_files(project: Project, outputs: Iterable[Mention]) -> list[str]:
    """The files that outputs name and that are there, in the order of the outputs: of a folder, all below it."""
    files = DiskFiles(project)
    found: list[str] = []
    for output in outputs:
        if output.kind is MentionKind.GLOB:
            found += files.glob(output.text)
        elif (kind := files.kind(output.text)) == "dir":
            found += files.glob(f"{output.text}/**/*")
        elif kind == "file":
            found.append(output.text)
    return list(dict.fromkeys(found))


def _may_lead(pattern: str, folder: str) -> bool:
    """Whether something below the folder can match; `**` leads everywhere but into `.chant`."""
    parts = pattern.split("/")
    names = folder.split("/")
    for part, name in zip(parts, names, strict=False):
        if part == "**":
            return ".chant" not in names or ".chant" in parts
        if not glob_matches(part, name):
            return False
    return len(names) < len(parts)


def _leads_out(project: Project, entry: os.DirEntry[str]) -> bool:
    return entry.is_symlink() and project.root not in Path(os.path.realpath(entry.path), "x").parents


def _shown_name(entry: os.DirEntry[str]) -> str:
    """A folder's name with a slash, a file's as it is; nothing for what is neither."""
    try:
        return f"{entry.name}/" if entry.is_dir() else entry.name if entry.is_file() else ""
    except OSError:
        return ""


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []
