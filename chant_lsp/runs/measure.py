"""A file or a directory as it is now: how large it is, and by which hashes it is known again.

The bundle, the record of a run and the question whether the record still holds all measure by this one function, so
that they can be compared. A directory is its list of names, as an agent is shown it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from chant_lsp.core.normal import MAX_NORMAL_BYTES, NO_NAMES, Names, normal_hash, own_hash
from chant_lsp.runs.model import RunInput
from chant_lsp.workspace.layout import Project

_CHUNK_BYTES = 1 << 20


class NotRegularError(OSError):
    """A pipe, a device or a socket is no file to read."""


class Measured(NamedTuple):
    """What was found at a path."""

    path: str
    """Project-relative; of a directory with a slash at its end."""
    bytes: int
    sha256: str
    """Of every byte; of a directory, of its names, one a line."""
    normal: str
    """See core/normal.py."""
    content: bytes
    """All of it; of a file larger than MAX_NORMAL_BYTES, its beginning. Of a directory its names, one a line."""

    @property
    def whole(self) -> bool:
        """Whether `content` is all there is."""
        return len(self.content) == self.bytes

    @property
    def is_directory(self) -> bool:
        return self.path.endswith("/")

    def as_input(self) -> RunInput:
        """For the record of a run."""
        return RunInput(self.path, self.bytes, self.sha256, self.normal)


def measure(project: Project, path: str, names: Names = NO_NAMES) -> Measured:
    """Measure what is at a project-relative path. Errors: OSError, also for what is outside the project."""
    place = _inside(project, path)
    if place.is_dir():
        return _measure_directory(place, path)
    return _measure_file(place, path, lambda content: normal_hash(path, content, names))


def measure_own_text(project: Project, path: str, names: Names = NO_NAMES) -> Measured:
    """Measure a spec; `normal` is the hash of what it tells an agent to do. Errors: as `measure`."""
    return _measure_file(_inside(project, path), path, lambda content: own_hash(content, names))


def _inside(project: Project, path: str) -> Path:
    place = project.inside(path)
    if place is None:
        raise OSError(errno.EACCES, "outside the project", path)
    return place


def _measure_file(place: Path, path: str, normal_of: Callable[[bytes], str]) -> Measured:
    digest, size, kept = hashlib.sha256(), 0, bytearray()
    # Non-blocking and checked once open: a FIFO that is swapped in must not hold the run up.
    with os.fdopen(os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise NotRegularError(errno.EINVAL, "not a regular file", path)
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
            kept += chunk[: max(0, MAX_NORMAL_BYTES - len(kept))]
    content, sha256 = bytes(kept), digest.hexdigest()
    return Measured(path, size, sha256, normal_of(content) if size <= MAX_NORMAL_BYTES else sha256, content)


def _measure_directory(place: Path, path: str) -> Measured:
    shown = ((entry.name.replace("\n", "\\u{000A}"), entry.is_dir()) for entry in os.scandir(place))
    names = sorted(f"{name}/" if is_folder else name for name, is_folder in shown)
    content = "".join(f"{name}\n" for name in names).encode("utf-8", "replace")
    sha256 = hashlib.sha256(content).hexdigest()
    return Measured(path.rstrip("/") + "/", len(content), sha256, sha256, content)
