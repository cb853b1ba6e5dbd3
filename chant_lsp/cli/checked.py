"""What `chant-lsp check` looks at: which files of which projects, each project read once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from chant_lsp.cli.sharing import shared_out
from chant_lsp.cli.usage import UsageError
from chant_lsp.core.check import AS_SHIPPED, Severities, check, check_settings
from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import Change, SpecIndex
from chant_lsp.core.kinds import kind_of, parse_page
from chant_lsp.core.mentions import OWN_SETTINGS, is_spec_path, spec_id
from chant_lsp.core.noted import note_gaps, note_gate_news, note_lost, note_stale
from chant_lsp.core.own_settings import OwnSettings, read_own_settings
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from chant_lsp.workspace.files import DiskFiles
from chant_lsp.workspace.layout import (
    Project,
    find_project,
    find_projects,
    folder_led_out,
    project_at,
    said_of_led_out,
)
from chant_lsp.workspace.scan import BOM, load_index, read_source
from chant_lsp.workspace.settings import own_settings, severities_of

_EMPTY = Source("")


@dataclass(frozen=True, slots=True)
class Checked:
    """One file with what was found in it."""

    place: str
    """Absolute: a text, because a path takes longer to make than most files take to check."""
    id: str | None
    """Of a spec."""
    findings: list[Finding]
    source: Source
    """What the findings point into; empty when there are none and the text is on the disk."""
    project: Project | None
    path: str
    """Project-relative."""

    @property
    def shown(self) -> str:
        """Its path as the user would write it from here."""
        return os.path.relpath(self.place)

    def at_least(self, least: Severity) -> Checked:
        """The same file with only what is at least so severe."""
        return replace(self, findings=[finding for finding in self.findings if finding.severity <= least])

    def encoded(self) -> bytes:
        """The text as a file holds it."""
        return (BOM if self.source.bom else b"") + self.source.text.encode("utf-8", "replace")

    def shown_path(self, path: str) -> str:
        """Another file of its project, likewise."""
        return os.path.relpath(self.place if path == self.path or not self.project else self.project.absolute(path))


class Projects:
    """The projects met so far."""

    def __init__(self) -> None:
        self._indexes: dict[Path, SpecIndex] = {}
        self._settings: dict[Path, OwnSettings] = {}
        self._severities: dict[Path, Severities] = {}

    def index(self, project: Project) -> SpecIndex:
        """Everything in the project, read when it is first asked for."""
        if project.root not in self._indexes:
            outside = folder_led_out(project)
            if outside is not None:
                raise UsageError(said_of_led_out(os.path.relpath(outside)))
            index = self._indexes[project.root] = load_index(project, shared_out)
            _note_runs(project, index)
            _note_gates(project, index)
        return self._indexes[project.root]

    def settings(self, project: Project) -> OwnSettings:
        """What the project has set, read when it is first asked for."""
        if project.root not in self._settings:
            self._settings[project.root] = own_settings(project)
        return self._settings[project.root]

    def severities(self, project: Project) -> Severities:
        """How much its findings matter, as the project has set it."""
        if project.root not in self._severities:
            self._severities[project.root] = severities_of(self.settings(project), AS_SHIPPED)
        return self._severities[project.root]

    def tell(self, project: Project, path: str, source: Source) -> None:
        """Take a text for what the file holds."""
        if path == OWN_SETTINGS:
            self._settings[project.root] = read_own_settings(source)
            self._severities.pop(project.root, None)
        else:
            self.index(project).apply([Change(path, parse_page(path, source))])

    def forget(self, project: Project) -> None:
        """Read the project again when it is next asked for."""
        for known in (self._indexes, self._settings, self._severities):
            known.pop(project.root, None)

    def check(self, project: Project, path: str, source: Source | None = None) -> Checked:
        """The findings of one file of a project; its text is read again only to show them."""
        return _checked(project, path, self._findings(project, path), source)

    def check_all(self, files: Sequence[tuple[Project, str]]) -> list[Checked]:
        """The same of many files, in the time of the fewer the more processors there are."""
        found = shared_out(lambda share: [self._findings(*file) for file in share], files)
        return [_checked(*file, findings) for file, findings in zip(files, found, strict=True)]

    def _findings(self, project: Project, path: str) -> list[Finding]:
        if path == OWN_SETTINGS:
            return check_settings(self.settings(project), self.severities(project))
        return check(self.index(project), path, self.severities(project))

    def iter_below(self, folder: Path) -> Iterator[tuple[Project, str]]:
        """The files to check in a folder, those of nested projects included."""
        projects = find_projects(folder)
        around = find_project(folder)
        if not projects and around is None:
            raise UsageError(f"no `.chant` folder in `{folder}` or above it; go to a chant project or name one.")
        top = f"{folder.resolve()}{os.sep}"
        for project in projects or ([around] if around else []):
            index = self.index(project)
            own = [OWN_SETTINGS] if project.own_settings.is_file() else []
            for path in sorted((*index.specs, *index.pages.paths(), *own)):
                if projects or str(project.absolute(path)).startswith(top):
                    yield project, path


def _checked(project: Project, path: str, findings: list[Finding], source: Source | None = None) -> Checked:
    place = f"{project.root}{os.sep}{path}"
    if findings and source is None:
        source = read_source(place)
    id = spec_id(path) if is_spec_path(path) else None
    return Checked(place, id, findings, source or _EMPTY, project, path)


def _note_runs(project: Project, index: SpecIndex) -> None:
    """Tell the index which last runs are gone, and what others left open. Cost: nothing where nothing has run."""
    if not project.runs.is_dir():
        return
    from chant_lsp.runs.facts import read_gaps
    from chant_lsp.runs.staleness import staleness_of

    lost, gaps = read_gaps(project)
    note_lost(index, lost)
    note_gaps(index, gaps)
    note_stale(index, staleness_of(project, index))


def _note_gates(project: Project, index: SpecIndex) -> None:
    """Tell the index which approved gates are about another fix by now. Cost: nothing where nothing was approved."""
    if (project.chant / "approvals").is_dir():
        from chant_lsp.runs.gates import news_of_approved

        note_gate_news(index, news_of_approved(project, index))


def iter_checked(projects: Projects, places: list[Path]) -> Iterator[Checked]:
    """The findings of files, and of all files in folders. Errors: UsageError."""
    for place in places:
        if not place.exists():
            raise UsageError(f"there is no `{place}`; name a spec or a folder that exists.")
        if place.is_dir():
            yield from projects.check_all(list(projects.iter_below(place)))
        else:
            yield _check_file(projects, place)


def _check_file(projects: Projects, place: Path) -> Checked:
    found = find_page(place)
    if found is not None and (found[1] == OWN_SETTINGS or projects.index(found[0]).facts(found[1]) is not None):
        return projects.check(*found)
    if found is not None and found[0].inside(found[1]) is None:
        raise UsageError(said_of_led_out(place, "file"))
    source = read_source(place)
    if source is None:
        raise UsageError(f"`{place}` cannot be read; it must be a text file that you may open.")
    return check_alone(place, source)


def check_text(projects: Projects, place: Path, source: Source) -> Checked:
    """The findings of a text as if it were what the file holds."""
    found = find_page(place)
    if found is None:
        return check_alone(place, source)
    project, path = found
    projects.tell(project, path, source)
    return projects.check(project, path, source)


def find_page(place: Path) -> tuple[Project, str] | None:
    """Project and path of a file of chant's or our own, whether or not it is there; None for any other file."""
    project = find_project(place.parent)
    path = project.relative(place.absolute().parent.resolve() / place.name) if project else None
    known = path is not None and (path == OWN_SETTINGS or kind_of(path) is not None)
    return (project, path) if project is not None and path is not None and known else None


def check_alone(place: Path, source: Source) -> Checked:
    """A file outside any project has no neighbours that its references could name, so they are not looked at."""
    path = f".chant/specs/{place.name}"
    index = SpecIndex(DiskFiles(project_at(place.parent)))
    index.apply([Change(path, replace(parse(path, source), mentions=()))])
    return Checked(str(place.absolute()), spec_id(path), check(index, path), source, None, path)
