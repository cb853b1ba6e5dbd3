"""Taking a file's place without losing what somebody else saves at that very moment.

A rename drops whatever has the name by then. Here the two files change places, so that what was displaced can be looked
at: if it is not what was expected, they change back. An editor that writes into the file while it is displaced is
waited for, and noticed. Only Linux can do this, on its usual file systems; elsewhere a rename has to do.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import signal
import time

_EXCHANGE = 2
PATIENCE_S = 0.5
"""How long a file that is being written is waited for."""
_POLL_S = 0.002


def take_place(folder: int, new: str, name: str, expected: bytes) -> bool:
    """Put the file `new` where `name` is; whether what was there was what was expected.

    Shape:  both are names in the opened folder. If it was not, it is there again. `new` is gone in any case.
    Errors: OSError.
    """
    ours = os.stat(new, dir_fd=folder, follow_symlinks=False).st_ino
    if not _exchange(folder, name, new):
        os.replace(new, name, src_dir_fd=folder, dst_dir_fd=folder)
        return True
    # From here on `new` is the name of what was displaced.
    as_expected = _read(folder, new) == expected
    if not as_expected:
        _exchange(folder, name, new)
        if os.stat(new, dir_fd=folder, follow_symlinks=False).st_ino != ours:
            # Somebody has saved a third version meanwhile: the last one counts.
            _exchange(folder, name, new)
    os.unlink(new, dir_fd=folder)
    return as_expected


def take_away(folder: int, name: str, aside: str, expected: bytes) -> bool:
    """Remove a file; whether it was what was expected.

    Shape:  `aside` is a free name, gone in any case. If it was not, the file is there again, unless another one is.
    Errors: OSError.
    """
    os.rename(name, aside, src_dir_fd=folder, dst_dir_fd=folder)
    as_expected = _read(folder, aside) == expected
    if not as_expected:
        with contextlib.suppress(FileExistsError):
            os.link(aside, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    os.unlink(aside, dir_fd=folder)
    return as_expected


def wait_for_writers(descriptor: int) -> None:
    """Wait, not for long, until nobody has the file open to write into it; `descriptor` is open for reading.

    Who asks for a lease is told whether somebody writes; it is given back at once.
    """
    deadline = time.monotonic() + PATIENCE_S
    with contextlib.suppress(OSError, AttributeError):
        # The usual signal that somebody waits for the lease would end us.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        while time.monotonic() < deadline:
            try:
                fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
                fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
            except BlockingIOError:
                time.sleep(_POLL_S)
            else:
                return


def _read(folder: int, name: str) -> bytes | None:
    """What a file holds once nobody writes into it; None for what is no file."""
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        wait_for_writers(descriptor)
        return file.read()


def _exchange(folder: int, one: str, other: str) -> bool:
    """Let two names change places; whether that is possible here. Errors: OSError.

    Order: those who watch the folder hear last that `one` has come; the other way round they would take it for gone.
    """
    import ctypes

    function = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if function is None:
        return False
    if function(folder, os.fsencode(one), folder, os.fsencode(other), _EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP):
        return False
    raise OSError(code, os.strerror(code), other)
