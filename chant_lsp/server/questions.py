"""The questions of runs, put to the user: by the client's own means where it has some, else as a message with answers.

Every window asks; the first answer counts. A message that is closed answers nothing: the question stays in line 1,
and is denied when the run is stopped.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lsprotocol import types

from chant_lsp.runs.model import Question, Run
from chant_lsp.runs.questions import ALLOW_ONCE, ALLOW_RUN, DENY, Answered, answer, in_a_sentence, in_words
from chant_lsp.server import protocol

if TYPE_CHECKING:
    from chant_lsp.server.chant_server import ChantServer
    from chant_lsp.server.session import Home

logger = logging.getLogger(__name__)

BY = "editor"
DIFF_LINES = 20
"""Of a diff that are shown in a message."""
_BUTTONS = {"Allow once": ALLOW_ONCE, "Allow for this run": ALLOW_RUN, "Deny": DENY}


class Questions:
    """Which question of which run has been put to the user."""

    def __init__(self, ls: ChantServer) -> None:
        self._ls = ls
        self._asked: dict[str, str] = {}
        """Run id to the id of the question that is open."""

    def follow(self, home: Home, run: Run) -> None:
        """Ask what the run asks now, once; take back what it asks no more."""
        now = run.question.id if run.question is not None and run.active else None
        before = self._asked.get(run.id)
        if now == before:
            return
        if before is not None:
            del self._asked[run.id]
            if self._has_own_means:
                closed: protocol.QuestionClosed = {"run": run.id, "question": before}
                self._ls.protocol.notify_plain(protocol.QUESTION_CLOSED, closed)
        if run.question is not None and now is not None and self._ls.session.trusted:
            self._asked[run.id] = now
            self.put(home, run, run.question)

    def put(self, home: Home, run: Run, question: Question) -> None:
        """Put a question to the user."""
        if not self._has_own_means:
            self._ls.spawn(self._ask(home, run, question))
            return
        told: protocol.Question = {
            "uri": self._ls.session.uri_of(home, run.path),
            "spec": run.spec,
            "run": run.id,
            "question": question.id,
            "text": in_a_sentence(run.spec, question),
            "scope": question.scope_label,
            "argv": list(question.argv) if question.argv is not None else None,
            "diff": question.diff,
        }
        self._ls.protocol.notify_plain(protocol.QUESTION, told)

    def give(self, home: Home, run: Run, question_id: str, decision: str) -> Answered:
        """Answer for the user."""
        given = answer(home.project, run.id, question_id, decision, BY)
        self._ls.runs.wake(home)
        return given

    @property
    def _has_own_means(self) -> bool:
        return self._ls.options.get("questions") is True

    async def _ask(self, home: Home, run: Run, question: Question) -> None:
        from chant_lsp.server.handlers.commands import choose

        text = in_words(run.spec, question, DIFF_LINES)
        decision = _BUTTONS.get(await choose(self._ls, text, *_BUTTONS, kind=types.MessageType.Warning) or "")
        if decision is not None:
            given = self.give(home, run, question.id, decision)
            if not given.given:
                self._ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, given.message))
