"""What a run left behind although everything that watched over it was killed in the same instant.

A guard ends what its agent started, the runner does when its guard is killed, and the guard when the runner is. Only if
both die at once can a process that has detached itself live on. It is found by a variable that all of them inherit, and
ended by whoever comes next: the next run of the spec, a stop, an editor that sees that the run was lost.

Linux only, by /proc; elsewhere there is nothing to be found.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from chant_lsp.runs.lock import LockTakenError, chant_lock_path, hold, is_alive
from chant_lsp.workspace.layout import Project

MARKER = "CHANT_LSP_RUNS_UNDER"
"""The variable of everything that a run starts: the absolute path of chant's lock file for its spec."""
PATIENCE_S = 5.0
_POLL_S = 0.02


def find_orphans(project: Project, spec_id: str) -> set[int]:
    """The living processes that runs of the spec have started, by their pids. Only meaningful with the lock held, or
    to kill a run that does not answer.

    Cost: reads the environment of every process of this user.
    """
    wanted = b"\0" + f"{MARKER}={chant_lock_path(project.chant, spec_id)}".encode("utf-8", "surrogateescape") + b"\0"
    own = _ourselves()
    found = set()
    for name in _process_names():
        try:
            environment = b"\0" + Path(f"/proc/{name}/environ").read_bytes()
        except OSError:
            continue
        if wanted in environment and int(name) not in own and is_alive(int(name)):
            found.add(int(name))
    return found


def end_orphans(project: Project, spec_id: str) -> int:
    """Kill what runs of the spec have started and nobody watches over; how many there were.

    Cost: as `find_orphans`; up to PATIENCE_S for what cannot be killed.
    """
    ended: set[int] = set()
    deadline = time.monotonic() + PATIENCE_S
    while found := find_orphans(project, spec_id):
        for pid in found:
            _kill(pid)
        ended |= found
        if time.monotonic() > deadline:
            break
        time.sleep(_POLL_S)
    return len(ended)


def end_orphans_of_lost(project: Project, spec_id: str) -> int:
    """As `end_orphans`, for a run that is lost: nothing, if somebody has begun another one."""
    if not find_orphans(project, spec_id):
        return 0
    try:
        with hold(project.runs, spec_id):
            return end_orphans(project, spec_id)
    except (LockTakenError, OSError):
        return 0


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError:
        return


def _process_names() -> list[str]:
    try:
        return [name for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return []


def _ourselves() -> set[int]:
    """This process and those above it: an agent may have asked for what we do, and must not end its own judge."""
    found = set()
    pid = os.getpid()
    while pid > 1 and pid not in found:
        found.add(pid)
        try:
            stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
        except OSError:
            break
        pid = int(stat.rpartition(")")[2].split()[1])
    return found
