"""The short-lived process between whoever wants a run and the runner: starts it in a session of its own and is gone.

Run as a script (`python -I -S launch.py LOG COMMAND...`), standard library only. The runner is then nobody's child: an
editor that ends its process tree, or a terminal that is closed, does not reach it, and it holds none of their handles.
"""

from __future__ import annotations

import os
import subprocess
import sys


def main(arguments: list[str]) -> int:
    """Start the command; what it prints goes to the log."""
    log = os.open(arguments[0], os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    process = subprocess.Popen(
        arguments[1:],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        close_fds=True,
        cwd="/",
    )
    print(process.pid, flush=True)
    # Not sys.exit: Popen would complain about a child that it has not waited for.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
