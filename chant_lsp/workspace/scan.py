"""Reads specs from the disk: one, or all of a project."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from chant_lsp.core.index import Change, SpecIndex
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source, clipped
from chant_lsp.workspace.files import DiskFiles
from chant_lsp.workspace.layout import MAX_SPEC_BYTES, Project

BOM = b"\xef\xbb\xbf"
MAX_FOLDERS = 20_000


def read_source(place: Path) -> Source | None:
    """The text of a file with its line ends as they are; None when it is no regular file or cannot be read.

    Shape: a byte order mark is not in the text but in `Source.bom`, as editors have it; undecodable bytes are U+FFFD.
    """
    try:
        # Non-blocking, so that a FIFO in the folder cannot hold us up.
        handle = os.open(place, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError):
        return None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        data = _read_all(handle)
    except OSError:
        return None
    finally:
        os.close(handle)
    return to_source(data)


def to_source(data: bytes) -> Source:
    """A file's bytes as a Source."""
    bom = data.startswith(BOM)
    content = data[len(BOM) :] if bom else data
    try:
        return clipped(content.decode("utf-8"), bom)
    except UnicodeDecodeError as error:
        before = len(content[: error.start].decode("utf-8"))
        return clipped(content.decode("utf-8", "replace"), bom, before)


def _read_all(handle: int) -> bytes:
    parts = []
    left = MAX_SPEC_BYTES
    while left > 0 and (part := os.read(handle, min(left, 1 << 20))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def iter_spec_paths(project: Project) -> Iterator[str]:
    """The project-relative paths of all specs, active ones first; links are followed only inside the project."""
    for top in (project.specs, project.archive):
        yield from _iter_markdown(project, top)


def _iter_markdown(project: Project, top: Path) -> Iterator[str]:
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
                found = sorted(entries, key=lambda entry: entry.name, reverse=True)
        except OSError:
            continue
        for entry in reversed(found):
            if entry.name.endswith(".md") and not _is_folder(entry):
                yield f"{relative}/{entry.name}"
        todo += [entry.path for entry in found if _is_folder(entry)]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def read_spec(project: Project, path: str) -> Change:
    """The spec at a project-relative path as a change to the index: gone when it cannot be read."""
    place = project.inside(path)
    source = read_source(place) if place is not None else None
    return Change(path, parse(path, source) if source is not None else None)


def load_index(project: Project) -> SpecIndex:
    """The index of everything that is on the disk."""
    index = SpecIndex(DiskFiles(project))
    index.apply([read_spec(project, path) for path in iter_spec_paths(project)])
    return index
