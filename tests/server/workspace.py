"""Folders with projects in them, for tests of the server."""

from __future__ import annotations

from pathlib import Path

from tests.fixtures import fixture

SPEC = """\
---
type: code
status: {status}
depends_on: [{depends_on}]
target_files: [{target_files}]
informed_by: [{informed_by}]
---

# {title}

## Acceptance Criteria

- [ ] One thing
"""


def write_files(root: Path, picture: str) -> dict[str, Path]:
    """The files of a picture (`//- path` lines) on the disk; their places by path."""
    files, _ = fixture(picture)
    places = {}
    for path, text in files.items():
        places[path] = root / path
        places[path].parent.mkdir(parents=True, exist_ok=True)
        places[path].write_text(text, "utf-8", newline="")
    return places


def spec(root: Path, id: str, **fields: str) -> Path:
    """A spec on the disk; without fields it has no finding."""
    place = root / ".chant" / "specs" / f"{id}.md"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(spec_text(id, **fields), "utf-8", newline="")
    return place


def spec_text(id: str, **fields: str) -> str:
    values = {"status": "pending", "depends_on": "", "target_files": "", "informed_by": "", "title": id}
    return SPEC.format(**{**values, **fields})
