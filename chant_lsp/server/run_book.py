"""The runs of each project as the client is told of them: what was started here, in a terminal or in another window.

Everything is read from the journals, so that a window that opens in the middle of a run sees it like the one that
started it.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING

from chant_lsp.core.features.run_facts import RunFacts
from chant_lsp.core.noted import note_gaps, note_lost
from chant_lsp.runs.facts import chant_facts, facts_of, gaps_of
from chant_lsp.runs.follower import Follower, News
from chant_lsp.runs.log_text import render
from chant_lsp.runs.model import Run, RunState
from chant_lsp.runs.orphans import end_orphans_of_lost
from chant_lsp.runs.queue import queued
from chant_lsp.runs.store import latest_run
from chant_lsp.server import protocol
from chant_lsp.server.background import in_thread
from chant_lsp.server.questions import Questions
from chant_lsp.server.run_progress import RunProgress

if TYPE_CHECKING:
    from chant_lsp.server.chant_server import ChantServer
    from chant_lsp.server.session import Home

logger = logging.getLogger(__name__)

ACTIVE_INTERVAL_S = 0.25
IDLE_INTERVAL_S = 2.0
MAX_TEXT = 256 * 1024
"""Characters of output in one notification; an agent that writes more is cut there, its journal has it all."""
MAX_BACKLOG_BYTES = 4 * 1024 * 1024
"""Unread output at which the client gets no more of it until it has caught up."""


class RunBook:
    """Follows the runs of all projects."""

    def __init__(self, ls: ChantServer) -> None:
        self._ls = ls
        self._pages: dict[Home, _Page] = {}
        self.progress = RunProgress(ls)
        self.questions = Questions(ls)

    def facts(self, home: Home) -> Mapping[str, RunFacts]:
        """The last run of each spec, by the spec's id."""
        page = self._pages.get(home)
        return page.facts if page else {}

    def done(self, home: Home) -> Mapping[str, Run]:
        """The last done run of each spec, by the id that it had then."""
        page = self._pages.get(home)
        return page.done if page else {}

    def queued(self, home: Home) -> Mapping[str, str]:
        """What is going to run by itself, by the spec's id."""
        page = self._pages.get(home)
        return page.queued if page else {}

    def last_run(self, home: Home, spec_id: str) -> Run | None:
        """The last run of a spec."""
        page = self._pages.get(home)
        if page is None or page.first:
            return latest_run(home.project, spec_id)
        return page.latest.get(spec_id)

    def follow(self, home: Home) -> None:
        """Follow the runs of a project until it is gone."""
        if home in self._pages:
            return
        self._pages[home] = _Page(home)
        self._ls.spawn(self._follow_for_ever(home))

    def wake(self, home: Home) -> None:
        """Something has happened: look now."""
        if home in self._pages:
            self._pages[home].woken.set()

    async def _follow_for_ever(self, home: Home) -> None:
        page = self._pages[home]
        # A project may have hundreds of runs, and the first look reads them all.
        self._tell(page, await in_thread(page.follower.poll))
        page.first = False
        while home in self._ls.session.homes:
            page.woken.clear()
            try:
                self.poll(home)
            except OSError as error:
                logger.warning("Cannot read the runs of %s: %s", home.project.root, error)
            try:
                await asyncio.wait_for(page.woken.wait(), ACTIVE_INTERVAL_S if page.active else IDLE_INTERVAL_S)
            except asyncio.TimeoutError:
                continue
        del self._pages[home]

    def poll(self, home: Home) -> None:
        """Look once, and tell the client what is new; a client that lags behind is told later."""
        page = self._pages.get(home)
        if page is not None and not page.first and self._ls.protocol.backlog_bytes() <= MAX_BACKLOG_BYTES:
            self._tell(page, page.follower.poll())

    def _tell(self, page: _Page, found: list[News]) -> None:
        before, queued_before = page.facts, page.queued
        page.facts = dict(before)
        for news in found:
            self._take(page, news)
        page.note_chant_locks()
        page.queued = queued(page.home.project)
        if page.queued != queued_before:
            self._ls.lens_news.changed()
        if page.facts == before:
            page.facts = before
        else:
            self._ls.lens_news.changed()
            lost = frozenset(id for id, facts in page.facts.items() if facts.state == RunState.LOST.value)
            session, index = self._ls.session, page.home.index
            session.tell(page.home, note_lost(index, lost))
            gaps = {id: left for id, run in page.latest.items() if (left := gaps_of(run))}
            session.tell(page.home, note_gaps(index, gaps))
            self._ls.publisher.flush()
            self._ls.stale.wake(page.home)

    def _take(self, page: _Page, news: News) -> None:
        run, home = news.run, page.home
        known = page.states.get(run.id)
        page.note(run)
        if run.state is RunState.LOST and known is not RunState.LOST and run.host == socket.gethostname():
            # What killed it may have killed its guard, too, and left the agent alive.
            self._ls.spawn(in_thread(end_orphans_of_lost, home.project, run.spec))
        if page.first and not run.active:
            return
        uri = self._ls.session.uri_of(home, run.path)
        text = "".join(render(run, event) for event in news.events)
        if text:
            output: protocol.RunOutput = {"uri": uri, "spec": run.spec, "run": run.id, "text": shorten(text)}
            self._ls.protocol.notify_plain(protocol.RUN_OUTPUT, output)
        if run.state is not known:
            named: protocol.RunState = {
                "uri": uri,
                "spec": run.spec,
                "run": run.id,
                "state": run.state.value,
                "summary": summary(run),
            }
            self._ls.protocol.notify_plain(protocol.RUN_STATE, named)
            # The runner has just written the spec, and at the end its outputs: no need to wait for a watcher.
            self._ls.session.reread(home, [run.path, *run.outputs])
            self._ls.publisher.flush()
        self.questions.follow(home, run)
        self.progress.report(run)


