"""Answers that are kept until something changes: editors ask for the same several times over.

A cursor that moves to and fro, a hover that comes back, a view that is drawn again, two features of the editor that
want the same: the question is the same to the letter, and nothing has changed since.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping
from typing import Any

MAX_KEPT = 100
"""Answers that are kept; with one more, all are forgotten."""

Moment = tuple[Any, ...]
"""All that answers depend on: numbers, and values that are replaced and never changed."""


class Answers:
    """The answers of this moment, by their questions."""

    def __init__(self, moment: Callable[[], Moment]) -> None:
        self._moment = moment
        self._at: Moment = ()
        self._known: dict[tuple[str, bytes], str] = {}

    def question(self, message: Mapping[str, Any]) -> tuple[str, bytes] | None:
        """What a request asks, to be told from others; None for one that is like no other."""
        try:
            # Python's own form of plain values, which is made faster than any other; 0 is the one without references.
            return message["method"], marshal.dumps(message.get("params"), 0)
        except ValueError:  # nested beyond all measure
            return None

    def get(self, question: tuple[str, bytes]) -> str | None:
        """The answer as JSON, if it was given and still is one."""
        now = self._moment()
        if now != self._at:
            self._known.clear()
            self._at = now
        return self._known.get(question)

    def keep(self, question: tuple[str, bytes], answer: str) -> None:
        """Right behind `get`: what there was to answer, as JSON."""
        if len(self._known) >= MAX_KEPT:
            self._known.clear()
        self._known[question] = answer
