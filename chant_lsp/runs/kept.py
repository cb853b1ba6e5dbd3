"""Files that a run keeps in its own folder: each by its hash, compressed, readable by nobody else.

A file is there whole or not at all, and what is read is what was kept: its hash is checked.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from pathlib import Path
from typing import Any

from chant_lsp.runs.snapshot import digest_bytes
from chant_lsp.runs.store import write_whole

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
