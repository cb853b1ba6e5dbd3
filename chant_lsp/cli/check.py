"""`chant-lsp check [PATH…]`: the findings of specs, without an editor."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from chant_lsp.core.check import check
from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import Change, SpecIndex
from chant_lsp.core.mentions import is_spec_path, spec_id
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from chant_lsp.workspace.files import DiskFiles
from chant_lsp.workspace.layout import Project, find_project, find_projects, project_at
from chant_lsp.workspace.scan import load_index, read_source

CLEAN, FOUND, FAILED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Checked:
    """One file with what was found in it."""

    shown: str
    """Its path as the user would write it from here."""
    id: str
    source: Source
    findings: list[Finding]


class _CannotRunError(Exception):
    """Nothing could be checked; the text says why."""


def run(argv: list[str]) -> int:
    """Check the paths, print what was found, and say so in the exit code: 0 clean, 1 findings, 2 could not run."""
    arguments = _parser().parse_args(argv)
    try:
        checked = list(_iter_checked([Path(path) for path in arguments.paths or ["."]]))
    except _CannotRunError as error:
        print(f"chant-lsp check: {error}", file=sys.stderr)
        return FAILED
    print(_to_json(checked) if arguments.format == "json" else _to_text(checked))
    worst = min((finding.severity for one in checked for finding in one.findings), default=Severity.HINT)
    return FOUND if worst <= Severity.WARNING else CLEAN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="chant-lsp check",
        description="Check specs. Exits with 1 when there are errors or warnings, with 2 when it could not run.",
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="a spec, a project or a folder with projects (here)")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    return parser


def _iter_checked(places: list[Path]) -> Iterator[Checked]:
    indexes: dict[Path, SpecIndex] = {}
    for place in places:
        if not place.exists():
            raise _CannotRunError(f"there is no `{place}`; name a spec or a folder that exists.")
        if place.is_dir():
            yield from _iter_folder(place, indexes)
        else:
            yield _check_file(place, indexes)


def _iter_folder(folder: Path, indexes: dict[Path, SpecIndex]) -> Iterator[Checked]:
    projects = find_projects(folder)
    around = find_project(folder)
    if not projects and around is None:
        raise _CannotRunError(f"no `.chant` folder in `{folder}` or above it; go to a chant project or name one.")
    top = f"{folder.resolve()}{os.sep}"
    for project in projects or ([around] if around else []):
        index = _index(project, indexes)
        for path in sorted(index.specs):
            if not projects and not str(project.absolute(path)).startswith(top):
                continue
            yield _checked(project, index, path)


def _check_file(place: Path, indexes: dict[Path, SpecIndex]) -> Checked:
    project = find_project(place.parent)
    path = project.relative(place.resolve()) if project else None
    if project is not None and path is not None and is_spec_path(path):
        index = _index(project, indexes)
        if index.get(path) is not None:
            return _checked(project, index, path)
    return _check_loose(place)


def _check_loose(place: Path) -> Checked:
    """A file outside any project has no neighbours that its references could name, so they are not looked at."""
    source = read_source(place)
    if source is None:
        raise _CannotRunError(f"`{place}` cannot be read; it must be a text file that you may open.")
    path = f".chant/specs/{place.name}"
    index = SpecIndex(DiskFiles(project_at(place.parent)))
    index.apply([Change(path, replace(parse(path, source), mentions=()))])
    return Checked(str(place), spec_id(path), source, check(index, path))


def _index(project: Project, indexes: dict[Path, SpecIndex]) -> SpecIndex:
    if project.root not in indexes:
        indexes[project.root] = load_index(project)
    return indexes[project.root]


def _checked(project: Project, index: SpecIndex, path: str) -> Checked:
    place = project.absolute(path)
    source = read_source(place) or Source("")
    return Checked(os.path.relpath(place), spec_id(path), source, check(index, path))


def _to_text(checked: list[Checked]) -> str:
    lines = []
    for one in checked:
        for finding in one.findings:
            line, column = one.source.place(finding.span.start)
            name = finding.severity.name.lower()
            lines.append(f"{one.shown}:{line + 1}:{column + 1}: {name}: {finding.message} [{finding.code}]")
    return "\n".join([*lines, _summary_line(checked)])


def _summary_line(checked: list[Checked]) -> str:
    counts = _counts(checked)
    said = [f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts.items() if count and name != "files"]
    files = f"{counts['files']} spec{'' if counts['files'] == 1 else 's'} checked"
    return f"{files}: {', '.join(said) or 'nothing found'}."


def _counts(checked: list[Checked]) -> dict[str, int]:
    counts = {"files": len(checked), **{severity.name.lower(): 0 for severity in Severity}}
    for one in checked:
        for finding in one.findings:
            counts[finding.severity.name.lower()] += 1
    return counts


def _to_json(checked: list[Checked]) -> str:
    findings = [_finding_json(one, finding) for one in checked for finding in one.findings]
    return json.dumps({"version": 1, "findings": findings, "summary": _counts(checked)}, indent=2)


def _finding_json(one: Checked, finding: Finding) -> dict:
    fix = next(iter(finding.fixes), None)
    edits = [{"range": _range(one.source, *edit.span), "text": edit.text} for edit in fix.edits] if fix else []
    return {
        "path": one.shown,
        "id": one.id,
        "code": finding.code,
        "severity": finding.severity.name.lower(),
        "message": finding.message,
        "range": _range(one.source, *finding.span),
        "fix": {"title": fix.title, "edits": edits} if fix else None,
    }


def _range(source: Source, start: int, end: int) -> dict:
    """Lines and columns from 1, columns in code points."""
    places = (source.place(start), source.place(end))
    first, last = ({"line": line + 1, "column": column + 1} for line, column in places)
    return {"start": first, "end": last}
