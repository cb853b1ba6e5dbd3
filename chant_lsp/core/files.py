"""What the core may ask of the project's tree: it never looks at the disk itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from chant_lsp.core.globs import glob_matches

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


@dataclass(frozen=True)
class MemoryFiles:
    """Files for tests and for single texts."""

    texts: Mapping[str, str]

    def kind(self, path: str) -> FileKind | None:
        if path in self.texts:
            return "file"
        return "dir" if path == "." or any(name.startswith(path + "/") for name in self.texts) else None

    def glob(self, pattern: str) -> list[str]:
        return sorted(path for path in self.texts if glob_matches(pattern, path))

    def entries(self, folder: str) -> list[str]:
        start = "" if folder == "." else f"{folder}/"
        below = (path[len(start) :] for path in self.texts if path.startswith(start))
        return sorted({f"{name}/" if slash else name for name, slash, _ in (path.partition("/") for path in below)})

    def text(self, path: str, limit: int = 65536) -> str | None:
        text = self.texts.get(path)
        return text if text is None else text[:limit]

    def size(self, path: str) -> int | None:
        return len(self.texts[path].encode("utf-8", "replace")) if path in self.texts else None

    def outside(self, path: str) -> bool:
        return path.startswith(("/", "../", "~/")) or path == ".."
