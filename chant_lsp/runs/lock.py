"""One run a spec at a time, across processes: an OS lock, and chant's own lock file beside it.

The OS frees a lock when its last holder dies, so "is it running?" is "is the lock taken?" and no crash leaves one
behind. The process that guards the agent inherits the lock: after the runner is killed, the spec stays locked until the
last process of its agent is gone, so that a second agent never starts beside a dying one.

chant's own lock (`.chant/.locks/<id>.lock`) is a decimal pid in a file (chant-reference.md §7.9). It is written so that
chant sees us, and respected while its pid lives.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

_PATIENCE_S = 0.5
"""How long a taken lock is waited for: whoever only asks `is_taken` holds it for microseconds."""
_POLL_S = 0.01
_LONGEST_NAME_BYTES = 180


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
    path.parent.mkdir(parents=True, exist_ok=True)
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


def find_chant_holder(chant_dir: Path, spec_id: str, own: Callable[[int], bool]) -> int | None:
    """The live process that holds chant's lock, if any.

    `own(pid)` says whether a pid is a run of ours that is known to be over: its number may live on in another process.
    """
    path = chant_lock_path(chant_dir, spec_id)
    try:
        if not path.is_file():  # reading a FIFO would wait for ever
            return None
        pid = int(path.read_text("ascii").strip())
    except (OSError, ValueError):
        return None
    return pid if pid > 0 and not own(pid) and is_alive(pid) else None


@contextlib.contextmanager
def hold_chant_lock(chant_dir: Path, spec_id: str, own: Callable[[int], bool]) -> Iterator[None]:
    """Write chant's lock file and remove it at the end. Errors: ChantLockTakenError; OSError."""
    path = chant_lock_path(chant_dir, spec_id)
    if (pid := find_chant_holder(chant_dir, spec_id, own)) is not None:
        raise ChantLockTakenError(pid, path)
    path.parent.mkdir(parents=True, exist_ok=True)
    mine = str(os.getpid())
    # A link in its place would let a repository choose the file that we overwrite.
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    with os.fdopen(os.open(path, flags, 0o644), "w") as file:
        file.write(mine)
    try:
        yield
    finally:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if path.read_text("ascii") == mine:
                path.unlink()


def is_alive(pid: int) -> bool:
    """Whether a process with this number exists (and has not only left its zombie)."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return _process_fields(pid)[:1] not in (["Z"], ["X"])


def start_mark(pid: int) -> str:
    """What tells a process from another one with the same number later; '' where the system does not say."""
    fields = _process_fields(pid)
    return fields[19] if len(fields) > 19 else ""


def _process_fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on; none where there is no /proc."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return []
    return stat.rpartition(")")[2].split()
