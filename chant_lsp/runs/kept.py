"""Files that a run keeps in its own folder: each by its hash, compressed, readable by nobody else.

A file is there whole or not at all, and what is read is what was kept: its hash is checked.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import zlib
from pathlib import Path
from typing import Any

from chant_lsp.runs.snapshot import digest_bytes

_FOLDER = "kept"
_MAX_RECORD_BYTES = 256 * 1024 * 1024


def keep_copy(folder: Path, digest: bytes, content: bytes) -> None:
    """Keep the bytes, whose hash the caller knows, in a run's folder. Errors: OSError."""
    place = folder / _FOLDER / digest.hex()
    place.parent.mkdir(mode=0o700, exist_ok=True)
    if not place.exists():
        # Not waited for one by one, which takes seconds for a thousand files; nor does git for its objects.
        write_whole(place, zlib.compress(content, 1), sync=False)


def read_copy(folder: Path, digest: bytes, algorithm: str) -> bytes | None:
    """The bytes with this hash; None where they were not kept, or are no longer what they were."""
    try:
        content = zlib.decompress((folder / _FOLDER / digest.hex()).read_bytes())
    except (OSError, zlib.error):
        return None
    return content if digest_bytes(content, algorithm) == digest else None


def write_record(place: Path, values: Any) -> str:
    """Write plain JSON values, compressed; the hash of what was written. Errors: OSError."""
    content = gzip.compress(json.dumps(values).encode("ascii"), 1)
    write_whole(place, content)
    return hashlib.sha256(content).hexdigest()


def seal_of(place: Path) -> str | None:
    """The hash of a record as it is now; None where there is none."""
    try:
        return hashlib.sha256(place.read_bytes()).hexdigest()
    except OSError:
        return None


def read_record(place: Path) -> Any:
    """What `write_record` wrote; None where there is nothing, or nothing that can be read."""
    try:
        with gzip.open(place, "rb") as file:
            return json.loads(file.read(_MAX_RECORD_BYTES))
    except (OSError, EOFError, ValueError, zlib.error, RecursionError):
        return None


def write_whole(place: Path, content: bytes, *, sync: bool = True) -> None:
    """Write a private file that is there whole or not at all; `sync` waits until it is on the disk. Errors: OSError."""
    beside = place.with_name(f"{place.name}.{os.getpid()}.new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        with os.fdopen(os.open(beside, flags, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            if sync:
                os.fsync(file.fileno())
        os.replace(beside, place)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
