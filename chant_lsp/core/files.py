"""What the core may ask of the project's tree: it never looks at the disk itself."""

from __future__ import annotations

from typing import Literal, Protocol

FileKind = Literal["file", "dir"]


class Files(Protocol):
    """The project's tree. Paths are project-relative and POSIX; what lies outside the project is not there."""

    def kind(self, path: str) -> FileKind | None:
        """What is at the path; None when nothing is, or when it leads out of the project."""
        ...

    def glob(self, pattern: str) -> list[str]:
        """The files that match, sorted; chant's dialect: `*` stays in one part of the path, `**` is a whole part."""
        ...

    def entries(self, folder: str) -> list[str]:
        """The names in a folder, those of folders with a slash at their ends, sorted; of very many only some."""
        ...

    def text(self, path: str, limit: int = 65536) -> str | None:
        """The start of a file, undecodable bytes replaced; None when it cannot be read."""
        ...

    def size(self, path: str) -> int | None:
        """Size in bytes; None when there is no such file."""
        ...

    def outside(self, path: str) -> bool:
        """Whether the path, links followed, leads out of the project."""
        ...
