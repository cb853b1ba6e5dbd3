"""What a terminal shows of runs: a live line and the agents' texts; without a terminal plain lines; or JSON lines."""

from __future__ import annotations

import json
import os
import queue
import shutil
import sys
import threading
import time

from chant_lsp.runs.fold import to_question
from chant_lsp.runs.model import EventType, RunEvent, timestamp
from chant_lsp.runs.questions import SAID
from chant_lsp.runs.questions import in_words as question_in_words

_STDOUT, _STDERR = 1, 2
_MAX_WAITING = 1000
_LAST_WORDS_S = 2.0


class Progress:
    """Prints events of runs from a thread of its own: a reader that stops reading must not hold a run up.

    For people, what does not fit into the queue is dropped; the journal has it all. As JSON nothing is left out.
    """

    def __init__(self, as_json: bool = False) -> None:
        self._as_json = as_json
        self._began: dict[str, float] = {}
        self._live = sys.stderr.isatty() and not as_json
        self._waiting: queue.Queue[tuple[int, str] | None] = queue.Queue(0 if as_json else _MAX_WAITING)
        self._thread = threading.Thread(target=self._print, daemon=True)
        self._thread.start()

    def show(self, run_id: str, spec_id: str, event: RunEvent) -> None:
        """Print an event soon."""
        if self._as_json:
            self._put(_STDOUT, event_line(run_id, spec_id, event))
        elif event.type is EventType.ACTIVITY:
            began = self._began.setdefault(run_id, time.monotonic())
            self._put(_STDERR, self._activity(f"{spec_id} {time.monotonic() - began:4.0f}s  {event.fields['text']}"))
        elif line := in_words(spec_id, event):
            if self._live:
                self._put(_STDERR, "\r\x1b[K")
            self._put(_STDOUT if event.type is EventType.OUTPUT else _STDERR, line + "\n")

    def close(self) -> None:
        """Wait until everything is printed, or nobody reads."""
        try:
            self._waiting.put(None, timeout=_LAST_WORDS_S)
        except queue.Full:
            return
        # Whoever asked for all of it gets all of it, as long as it takes some.
        while self._thread.is_alive():
            left = self._waiting.qsize()
            self._thread.join(_LAST_WORDS_S)
            if self._waiting.qsize() == left:
                return

    def _activity(self, line: str) -> str:
        return "\r\x1b[K" + line[: shutil.get_terminal_size().columns - 1] if self._live else line + "\n"

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


def event_line(run_id: str, spec_id: str, event: RunEvent) -> str:
    """An event as one line of JSON: the journal's line, and whose it is."""
    whose = {"run": run_id, "spec": spec_id}
    told = {**whose, "at": timestamp(event.at), "seq": event.seq, "type": event.type.value}
    return json.dumps({**event.fields, **told}, ensure_ascii=False) + "\n"


def in_words(spec_id: str, event: RunEvent) -> str:
    """An event for people, without a line end; '' for what says nothing to them."""
    fields = event.fields
    if event.type is EventType.OUTPUT:
        return str(fields["text"]).rstrip("\n")
    if event.type is EventType.STARTED and isinstance(attempt := fields.get("attempt"), int) and attempt > 1:
        return f"{spec_id} attempt {attempt}"
    if event.type is EventType.QUESTION:
        return question_in_words(spec_id, to_question(fields))
    if event.type is EventType.ANSWER:
        return f"{spec_id} {SAID.get(fields['decision'], '')} by {fields['by']}"
    if event.type is EventType.PERMISSION and fields["decision"] == "denied":
        return f"{spec_id} denied: {fields['tool']} ({', '.join(fields['paths']) or 'no path'}): {fields['reason']}"
    if event.type is EventType.CHECK and fields["passed"]:
        return f"{spec_id} checked: {fields['message']}"
    if event.type is EventType.EVIDENCE:
        return "\n".join(f"{spec_id} missing: {item['message']}" for item in fields["missing"])
    if event.type is EventType.ENDED:
        return f"{spec_id} {fields['state']}: {fields['message']}"
    return ""
