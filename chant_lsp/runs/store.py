"""The runs of a project on the disk: their folders, their ids, and finding them again."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from chant_lsp.runs import journal
from chant_lsp.runs.fold import advance, fold, settle
from chant_lsp.runs.lock import is_taken, safe_name
from chant_lsp.runs.model import Run, RunEvent, RunState
from chant_lsp.workspace.layout import Project

EVENTS_NAME = "events.jsonl"
PROMPT_NAME = "prompt.md"
LOG_NAME = "runner.log"
"""What a detached runner printed; empty unless something went wrong."""

_RUN_ID = re.compile(r"(?P<stamp>\d{8}T\d{6}Z)-(?P<name>.+)-(?P<nonce>[0-9a-f]{4})", re.DOTALL)


def new_run_id(spec_id: str) -> str:
    """`20261122T100000Z-001-comprehension-3fa9`."""
    stamp = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    return f"{stamp}-{safe_name(spec_id)}-{secrets.token_hex(2)}"


def is_run_id(text: str) -> bool:
    """Whether a text can be a run's id, and so a folder name of ours."""
    return "/" not in text and "\0" not in text and _RUN_ID.fullmatch(text) is not None


def run_folder(project: Project, run_id: str) -> Path:
    """Where a run keeps what it knows."""
    return project.runs / run_id


def events_path(project: Project, run_id: str) -> Path:
    """A run's journal."""
    return project.runs / run_id / EVENTS_NAME


def make_run_folder(project: Project, run_id: str) -> Path:
    """Create a run's folder, and keep all of them out of git. Errors: OSError; FileExistsError if the id is taken."""
    prepare_runs(project)
    folder = run_folder(project, run_id)
    folder.mkdir(mode=0o700)
    return folder


def prepare_runs(project: Project) -> None:
    """Create the folder of all runs with its own `.gitignore`.

    Errors: OSError, also when one of our folders is a link: a repository must not choose where we write.
    """
    for folder in (project.runs, project.run_locks, project.chant / ".locks", project.chant / "pids"):
        if os.path.realpath(folder) != str(folder):
            raise OSError(errno.ELOOP, "a link where runs are kept; remove it", str(project.relative(folder)))
    project.runs.mkdir(mode=0o700, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
        with os.fdopen(os.open(project.runs / ".gitignore", flags, 0o644), "w") as file:
            file.write("*\n")


def write_whole(place: Path, content: bytes, *, sync: bool = True) -> None:
    """Write a private file that is there whole or not at all; `sync` waits until it is on the disk. Errors: OSError."""
    beside = place.with_name(f"{place.name}.{os.getpid()}.new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        with os.fdopen(os.open(beside, flags, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            if sync:
                os.fsync(file.fileno())
        os.replace(beside, place)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def run_ids(project: Project, spec_id: str | None = None) -> list[str]:
    """The ids of all runs, or of one spec's, oldest first. Cost: one directory listing."""
    try:
        names = os.listdir(project.runs)
    except OSError:
        return []
    name = None if spec_id is None else safe_name(spec_id)
    found = ((match, run_id) for run_id in names if (match := _RUN_ID.fullmatch(run_id)))
    return sorted(run_id for match, run_id in found if name is None or match["name"] == name)


def load_run(project: Project, run_id: str) -> Run | None:
    """The run as its journal and its lock tell; None while it has not started."""
    path = events_path(project, run_id)
    events, offset = journal.follow(path, 0)
    run = fold(run_id, events)
    return look_again(project, run, path, offset).run if run is not None else None


class Look(NamedTuple):
    """A run, and how far its journal was read."""

    run: Run
    events: tuple[RunEvent, ...]
    """Those that were read in this look."""
    offset: int


def look_again(project: Project, run: Run, path: Path, offset: int) -> Look:
    """The run with what its journal holds behind the offset, and with what its lock says."""
    events, offset = journal.follow(path, offset)
    run = advance(run, events)
    if run.state is RunState.RUNNING and not is_taken(project.runs, run.spec):
        # A runner writes its last line before it lets go: what is missing now was never written.
        last, offset = journal.follow(path, offset)
        events += last
        run = settle(advance(run, last), lock_taken=False)
    return Look(run, tuple(events), offset)


def latest_run(project: Project, spec_id: str) -> Run | None:
    """The newest run of a spec that really started. Cost: one listing, one or two journals."""
    return newest_run(project, run_ids(project, spec_id))


def latest_runs(project: Project) -> Iterator[Run]:
    """The newest run of each spec that really started. Cost: one listing, one or two journals a spec."""
    return (run for ids in run_ids_by_spec(project).values() if (run := newest_run(project, ids)) is not None)


def run_ids_by_spec(project: Project) -> dict[str, list[str]]:
    """The ids of all runs, oldest first, by the part of them that names the spec. Cost: one directory listing."""
    by_name: dict[str, list[str]] = {}
    for run_id in run_ids(project):
        match = _RUN_ID.fullmatch(run_id)
        by_name.setdefault(match["name"] if match else "", []).append(run_id)
    return by_name


def newest_run(project: Project, run_ids: Sequence[str], state: RunState | None = None) -> Run | None:
    """The run that started last of these, oldest first; where a state is named, of those that are in it."""
    newest: Run | None = None
    for run_id in reversed(run_ids):
        # Ids tell seconds; runs of one second are told apart by their journals.
        if newest is not None and run_id[:16] != newest.id[:16]:
            break
        run = load_run(project, run_id)
        if run is None or state not in (None, run.state):
            continue
        if newest is None or run.started_at > newest.started_at:
            newest = run
    return newest


def runs_since(project: Project, since: datetime) -> Iterator[Run]:
    """The runs that went on after a moment. Cost: reads only journals that were written to since, or may still be."""
    for run_id in run_ids(project):
        try:
            written_at = events_path(project, run_id).stat().st_mtime
        except OSError:
            continue
        match = _RUN_ID.fullmatch(run_id)
        if match and (written_at >= since.timestamp() or is_taken(project.runs, match["name"])):
            run = load_run(project, run_id)
            if run is not None and (run.state is RunState.RUNNING or (run.ended_at and run.ended_at >= since)):
                yield run


def unfinished(project: Project, spec_id: str) -> Iterator[Run]:
    """The runs of a spec whose journals have no last line, whoever may be working on them."""
    for run_id in run_ids(project, spec_id):
        run = fold(run_id, journal.read(events_path(project, run_id)))
        if run is not None and run.state is RunState.RUNNING:
            yield run


def remove_empty(project: Project, run_id: str) -> None:
    """Remove the folder of a run that never started."""
    with contextlib.suppress(OSError):
        (run_folder(project, run_id) / LOG_NAME).unlink(missing_ok=True)
        run_folder(project, run_id).rmdir()
