"""Named counters that survive a restart."""

from __future__ import annotations

import json
from pathlib import Path


class Counters:
    """Counters in the JSON file at `path`. A counter that nobody has touched is 0."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def value(self, name: str) -> int:
        """Return the current value of the counter."""
        return self._read().get(name, 0)

    def increment(self, name: str, by: int = 1) -> int:
        """Add `by` to the counter and return its new value."""
        counts = self._read()
        counts[name] = counts.get(name, 0) + by
        self._write(counts)
        return counts[name]

    def _read(self) -> dict[str, int]:
        try:
            return json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}

    def _write(self, counts: dict[str, int]) -> None:
        self.path.write_text(json.dumps(counts, sort_keys=True) + "\n", encoding="utf-8")
