"""A client with nothing between the bytes and the clock: one process, one pipe each way, blocking reads."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Server:
    """A language server as a process."""

    def __init__(self, *command: str, cwd: Path) -> None:
        self.spawned_s = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *command],
            cwd=cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._last_id = 0

    def request(self, method: str, params: Any) -> Any:
        """Ask, and wait for the result; what comes in between is passed over, and questions are answered with null."""
        self._last_id += 1
        self._send({"id": self._last_id, "method": method, "params": params})
        return self.wait(lambda message: message.get("id") == self._last_id and "method" not in message)["result"]

    def notify(self, method: str, params: Any) -> None:
        """Tell."""
        self._send({"method": method, "params": params})

    def wait(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next message that is wanted."""
        while True:
            message = self._receive()
            if wanted(message):
                return message
            if "method" in message and "id" in message:
                self._send({"id": message["id"], "result": None})

    def published(self, uri: str, version: int) -> list[Any]:
        """The diagnostics of this version of a document."""

        def wanted(message: dict[str, Any]) -> bool:
            params = message.get("params") or {}
            return params.get("uri") == uri and params.get("version") == version

        return self.wait(wanted)["params"]["diagnostics"]

    def works(self, window_s: float = 0.5) -> bool:
        """Whether it is busy although nobody has asked anything; where that cannot be seen, it waits, and says no."""
        stat = Path(f"/proc/{self._process.pid}/stat")
        if not stat.exists():
            time.sleep(10 * window_s)
            return False
        before = _cpu_ticks(stat)
        time.sleep(window_s)
        return _cpu_ticks(stat) - before > 2

    def close(self) -> None:
        """End it as the protocol says."""
        self.request("shutdown", None)
        self.notify("exit", None)
        self._process.communicate(timeout=30)

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        size = 0
        while (line := self._process.stdout.readline()).strip():
            name, _, value = line.partition(b":")
            size = int(value) if name.lower() == b"content-length" else size
        assert line, "the server has gone"
        return json.loads(self._process.stdout.read(size))


def _cpu_ticks(stat: Path) -> int:
    fields = stat.read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
