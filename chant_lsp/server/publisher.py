"""From specs whose findings may have changed to diagnostics that did: open documents first, and only news.

One timer gives the quiet time after a keystroke; what is left after the open documents is checked in slices, between
which the event loop answers requests; they wait for a lull in what the client says.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from chant_lsp.core.check import Checked, Severities, Told, check_again, check_anew, check_settings
from chant_lsp.core.findings import Finding
from chant_lsp.core.mentions import OWN_SETTINGS
from chant_lsp.server import convert
from chant_lsp.server.lull import Lull
from chant_lsp.server.plain import ENCODER
from chant_lsp.server.session import Document, Home, Session

if TYPE_CHECKING:
    from chant_lsp.core.index import SpecIndex
    from chant_lsp.core.text import Source

logger = logging.getLogger(__name__)

SLICE_S = 0.004
CLOCK_S = 0.001
"""What uvloop's clock counts; it may call a moment before the time that it was told."""
REST_S = 0.05
"""Without a quiet time, the other files still wait for a pause: the next key is worth more than they are."""

Send = Callable[[str, str], None]
"""Sends a notification: method and params as JSON."""


class Published(NamedTuple):
    """What the client was told last of one file."""

    uri: str
    version: int | None
    """Of the document; None when it was not open."""
    diagnostics: str
    """As JSON."""


class Known(NamedTuple):
    """What is known of an open file, as long as somebody only types into it."""

    revision: int
    """Of the index."""
    checked: Checked
    worded: dict[int, tuple[Finding, str]]
    """What went over the wire of each finding that it has or had: by the identity of the one that its rule found."""
    diagnostics: str | None = None
    """All of that together; None until it has gone."""
    left: Known | None = None
    """What was known before the last key, which may be taken back; nothing of the keys before that."""


MAX_WORDED = 1000
"""Findings of a file that are kept as they went over the wire, also those that it does not have any more."""

NONE = "[]"
"""The diagnostics of a file without findings."""


