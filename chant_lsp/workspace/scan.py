"""Reads specs from the disk: one, or all of a project."""

from __future__ import annotations

import gc
import os
import stat
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from chant_lsp.core.index import Change, SpecIndex
from chant_lsp.core.kinds import parse_page
from chant_lsp.core.mentions import AGENTS_PATH, CONFIG_PATH
from chant_lsp.core.packed import Packed, pack, unpack
from chant_lsp.core.skim import skim
from chant_lsp.core.spec import NO_PARTS, Parts, ReadParts, Spec, parse, parts_in
from chant_lsp.core.text import Source, clipped
from chant_lsp.workspace import cache
from chant_lsp.workspace.files import DiskFiles
from chant_lsp.workspace.layout import MAX_SPEC_BYTES, Project

BOM = b"\xef\xbb\xbf"
MAX_FOLDERS = 20_000
# Non-blocking, so that a FIFO in the folder cannot hold us up.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NOT_CACHED: tuple[int, Packed | None] = (0, None)
_TICK_NS = 2_000_000_000
"""The time within which a file may be written twice and look the same."""
_WORTH_WRITING = 50
"""A cache is written when more than one spec in so many was not in it."""
MAX_PARTS = 256
"""Specs of which a reader keeps the parts."""


Divide = Callable[[Callable[[Sequence[Any]], list[Any]], Sequence[Any]], list[Any]]
"""Has work done on many things, one answer for each of them in their order; who does it is its own affair."""


class SpecReader:
    """Reads the specs of one project, slim; and their parts again, when somebody asks for those of one."""

    def __init__(self, project: Project, max_parts: int = MAX_PARTS) -> None:
        self._project = project
        self._max_parts = max_parts
        self._begun_ns = time.time_ns()
        self._held: ReadParts = self.parts_of
        """As one object: each look at a method makes another one, and every spec would keep its own."""
        self.stamps: dict[str, int] = {}
        """What each file looked like when it was read."""
        self._recent: OrderedDict[str, tuple[Spec, Parts]] = OrderedDict()
        """By path, with the spec that they are parts of; the last to be asked for at the end."""
        self._cached: dict[str, tuple[int, Packed]] = {}
        """What the cache says of files that were not read yet, with their stamps then."""
        self._fresh: set[str] = set()
        """Files that had just been written when they were read: their stamps may not show what was written since."""
        self._missed = 0
        """Files of which the cache did not know what they say now."""

    def read(self, path: str) -> Spec | None:
        """The spec at a project-relative path; None when it cannot be read."""
        place = self._project.inside(path)
        return self.read_at(path, place) if place is not None else None

    def read_at(self, path: str, place: Path | str) -> Spec | None:
        """The spec in a file that is known to be inside the project."""
        stamp, packed = self._cached.pop(path, _NOT_CACHED)
        if packed is not None and (status := _status(place)) is not None and stamp_of(status) == stamp:
            self.stamps[path] = stamp
            return unpack(path, packed, self._held)
        found = self._read_new(path, place)
        if found is None:
            self.stamps.pop(path, None)
            return None
        return self._keep(path, *found)

    def read_all(self, files: Iterable[SpecFile], divide: Divide | None = None) -> Iterator[Spec]:
        """The specs in these files, those that cannot be read left out; `divide` has those read that are not cached."""
        new: list[SpecFile] = []
        for file in files:
            if divide is not None and file.path not in self._cached:
                new.append(file)
            elif (spec := self.read_at(*file)) is not None:
                yield spec
        if divide is not None:
            for file, found in zip(new, divide(self._read_packed, new), strict=True):
                if found is not None:
                    packed, stamp, is_fresh = found
                    yield self._keep(file.path, unpack(file.path, packed, self._held), stamp, is_fresh)

    def _read_packed(self, files: Sequence[SpecFile]) -> list[tuple[Packed, int, bool] | None]:
        read = (self._read_new(*file) for file in files)
        return [(pack(found[0]), *found[1:]) if found is not None else None for found in read]

    def _read_new(self, path: str, place: Path | str) -> tuple[Spec, int, bool] | None:
        """What a file says, its stamp, and whether it had just been written."""
        found = _read_file(place)
        if found is None:
            return None
        data, status = found
        spec = skim(path, data, self._held) or parse(path, to_source(data)).slim(self._held)
        return spec, stamp_of(status), status.st_ctime_ns > self._begun_ns - _TICK_NS

    def _keep(self, path: str, spec: Spec, stamp: int, is_fresh: bool) -> Spec:
        self._missed += 1
        self.stamps[path] = stamp
        if is_fresh:
            self._fresh.add(path)
        return spec

    def look(self, path: str, place: str) -> bool:
        """Whether a file is another one than when it was last read or looked at."""
        status = _status(place)
        before, now = self.stamps.get(path), stamp_of(status) if status is not None else None
        if now is not None:
            self.stamps[path] = now
        return before != now

    def take_cache(self) -> Iterator[None]:
        """Learn what was read last time; some hundred specs a step."""
        for entries in cache.load(self._project):
            self._cached.update((path, (stamp, packed)) for path, stamp, packed in entries)
            yield

    def save_cache(self, specs: Mapping[str, Spec]) -> Iterator[None]:
        """Keep what was read of closed specs for the next time, if that is worth it; some hundred specs a step."""
        self._cached.clear()
        if len(specs) < cache.MIN_SPECS or self._missed * _WORTH_WRITING < len(specs):
            return
        entries = (
            (path, stamp, pack(spec))
            for path, spec in list(specs.items())
            if spec.held is self._held and path not in self._fresh and (stamp := self.stamps.get(path)) is not None
        )
        yield from cache.save(self._project, entries)
        self._missed = 0
        self._fresh.clear()

    def parts_of(self, spec: Spec) -> Parts:
        """What the spec's file consists of now; the last few answers are kept as long as the index holds the spec."""
        kept = self._recent.get(spec.path)
        if kept is not None and kept[0] is spec:
            self._recent.move_to_end(spec.path)
            return kept[1]
        place = self._project.inside(spec.path)
        source = read_source(place) if place is not None else None
        parts = parts_in(source) if source is not None else NO_PARTS
        self._recent[spec.path] = (spec, parts)
        self._recent.move_to_end(spec.path)
        if len(self._recent) > self._max_parts:
            self._recent.popitem(last=False)
        return parts


