"""Paths by the folders that they are in, so that those below one folder are found without a look at all others."""

from __future__ import annotations

from collections.abc import Iterator

_TOP = "."
MAX_PATH = 4096
"""Characters of a path that a file can have; each folder in it costs as much as its path is long."""


class PathTree:
    """A set of project-relative paths."""

    def __init__(self) -> None:
        self._entries: dict[str, dict[str, None]] = {}
        """Folder to the paths in it; the paths of folders end with a slash."""

    def add(self, path: str) -> None:
        """Put a path in; again is no harm. One that is longer than any file's is left out."""
        if len(path) > MAX_PATH:
            return
        entry = path
        folder = _folder_of(path)
        while folder not in self._entries:
            self._entries[folder] = {entry: None}
            if folder == _TOP:
                return
            entry, folder = f"{folder}/", _folder_of(folder)
        self._entries[folder][entry] = None

    def discard(self, path: str) -> None:
        """Take a path out, if it is there."""
        if len(path) > MAX_PATH:
            return
        entry = path
        folder = _folder_of(path)
        while (entries := self._entries.get(folder)) is not None:
            entries.pop(entry, None)
            if entries:
                return
            del self._entries[folder]
            entry, folder = f"{folder}/", _folder_of(folder)

    def below(self, folder: str) -> Iterator[str]:
        """The paths at any depth below a folder; `.` is the top. Cost: those paths."""
        todo = [folder]
        while todo:
            for entry in self._entries.get(todo.pop(), ()):
                if entry.endswith("/"):
                    todo.append(entry[:-1])
                else:
                    yield entry


def _folder_of(path: str) -> str:
    """Shape: `a/b` -> `a`, `a` -> `.`; what leads out is at the top, too, and found by nobody who asks for less."""
    return path.rpartition("/")[0] or _TOP
