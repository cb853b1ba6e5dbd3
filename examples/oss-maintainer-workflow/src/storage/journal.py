"""A journal of what happened: one JSON object a line, oldest first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def record(path: Path, event: str, **details: Any) -> None:
    """Append one event."""
    line = json.dumps({"event": event, **details}) + "\n"
    with path.open("a", encoding="utf-8") as journal:
        journal.write(line)


def events(path: Path) -> list[dict[str, Any]]:
    """Return all events."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
