"""One run a spec at a time, across processes: an OS lock, and chant's own lock file beside it.

The OS frees a lock when its last holder dies, so "is it running?" is "is the lock taken?" and no crash leaves one
behind. The process that guards the agent inherits the lock: after the runner is killed, the spec stays locked until the
last process of its agent is gone, so that a second agent never starts beside a dying one.

chant's own lock (`.chant/.locks/<id>.lock`) is a decimal pid in a file (chant-reference.md §7.9), and so is the number
of the process to signal (`.chant/pids/<id>.pid`). Both are written so that chant sees us, and respected while the pid
lives.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

_PATIENCE_S = 0.5
"""How long a taken lock is waited for: whoever only asks `is_taken` holds it for microseconds."""
_POLL_S = 0.01
_LONGEST_NAME_BYTES = 180
_CLOCKS_S = 2.0
"""By which the clock of files and that of processes may differ."""


class LockTakenError(Exception):
    """Another process runs the spec."""


class ChantLockTakenError(Exception):
    """chant itself works on the spec; carries its pid."""

    def __init__(self, pid: int, path: Path) -> None:
        super().__init__(f"chant is working on it (pid {pid}, {path.name})")
        self.pid = pid
        self.path = path


@dataclass(frozen=True, slots=True)
class RunLock:
    """The held lock of one spec."""

    spec_id: str
    lock: FileLock

    @property
    def held(self) -> bool:
        """Whether it is still held by this object."""
        return self.lock.is_locked

    @property
    def descriptor(self) -> int:
        """The open file that carries the lock, for a child that must keep it alive."""
        descriptor = self.lock._context.lock_file_fd
        if descriptor is None:
            raise ValueError("the lock is not held")
        return descriptor


def safe_name(spec_id: str) -> str:
    """A spec's id as part of a file name: itself, shortened where a file system would refuse it.

    An id is a file name already, so only its length can be wrong.
    """
    if len(spec_id.encode("utf-8", "surrogateescape")) <= _LONGEST_NAME_BYTES:
        return spec_id
    digest = hashlib.sha256(spec_id.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return f"{spec_id[:40]}~{digest}"


def lock_path(runs_dir: Path, spec_id: str) -> Path:
    """Where the OS lock of a spec lives. Its existence means nothing."""
    return runs_dir / ".locks" / f"{safe_name(spec_id)}.lock"


def is_taken(runs_dir: Path, spec_id: str) -> bool:
    """Whether some process runs the spec. Cost: one `open` and one `flock`; the file is never created."""
    try:
        descriptor = os.open(lock_path(runs_dir, spec_id), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        # A shared lock: two who ask at once do not answer each other's question.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False


@contextlib.contextmanager
def hold(runs_dir: Path, spec_id: str) -> Iterator[RunLock]:
    """Hold the spec's lock. Errors: LockTakenError; OSError where the folder cannot be written."""
    path = lock_path(runs_dir, spec_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(path, timeout=_PATIENCE_S, poll_interval=_POLL_S, is_singleton=False, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise LockTakenError(spec_id) from None
    try:
        yield RunLock(spec_id, lock)
    finally:
        lock.release()


def chant_lock_path(chant_dir: Path, spec_id: str) -> Path:
    """Where chant itself would lock the spec."""
    return chant_dir / ".locks" / f"{safe_name(spec_id)}.lock"


def chant_pid_path(chant_dir: Path, spec_id: str) -> Path:
    """Where chant itself would keep the pid of the process to signal."""
    return chant_dir / "pids" / f"{safe_name(spec_id)}.pid"


class ChantHolder(NamedTuple):
    """A live process that works on a spec, by chant's own files."""

    pid: int
    path: Path
    """The file that says so."""
    since_s: float
    """Seconds since 1970."""


def find_chant_holder(chant_dir: Path, spec_id: str, own: Callable[[int], bool]) -> ChantHolder | None:
    """The live process that holds chant's lock or has its pid file, if any.

    `own(pid)` says whether a pid is a run of ours that is known to be over: its number may live on in another process.
    """
    paths = (chant_lock_path(chant_dir, spec_id), chant_pid_path(chant_dir, spec_id))
    holders = (_read_holder(path) for path in paths)
    return next((holder for holder in holders if holder is not None and not own(holder.pid)), None)


def find_watch(chant_dir: Path) -> int | None:
    """The pid of a live `chant watch`, which finalizes and merges specs by itself."""
    holder = _read_holder(chant_dir / "watch.pid")
    return holder.pid if holder is not None else None


def _read_holder(path: Path) -> ChantHolder | None:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > 32:  # reading a FIFO would wait for ever
            return None
        pid = int(path.read_text("ascii").strip())
    except (OSError, ValueError):
        return None
    # Whoever writes its number into a file lives already: one that began later only got the same number.
    stale = pid <= 0 or not is_alive(pid) or started_at(pid) > status.st_mtime + _CLOCKS_S
    return None if stale else ChantHolder(pid, path, status.st_mtime)


@contextlib.contextmanager
def hold_chant_lock(chant_dir: Path, spec_id: str, own: Callable[[int], bool]) -> Iterator[None]:
    """Write chant's lock and pid files and remove them at the end. Errors: ChantLockTakenError; OSError.

    The pid is the runner's, not the agent's: what `chant pause` then ends is a run, which stops in good order.
    """
    if (holder := find_chant_holder(chant_dir, spec_id, own)) is not None:
        raise ChantLockTakenError(holder.pid, holder.path)
    paths = (chant_lock_path(chant_dir, spec_id), chant_pid_path(chant_dir, spec_id))
    mine = str(os.getpid())
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A link in its place would let a repository choose the file that we overwrite.
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        with os.fdopen(os.open(path, flags, 0o644), "w") as file:
            file.write(mine)
    try:
        yield
    finally:
        remove_chant_files(chant_dir, spec_id, os.getpid())


def remove_chant_files(chant_dir: Path, spec_id: str, pid: int) -> None:
    """Remove chant's lock and pid files of a spec, where they hold this pid."""
    for path in (chant_lock_path(chant_dir, spec_id), chant_pid_path(chant_dir, spec_id)):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if path.read_text("ascii") == str(pid):
                path.unlink()
    # git would not see an empty folder, but a person would wonder about it.
    with contextlib.suppress(OSError):
        (chant_dir / "pids").rmdir()


def is_alive(pid: int) -> bool:
    """Whether a process with this number exists (and has not only left its zombie)."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return _process_fields(pid)[:1] not in (["Z"], ["X"])


def started_at(pid: int) -> float:
    """When a process began, in seconds since 1970, give or take one; 0 where the system does not say."""
    try:
        ticks = int(start_mark(pid) or 0)
        booted = next(line for line in Path("/proc/stat").read_text("ascii").splitlines() if line.startswith("btime "))
        return int(booted.split()[1]) + ticks / os.sysconf("SC_CLK_TCK") if ticks else 0.0
    except (OSError, ValueError, StopIteration):
        return 0.0


def start_mark(pid: int) -> str:
    """What tells a process from another one with the same number later; '' where the system does not say."""
    fields = _process_fields(pid)
    return fields[19] if len(fields) > 19 else ""


def _process_fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on; none where there is no /proc."""
    try:
        line = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return []
    return line.rpartition(")")[2].split()