def read_source(place: Path | str) -> Source | None:
    """The text of a file with its line ends as they are; None when it is no regular file or cannot be read.

    Shape: a byte order mark is not in the text but in `Source.bom`, as editors have it; undecodable bytes are U+FFFD.
    """
    found = _read_file(place)
    return to_source(found[0]) if found is not None else None


def _read_file(place: Path | str) -> tuple[bytes, os.stat_result] | None:
    try:
        handle = os.open(place, _FLAGS)
    except (OSError, ValueError):
        return None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            return None
        data = _read_all(handle, status.st_size)
    except OSError:
        return None
    finally:
        os.close(handle)
    return data, status


def stamp_of(status: os.stat_result) -> int:
    """What a file looks like from outside, as one number: another one when anything was done to it."""
    return hash((status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino))


def _status(place: Path | str) -> os.stat_result | None:
    try:
        return os.stat(place)
    except OSError:
        return None


def to_source(data: bytes) -> Source:
    """A file's bytes as a Source."""
    bom = data.startswith(BOM)
    content = data[len(BOM) :] if bom else data
    try:
        return clipped(content.decode("utf-8"), bom)
    except UnicodeDecodeError as error:
        before = len(content[: error.start].decode("utf-8"))
        return clipped(content.decode("utf-8", "replace"), bom, before)


def _read_all(handle: int, size: int) -> bytes:
    data = os.read(handle, min(size, MAX_SPEC_BYTES) + 1)
    if len(data) <= size:
        return data
    # It has grown since it was measured, or is of a kind that does not say how large it is.
    parts = [data]
    left = MAX_SPEC_BYTES - len(data)
    while left > 0 and (part := os.read(handle, min(left, 1 << 20))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


class SpecFile(NamedTuple):
    """A file that may be a spec."""

    path: str
    """Project-relative."""
    place: str
    """Absolute, inside the project once its links are followed."""


def iter_spec_files(project: Project) -> Iterator[SpecFile]:
    """All spec files, active ones first; links are followed only inside the project."""
    for top in (project.specs, project.archive):
        yield from _iter_markdown(project, top)


def iter_page_files(project: Project) -> Iterator[SpecFile]:
    """The config and the prompts, as far as they are inside the project."""
    for path in (CONFIG_PATH, AGENTS_PATH):
        place = project.inside(path)
        if place is not None and place.is_file():
            yield SpecFile(path, str(place))
    yield from _iter_markdown(project, project.prompts)


def read_page(path: str, place: Path | str | None) -> Change:
    """What the config or a prompt says, in a file that is inside the project: gone when it cannot be read."""
    source = read_source(place) if place is not None else None
    return Change(path, parse_page(path, source) if source is not None else None)


def _iter_markdown(project: Project, top: Path) -> Iterator[SpecFile]:
    todo = [str(top)]
    seen: set[str] = set()
    while todo and len(seen) < MAX_FOLDERS:
        folder = todo.pop()
        real = os.path.realpath(folder)
        relative = project.relative(folder)
        if real in seen or relative is None or project.inside(relative) is None:
            continue
        seen.add(real)
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=_name, reverse=True)
        except OSError:
            continue
        for entry in reversed(found):
            if entry.name.endswith(".md") and not _is_folder(entry):
                path = f"{relative}/{entry.name}"
                # Only a link needs a look at where it leads: the folder has had one.
                place = project.inside(path) if entry.is_symlink() else entry.path
                if place is not None:
                    yield SpecFile(path, str(place))
        todo += [entry.path for entry in found if _is_folder(entry)]


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """The facts of thousands of specs stay until the end; to look for garbage among them is a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@without_garbage_collection()
def load_index(project: Project, divide: Divide | None = None) -> SpecIndex:
    """The index of everything that is on the disk; `divide` may have several read what the cache does not know."""
    index = SpecIndex(DiskFiles(project))
    reader = SpecReader(project)
    index.apply([read_page(*file) for file in iter_page_files(project)])
    deque(reader.take_cache(), 0)
    index.load(reader.read_all(iter_spec_files(project), divide))
    deque(reader.save_cache(index.specs), 0)
    return index


def starts_with_bom(place: Path) -> bool:
    """Whether the file has a byte order mark: editors do not show it in the text, and chant trips over it."""
    try:
        with place.open("rb") as file:
            return file.read(len(BOM)) == BOM
    except OSError:
        return False
