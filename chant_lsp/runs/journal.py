"""A run's diary: `events.jsonl`, one JSON object a line, only ever appended to.

Written by the process that holds the spec's lock and by nobody else; each line is on the disk before the next thing
happens, so that whatever kills the process, the journal says how far it came. Readers take what is whole: a torn last
line is not there yet, a bad line is skipped.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from types import MappingProxyType
from typing import Any

from chant_lsp.runs.lock import RunLock
from chant_lsp.runs.model import EventType, RunEvent, RunState, parse_timestamp, timestamp
from chant_lsp.runs.redaction import redact

_KNOWN_TYPES = {member.value: member for member in EventType}
_READ_BYTES = 64 * 1024 * 1024


class Journal:
    """An open journal that may be appended to; needs the spec's lock."""

    def __init__(self, path: Path, lock: RunLock) -> None:
        """Errors: OSError; ValueError if the lock is not held."""
        if not lock.held:
            raise ValueError("only the holder of the lock writes the journal")
        found = path.read_bytes() if path.exists() else b""
        self._fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        self._torn = bool(found) and not found.endswith(b"\n")
        self._seq = found.count(b"\n") + self._torn

    def append(self, type: EventType, **fields: Any) -> RunEvent:
        """Write one event and wait until it is on the disk.

        Shape: fields are plain JSON values; texts among them are redacted, nested ones included.
        """
        event = RunEvent(datetime.now(timezone.utc), self._seq, type, MappingProxyType(_redacted(fields)))
        line = {"at": timestamp(event.at), "seq": event.seq, "type": type.value, **event.fields}
        written = (json.dumps(line, ensure_ascii=False) + "\n").encode("utf-8", "replace")
        # A line that a crash cut off would swallow this one.
        os.write(self._fd, b"\n" + written if self._torn else written)
        os.fsync(self._fd)
        self._torn = False
        self._seq += 1
        return event

    def close(self) -> None:
        """Close the file; appending is over."""
        os.close(self._fd)


def write_end(path: Path, lock: RunLock, state: RunState, message: str, stopped_by: str = "") -> None:
    """Write the last line of a run whose process has gone without one. Errors: as a Journal's."""
    with contextlib.closing(Journal(path, lock)) as journal:
        if stopped_by:
            journal.append(EventType.STOPPED, by=stopped_by)
        journal.append(EventType.ENDED, state=state.value, message=message)


def _redacted(value: Any) -> Any:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {key: _redacted(item) for key, item in value.items()}
    return [_redacted(item) for item in value] if isinstance(value, (list, tuple)) else value


def read(path: Path) -> list[RunEvent]:
    """Every whole, understandable event. Errors: none; a file that is not there or not readable has none."""
    return follow(path, 0)[0]


def follow(path: Path, offset: int) -> tuple[list[RunEvent], int]:
    """The events behind a byte offset, and the offset of what comes next.

    Cost:   one `stat` when nothing was added.
    Errors: none; a file that is not there has no events.
    """
    try:
        if path.stat().st_size <= offset:
            return [], offset
        with path.open("rb") as file:
            file.seek(offset)
            found = file.read(_READ_BYTES)
    except OSError:
        return [], offset
    whole = found[: found.rfind(b"\n") + 1]
    events = (_event(line) for line in whole.splitlines())
    return [event for event in events if event is not None], offset + len(whole)


def _event(line: bytes) -> RunEvent | None:
    try:
        found = json.loads(line)
        at, seq, type = parse_timestamp(found.pop("at")), found.pop("seq"), _KNOWN_TYPES[found.pop("type")]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return RunEvent(at, seq, type, MappingProxyType(found)) if isinstance(seq, int) else None
