"""From specs whose findings may have changed to diagnostics that did: open documents first, and only news.

One timer gives the quiet time after a keystroke; what is left after the open documents is checked in slices, between
which the event loop answers requests.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

from chant_lsp.core.check import check
from chant_lsp.server import convert
from chant_lsp.server.session import Document, Home, Session

SLICE_S = 0.008

Send = Callable[[str, Mapping[str, Any]], None]
"""Sends a notification: method and plain params."""


class Published(NamedTuple):
    """What the client was told last of one file."""

    uri: str
    version: int | None
    """Of the document; None when it was not open."""
    diagnostics: list[dict[str, Any]]


class Publisher:
    """Knows what has to be checked and what the client has been told."""

    def __init__(self, session: Session, send: Send) -> None:
        self._session = session
        self._send = send
        self._dirty: dict[tuple[Home, str], None] = {}
        self._told: dict[tuple[Home, str], Published] = {}
        self._timer: asyncio.Handle | None = None

    def mark(self, home: Home, paths: Iterable[str]) -> None:
        """These specs have to be checked; `typed` or `flush` says when."""
        for path in paths:
            self._dirty[home, path] = None

    def typed(self) -> None:
        """Somebody types: publish when the quiet time is over, or at once if there is none."""
        quiet_ms = self._session.settings.debounce_ms
        if quiet_ms == 0:
            self.flush()
            return
        self._cancel()
        self._timer = asyncio.get_running_loop().call_later(quiet_ms / 1000, self.flush)

    def flush(self) -> None:
        """Check the open documents now and the rest soon."""
        self._cancel()
        session = self._session
        for home, document in list(session.iter_specs()):
            key = (home, document.path or "")
            if key in self._dirty:
                del self._dirty[key]
                self._check(*key, document)
        self._plan_slice()

    def forget(self, home: Home) -> None:
        """A project is gone, and so is all that was said of it."""
        for key in [key for key in self._dirty if key[0] is home]:
            del self._dirty[key]
        for key, told in list(self._told.items()):
            if key[0] is home:
                self._clear(key, told)

    @property
    def idle(self) -> bool:
        """Whether everything that can be said has been said."""
        return self._timer is None and not any(home.scanned for home, _ in self._dirty)

    def _plan_slice(self) -> None:
        # A project that is still being read would seem full of references to nothing.
        if any(home.scanned for home, _ in self._dirty):
            self._timer = asyncio.get_running_loop().call_soon(self._slice)

    def _slice(self) -> None:
        self._timer = None
        end = time.perf_counter() + SLICE_S
        for home, path in [key for key in self._dirty if key[0].scanned]:
            del self._dirty[home, path]
            self._check(home, path, self._session.document_at(home, path))
            if time.perf_counter() > end:
                break
        self._plan_slice()

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _check(self, home: Home, path: str, document: Document | None) -> None:
        findings = check(home.index, path)
        session = self._session
        diagnostics: list[dict[str, Any]] = []
        if findings:
            source = document.source if document else session.source_of(home, path)
            if source is not None:
                place_of = partial(session.locate, home)
                diagnostics = [convert.to_diagnostic(f, source, session.abilities, place_of) for f in findings]
        self._tell((home, path), document, diagnostics)

    def _tell(self, key: tuple[Home, str], document: Document | None, diagnostics: list[dict[str, Any]]) -> None:
        told = self._told.get(key)
        uri = document.uri if document else self._session.uri_of(*key)
        version = document.version if document else None
        if told is not None and told.uri != uri:
            self._clear(key, told)
            told = None
        if document is None:
            if (told.diagnostics if told else []) == diagnostics:
                self._remember(key, told and told._replace(version=None))
                return
        elif told is not None and told.version == version and told.diagnostics == diagnostics:
            return
        self._remember(key, Published(uri, version, diagnostics))
        params: dict[str, Any] = {"uri": uri, "diagnostics": diagnostics}
        if version is not None:
            params["version"] = version
        self._send("textDocument/publishDiagnostics", params)

    def _remember(self, key: tuple[Home, str], told: Published | None) -> None:
        if told is not None and (told.diagnostics or told.version is not None):
            self._told[key] = told
        else:
            self._told.pop(key, None)

    def _clear(self, key: tuple[Home, str], told: Published) -> None:
        del self._told[key]
        if told.diagnostics:
            self._send("textDocument/publishDiagnostics", {"uri": told.uri, "diagnostics": []})
