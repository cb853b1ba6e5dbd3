"""A key-value store in one JSON file.

The file is replaced as a whole on every write, so whoever reads it sees the old state or the new one, never half of it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Store:
    """The keys and values in the file at `path`, which need not exist yet. Values are whatever JSON can hold."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of `key`."""
        return self._load().get(key, default)

    def keys(self) -> list[str]:
        """Return all keys in alphabetical order."""
        return sorted(self._load())

    def set(self, key: str, value: Any) -> None:
        """Keep `value` under `key`, whatever was there before."""
        data = self._load()
        data[key] = value
        self._save(data)

    def update(self, key: str, change: Callable[[Any], Any], default: Any = None) -> Any:
        """Replace the value of `key` by what `change` makes of it, and return the new value.

        `change` gets `default` when there is no value yet. It must not use this store itself.
        """
        data = self._load()
        data[key] = change(data.get(key, default))
        self._save(data)
        return data[key]

    def delete(self, key: str) -> bool:
        """Forget `key`, and say whether it was there."""
        data = self._load()
        if key not in data:
            return False
        del data[key]
        self._save(data)
        return True

    def _load(self) -> dict[str, Any]:
        if not self.path.exists():
            return {}
        return json.loads(self.path.read_text(encoding="utf-8"))

    def _save(self, data: dict[str, Any]) -> None:
        # A name of our own: two processes that save at once must not write into the same scratch file.
        scratch = self.path.with_name(f"{self.path.name}.{os.getpid()}.tmp")
        scratch.write_text(json.dumps(data, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        scratch.replace(self.path)
