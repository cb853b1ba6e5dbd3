"""Follows every run of a project by its journal, whoever started it: what an editor looks at all the time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from chant_lsp.runs import journal
from chant_lsp.runs.fold import fold
from chant_lsp.runs.model import Run, RunEvent, RunState
from chant_lsp.runs.store import events_path, look_again, run_ids
from chant_lsp.workspace.layout import Project


class News(NamedTuple):
    """What one run has done since the last look."""

    run: Run
    """As it is now."""
    events: tuple[RunEvent, ...]
    """The new ones; none when only its process has gone."""


@dataclass
class _Followed:
    offset: int = 0
    run: Run | None = None


@dataclass
class Follower:
    """Follows every run of a project, whoever started it."""

    project: Project
    _followed: dict[str, _Followed] = field(default_factory=dict)
    _listed_at: int = -1

    def poll(self) -> list[News]:
        """What is new since the last call; the first call tells everything.

        Cost: two `stat`s, and for each run that has not ended one more and a look at its lock.
        """
        self._find_new()
        news = (self._look(run_id, followed) for run_id, followed in self._followed.items())
        return [one for one in news if one is not None]

    def _find_new(self) -> None:
        try:
            changed_at = self.project.runs.stat().st_mtime_ns
        except OSError:
            return
        if changed_at == self._listed_at:
            return
        self._listed_at = changed_at
        known = set(run_ids(self.project))
        for gone in self._followed.keys() - known:
            del self._followed[gone]
        for run_id in sorted(known - self._followed.keys()):
            self._followed[run_id] = _Followed()

    def _look(self, run_id: str, followed: _Followed) -> News | None:
        run = followed.run
        # A lost run may still get its last line from the next one; a run that has ended never gets another.
        if run is not None and run.state not in (RunState.RUNNING, RunState.LOST):
            return None
        path = events_path(self.project, run_id)
        events: tuple[RunEvent, ...] = ()
        if run is None:
            found, followed.offset = journal.follow(path, followed.offset)
            folded, events = fold(run_id, found), tuple(found)
        else:
            folded = _reopened(run)
        if folded is None:
            return None
        look = look_again(self.project, folded, path, followed.offset)
        followed.run, followed.offset = look.run, look.offset
        events += look.events
        return News(look.run, events) if events or look.run != run else None


def _reopened(run: Run) -> Run:
    """A run taken for lost, as its journal has it: without an end."""
    return replace(run, state=RunState.RUNNING, message="") if run.state is RunState.LOST else run
