"""What was looked at of human gates: made in the background, from the disk, for those that somebody has open.

A look asks git and reads journals, which takes too long for an answer that an editor waits for; so line 1 counts the
boxes first, and the checks as soon as they are made.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from chant_lsp.core.gates import Difference, GateFacts
from chant_lsp.core.noted import note_gate_news
from chant_lsp.core.spec import Spec
from chant_lsp.core.stale import Staleness
from chant_lsp.server.background import in_thread
from chant_lsp.workspace.layout import Project

if TYPE_CHECKING:
    from chant_lsp.server.chant_server import ChantServer
    from chant_lsp.server.session import Home

logger = logging.getLogger(__name__)

FRESH_S = 30.0
"""After this a look is made again although nothing has been heard of: git tells nobody of a new commit."""
REST_PER_COST = 10
"""Between two looks: what the first took, so many times."""

Found = dict[str, tuple[GateFacts, tuple[Difference, ...]]]


class GateBook:
    """Looks at the gates of all projects."""

    def __init__(self, ls: ChantServer) -> None:
        self._ls = ls
        self._pages: dict[Home, _Page] = {}
        ls.session.listeners.append(self.changed)

    def facts(self, home: Home, spec: Spec | None) -> Mapping[str, GateFacts]:
        """What is known of a project's gates, by the spec's id; a gate that is asked about is looked at soon."""
        page = self._pages.setdefault(home, _Page())
        if spec is not None and spec.is_human_gate and not spec.archived:
            page.wanted.add(spec.path)
            self._look_soon(home, page)
        return page.facts

    def follow(self, home: Home) -> None:
        """Look at the gates that are approved: what was approved may have changed while nobody looked."""
        approved = (spec for spec in home.index.specs.values() if spec.is_human_gate and "approval" in spec.traits)
        page = self._pages.setdefault(home, _Page())
        page.wanted.update(spec.path for spec in approved if spec.is_open)
        if page.wanted:
            self._look_soon(home, page)

    def changed(self, home: Home, touched: Iterable[str] = ()) -> None:
        """Something has changed in these specs, or nobody knows where: what is known is old."""
        page = self._pages.get(home)
        if page is not None and (not touched or not page.concerns.isdisjoint(touched)):
            page.old = True

    def forget(self, home: Home) -> None:
        """A project is gone, and so are its gates."""
        self._pages.pop(home, None)

    def _look_soon(self, home: Home, page: _Page) -> None:
        if page.looking or not (page.old or time.monotonic() - page.looked_at > FRESH_S):
            return
        page.looking = True
        self._ls.spawn(self._look(home, page))

    async def _look(self, home: Home, page: _Page) -> None:
        await asyncio.sleep(max(0.0, page.not_before - time.monotonic()))
        page.old = False
        begun = time.monotonic()
        try:
            page.concerns = {each.path for path in page.wanted for each in _concerned(home, path)}
            found = await in_thread(read_gates, home.project, sorted(page.wanted), home.index.stale)
        except Exception:
            # A gate that trips us must not take line 1 along.
            logger.exception("Cannot look at the gates of %s", home.project.root)
            return
        finally:
            page.looking = False
            page.looked_at = time.monotonic()
            page.not_before = page.looked_at + (page.looked_at - begun) * REST_PER_COST
        if home in self._ls.session.homes:
            self._tell(home, page, found)
            if page.old:  # since the look began
                self._look_soon(home, page)

    def _tell(self, home: Home, page: _Page, found: Found) -> None:
        before, page.facts = page.facts, {id: facts for id, (facts, _) in found.items()}
        news = {id: differences for id, (_, differences) in found.items() if differences}
        delta = note_gate_news(home.index, news)
        if delta.touched:
            was_old = page.old
            self._ls.session.tell(home, delta)
            self._ls.publisher.flush()
            page.old = was_old  # what we have told ourselves is no news to us
        if delta.touched or page.facts != before:
            self._ls.lens_news.changed()


class _Page:
    """One project's gates."""

    def __init__(self) -> None:
        self.facts: dict[str, GateFacts] = {}
        self.wanted: set[str] = set()
        """The paths of the gates that somebody wants to know about."""
        self.concerns: set[str] = set()
        """The paths of these gates and of what they wait for."""
        self.old = True
        self.looking = False
        self.looked_at = -FRESH_S
        self.not_before = 0.0


def _concerned(home: Home, path: str) -> list[Spec]:
    from chant_lsp.runs.gates import upstream_of

    spec = home.index.get(path)
    return upstream_of(home.index, spec) if spec is not None else []


def read_gates(project: Project, paths: Iterable[str], stale: Staleness) -> Found:
    """Look at the gates at these paths as the disk has them. Cost: the whole project is read, or its cache.

    Shape: `stale` is how the phases stand, as the stale book knows it; while it knows nothing yet, it is worked out.
    """
    from chant_lsp.runs.gates import look_at
    from chant_lsp.runs.staleness import staleness_of
    from chant_lsp.workspace.scan import load_index

    index = load_index(project)
    specs = [spec for path in paths if (spec := index.get(path)) is not None and spec.is_human_gate]
    stale = stale or (staleness_of(project, index) if specs else {})
    looks = {spec.id: look_at(project, index, spec, stale) for spec in specs}
    return {id: (look.facts, look.news) for id, look in looks.items()}
