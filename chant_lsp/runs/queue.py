"""What is going to run: the chains of a project as they are on the disk.

A chain is a process that starts runs, each a process of its own. It keeps one small file that says what it still means
to run and what each waits for; the file counts as long as the process holds the chain's lock. So a queue outlives the
editor that made it, and a chain that was killed leaves a file that says nothing any more.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta, timezone
from enum import Enum
from pathlib import Path
from typing import Any

from chant_lsp.runs.lock import is_taken
from chant_lsp.runs.model import parse_timestamp, timestamp
from chant_lsp.runs.store import prepare_runs, write_whole
from chant_lsp.workspace.layout import Project

KEPT = timedelta(days=1)
"""How long the last word of a chain that is over is kept."""
_MAX_BYTES = 4 * 1024 * 1024
_CHAIN_ID = re.compile(r"chain-\d{8}T\d{6}Z-[0-9a-f]{4}")


class Reach(str, Enum):
    """How far a chain goes; the values are the words of the command line."""

    NEEDED = "needed"
    """A spec, and before it what it needs."""
    UNTIL_GATE = "until-gate"
    """Everything that follows, too, until a human gate."""
    WHEN_FINISHED = "when-finished"
    """A spec alone, once what it waits for is over."""


class ChainState(str, Enum):
    """Where a chain stands."""

    GOING = "going"
    DONE = "done"
    """It went as far as it was meant to."""
    FAILED = "failed"
    """A run failed, or something is in the way that no run removes."""
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain."""

    id: str
    reach: Reach
    spec: str
    """The id of the spec that it is about; '' for a whole investigation."""
    pid: int
    host: str
    started_at: datetime
    pid_started: str = ""
    state: ChainState = ChainState.GOING
    waiting: Mapping[str, str] = field(default_factory=dict)
    """What it still means to run: a spec's id to `runs when 001-comprehension finishes`."""
    runs: tuple[str, ...] = ()
    """The ids of the runs that it has started."""
    message: str = ""
    """How it ended, in a sentence."""


def new_chain_id() -> str:
    """`chain-20261122T100000Z-3fa9`."""
    return f"chain-{datetime.now(timezone.utc).strftime('%Y%m%dT%H%M%SZ')}-{secrets.token_hex(2)}"


def is_chain_id(text: str) -> bool:
    """Whether a text can be a chain's id, and so a file name of ours."""
    return _CHAIN_ID.fullmatch(text) is not None


def chains_folder(project: Project) -> Path:
    """Where the files of chains are."""
    return project.runs / ".chains"


def write_chain(project: Project, chain: Chain) -> None:
    """Put the chain as it is now on the disk, in one step. Errors: OSError."""
    folder = chains_folder(project)
    prepare_runs(project)
    if folder.is_symlink():
        raise OSError(0, "a link where chains are kept; remove it", ".chant/runs/.chains")
    folder.mkdir(mode=0o700, exist_ok=True)
    values = {**asdict(chain), "started_at": timestamp(chain.started_at)}
    write_whole(folder / f"{chain.id}.json", json.dumps(values).encode("ascii"))


def read_chain(project: Project, chain_id: str) -> Chain | None:
    """The chain as its file tells; None without one. A chain whose process has gone is stopped."""
    try:
        with (chains_folder(project) / f"{chain_id}.json").open("rb") as file:
            found = json.loads(file.read(_MAX_BYTES))
        chain = _to_chain(chain_id, found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if chain.state is ChainState.GOING and not is_taken(project.runs, chain_id):
        message = "The process that was to start what is queued has gone (killed, or the machine went down)."
        return replace(chain, state=ChainState.STOPPED, waiting={}, message=message)
    return chain


def _to_chain(chain_id: str, found: Mapping[str, Any]) -> Chain:
    return Chain(
        id=chain_id,
        reach=Reach(found["reach"]),
        spec=str(found["spec"]),
        pid=int(found["pid"]),
        host=str(found["host"]),
        started_at=parse_timestamp(found["started_at"]),
        pid_started=str(found["pid_started"]),
        state=ChainState(found["state"]),
        waiting={str(id): str(what) for id, what in found["waiting"].items()},
        runs=tuple(map(str, found["runs"])),
        message=str(found["message"]),
    )


def chain_ids(project: Project) -> list[str]:
    """The chains that have a file, oldest first."""
    try:
        names = os.listdir(chains_folder(project))
    except OSError:
        return []
    return sorted(name[:-5] for name in names if name.endswith(".json") and is_chain_id(name[:-5]))


def going_chains(project: Project) -> Iterator[Chain]:
    """The chains whose processes are at work. Cost: reads the files of those whose lock is taken."""
    for chain_id in chain_ids(project):
        if is_taken(project.runs, chain_id):
            chain = read_chain(project, chain_id)
            if chain is not None and chain.state is ChainState.GOING:
                yield chain


def queued(project: Project) -> dict[str, str]:
    """What waits to be run, by the spec's id: `runs when 001-comprehension finishes`."""
    return {id: what for chain in going_chains(project) for id, what in chain.waiting.items()}


def forget_old(project: Project) -> None:
    """Remove the files of chains that have been over for a while."""
    oldest = (datetime.now(timezone.utc) - KEPT).strftime("chain-%Y%m%dT%H%M%SZ")
    for chain_id in chain_ids(project):
        if chain_id < oldest and not is_taken(project.runs, chain_id):
            for file in (*chains_folder(project).glob(f"{chain_id}.*"), project.run_locks / f"{chain_id}.lock"):
                with contextlib.suppress(OSError):
                    file.unlink()
