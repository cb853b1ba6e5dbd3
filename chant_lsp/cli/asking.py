"""Questions of runs that are followed at a terminal: a letter is the answer, an editor may be faster."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from typing import NamedTuple

from chant_lsp.runs.model import EventType, RunEvent
from chant_lsp.runs.questions import ALLOW_ONCE, ALLOW_RUN, DENY, answer
from chant_lsp.workspace.layout import Project

PROMPT = "Allow it? [y] once, [r] for this run, [n] no: "
_LETTERS = {"y": ALLOW_ONCE, "yes": ALLOW_ONCE, "r": ALLOW_RUN, "n": DENY, "no": DENY}
_PRINTED_S = 0.3
"""In which the thread that prints events has printed the question."""


class _Open(NamedTuple):
    run_id: str
    spec_id: str
    question_id: str
    title: str


def can_ask(arguments: argparse.Namespace) -> bool:
    """Whether somebody sits at a terminal that this process has to itself."""
    ours = arguments.run_id is None and arguments.chain_id is None and not arguments.json
    return ours and sys.stdin.isatty() and sys.stderr.isatty()


class TerminalAsker:
    """Reads an answer while a question is open, and nothing otherwise; one question after the other."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._open: list[_Open] = []

    def hear(self, run_id: str, spec_id: str, event: RunEvent) -> None:
        """Follow a run."""
        first = self._open[:1]
        if event.type is EventType.QUESTION:
            self._open.append(_Open(run_id, spec_id, str(event.fields["id"]), str(event.fields["title"])))
        elif event.type in (EventType.ANSWER, EventType.ENDED):
            self._open = [one for one in self._open if one.run_id != run_id]
        if self._open[:1] != first:
            self._turn_to_the_next(again=bool(first))

    def _turn_to_the_next(self, again: bool) -> None:
        loop, terminal = asyncio.get_running_loop(), sys.stdin.fileno()
        loop.remove_reader(terminal)
        if not self._open:
            return
        loop.add_reader(terminal, self._read)
        reminder = f"{self._open[0].spec_id} asks to {self._open[0].title}. " if again else ""
        loop.call_later(_PRINTED_S, self._say, self._open[0], reminder + PROMPT)

    def _read(self) -> None:
        typed = os.read(sys.stdin.fileno(), 1024).decode("utf-8", "replace")
        decision = _LETTERS.get(typed.strip().lower())
        if not typed or not self._open:
            asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        elif decision is None:
            self._say(self._open[0], PROMPT)
        else:
            about = self._open[0]
            given = answer(self._project, about.run_id, about.question_id, decision, "terminal")
            self._say(about, "" if given.given else f"{given.message}\n")

    def _say(self, about: _Open, text: str) -> None:
        if text and about in self._open:
            print(text, end="", file=sys.stderr, flush=True)
