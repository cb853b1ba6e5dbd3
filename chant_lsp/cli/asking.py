"""Questions of a run that is worked on in a terminal: a letter is the answer, an editor may be faster."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys

from chant_lsp.runs.model import EventType, RunEvent
from chant_lsp.runs.questions import ALLOW_ONCE, ALLOW_RUN, DENY, answer
from chant_lsp.workspace.layout import Project

PROMPT = "Allow it? [y] once, [r] for this run, [n] no: "
_LETTERS = {"y": ALLOW_ONCE, "yes": ALLOW_ONCE, "r": ALLOW_RUN, "n": DENY, "no": DENY}


def can_ask(arguments: argparse.Namespace) -> bool:
    """Whether somebody sits at a terminal that this process has to itself."""
    return arguments.run_id is None and not arguments.json and sys.stdin.isatty() and sys.stderr.isatty()


class TerminalAsker:
    """Reads an answer while a question is open, and nothing otherwise."""

    def __init__(self, project: Project, run_id: str) -> None:
        self._project = project
        self._run_id = run_id
        self._question = ""

    def hear(self, event: RunEvent) -> None:
        """Follow the run."""
        loop = asyncio.get_running_loop()
        if event.type is EventType.QUESTION:
            self._question = str(event.fields["id"])
            loop.add_reader(sys.stdin.fileno(), self._read)
            # Behind the question, which is printed by a thread.
            loop.call_later(0.3, self._say, PROMPT)
        elif event.type is EventType.ANSWER or event.type is EventType.ENDED:
            self._question = ""
            loop.remove_reader(sys.stdin.fileno())

    def _read(self) -> None:
        typed = os.read(sys.stdin.fileno(), 1024).decode("utf-8", "replace")
        decision = _LETTERS.get(typed.strip().lower())
        if not typed or not self._question:
            asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        elif decision is None:
            self._say(PROMPT)
        else:
            given = answer(self._project, self._run_id, self._question, decision, "terminal")
            self._say("" if given.given else f"{given.message}\n")

    def _say(self, text: str) -> None:
        if self._question and text:
            print(text, end="", file=sys.stderr, flush=True)
