"""The disk as the rules have seen it: each answer is kept until a look shows that it is not true any more.

Rules ask the same few questions at each keystroke, and each is several system calls. What was asked is also exactly
what can change a finding from outside the spec folders, so that these questions are all there is to watch. A look goes
from folder to folder: where none came or went, nothing in it has to be asked again.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from chant_lsp.core.edges import PathsByKey
from chant_lsp.core.files import FileKind, Files
from chant_lsp.core.globs import glob_base, glob_matches
from chant_lsp.core.path_tree import PathTree

COMPLETE_LOOKS = 20
"""One look in so many goes into every folder: what a link leads to can change without a trace in the link's own."""


def never_the_same(folder: str) -> None:
    """For a disk whose folders tell nothing: look into each."""


class RememberedFiles:
    """`Files` that looks once; `iter_changes` looks again."""

    def __init__(self, disk: Files, stamp: Callable[[str], int | None] = never_the_same) -> None:
        self._disk = disk
        self._stamp = stamp
        """A number for a folder that is the same as long as nothing came to it or went; None where that is not sure."""
        self._kinds: dict[str, FileKind | None] = {}
        self._globs: dict[str, list[str]] = {}
        self._outside: dict[str, bool] = {}
        self._tree = PathTree()
        """The paths of `_kinds`, to find those below one."""
        self._in_folder = PathsByKey()
        """Folder to the paths of `_kinds` in it, and to the patterns of `_globs` that begin there."""
        self._stamps: dict[str, int | None] = {}
        self._looks = 0

    def kind(self, path: str) -> FileKind | None:
        """What is at the path, as far as is known."""
        if path not in self._kinds:
            self._kinds[path] = self._disk.kind(path)
            self._tree.add(path)
            self._in_folder.add(_folder(path), path)
        return self._kinds[path]

    def glob(self, pattern: str) -> list[str]:
        """The files that match, as far as is known."""
        if pattern not in self._globs:
            self._globs[pattern] = self._disk.glob(pattern)
            self._in_folder.add(glob_base(pattern), pattern)
        return self._globs[pattern]

    def outside(self, path: str) -> bool:
        """Whether the path leads out of the project, as far as is known."""
        if path not in self._outside:
            self._outside[path] = self._disk.outside(path)
        return self._outside[path]

    def entries(self, folder: str) -> list[str]:
        """The names in the folder now; no finding depends on them."""
        return self._disk.entries(folder)

    def text(self, path: str, limit: int = 65536) -> str | None:
        """The start of the file now; texts are not kept."""
        return self._disk.text(path, limit)

    def size(self, path: str) -> int | None:
        """The size of the file now."""
        return self._disk.size(path)

    def forget(self, path: str) -> list[str]:
        """Look again when this path, one above or one below it, or a pattern that takes it in is asked for next.

        Returns what was known of them: a folder that comes or goes takes its files along, with one event for all. Other
        patterns keep their answers: `iter_changes` has to find what is new in them, or nobody else would hear of it.
        Cost: what is forgotten, and what is known in the folders above.
        """
        above = list(_iter_above(path))
        known = [other for other in (path, *above, *self._tree.below(path)) if other in self._kinds]
        for other in known:
            self.drop(other)
        for folder in (*above, "."):
            for pattern in list(self._in_folder.get(folder)):
                if pattern in self._globs and glob_matches(pattern, path):
                    self.drop(pattern)
        return known

    def drop(self, name: str) -> None:
        """Know nothing of a path or a pattern any more, because nobody asks for it or because it has changed."""
        if self._kinds.pop(name, self) is not self:
            self._tree.discard(name)
            self._in_folder.discard(_folder(name), name)
        if self._globs.pop(name, None) is not None:
            self._in_folder.discard(glob_base(name), name)
        self._outside.pop(name, None)

    def forget_all(self) -> None:
        """Know nothing."""
        for name in (*self._kinds, *self._globs):
            self.drop(name)
        self._outside.clear()
        self._stamps.clear()

    def iter_changes(self) -> Iterator[str | None]:
        """Look again at everything known, and yield each path that is not what it was; None while there is no news.

        Each step costs one look, so that a caller can stop for something urgent between two.
        """
        self._looks += 1
        complete = self._looks % COMPLETE_LOOKS == 0
        for folder in list(self._in_folder.keys()):
            stamp = self._stamp(folder)
            same = stamp is not None and stamp == self._stamps.get(folder) and not complete
            self._stamps[folder] = stamp
            yield None
            for name in list(self._in_folder.get(folder)):
                if name in self._globs and not (same and _is_flat(name)):
                    known, found = self._globs[name], self._disk.glob(name)
                    self._globs[name] = found
                    yield from set(found) ^ set(known)
                if name in self._kinds and not same:
                    yield self._look(name, self._kinds[name])

    def _look(self, path: str, known: FileKind | None) -> str | None:
        now = self._disk.kind(path)
        if now == known:
            return None
        self._kinds[path] = now
        self._outside.pop(path, None)
        return path


def _folder(path: str) -> str:
    return posixpath.dirname(path) or "."


def _iter_above(path: str) -> Iterator[str]:
    """The folders that a path is in, the nearest first."""
    while (path := posixpath.dirname(path)) not in ("", "/", "."):
        yield path


def _is_flat(pattern: str) -> bool:
    """Whether a pattern takes in files of one folder only."""
    return _folder(pattern) == glob_base(pattern)
