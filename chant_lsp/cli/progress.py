"""What a terminal shows of a run: one live line and the agent's text; without a terminal, plain lines."""

from __future__ import annotations

import os
import queue
import shutil
import sys
import threading
import time

from chant_lsp.runs.model import EventType, RunEvent

_STDOUT, _STDERR = 1, 2
_MAX_WAITING = 1000
_LAST_WORDS_S = 2.0


class Progress:
    """Prints a run's events from a thread of its own: a reader that stops reading must not hold the run up.

    What does not fit into the queue is dropped; the journal has it all.
    """

    def __init__(self, spec_id: str) -> None:
        self._spec_id = spec_id
        self._started_at = time.monotonic()
        self._live = sys.stderr.isatty()
        self._waiting: queue.Queue[tuple[int, str] | None] = queue.Queue(_MAX_WAITING)
        self._thread = threading.Thread(target=self._print, daemon=True)
        self._thread.start()

    def show(self, event: RunEvent) -> None:
        """Print an event soon."""
        if event.type is EventType.ACTIVITY:
            self._put(_STDERR, self._activity(str(event.fields["text"])))
        elif line := _line(event, self._spec_id):
            if self._live:
                self._put(_STDERR, "\r\x1b[K")
            self._put(_STDOUT if event.type is EventType.OUTPUT else _STDERR, line + "\n")

    def close(self) -> None:
        """Wait until everything is printed, or nobody reads."""
        try:
            self._waiting.put(None, timeout=_LAST_WORDS_S)
        except queue.Full:
            return
        self._thread.join(_LAST_WORDS_S)

    def _activity(self, text: str) -> str:
        line = f"{self._spec_id} {time.monotonic() - self._started_at:4.0f}s  {text}"
        if not self._live:
            return line + "\n"
        return "\r\x1b[K" + line[: shutil.get_terminal_size().columns - 1]

    def _put(self, stream: int, text: str) -> None:
        try:
            self._waiting.put_nowait((stream, text))
        except queue.Full:
            return

    def _print(self) -> None:
        while (item := self._waiting.get()) is not None:
            stream, text = item
            content = text.encode("utf-8", "replace")
            try:
                while content:
                    # Not print: a blocked print would also block the interpreter's own ending.
                    content = content[os.write(stream, content) :]
            except OSError:
                continue  # a terminal or a pipe that is gone


def _line(event: RunEvent, spec_id: str) -> str:
    fields = event.fields
    if event.type is EventType.OUTPUT:
        return str(fields["text"]).rstrip("\n")
    if event.type is EventType.PERMISSION and fields["decision"] == "denied":
        return f"{spec_id} denied: {fields['tool']} ({', '.join(fields['paths']) or 'no path'}): {fields['reason']}"
    if event.type is EventType.EVIDENCE:
        return "\n".join(f"{spec_id} missing: {item['message']}" for item in fields["missing"])
    if event.type is EventType.ENDED:
        return f"{spec_id} {fields['state']}: {fields['message']}"
    return ""
