"""Reads the running texts of a project in the background, for the table of what they name.

It begins when the first scan is over, and works in slices between requests. Open documents are left out: they change
at each keystroke, and whoever asks looks into them anyway.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakSet

from chant_lsp.core.body_mentions import body_start
from chant_lsp.core.kinds import kind_of
from chant_lsp.core.text import Source
from chant_lsp.workspace.scan import read_source

if TYPE_CHECKING:
    from chant_lsp.server.chant_server import ChantServer
    from chant_lsp.server.session import Home, Session

SLICE_S = 0.002
PAUSE_S = 0.001
"""Between two slices, for whoever else needs the processor."""
LULL_S = 0.1
"""Of a large project it takes half a minute, which somebody who types shall not notice."""
SCAN_PATIENCE_S = 0.02
MAX_UNREAD = 200
"""Files whose text may be looked into for one answer, without knowing that it names what is asked for."""


class BodyReader:
    """Keeps `Home.bodies` up to date."""

    def __init__(self, ls: ChantServer) -> None:
        self._ls = ls
        self._reading: dict[Home, asyncio.Task[None]] = {}
        self._followed: WeakSet[Home] = WeakSet()
        self._awaited = 0
        """How many wait for the end of it; then it is no background work any more."""
        ls.session.listeners.append(self._changed)

    def follow(self, home: Home) -> None:
        """Read what has not been read yet, and from now on what changes."""
        self._followed.add(home)
        home.bodies.mark_new(home.index.specs)
        home.bodies.mark_new(home.index.pages.paths())
        self._changed(home, frozenset())

    def has_read(self, home: Home) -> bool:
        """Whether every text has been read."""
        return home in self._followed and not home.bodies.unread

    async def finish(self, home: Home) -> None:
        """Wait until every text has been read, the first scan included."""
        while home in self._ls.session.homes and not home.scanned:
            await asyncio.sleep(SCAN_PATIENCE_S)
        self.follow(home)
        task = self._reading.get(home)
        if task is not None:
            self._awaited += 1
            try:
                await asyncio.wait({task})
            finally:
                self._awaited -= 1

    def _changed(self, home: Home, touched: frozenset[str]) -> None:
        if home.scanned and home.bodies.unread and home not in self._reading:
            task = self._reading[home] = self._ls.spawn(self._read(home))
            task.add_done_callback(lambda _: self._reading.pop(home, None))

    async def _read(self, home: Home) -> None:
        unread = home.bodies.unread
        while unread and home in self._ls.session.homes:
            while not self._awaited and (wait_s := self._ls.protocol.lull.wait_s(LULL_S)):
                await asyncio.sleep(wait_s)
            end = time.perf_counter() + SLICE_S
            folders: dict[str, Path | None] = {}
            while unread and time.perf_counter() < end:
                _read_one(self._ls.session, home, unread.popitem()[0], folders)
            await asyncio.sleep(PAUSE_S)
        unread.clear()  # gives back what many entries have taken


def _read_one(session: Session, home: Home, path: str, folders: dict[str, Path | None]) -> None:
    closed = session.document_at(home, path) is None
    place = _place_of(home, path, folders) if closed else None
    source = read_source(place) if place is not None else None
    if source is None:
        home.bodies.put(path, None)
    else:
        home.bodies.put(path, source.text, body_start(source.text, source.bom))


def _place_of(home: Home, path: str, folders: dict[str, Path | None]) -> Path | str | None:
    """Where a file is, with every link followed; `folders` keeps where its folder is, for the others in it."""
    folder, _, name = path.rpartition("/")
    if folder not in folders:
        folders[folder] = home.project.inside(folder or ".")
    place = os.path.join(parent, name) if (parent := folders[folder]) is not None else None
    return home.project.inside(path) if place is not None and os.path.islink(place) else place


class HomeTexts:
    """The texts of a project, as the core asks for them."""

    def __init__(self, session: Session, home: Home) -> None:
        self._session = session
        self._home = home

    def source(self, path: str) -> Source | None:
        """The text that counts."""
        return self._session.source_of(self._home, path)

    def naming(self, name: str) -> Iterable[str]:
        """The files that may name it, open ones among them; those that are unread only where they are few."""
        shown = [document.path for document in self._session.documents.values() if document.home is self._home]
        bodies = self._home.bodies
        unread = bodies.unread if len(bodies.unread) <= MAX_UNREAD else ()
        checked = (path for path in (*shown, *unread) if path is not None and kind_of(path) is not None)
        return dict.fromkeys([*bodies.paths_naming(name), *checked])
