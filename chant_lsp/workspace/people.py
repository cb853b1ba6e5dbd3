"""Who works on a project: the names that git has written into its log of this clone, without starting git."""

from __future__ import annotations

import os
import re
from pathlib import Path

from chant_lsp.workspace.layout import Project

MAX_BYTES = 64 * 1024
"""The end of the log that is read: some five hundred commits."""

MAX_NAMES = 20

_LINE = re.compile(r"^[0-9a-f]{40,64} [0-9a-f]{40,64} (?P<name>[^<\r\n]+?) <[^>\r\n]*> \d+ ", re.MULTILINE)


def committers(project: Project) -> list[str]:
    """The names of those who have committed here, the last one first; empty without a repository."""
    for folder in (project.root, *project.root.parents):
        log = folder / ".git" / "logs" / "HEAD"
        if log.is_file():
            names = [match["name"] for match in _LINE.finditer(_tail(log))]
            return list(dict.fromkeys(reversed(names)))[:MAX_NAMES]
        if (folder / ".git").exists():
            return []
    return []


def _tail(log: Path) -> str:
    try:
        with log.open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - MAX_BYTES))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""
