"""What the commands that take one spec have in common: finding the project and the spec that is meant."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from chant_lsp.cli.usage import UsageError
from chant_lsp.core.graph import investigation
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import is_spec_path
from chant_lsp.core.spec import Spec
from chant_lsp.workspace.layout import Project, find_project, project_at
from chant_lsp.workspace.scan import load_index

EXIT_DONE = 0
EXIT_REFUSED = 1
EXIT_COULD_NOT_RUN = 2


@dataclass(frozen=True, slots=True)
class Meant:
    """The spec that a command is about."""

    project: Project
    index: SpecIndex
    spec: Spec


ONE_SPEC = "an id, a unique part of one, or a path"


def spec_parser(name: str, description: str, optional: str = "") -> argparse.ArgumentParser:
    """A parser that knows SPEC and --root; `optional` says what SPEC is for where it may be left out."""
    parser = argparse.ArgumentParser(prog=f"chant-lsp {name}", description=description)
    add_spec(parser, optional)
    return parser


def add_spec(parser: argparse.ArgumentParser, optional: str = "") -> None:
    """The arguments SPEC and --root."""
    parser.add_argument("spec", nargs="?" if optional else None, metavar="SPEC", help=optional or ONE_SPEC)
    add_root(parser)


def add_root(parser: argparse.ArgumentParser) -> None:
    """The argument --root."""
    parser.add_argument("--root", metavar="DIR", help="the project's folder (default: the nearest one with a .chant)")


def complain(name: str, message: str) -> None:
    """One sentence for the user, on stderr."""
    print(f"chant-lsp {name}: {message}", file=sys.stderr)


def find_meant(arguments: argparse.Namespace) -> Meant:
    """The spec that a command's arguments mean. Errors: UsageError."""
    return find_spec(arguments.spec, arguments.root)


@dataclass(frozen=True, slots=True)
class Scope:
    """The specs that a command is about."""

    project: Project
    index: SpecIndex
    specs: tuple[Spec, ...]
    meant: Spec | None = None
    """The one that was named."""


def find_place(arguments: argparse.Namespace) -> tuple[Project, Spec | None]:
    """The project, and the spec where SPEC is given. Errors: UsageError."""
    # Not an empty SPEC: a script that lost its variable means one spec, not all of them.
    if arguments.spec is None:
        return find_project_at(arguments.root), None
    meant = find_meant(arguments)
    return meant.project, meant.spec


def find_scope(arguments: argparse.Namespace) -> Scope:
    """The investigation of SPEC, or without one all active specs. Errors: UsageError."""
    if arguments.spec:
        meant = find_meant(arguments)
        return Scope(meant.project, meant.index, investigation(meant.index, meant.spec), meant.spec)
    project = find_project_at(arguments.root)
    index = load_index(project)
    active = sorted((spec for spec in index.specs.values() if not spec.archived), key=lambda spec: spec.id)
    return Scope(project, index, tuple(active))


def find_spec(text: str, root: str | None) -> Meant:
    """The spec that SPEC and --root mean. Errors: UsageError."""
    project = find_project_of(text, root)
    index = load_index(project)
    path = _as_path(project, text)
    if path is not None:
        spec = index.get(path)
        if spec is None:
            raise UsageError(f"there is no spec at {path} in {project.root}.")
        return Meant(project, index, spec)
    text = text.removesuffix(".md")
    found = index.resolve(text)
    if len(found) > 1:
        names = ", ".join(spec.id for spec in found[:8])
        raise UsageError(f"`{text}` fits several specs: {names}; name one of them.")
    if not found:
        archived = index.spec_of(text)
        hint = f"; {archived.path} is archived" if archived is not None else f" in {project.specs}"
        raise UsageError(f"there is no spec `{text}`{hint}.")
    return Meant(project, index, found[0])


def find_project_at(root: str | None) -> Project:
    """The project that --root means, or the one we stand in. Errors: UsageError."""
    return find_project_of("", root)


def find_project_of(text: str, root: str | None) -> Project:
    """The project that SPEC, as far as it is a path, and --root mean. Errors: UsageError."""
    if root is not None:
        folder = Path(root)
        if not (folder / ".chant").is_dir():
            raise UsageError(f"{folder} is no chant project: it has no .chant folder.")
        return project_at(folder)
    # A path may lead into another project than the one we stand in.
    named = Path(text)
    start = named.parent if named.suffix == ".md" and named.is_file() else Path.cwd()
    project = find_project(start)
    if project is None:
        raise UsageError(f"{Path.cwd()} is in no chant project: there is no .chant folder here or above.")
    return project


def _as_path(project: Project, text: str) -> str | None:
    """The project-relative path of a spec, if SPEC is a path: as seen from here, or from the project's root."""
    if not text.endswith(".md") or ("/" not in text and not Path(text).exists()):
        return None
    here = project.relative(Path.cwd().resolve() / text)
    if here is not None and is_spec_path(here) and project.absolute(here).exists():
        return here
    from_root = Path(text).as_posix()
    return from_root if is_spec_path(from_root) else here
