"""The normal hashes of a project's files as they are now, each worked out once until the file's stamp differs.

The stamp is only speed: whoever asks gets the hash of the content. A file that was touched within the last moments is
read again at the next question, because it may change twice within what its stamp can tell.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import NamedTuple

from chant_lsp.core.normal import Names
from chant_lsp.runs.measure import Measured, measure, measure_own_text
from chant_lsp.runs.model import RunInput
from chant_lsp.workspace.layout import Project

TICK_NS = 2_000_000_000
"""The time within which a file may change twice and look the same."""

_Stamp = tuple[int, ...]


class _Known(NamedTuple):
    stamp: _Stamp
    found: RunInput | None


class Hashes:
    """Measures files of one project, and remembers."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._root = f"{project.root}{os.sep}"
        self._known: dict[tuple[str, bool], _Known] = {}

    def of(self, path: str) -> RunInput | None:
        """A file or a directory as an input; None when it is not there or cannot be read."""
        return self._find(path, False, lambda: measure(self._project, path))

    def of_own_text(self, path: str) -> RunInput | None:
        """A spec as what it tells an agent to do; None when it is not there or cannot be read."""
        return self._find(path, True, lambda: measure_own_text(self._project, path))

    def by_old_names(self, path: str, own: bool, names: Names) -> RunInput | None:
        """The same, read as if nothing had been renamed; not remembered."""
        read = measure_own_text if own else measure
        try:
            return read(self._project, path, names).as_input()
        except OSError:
            return None

    def stamp(self, path: str) -> _Stamp | None:
        """What is cheap to know of a file; None when it is not there."""
        try:
            # Not pathlib's join: this is asked for each file of each look.
            found = os.stat(self._root + path)
        except (OSError, ValueError):
            return None
        return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev

    def _find(self, path: str, own: bool, read: Callable[[], Measured]) -> RunInput | None:
        stamp = self.stamp(path)
        known = self._known.get((path, own))
        if known is not None and known.stamp == stamp:
            return known.found
        self._known.pop((path, own), None)
        if stamp is None:
            return None
        try:
            found = read().as_input()
        except OSError:
            return None
        if time.time_ns() - max(stamp[:2]) > TICK_NS:
            self._known[path, own] = _Known(stamp, found)
        return found
