"""What an answer changes in a project: texts, new files, other names. A plain value, made by features and never by them
carried out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chant_lsp.core.findings import Edit


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes of one project that belong together: all of them, or none. Paths are project-relative and POSIX.

    Order: new files, then edits, then other names; so that `edits` speaks of files by the names that they have now.
    """

    edits: Mapping[str, tuple[Edit, ...]] = field(default_factory=dict)
    """By path; the edits of one file do not overlap."""
    creates: Mapping[str, str] = field(default_factory=dict)
    """The texts of new files, by path; what is there is never overwritten."""
    renames: tuple[tuple[str, str], ...] = ()
    """Old and new path of files and folders."""

    def __bool__(self) -> bool:
        """Whether anything changes."""
        return bool(any(self.edits.values()) or self.creates or self.renames)