class _Page:
    """What is known of one project's runs."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.follower = Follower(home.project)
        self.first = True
        """Nothing has been read yet: what comes next is history."""
        self.woken = asyncio.Event()
        self.latest: dict[str, Run] = {}
        self.done: dict[str, Run] = {}
        """The last done run of each spec."""
        self.states: dict[str, RunState] = {}
        self.facts: dict[str, RunFacts] = {}
        self.queued: Mapping[str, str] = {}

    @property
    def active(self) -> bool:
        """Whether some run is going, or is about to."""
        return bool(self.queued) or any(run.active for run in self.latest.values())

    def note(self, run: Run) -> None:
        """Keep what the run is now."""
        self.states[run.id] = run.state
        known = self.latest.get(run.spec)
        if known is None or known.id == run.id or known.started_at <= run.started_at:
            self.latest[run.spec] = run
            self.facts[run.spec] = facts_of(run)
        before = self.done.get(run.spec)
        if run.state is RunState.DONE and (before is None or before.started_at <= run.started_at):
            self.done[run.spec] = run

    def note_chant_locks(self) -> None:
        """chant itself may be at work on a spec; its lock says so."""
        found = chant_facts(self.home.project, self.latest)
        for spec_id, facts in list(self.facts.items()):
            if facts.state == "elsewhere" and not facts.run_id and spec_id not in found:
                run = self.latest.get(spec_id)
                self.facts.pop(spec_id)
                self.facts.update({spec_id: facts_of(run)} if run else {})
        self.facts.update(found)


def summary(run: Run) -> str:
    """One sentence about where the run stands."""
    if run.state is RunState.RUNNING:
        return f"{run.spec} is running ({run.agent})."
    words = {RunState.DONE: "done", RunState.FAILED: "failed", RunState.STOPPED: "stopped", RunState.LOST: "lost"}
    word, message = words[run.state], run.message or "no word about why"
    if message.lower().startswith(f"{word} "):
        return f"{run.spec} {word}{message[len(word) :]}"
    return f"{run.spec} {word}: {message}"


def shorten(text: str) -> str:
    """At most MAX_TEXT characters: the beginning and the end."""
    if len(text) <= MAX_TEXT:
        return text
    half = MAX_TEXT // 2
    remark = f"\n… {len(text) - 2 * half} characters left out; the journal of the run has them …\n"
    return text[:half] + remark + text[-half:]
