"""Tags on keys: one JSON file that maps each key to its tags."""

from __future__ import annotations

import json
from pathlib import Path


def tags_of(path: Path, key: str) -> list[str]:
    """Return the tags of `key` in the order in which they were added."""
    if not path.exists():
        return []
    return json.loads(path.read_text(encoding="utf-8")).get(key, [])


def add_tag(path: Path, key: str, tag: str) -> bool:
    """Tag `key`, and say whether the tag is new to it."""
    tags = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if tag in tags.get(key, []):
        return False
    tags.setdefault(key, []).append(tag)
    path.write_text(json.dumps(tags, indent=2) + "\n", encoding="utf-8")
    return True
