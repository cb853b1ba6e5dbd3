"""The disk as the rules have seen it: each answer is kept until a look shows that it is not true any more.

Rules ask the same few questions at each keystroke, and each is several system calls. What was asked is also exactly
what can change a finding from outside the spec folders, so that these questions are all there is to watch.
"""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.files import FileKind, Files
from chant_lsp.core.globs import glob_matches


class RememberedFiles:
    """`Files` that looks once; `iter_changes` looks again."""

    def __init__(self, disk: Files) -> None:
        self._disk = disk
        self._kinds: dict[str, FileKind | None] = {}
        self._globs: dict[str, list[str]] = {}
        self._outside: dict[str, bool] = {}

    def kind(self, path: str) -> FileKind | None:
        """What is at the path, as far as is known."""
        if path not in self._kinds:
            self._kinds[path] = self._disk.kind(path)
        return self._kinds[path]

    def glob(self, pattern: str) -> list[str]:
        """The files that match, as far as is known."""
        if pattern not in self._globs:
            self._globs[pattern] = self._disk.glob(pattern)
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
        """
        for pattern in [pattern for pattern in self._globs if glob_matches(pattern, path)]:
            del self._globs[pattern]
        known = [other for other in self._kinds if other == path or _is_below(other, path) or _is_below(path, other)]
        for other in known:
            del self._kinds[other]
            self._outside.pop(other, None)
        return known

    def forget_all(self) -> None:
        """Know nothing."""
        self._kinds.clear()
        self._globs.clear()
        self._outside.clear()

    def iter_changes(self) -> Iterator[str | None]:
        """Look again at everything known, and yield each path that is not what it was; None while there is no news.

        Each step costs one look, so that a caller can stop for something urgent between two.
        """
        for path, known in list(self._kinds.items()):
            yield self._look(path, known)
        for pattern, known in list(self._globs.items()):
            found = self._globs[pattern] = self._disk.glob(pattern)
            yield from set(found) ^ set(known)

    def _look(self, path: str, known: FileKind | None) -> str | None:
        now = self._disk.kind(path)
        if now == known:
            return None
        self._kinds[path] = now
        self._outside.pop(path, None)
        return path


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder) and path[len(folder) : len(folder) + 1] == "/"
