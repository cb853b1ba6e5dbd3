"""Which files may name what in their running text: a table of a few bytes a name.

It holds no texts and no names, only numbers made of them, so that a hundred thousand bodies fit; whoever asks looks
into the few files that it answers with. It reads nothing by itself: texts are put in when somebody has read them.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Protocol

from chant_lsp.core.body_mentions import key_part, key_parts
from chant_lsp.core.text import Source

_FILE_BITS = 24
_FILES = 1 << _FILE_BITS
MAX_NAMES = 2_000
"""Of one file; a body of prose has some thirty."""
_SEGMENT = 8_192
"""Entries that are put in order at once: a millisecond's work."""


class Texts(Protocol):
    """The texts of a project, for what the index does not know."""

    def source(self, path: str) -> Source | None:
        """The text that counts: an open document's, else the disk's; None when there is no such file."""
        ...

    def naming(self, name: str) -> Iterable[str]:
        """The files whose running text may name a spec by its id, or a file by its path."""
        ...


class BodyNames:
    """The names in the running texts of a project's specs, prompts and settings."""

    def __init__(self) -> None:
        self.unread: dict[str, None] = {}
        """Files whose text has changed since it was put in, or was never."""
        self._numbers: dict[str, int] = {}
        self._paths: list[str | None] = []
        self._segments: list[array[int]] = []
        """Each in ascending order; an entry's upper bits are made of a name, the lower ones are a file's number."""
        self._latest: list[int] = []
        self._crowded: dict[str, None] = {}
        """Files with more names than are kept; they may name anything, too."""
        self._stale = 0
        """Numbers of files that were put in again, or are gone."""

    def __len__(self) -> int:
        """How many files have been read."""
        return len(self._numbers)

    def __contains__(self, path: str) -> bool:
        """Whether the file has been read, be it with another text."""
        return path in self._numbers

    def mark(self, path: str) -> None:
        """Say that a file's text has changed, or that the file is gone."""
        self.unread[path] = None

    def mark_new(self, paths: Iterable[str]) -> None:
        """Say of many files that they are there; those that have been read are left out."""
        new = dict.fromkeys(paths)
        for path in new.keys() & self._numbers.keys():
            del new[path]
        self.unread.update(new)

    def put(self, path: str, text: str | None, start: int = 0) -> None:
        """Take in a file's text behind `start`, in place of what it was; None when there is no such file any more."""
        self.unread.pop(path, None)
        self._crowded.pop(path, None)
        known = self._numbers.pop(path, None)
        if known is not None:
            self._paths[known] = None
            self._stale += 1
        if text is None:
            return
        number = self._numbers[path] = len(self._paths)
        self._paths.append(path)
        parts = key_parts(text[start:])
        if len(parts) > MAX_NAMES:
            self._crowded[path] = None
        else:
            self._latest += [_entry(part) | number for part in parts]
        if len(self._latest) >= _SEGMENT:
            self._settle()
        if self._stale > 1_000 and self._stale > len(self._numbers):
            self._compact()

    def paths_naming(self, name: str) -> list[str]:
        """The files that may name a spec by its id, or a file by its path or its name; in no order that means anything.

        Shape: as far as files have been read; see `unread`. Cost: a search in each segment: what some 300 files name.
        """
        part = key_part(name)
        if not part:
            return list(self._numbers)
        self._settle()
        wanted = _entry(part)
        numbers = (number for segment in self._segments for number in _numbers_in(segment, wanted))
        paths = (self._paths[number] for number in numbers)
        return [*(path for path in paths if path is not None), *self._crowded]

    def _settle(self) -> None:
        """Bring what came last into order."""
        if self._latest:
            self._segments.append(array("Q", sorted(self._latest)))
            self._latest = []

    def _compact(self) -> None:
        """Forget what is not so any more."""
        self._settle()
        before, segments = self._paths, self._segments
        self._numbers = {path: number for number, path in enumerate(self._numbers)}
        self._paths = list(self._numbers)
        self._segments, self._stale = [], 0
        for segment in segments:
            kept = ((entry, before[entry % _FILES]) for entry in segment)
            entries = (entry // _FILES * _FILES | self._numbers[path] for entry, path in kept if path is not None)
            self._latest += entries
            if len(self._latest) >= _SEGMENT:
                self._settle()


def _entry(part: str) -> int:
    return (hash(part) & 0xFF_FFFF_FFFF) << _FILE_BITS


def _numbers_in(segment: array[int], wanted: int) -> Iterator[int]:
    at = bisect_left(segment, wanted)
    while at < len(segment) and segment[at] < wanted + _FILES:
        yield segment[at] % _FILES
        at += 1
