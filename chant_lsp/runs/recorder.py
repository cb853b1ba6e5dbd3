"""What happens in a run, on its way into the journal: text gathered into lines, repetition and floods held back.

An agent may send a thousand updates a second or a gigabyte of text; each line of the journal costs a sync of the disk.
So text waits until a line is whole (which also keeps secrets from being cut in two before they are redacted),
activities are written when they change and not too often, and each kind has a bound after which one last line says so.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from chant_lsp.runs.journal import Journal
from chant_lsp.runs.model import EventType, RunEvent
from chant_lsp.runs.redaction import Redactor, redact, settled_length
from chant_lsp.runs.visible import is_invisible, make_visible, without_terminal_codes

FLUSH_S = 0.2
"""How often whole lines are written."""
STALE_LINE_S = 1.5
"""An unfinished line that nothing was added to for so long is written, too, but for its last words."""
MAX_WAITING_CHARS = 32 * 1024
MAX_OUTPUT_CHARS = 8 * 1024 * 1024
MAX_PERMISSIONS = 1000
MAX_PATHS = 50
"""Of one question."""
MAX_ACTIVITY_CHARS = 160
ACTIVITY_PAUSE_S = 0.1
_LONGEST_SHOWN_CHARS = 16 * 1024

Report = Callable[[RunEvent], None]
"""Hears every event once it is written."""


class Recorder:
    """Writes one run's events."""

    def __init__(self, journal: Journal, report: Report | None = None) -> None:
        self._journal = journal
        self._report = report or (lambda event: None)
        self._redactor = Redactor()
        self._waiting = ""
        self._added_at = 0.0
        self._flushed_at = 0.0
        self._kept_chars = 0
        self._activity = ""
        self._next_activity = ""
        self._activity_at = 0.0
        self._permissions = 0
        self._written_at = self._heard_at = time.monotonic()
        self._listening = False
        self._asking: set[str] = set()
        """Questions that wait for a person."""

    def event(self, type: EventType, **fields: Any) -> None:
        """Write an event, after everything that came before it and can be told from what is still to come."""
        self._write_activity()
        self._write_lines(settled_length(self._waiting))
        self._write(type, **fields)
        if type in (EventType.QUESTION, EventType.ANSWER):
            (self._asking.add if type is EventType.QUESTION else self._asking.discard)(str(fields.get("id")))
            self._heard_at = time.monotonic()

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """While the agent has its turn: from now on its silence counts."""
        self._heard_at, self._listening = time.monotonic(), True
        try:
            yield
        finally:
            self._listening = False

    def heard(self) -> None:
        """The agent has told something that is not worth a line."""
        self._heard_at = time.monotonic()

    def silent_s(self) -> float:
        """For how long the agent has said and asked nothing, in its turn and with no question open."""
        return time.monotonic() - self._heard_at if self._listening and not self._asking else 0.0

    def unwritten_s(self) -> float:
        """For how long nothing was written."""
        return time.monotonic() - self._written_at

    def output(self, text: str) -> None:
        """Text of the agent; written when its lines are whole."""
        self._heard_at = time.monotonic()
        if self._kept_chars > MAX_OUTPUT_CHARS:
            return
        self._waiting += text
        self._added_at = time.monotonic()
        self._kept_chars += len(text)
        if self._kept_chars > MAX_OUTPUT_CHARS:
            limit = MAX_OUTPUT_CHARS // (1024 * 1024)
            shown = self._waiting[:MAX_WAITING_CHARS]
            remark = f"\n[more than {limit} MiB of text; the rest is not kept]\n"
            self._waiting = shown[: settled_length(shown)] + remark
        if len(self._waiting) > MAX_WAITING_CHARS:
            self._write_lines(settled_length(self._waiting))

    def activity(self, text: str) -> None:
        """What the agent is doing, in a few words; the newest is what counts."""
        self._heard_at = time.monotonic()
        self._next_activity = one_line(text, MAX_ACTIVITY_CHARS)
        if time.monotonic() - self._activity_at >= ACTIVITY_PAUSE_S:
            self._write_activity()

    def permission(self, tool: str, paths: Iterable[str], allowed: bool, reason: str) -> None:
        """What the agent asked for, and the answer."""
        self._heard_at = time.monotonic()
        self._permissions += 1
        if self._permissions == MAX_PERMISSIONS + 1:
            self.event(EventType.OUTPUT, text=f"[more than {MAX_PERMISSIONS} questions; the rest is not recorded]\n")
        if self._permissions > MAX_PERMISSIONS:
            return
        decision = "allowed" if allowed else "denied"
        shown = [one_line(path, 400) for path in islice(paths, MAX_PATHS)]
        self.event(EventType.PERMISSION, tool=one_line(tool, 200), paths=shown, decision=decision, reason=reason)

    def tick(self) -> None:
        """To be called every now and then: writes what is due."""
        self._write_activity()
        if self._waiting and time.monotonic() - self._flushed_at >= FLUSH_S:
            stale = time.monotonic() - self._added_at >= STALE_LINE_S
            self._write_lines(settled_length(self._waiting) if stale else self._waiting.rfind("\n") + 1)

    def flush(self) -> None:
        """Write everything that waits; for the end of a turn, when nothing can follow that belongs to it."""
        self._write_activity()
        self._write_lines(len(self._waiting))

    def _write_lines(self, cut: int) -> None:
        text, self._waiting = self._waiting[:cut], self._waiting[cut:]
        self._flushed_at = time.monotonic()
        # In this order: a colour in the middle of a secret must not hide it.
        shown = self._redactor.lines(make_visible(without_terminal_codes(text)))
        if shown:
            self._write(EventType.OUTPUT, text=shown)

    def _write_activity(self) -> None:
        text, self._next_activity = self._next_activity, ""
        if text and text != self._activity:
            self._activity = text
            self._activity_at = time.monotonic()
            self._write(EventType.ACTIVITY, text=text)

    def _write(self, type: EventType, **fields: Any) -> None:
        self._report(self._journal.append(type, **fields))
        self._written_at = time.monotonic()


def one_line(text: str, limit_chars: int) -> str:
    """The text in one line, redacted, without characters that a terminal would obey, cut at the limit."""
    # Before it is cut: half a secret does not look like one.
    known = redact(without_terminal_codes(text[:_LONGEST_SHOWN_CHARS]))
    clean = "".join(" " if is_invisible(character) else character for character in known[: limit_chars * 2])
    line = " ".join(clean.split())
    return line if len(line) <= limit_chars else line[: limit_chars - 1] + "…"
