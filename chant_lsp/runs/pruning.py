"""Old runs go when a new one of the same spec begins, with what git keeps for them.

Whoever calls this holds the spec's lock, so that no run of it is going. A run is renamed before it is removed: killed
in between, it is not half a run, and the next start removes the rest.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time

from chant_lsp.runs import journal
from chant_lsp.runs.fold import fold
from chant_lsp.runs.model import Run, RunState
from chant_lsp.runs.store import events_path, run_folder, run_ids
from chant_lsp.workspace.git import GitError
from chant_lsp.workspace.git_objects import remove_refs
from chant_lsp.workspace.layout import Project

_GONE = ".gone-"
_NEVER_STARTED_S = 24 * 3600.0
"""A folder without a run in it is left for so long: its run may be about to start."""


def prune_runs(project: Project, spec_id: str, keep: int) -> list[str]:
    """Remove the oldest runs of a spec so that `keep` are left; their ids.

    Shape: never the last run, never one without an end, and never the last that was done, as its record says whether
           the spec is stale.
    Cost:  one listing; the journals of the spec's runs only when there are too many.
    Errors: none; what cannot be removed now is tried again at the next start.
    """
    _remove_the_rest(project)
    ids = run_ids(project, spec_id)
    surplus = len(ids) - max(keep, 1)
    if surplus <= 0:
        return []
    runs = {run_id: fold(run_id, journal.read(events_path(project, run_id))) for run_id in ids}
    last_done = next((id for id in reversed(ids) if (run := runs[id]) and run.state is RunState.DONE), None)
    old = [id for id in ids[:-1] if id != last_done and _is_over(project, id, runs[id])][:surplus]
    for run_id in old:
        with contextlib.suppress(OSError):
            os.rename(run_folder(project, run_id), project.runs / f"{_GONE}{run_id}")
    _remove_the_rest(project)
    return old


def _is_over(project: Project, run_id: str, run: Run | None) -> bool:
    if run is not None:
        return run.state not in (RunState.RUNNING, RunState.LOST)
    try:
        return time.time() - run_folder(project, run_id).stat().st_mtime > _NEVER_STARTED_S
    except OSError:
        return False


def _remove_the_rest(project: Project) -> None:
    """Remove what was renamed, and its refs first: a ref without its run would be kept for ever."""
    try:
        gone = [name for name in os.listdir(project.runs) if name.startswith(_GONE)]
    except OSError:
        return
    if gone:
        with contextlib.suppress(GitError):
            remove_refs(project.root, [name.removeprefix(_GONE) for name in gone])
        for name in gone:
            shutil.rmtree(project.runs / name, ignore_errors=True)