class Publisher:
    """Knows what has to be checked and what the client has been told."""

    def __init__(self, session: Session, send: Send, lull: Lull) -> None:
        self._session = session
        self._send = send
        self._lull = lull
        self._dirty: dict[Home, dict[str, None]] = {}
        """Paths in the order in which they were marked."""
        self._told: dict[tuple[Home, str], Published] = {}
        self._known: dict[tuple[Home, str], Known] = {}
        self._fresh: tuple[Home, str] | None = None
        """A document that was checked a moment ago, before anybody was told what was typed into it."""
        self._timer: asyncio.Handle | None = None
        self._flush_at = 0.0
        """When somebody will have rested, by the clock of the event loop; 0 while `_timer` waits for something else."""

    def findings(self, home: Home, path: str) -> list[Finding]:
        """What is wrong with a file of chant's or our own; an open one is checked again only if something has changed
        since.
        """
        if path == OWN_SETTINGS:
            return check_settings(self._session.own_settings(home), self._session.severities(home))
        return self._checked(home, path).findings

    def _checked(self, home: Home, path: str) -> Checked:
        index, severities = home.index, self._session.severities(home)
        known = self._known.get((home, path))
        typed = index.typed_since(path, known.revision) if known is not None else None
        if known is None or typed is None or known.checked.severities is not severities:
            checked, worded, diagnostics = check_anew(index, path, severities), {}, None
        elif known.checked.file is index.facts(path):
            return known.checked
        elif (left := known.left) is not None and _is_back(left, severities, index, path):
            checked, worded, diagnostics = left.checked, left.worded, left.diagnostics
        else:
            checked, worded = check_again(known.checked, typed, index, path), known.worded
            diagnostics = known.diagnostics if checked.told is known.checked.told else None
        if path in home.shown:
            left = known and known._replace(left=None)
            self._known[home, path] = Known(index.revision, checked, worded, diagnostics, left)
        return checked

    def mark(self, home: Home, paths: Iterable[str]) -> None:
        """These specs have to be checked; `rest` or `flush` says when."""
        self._dirty.setdefault(home, {}).update(dict.fromkeys(paths))

    def typed(self, document: Document) -> None:
        """Somebody types: without a quiet time, this document is published at once, whomever else it concerns."""
        home, path = document.home, document.path
        if self._session.settings.debounce_ms == 0 and home is not None and path is not None and document.is_checked:
            self._check(home, path, document)
            self._fresh = (home, path)

    def rest(self) -> None:
        """Publish when the quiet time is over; without any, the other files when nobody types for a moment."""
        if self._fresh is not None:
            (home, path), self._fresh = self._fresh, None
            self._dirty.get(home, {}).pop(path, None)
        quiet_ms = self._session.settings.debounce_ms
        if quiet_ms or any(self._dirty.values()):
            self._rest(quiet_ms / 1000 or REST_S)
        else:
            self._cancel()

    def _rest(self, wait_s: float) -> None:
        """Flush when nobody has typed for so long: the timer of the key before is left to see that it is too early."""
        loop = asyncio.get_running_loop()
        waits = self._timer is not None and self._flush_at > 0
        self._flush_at = loop.time() + wait_s
        if not waits:
            self._drop_timer()
            self._timer = loop.call_at(self._flush_at, self._rested)

    def _rested(self) -> None:
        loop = asyncio.get_running_loop()
        if self._flush_at - loop.time() > CLOCK_S:
            self._timer = loop.call_at(self._flush_at, self._rested)
        else:
            self.flush()

    def flush(self) -> None:
        """Check the open documents now, and the rest afterwards."""
        self._cancel()
        for document in list(self._session.documents.values()):
            self._check_open(document)
        self._plan_slice()

    def _check_open(self, document: Document) -> None:
        home, path = document.home, document.path
        if home is not None and path is not None and path in self._dirty.get(home, ()) and document.is_checked:
            del self._dirty[home][path]
            self._check(home, path, document)

    def forget(self, home: Home) -> None:
        """A project is gone, and so is all that was said of it."""
        self._dirty.pop(home, None)
        self._known = {key: known for key, known in self._known.items() if key[0] is not home}
        for key, told in list(self._told.items()):
            if key[0] is home:
                self._clear(key, told)

    @property
    def idle(self) -> bool:
        """Whether everything that can be said has been said."""
        return self._timer is None and self._ready() is None

    def _ready(self) -> Home | None:
        """A project with something to check; one that is still being read would seem full of references to nothing."""
        return next((home for home, paths in self._dirty.items() if paths and home.scanned), None)

    def _plan_slice(self, after_s: float = 0.0) -> None:
        if self._ready() is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(after_s, self._slice) if after_s else loop.call_soon(self._slice)

    def _slice(self) -> None:
        self._timer = None
        if wait_s := self._lull.wait_s():
            self._plan_slice(wait_s)
            return
        end = time.perf_counter() + SLICE_S
        while (home := self._ready()) is not None and time.perf_counter() < end:
            # The newest first: they depend on what somebody works on just now.
            path, _ = self._dirty[home].popitem()
            self._check(home, path, self._session.document_at(home, path))
        self._plan_slice()

    def _cancel(self) -> None:
        self._flush_at = 0.0
        self._drop_timer()

    def _drop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _check(self, home: Home, path: str, document: Document | None) -> None:
        try:
            diagnostics = self._diagnose(home, path, document)
        except Exception:
            # A rule that trips over one file must not silence all others.
            logger.exception("Cannot check %s", path)
            return
        self._tell((home, path), document, diagnostics)

    def _diagnose(self, home: Home, path: str, document: Document | None) -> str:
        if path == OWN_SETTINGS:
            told = [Told(each, each) for each in self.findings(home, path)]
        else:
            told = self._checked(home, path).told
        if document is None:
            self._known.pop((home, path), None)
        if not told:
            return NONE
        known = self._known.get((home, path))
        if known is not None and known.checked.told is told and known.diagnostics is not None:
            return known.diagnostics
        source = document.source if document else self._session.source_of(home, path)
        if source is None:
            return NONE
        diagnostics = f"[{','.join(self._iter_worded(home, source, told, known))}]"
        if known is not None and known.checked.told is told:
            self._known[home, path] = known._replace(diagnostics=diagnostics)
        return diagnostics

    def _iter_worded(self, home: Home, source: Source, told: list[Told], known: Known | None) -> Iterator[str]:
        """Each finding as it goes over the wire; one that only moved with its line is there already."""
        before = known.worded if known is not None else {}
        if len(before) > MAX_WORDED:
            before.clear()
        for finding, first in told:
            worded = before.get(id(first))
            if worded is None or worded[0] is not first:
                text_at = partial(self._session.text_at, home)
                plain = convert.to_diagnostic(finding, source, self._session.abilities, text_at)
                before[id(first)] = worded = (first, ENCODER.encode(plain))
            yield worded[1]

    def _tell(self, key: tuple[Home, str], document: Document | None, diagnostics: str) -> None:
        told = self._told.get(key)
        uri = document.uri if document else self._session.uri_of(*key)
        version = document.version if document else None
        if told is not None and told.uri != uri:
            self._clear(key, told)
            told = None
        if document is None:
            if (told.diagnostics if told else NONE) == diagnostics:
                self._remember(key, told and told._replace(version=None))
                return
        elif told is not None and told.version == version and told.diagnostics == diagnostics:
            return
        self._remember(key, Published(uri, version, diagnostics))
        self._publish(uri, diagnostics, version)

    def _remember(self, key: tuple[Home, str], told: Published | None) -> None:
        if told is not None and (told.diagnostics != NONE or told.version is not None):
            self._told[key] = told
        else:
            self._told.pop(key, None)

    def _clear(self, key: tuple[Home, str], told: Published) -> None:
        del self._told[key]
        if told.diagnostics != NONE:
            self._publish(told.uri, NONE, None)

    def _publish(self, uri: str, diagnostics: str, version: int | None) -> None:
        of_version = "" if version is None else f',"version":{version}'
        params = f'{{"uri":{ENCODER.encode(uri)},"diagnostics":{diagnostics}{of_version}}}'
        self._send("textDocument/publishDiagnostics", params)


def _is_back(left: Known, severities: Severities, index: SpecIndex, path: str) -> bool:
    """Whether a spec is again what it was before the last key, and so is all that its findings rest on."""
    then = left.checked
    is_same = then.file is index.facts(path) and then.severities is severities
    return is_same and index.typed_since(path, left.revision) is not None
