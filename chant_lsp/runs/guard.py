"""The process between a runner and its agent: it sees to it that nothing of the agent outlives the run.

Run as a script (`python -I -S guard.py CONTROL STATUS LOCK_FILE COMMAND...`), standard library only, so that it starts
in milliseconds. It starts the agent in a session of its own, hands it the standard streams untouched, and then watches
a pipe from the runner. When the runner asks, or dies, even by SIGKILL, it ends the agent with all its descendants:
TERM, then KILL. On Linux it is the "subreaper" of its descendants: processes that detach themselves become its children
and are found in /proc; elsewhere the agent's process group is what can be reached.

It inherits the spec's lock and never touches it: the lock falls when the guard has nothing left to guard. Of a runner
that died it also removes chant's lock file, LOCK_FILE, and the pid file beside it, which hold the runner's pid.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import signal
import sys
import time

GRACE_S = 2.0
"""Between TERM and KILL."""
GIVE_UP_S = 6.0
"""After this, whatever still lives cannot be killed by us (another user's, or stuck in the kernel)."""

_POLL_S = 0.05
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_EXIT_NOT_STARTED = 127


def main(arguments: list[str]) -> int:
    """Start the agent, wait for its end or for the order to end it, leave nothing behind."""
    control, status, lock_file, command = int(arguments[0]), int(arguments[1]), arguments[2], arguments[3:]
    runner = os.getppid()
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    wake = _listen()
    adopt_orphans()
    agent = _start(command)
    if isinstance(agent, str):
        _tell(status, f"failed {agent}")
        return _EXIT_NOT_STARTED
    _let_go_of_streams()
    _tell(status, f"started {agent}")
    code = _watch(agent, control, wake)
    end_everything(agent)
    if os.getppid() != runner:
        _remove_lock_file(lock_file, runner)
    if code is None:
        code = _exit_code(agent)
    _tell(status, f"exited {code if code is not None else -signal.SIGKILL}")
    return 0


def _remove_lock_file(path: str, runner: int) -> None:
    """Remove the lock file that the dead runner left, and its pid file, unless they are somebody else's by now."""
    name = os.path.basename(path).removesuffix(".lock") + ".pid"
    pid_file = os.path.join(os.path.dirname(os.path.dirname(path)), "pids", name)
    for place in (path, pid_file):
        with contextlib.suppress(OSError, ValueError):
            with open(place, encoding="ascii") as file:
                owner = int(file.read())
            if owner == runner:
                os.unlink(place)
    with contextlib.suppress(OSError):
        os.rmdir(os.path.dirname(pid_file))


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies (Linux only)."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _listen() -> int:
    """A pipe in which SIGTERM (`t`) and the end of a child (`c`) can be waited for."""
    wake, poke = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(poke, False)

    def note(number: int, _frame: object) -> None:
        with contextlib.suppress(BlockingIOError):
            os.write(poke, b"t" if number == signal.SIGTERM else b"c")

    signal.signal(signal.SIGTERM, note)
    signal.signal(signal.SIGCHLD, note)
    return wake


def _start(command: list[str]) -> int | str:
    """The agent's pid, or why it could not be started."""
    read_end, write_end = os.pipe()
    os.set_inheritable(write_end, False)
    pid = os.fork()
    if pid == 0:
        os.close(read_end)
        _become(command, write_end)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        problem = pipe.read().decode("utf-8", "replace")
    if problem:
        os.waitpid(pid, 0)
        return problem
    _AGENT_CODES[pid] = None
    return pid


def _become(command: list[str], report: int) -> None:
    """In the child: turn into the agent, or report why not. Does not return."""
    try:
        os.setsid()
        # If the guard itself is killed, the agent goes with it.
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        for number in (signal.SIGINT, signal.SIGHUP, signal.SIGPIPE, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        for descriptor in _open_descriptors():
            if descriptor > 2 and descriptor != report:
                with contextlib.suppress(OSError):
                    os.close(descriptor)
        os.execvp(command[0], command)
    except BaseException as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        if isinstance(error, OSError) and error.errno == errno.ENOENT:
            reason = "there is no such program"
        os.write(report, (reason or type(error).__name__).encode("utf-8", "replace"))
    finally:
        os._exit(_EXIT_NOT_STARTED)


def _open_descriptors() -> list[int]:
    for folder in ("/proc/self/fd", "/dev/fd"):
        with contextlib.suppress(OSError):
            return [int(name) for name in os.listdir(folder)]
    return list(range(3, 256))


def _let_go_of_streams() -> None:
    """The streams are the agent's alone: while we held them, nobody would see their end."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)


def _tell(status: int, line: str) -> None:
    """One line to the runner, which may be gone."""
    with contextlib.suppress(OSError):
        os.write(status, (line.replace("\n", " ") + "\n").encode("utf-8", "replace"))


_AGENT_CODES: dict[int, int | None] = {}


def _watch(agent: int, control: int, wake: int) -> int | None:
    """Wait until the agent has exited (its code), or until it is to be ended (None)."""
    while True:
        _reap()
        if _AGENT_CODES[agent] is not None:
            return _AGENT_CODES[agent]
        ready, _, _ = select.select([control, wake], [], [])
        # Bytes and the end of the control pipe mean the same: the runner is through with the agent, or is dead.
        if control in ready or b"t" in os.read(wake, 4096):
            return None


def end_everything(agent: int) -> None:
    """TERM, and after the grace KILL, to all that lives below us, until nothing does."""
    started = time.monotonic()
    told: set[int] = set()
    while True:
        _reap()
        alive = _descendants()
        group_alive = _signal_group(agent, 0)
        waited = time.monotonic() - started
        if (not alive and not group_alive) or waited > GIVE_UP_S:
            return
        if waited > GRACE_S:
            _signal_group(agent, signal.SIGKILL)
            _signal(alive, signal.SIGKILL)
        else:
            if not told:
                _signal_group(agent, signal.SIGTERM)
            _signal(alive - told, signal.SIGTERM)
            told |= alive | {agent}
        time.sleep(_POLL_S)


def _signal(pids: set[int], number: int) -> None:
    for pid in pids:
        with contextlib.suppress(OSError):
            os.kill(pid, number)


def _signal_group(agent: int, number: int) -> bool:
    """Signal the agent's process group; whether there is one."""
    try:
        os.killpg(agent, number)
    except OSError:
        return False
    return True


def _descendants() -> set[int]:
    """Every living process below this one, found by its parent; empty where there is no /proc."""
    children: dict[int, list[int]] = {}
    try:
        names = os.listdir("/proc")
    except OSError:
        return set()
    for name in names:
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        if len(fields) > 1 and fields[0] not in "ZX":
            children.setdefault(int(fields[1]), []).append(int(name))
    found: set[int] = set()
    waiting = [os.getpid()]
    while waiting:
        below = [pid for pid in children.get(waiting.pop(), ()) if pid not in found]
        found.update(below)
        waiting.extend(below)
    return found


def _reap() -> None:
    """Collect every child that has ended, and remember the agent's exit code."""
    while True:
        try:
            pid, code = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        if pid in _AGENT_CODES:
            _AGENT_CODES[pid] = os.waitstatus_to_exitcode(code)


def _exit_code(agent: int) -> int | None:
    _reap()
    return _AGENT_CODES[agent]


def _prctl(option: int, value: int) -> None:
    """Linux's prctl; nothing elsewhere, where the process group has to do."""
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(Exception):
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
