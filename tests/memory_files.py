"""A project's tree that is no more than texts; see `chant_lsp.core.files.Files`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chant_lsp.core.files import FileKind
from chant_lsp.core.globs import glob_matches


@dataclass(frozen=True)
class MemoryFiles:
    """By path, what is in each file."""

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
