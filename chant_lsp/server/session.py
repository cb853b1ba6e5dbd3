"""What this server knows of its client's world: projects, open documents, settings, abilities.

The one mutable object, touched on the event loop only and never across an `await`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from chant_lsp.core.features.run_facts import PromptSize
from chant_lsp.core.frozen import frozen
from chant_lsp.core.index import Change, Delta, SpecIndex
from chant_lsp.core.kinds import kind_of, parse_page
from chant_lsp.core.mentions import OWN_SETTINGS, is_spec_path
from chant_lsp.core.reparse import reparse
from chant_lsp.core.spec import Spec, parse
from chant_lsp.core.text import MAX_TEXT, Retyped, Source, between, clipped
from chant_lsp.server import convert
from chant_lsp.server.abilities import Abilities
from chant_lsp.server.remembered import RememberedFiles
from chant_lsp.workspace.files import DiskFiles
from chant_lsp.workspace.layout import Project, find_project
from chant_lsp.workspace.scan import SpecReader, read_page, read_source, starts_with_bom
from chant_lsp.workspace.settings import Settings, severities_of

if TYPE_CHECKING:
    from chant_lsp.core.body_names import BodyNames
    from chant_lsp.core.check import Severities
    from chant_lsp.core.own_settings import OwnSettings
    from chant_lsp.server.agents import Chosen, Known

MAX_SOURCES = 500


class Home:
    """One project as the editor sees it."""

    def __init__(self, project: Project, base: Path) -> None:
        self.project = project
        self.base = base
        """The project's root as the editor spells it; links may make it differ from `project.root`."""
        self._uri = convert.to_uri(base)
        disk = DiskFiles(project)
        self.files = RememberedFiles(disk, disk.stamp)
        self.index = SpecIndex(self.files)
        self.reader = SpecReader(project)
        self.sources: dict[str, Source] = {}
        """Texts of closed files that findings point into, as they were read; see `Session.source_of`."""
        self.shown: dict[str, Document] = {}
        """Of a spec's path: the open document whose text the index holds; not there when it holds the file's."""
        self.prompt_sizes: dict[str, tuple[tuple[int | None, ...], PromptSize | None]] = {}
        """Of a spec's path: the index's revision with the sizes of its inputs, and the size of the prompt then."""
        self.own_settings: OwnSettings | None = None
        """What the project says itself; None until somebody asks, see `Session.own_settings`."""
        self.severities: Severities | None = None
        """How much findings matter here; None until somebody asks, see `Session.severities`."""
        self.scanning = False
        self.scan_wanted: bool | None = None
        """What was asked for while a scan was going on: another one, and (True) one that reads every file."""
        self.scanned = False
        """Whether every spec has been read once; until then, a missing spec may only not have been met yet."""

    @cached_property
    def bodies(self) -> BodyNames:
        """What may name what in its running text; see body_reader.py."""
        from chant_lsp.core.body_names import BodyNames

        return BodyNames()

    def uri_of(self, path: str) -> str:
        """The URI of a project-relative path as the editor spells the folder."""
        return convert.append_to_uri(self._uri, path)

    def path_of(self, place: Path) -> str | None:
        """The project-relative path of an absolute one, whichever way it is spelled."""
        text = os.path.normpath(place)
        for root in (str(self.base), str(self.project.root)):
            if text.startswith(root + os.sep):
                return text[len(root) + 1 :].replace(os.sep, "/")
        return None


@frozen()
class Document:
    """An open document; replaced, never changed."""

    uri: str
    """As the client spells it."""
    version: int
    source: Source
    home: Home | None = None
    path: str | None = None
    """Project-relative; None outside all projects."""
    behind: str = ""
    """How the text goes on behind `source`, where it is longer than what is read of a file."""

    @property
    def is_spec(self) -> bool:
        """Whether it lies where specs live."""
        return self.path is not None and is_spec_path(self.path)

    @property
    def is_checked(self) -> bool:
        """Whether it is one of chant's files: a spec, the config or a prompt."""
        return self.path is not None and kind_of(self.path) is not None


class Place(NamedTuple):
    """What a request is about: a file of a project, open or not."""

    home: Home
    path: str
    source: Source
    document: Document | None


