"""Runs a command that must not outlive its holder: `python -I -S -B leash.py COMMAND...`.

The holder keeps the other end of stdin. When that closes, because the holder let go or because it was killed, the
command dies with everything that it started. A signal to the holder's own process group would not
reach a test that makes groups itself, and nobody sends signals on behalf of a holder that was killed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading


def main(command: list[str]) -> int:
    """Run the command to its end in a process group of its own; its exit code, 128 + n for signal n."""
    os.setpgid(0, 0)
    threading.Thread(target=_die_with_holder, daemon=True).start()
    code = subprocess.Popen(command, stdin=subprocess.DEVNULL).wait()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.killpg(0, signal.SIGTERM)  # whatever the command left behind
    return code if code >= 0 else 128 - code


def _die_with_holder() -> None:
    # os.read and not sys.stdin: a thread inside a buffered read would abort the interpreter's own ending.
    while os.read(0, 1):
        pass
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
