"""What was read of a project's specs last time, so that the next start need not read them all again.

It is only speed: a file that differs from its stamp is read, and without a cache everything is as with one. It lies in
the user's own cache folder, one file for each project, is written by this very code or not used, and is checked before
a byte of it is believed. Small projects have none.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from chant_lsp import __version__, core
from chant_lsp.core.packed import Packed
from chant_lsp.workspace.layout import Project

MIN_SPECS = 500
"""Fewer are read as quickly as they would be found here."""
MAX_AGE_S = 90 * 24 * 3600
"""Caches that were not written for so long are thrown away: their projects may be gone."""

_DIGEST_BYTES = 16
_SIZE_BYTES = 4
_CHUNK = 500

Entry = tuple[str, int, Packed]
"""Path, stamp and facts of one spec."""


def cache_file(project: Project) -> Path:
    """Where a project's cache is, or would be."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    folder = Path(home) if os.path.isabs(home) else Path.home() / ".cache"
    name = blake2b(os.fsencode(project.root), digest_size=_DIGEST_BYTES).hexdigest()
    return folder / "chant-lsp" / f"{name}.specs"


def load(project: Project) -> Iterator[list[Entry]]:
    """What is kept of a project's specs, some hundreds a step; nothing from where on it cannot be trusted."""
    try:
        with cache_file(project).open("rb") as file:
            if _read_chunk(file.read) != _origin(project):
                return
            while (chunk := _read_chunk(file.read)) is not None:
                yield chunk
    except OSError:
        return


def save(project: Project, entries: Iterable[Entry]) -> Iterator[None]:
    """Keep these entries and no others; a step for some hundreds, and in the place of the last cache after the last.

    Errors: none; where nothing can be written, nothing is kept.
    """
    place = cache_file(project)
    temporary = ""
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=place.name, dir=place.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(_to_chunk(_origin(project)))
            chunk: list[Entry] = []
            for entry in entries:
                chunk.append(entry)
                if len(chunk) == _CHUNK:
                    file.write(_to_chunk(chunk))
                    chunk = []
                    yield
            file.write(_to_chunk(chunk))
        os.replace(temporary, place)
        temporary = ""
        _throw_away_old(place.parent)
    except OSError:
        return
    finally:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _origin(project: Project) -> tuple[object, ...]:
    """What has to be the same for a cache to be believed: the project, Python, and the code that found the facts."""
    code: list[tuple[str, int, int]] = []
    with contextlib.suppress(OSError), os.scandir(Path(core.__path__[0])) as entries:
        # Python writes beside them what it has compiled, at any start.
        modules = [entry for entry in entries if entry.name.endswith(".py")]
        code = sorted((entry.name, (status := entry.stat()).st_mtime_ns, status.st_size) for entry in modules)
    return ("specs", __version__, str(project.root), sys.version, tuple(code))


def _to_chunk(values: Any) -> bytes:
    payload = marshal.dumps(values)
    size = len(payload).to_bytes(_SIZE_BYTES, "big")
    return size + blake2b(payload, digest_size=_DIGEST_BYTES).digest() + payload


def _read_chunk(read: Callable[[int], bytes]) -> Any:
    """The next chunk; None at the end and for anything that was not written whole."""
    head = read(_SIZE_BYTES + _DIGEST_BYTES)
    payload = read(int.from_bytes(head[:_SIZE_BYTES], "big"))
    if not payload or blake2b(payload, digest_size=_DIGEST_BYTES).digest() != head[_SIZE_BYTES:]:
        return None
    return marshal.loads(payload)


def _throw_away_old(folder: Path) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.stat().st_mtime < time.time() - MAX_AGE_S:
                os.unlink(entry.path)
