"""The disk: the first scan, and what changes behind the editor's back.

A client that can watch files tells of those in `.chant` folders. The others, and files outside `.chant` that specs
name, are looked at again and again, in slices on the event loop, at intervals so long that an idle server costs next
to nothing: a look that takes a millisecond is taken every two seconds, one that takes a second every three minutes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import chain

from chant_lsp.core.index import Change
from chant_lsp.core.kinds import kind_of
from chant_lsp.core.mentions import (
    ARCHIVE_FOLDER,
    OWN_SETTINGS,
    PROMPTS_FOLDER,
    SPECS_FOLDER,
    MentionKind,
    is_spec_path,
)
from chant_lsp.server.lull import Lull
from chant_lsp.server.session import Home, Session, read_change
from chant_lsp.workspace.edits import is_temporary
from chant_lsp.workspace.scan import iter_page_files, iter_spec_files, read_page

SLICE_S = 0.002
SHORTEST_INTERVAL_S = 2.0
IDLE_SHARE = 1 / 200
"""The part of one core that looking may cost."""
MANY_EVENTS = 1000
"""More events than this are one look at everything: a branch was switched."""


async def scan(
    session: Session, home: Home, force: bool = True, settle_memory: Callable[[], None] = lambda: None
) -> None:
    """Read the config, the prompts and every spec of a project that is new or different, or (force) all of them.

    Shape: `settle_memory` is called often while much is made that will live long.
    """
    for listener in session.listeners:
        listener(home, frozenset((OWN_SETTINGS,)))
    if home.scanned:
        await _apply_in_slices(session, home, _iter_spec_changes(session, home, force))
        return
    steps = chain(home.reader.take_cache(), _iter_spec_changes(session, home, force=True))
    async for changes in _in_slices(session, home, steps):
        session.load(home, changes)
        settle_memory()
    home.scanned = True


async def save_cache(session: Session, home: Home, lull: Lull) -> None:
    """Keep what was read for the next start, in lulls of what the client says."""
    async for _ in _in_slices(session, home, home.reader.save_cache(home.index.specs)):
        await lull.come()


def prefetch(session: Session, home: Home, path: str) -> None:
    """Read the specs that one names, so that it can be checked before the scan has met them.

    Specs in the archive's folders by date are found by the scan only.
    """
    spec = home.index.get(path)
    if spec is None or home.scanned:
        return
    wanted = {f"{SPECS_FOLDER}{mention.text}.md" for mention in spec.mentions if mention.kind is MentionKind.SPEC}
    wanted |= {mention.text for mention in spec.mentions if is_spec_path(mention.text)}
    missing = [other for other in wanted if home.index.get(other) is None]
    changes = [change for change in (read_change(home, other) for other in missing) if change.facts is not None]
    if changes:
        session.apply(home, changes)


def take_events(session: Session, home: Home, paths: list[str]) -> bool:
    """Take what the editor's watcher tells; False if only a look at everything can tell what happened."""
    if any(map(_is_spec_folder, paths)):
        return False
    if paths:
        session.reread(home, paths)
    return True


def _is_spec_folder(path: str) -> bool:
    """Whether an event for this path may stand for many files: a folder that was moved is one event."""
    in_specs = f"{path}/".startswith((SPECS_FOLDER, ARCHIVE_FOLDER, PROMPTS_FOLDER)) or path == ".chant"
    return in_specs and not path.endswith((".md", "~", ".swp")) and not is_temporary(path)


async def look_again_for_ever(session: Session, home: Home, on_news: Callable[[], None]) -> None:
    """Look for changes that nobody tells of, until the project is gone or the task is cancelled."""
    while home in session.homes:
        cost_s = await look_again(session, home, on_news)
        await asyncio.sleep(max(SHORTEST_INTERVAL_S, cost_s / IDLE_SHARE))


async def look_again(session: Session, home: Home, on_news: Callable[[], None]) -> float:
    """Look once; returns the CPU seconds that it took, whatever else went on meanwhile included."""
    begun = time.process_time()
    if not session.abilities.watch_files and await _apply_in_slices(
        session, home, _iter_spec_changes(session, home, force=False)
    ):
        on_news()
    changed = (_seen(session, home, path) if path else None for path in home.files.iter_changes())
    if await _apply_in_slices(session, home, changed):
        on_news()
    return time.process_time() - begun


def _iter_spec_changes(session: Session, home: Home, force: bool) -> Iterator[Change | None]:
    """One step a file; what is gone comes last."""
    before = {*home.reader.stamps, *home.index.specs, *home.index.pages.paths()}
    for path, place in chain(iter_page_files(home.project), iter_spec_files(home.project)):
        before.discard(path)
        if force or home.reader.look(path, place):
            closed = session.document_at(home, path) is None
            yield _read_at(home, path, place) if closed else None
        else:
            yield None
    for path in before:
        home.reader.stamps.pop(path, None)
        # Asked again: it may have come back since its folder was listed.
        known = session.document_at(home, path) is None and home.index.facts(path) is not None
        yield read_change(home, path) if known else None


def _read_at(home: Home, path: str, place: str) -> Change:
    return Change(path, home.reader.read_at(path, place)) if is_spec_path(path) else read_page(path, place)


def _seen(session: Session, home: Home, path: str) -> Change | None:
    """A file that is not what it was."""
    if kind_of(path) is None:
        return Change(path)
    return read_change(home, path) if session.document_at(home, path) is None else None


async def _apply_in_slices(session: Session, home: Home, steps: Iterator[Change | None]) -> bool:
    """Apply what the steps bring.

    Nothing that was read is kept across an `await`, so that a document opened meanwhile is not overwritten by its file.
    Returns whether anything changed.
    """
    any_news = False
    async for changes in _in_slices(session, home, steps):
        if changes:
            session.apply(home, changes)
            any_news = True
    return any_news


async def _in_slices(session: Session, home: Home, steps: Iterator[Change | None]) -> AsyncIterator[list[Change]]:
    """Take steps for one slice of time, hand over what they brought, let the event loop do other things, and so on."""
    done = False
    while not done and home in session.homes:
        end = time.perf_counter() + SLICE_S
        changes: list[Change] = []
        done = True
        for change in steps:
            if change:
                changes.append(change)
            if time.perf_counter() > end:
                done = False
                break
        yield changes
        await asyncio.sleep(0)
