"""Every path that is read or written, in one place; and the fence around the project.

A project is a folder with a `.chant` folder in it. A workspace may hold many; ids never cross from one to another.
"""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chant_lsp.core.mentions import leads_out

CHANT = ".chant"
SKIPPED_FOLDERS = frozenset(
    (".git", "node_modules", "__pycache__", ".venv", "venv", ".tox", "target", "dist", ".build")
)
MAX_SEARCH_DEPTH = 6
MAX_SPEC_BYTES = 8 * 1024 * 1024
"""A file larger than this is not read as a spec; it would be text of some other kind."""


@dataclass(frozen=True, slots=True)
class Project:
    """One folder with a `.chant` in it."""

    root: Path
    """Absolute, links resolved."""

    @property
    def chant(self) -> Path:
        return self.root / CHANT

    @property
    def specs(self) -> Path:
        return self.chant / "specs"

    @property
    def archive(self) -> Path:
        return self.chant / "archive"

    @property
    def prompts(self) -> Path:
        return self.chant / "prompts"

    @property
    def runs(self) -> Path:
        return self.chant / "runs"

    @property
    def run_locks(self) -> Path:
        return self.runs / ".locks"

    @property
    def config(self) -> Path:
        return self.chant / "config.md"

    @property
    def own_settings(self) -> Path:
        return self.chant / "lsp.yaml"

    def absolute(self, path: str) -> Path:
        """Where a project-relative path is; check `inside` before touching what a file names."""
        return self.root / path

    def relative(self, path: Path | str) -> str | None:
        """The project-relative POSIX path of an absolute one; None when it lies elsewhere. Links are not followed."""
        text = os.path.normpath(path)
        root = str(self.root)
        if text == root:
            return "."
        prefix = root if root.endswith(os.sep) else root + os.sep
        return text[len(prefix) :].replace(os.sep, "/") if text.startswith(prefix) else None

    def inside(self, path: str) -> Path | None:
        """The place of a project-relative path with every link followed; None when that leads out of the project."""
        place = self.name_inside(path)
        return Path(place) if place is not None else None

    def name_inside(self, path: str) -> str | None:
        """The same as a text, for who asks for thousands."""
        normal = posixpath.normpath(path) if path else ""
        if leads_out(normal) or "\0" in normal:
            return None
        root = str(self.root)
        place = os.path.join(root, normal) if normal != "." else root
        try:
            # This is asked for each file that a spec names, and hardly any of them is behind a link.
            if _may_have_links(root, normal):
                place = os.path.realpath(place)
        except (OSError, ValueError):
            return None
        return place if place == root or place.startswith(os.path.join(root, "")) else None


def _may_have_links(root: str, path: str) -> bool:
    """Whether a link is on the way from a folder to a path below it; also where that cannot be seen."""
    if os.name == "nt":
        return True
    place = root
    for name in path.split("/"):
        place = f"{place}/{name}"
        try:
            if stat.S_ISLNK(os.lstat(place).st_mode):
                return True
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            return True
    return False


def folder_led_out(project: Project) -> Path | None:
    """The folder for specs that is a link out of the project, and therefore not read; None when there is none."""
    folders = (project.chant, project.specs, project.archive)
    return next((each for each in folders if project.inside(project.relative(each) or "..") is None), None)


def said_of_led_out(place: Path | str, kind: str = "folder") -> str:
    """Why a file or a folder that is such a link is not read, and the way out, as a sentence."""
    return f"`{place}` leads out of the project and is not read; put a real {kind} there."


def project_at(folder: Path) -> Project:
    """The project whose root is the folder."""
    return Project(folder.resolve())


def find_project(start: Path) -> Project | None:
    """The project that a file or folder belongs to: the nearest folder above it with a `.chant`."""
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / CHANT).is_dir():
            return project_at(folder)
    return None


def find_projects(folder: Path) -> list[Project]:
    """All projects in a folder and below it, the outer ones first."""
    return [
        project_at(Path(found)) for found in sorted(_iter_roots(folder), key=lambda root: (root.count(os.sep), root))
    ]


def _iter_roots(folder: Path) -> Iterator[str]:
    todo = [(str(folder), 0)]
    while todo:
        here, depth = todo.pop()
        try:
            with os.scandir(here) as entries:
                names = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
        except OSError:
            continue
        if CHANT in names:
            yield here
        if depth < MAX_SEARCH_DEPTH:
            todo += [(os.path.join(here, name), depth + 1) for name in names if _is_searched(name)]


def _is_searched(name: str) -> bool:
    return name not in SKIPPED_FOLDERS and not name.startswith(".")


def project_around(place: Path) -> Project | None:
    """The project of a `.chant` folder or of a file in one, told by the path alone; None for any other file."""
    for folder in (place, *place.parents):
        if folder.name == CHANT:
            return project_at(folder.parent)
    return None