@dataclass
class Session:
    """The client's world."""

    abilities: Abilities = field(default_factory=Abilities)
    settings: Settings = field(default_factory=Settings)
    chosen: Chosen | None = None
    """The agent that was chosen last, see agents.py."""
    user: Known | None = None
    """What the user defines; ask `server/agents.py`."""
    trusted: bool = True
    """Whether anything may be run here."""
    folders: set[Path] = field(default_factory=set)
    """The workspace's folders."""
    homes: list[Home] = field(default_factory=list)
    """Inner projects before the outer ones."""
    documents: dict[str, Document] = field(default_factory=dict)
    """Open documents by URI."""
    listeners: list[Callable[[Home, frozenset[str]], None]] = field(default_factory=list)
    """Told after each change which specs may have other findings now."""
    _untold: tuple[Home, Callable[[], frozenset[str]]] | None = None
    """What was typed last, and what tells whom it concerns; see `tell_typed`."""

    # -- projects

    def add_project(self, project: Project, base: Path | None = None) -> Home | None:
        """The new home of a project, or None if it is known."""
        if any(home.project.root == project.root for home in self.homes):
            return None
        home = Home(project, base or project.root)
        self.homes.append(home)
        self.homes.sort(key=lambda each: len(each.project.root.parts), reverse=True)
        for uri, document in list(self.documents.items()):
            if document.home is None or home.path_of(convert.from_uri(uri) or Path()) is not None:
                self._rehome(document)
        return home

    def add_folder(self, folder: Path, projects: Iterable[Project] = ()) -> list[Home]:
        """Homes for what lies in a workspace folder: the given projects, its own, and the one that it is part of."""
        found = [*projects, *([outer] if (outer := find_project(folder)) else [])]
        real = folder.resolve()
        added = []
        for project in found:
            below = project.root.relative_to(real) if project.root.is_relative_to(real) else None
            home = self.add_project(project, folder / below if below is not None else None)
            added += [home] if home else []
        return added

    def iter_strays(self) -> Iterator[Home]:
        """Projects that no workspace folder leads to and no open document needs."""
        for home in list(self.homes):
            near = any(folder.is_relative_to(home.base) or home.base.is_relative_to(folder) for folder in self.folders)
            if not near and all(document.home is not home for document in self.documents.values()):
                yield home

    def remove_home(self, home: Home) -> None:
        """Forget a project; its open documents belong to none, or to an outer one."""
        self.homes.remove(home)
        for document in list(self.documents.values()):
            if document.home is home:
                self._rehome(document)

    def _rehome(self, document: Document) -> None:
        """Find the project that an open document belongs to now."""
        place = convert.from_uri(document.uri)
        home, path = (self._find(place) if place else None) or (None, None)
        self._put(replace(document, home=home, path=path))

    # -- documents

    def open(self, uri: str, version: int, text: str) -> Document:
        """An opened document takes the place of its file."""
        place = convert.from_uri(uri)
        found = self._find(place) if place else None
        home, path = found or (None, None)
        bom = not text.startswith("\ufeff") and place is not None and starts_with_bom(place)
        return self._put(Document(uri, version, clipped(text, bom), home, path, text[MAX_TEXT:]))

    def change(self, uri: str, version: int, edit: Retyped) -> Document | None:
        """The document's new text, by what was typed into it; None if it was never opened."""
        known = self.documents.get(uri)
        if known is None:
            return None
        text = edit.new.text
        if len(text) > MAX_TEXT or known.behind:
            edit = between(known.source, clipped(text, known.source.bom))
        return self._put(Document(uri, version, edit.new, known.home, known.path, text[MAX_TEXT:]), known, edit)

    def close(self, uri: str) -> Document | None:
        """What is on the disk counts again."""
        document = self.documents.pop(uri, None)
        if document is not None and document.home is not None and document.path is not None:
            other = self.document_at(document.home, document.path)
            if other is not None:
                self._put(other)  # the same file by another URI
            else:
                self.reread(document.home, [document.path])
        return document

    def document_at(self, home: Home, path: str) -> Document | None:
        """The open document of a file."""
        for each in self.documents.values():
            if each.path == path and each.home is home:
                return each
        return None

    def _put(self, document: Document, before: Document | None = None, edit: Retyped | None = None) -> Document:
        self.documents[document.uri] = document
        home, path = document.home, document.path
        if home is not None and path is not None and is_spec_path(path):
            known = home.index.get(path)
            if known is not None and edit is not None and home.shown.get(path) is before:
                back = home.index.typings.taken_back(path, edit.new.text)
                change = Change(path, *back) if back is not None else reparse(known, edit)
            else:
                change = Change(path, parse(path, document.source))
            if change.typed is None:
                self.apply(home, [change])
            else:
                self._untold = (home, home.index.retype(change))
            home.shown[path] = document
        elif home is not None and path is not None and (document.is_checked or path == OWN_SETTINGS):
            self.apply(home, [Change(path, parse_page(path, document.source))])
        return document

    # -- changes

    def apply(self, home: Home, changes: Sequence[Change]) -> Delta:
        """Change a project's index, forget what is not true any more, and tell the listeners."""
        for path, _, _ in changes:
            home.sources.pop(path, None)
            home.shown.pop(path, None)
            if home.scanned and kind_of(path) is not None and self.document_at(home, path) is None:
                home.bodies.mark(path)
        named = _paths_left(home.index, changes)
        delta = home.index.apply(changes)
        for name in named:
            if not home.index.mention_count(name):
                home.files.drop(name)
        if any(change.path == OWN_SETTINGS for change in changes):
            self.forget_severities([home])
        for listener in self.listeners:
            listener(home, delta.touched)
        return delta

    def tell_typed(self) -> None:
        """Tell the listeners of what was typed; who types waits for nobody but their own document."""
        if self._untold is not None:
            (home, touched_by), self._untold = self._untold, None
            touched = touched_by()
            for listener in self.listeners:
                listener(home, touched)

    def tell(self, home: Home, delta: Delta) -> None:
        """Tell the listeners of something that a project's index was told besides what stands in files."""
        if delta.touched:
            for listener in self.listeners:
                listener(home, delta.touched)

    # -- how much findings matter

    def severities(self, home: Home) -> Severities:
        """What the user and the project have set by code."""
        if home.severities is None:
            home.severities = severities_of(self.own_settings(home), self.settings.severities)
        return home.severities

    def own_settings(self, home: Home) -> OwnSettings:
        """What the project says in `.chant/lsp.yaml`; the open document counts."""
        from chant_lsp.core.own_settings import OwnSettings, read_own_settings

        if home.own_settings is None:
            source = self.source_of(home, OWN_SETTINGS)
            home.own_settings = read_own_settings(source) if source is not None else OwnSettings()
        return home.own_settings

    def forget_severities(self, homes: Iterable[Home]) -> None:
        """Something was set: every finding may matter more or less now."""
        for home in homes:
            home.own_settings = home.severities = None
            for listener in self.listeners:
                listener(home, frozenset((*home.index.specs, *home.index.pages.paths(), OWN_SETTINGS)))

    def load(self, home: Home, changes: Sequence[Change]) -> None:
        """Take in closed files of a project that nobody has been told anything about yet."""
        home.index.load([change.facts for change in changes if isinstance(change.facts, Spec)])
        self.apply(home, [change for change in changes if not isinstance(change.facts, Spec)])

    def reread(self, home: Home, paths: Iterable[str]) -> Delta:
        """Take what the disk says of these files; open documents stay what they are."""
        changes = []
        for path, before in [(path, home.files.kind(path)) for path in paths]:
            known = [other for other in home.files.forget(path) if not is_spec_path(other)]
            for other in dict.fromkeys((*known, path)):
                if kind_of(other) is None or self.document_at(home, other) is None:
                    changes.append(read_change(home, other))
                elif other == path and home.files.kind(path) != before:  # news for those who name it
                    changes += [Change(path), Change(path, home.index.facts(path))]
        return self.apply(home, changes)

    # -- places

    def find(self, uri: str) -> Place | None:
        """The place of a URI: an open document, or a file on the disk; None outside all projects."""
        document = self.documents.get(uri)
        if document is not None:
            if document.home is None or document.path is None:
                return None
            return Place(document.home, document.path, document.source, document)
        found = self.find_path(uri)
        source = self.source_of(*found) if found else None
        return Place(*found, source, self.document_at(*found)) if found and source else None

    def find_path(self, uri: str) -> tuple[Home, str] | None:
        """Home and path of a URI, whether or not there is such a file."""
        place = convert.from_uri(uri)
        return self._find(place) if place else None

    def source_of(self, home: Home, path: str) -> Source | None:
        """The text that counts: the open document's, else the disk's.

        Cost: closed files are read once until they change, because each keystroke asks for those that it relates to.
        """
        document = self.document_at(home, path)
        if document is not None:
            return document.source
        if path not in home.sources:
            place = home.project.name_inside(path)
            source = read_source(place) if place is not None else None
            if source is None or not is_spec_path(path):
                return source
            if len(home.sources) >= MAX_SOURCES:
                home.sources.clear()
            home.sources[path] = source
        return home.sources[path]

    def uri_of(self, home: Home, path: str) -> str:
        """The URI of a file, as the client spelled it if it is open."""
        document = self.document_at(home, path)
        return document.uri if document else home.uri_of(path)

    def text_at(self, home: Home, path: str) -> tuple[str, Source] | None:
        """URI and text of a file; None when it is gone."""
        document = self.document_at(home, path)
        if document is not None:
            return document.uri, document.source
        source = home.sources.get(path) or self.source_of(home, path)
        return (home.uri_of(path), source) if source is not None else None

    def versioned(self, home: Home, path: str) -> convert.Versioned | None:
        """The text that edits of a file are made for; None when it is gone."""
        document = self.document_at(home, path)
        if document is not None:
            return convert.Versioned(document.uri, document.version, document.source)
        source = self.source_of(home, path)
        return convert.Versioned(home.uri_of(path), None, source) if source is not None else None

    def _find(self, place: Path) -> tuple[Home, str] | None:
        # The disk is asked for the links on the way to a file only where its name does not tell.
        return self._named(place) or self._named(Path(os.path.realpath(place.parent), place.name))

    def _named(self, place: Path) -> tuple[Home, str] | None:
        named = ((home, home.path_of(place)) for home in self.homes)
        return next(((home, path) for home, path in named if path is not None), None)


def _paths_left(index: SpecIndex, changes: Sequence[Change]) -> set[str]:
    """Paths and patterns that specs named and, after these changes, do not name any more."""
    left: set[str] = set()
    for path, facts, _ in changes:
        before, after = index.get(path), facts.mentions if isinstance(facts, Spec) else ()
        if before is not None and before.mentions != after:
            left.update(mention.text for mention in before.mentions if mention.names_path and mention not in after)
    return left


def read_change(home: Home, path: str) -> Change:
    """What the disk says of a file now."""
    return Change(path, home.reader.read(path)) if is_spec_path(path) else read_page(path, home.project.inside(path))
