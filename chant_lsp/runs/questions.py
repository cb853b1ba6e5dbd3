"""Questions of a run to a person: what an agent wants beyond its profile, asked once, answered once.

The runner writes a `question` into its journal and waits for a file of its own folder, `answers/<id>.json`; whoever
shows runs (an editor, a terminal, a second window) answers by creating it. It is created whole and only where none is,
so the first answer counts. The runner alone writes the `answer` into the journal.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import secrets
import stat
from collections.abc import Hashable
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from chant_lsp.runs.model import EventType, Question
from chant_lsp.runs.recorder import Recorder
from chant_lsp.runs.store import is_run_id, load_run, run_folder
from chant_lsp.workspace.layout import Project

ANSWERS_NAME = "answers"
ALLOW_ONCE = "allow_once"
ALLOW_RUN = "allow_run"
DENY = "deny"
DECISIONS = (ALLOW_ONCE, ALLOW_RUN, DENY)

NOBODY = "nobody to ask"
"""Who denies where nobody can be asked."""
MAX_QUESTIONS = 100
"""Of one run; what comes after them is denied: a flood of questions is answered by nobody with care."""
POLL_S = 0.1
_MAX_ANSWER_BYTES = 4096
_ID = re.compile(r"[0-9a-f]{16}")
_OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Answer(NamedTuple):
    """What somebody said to a question."""

    decision: str
    """Out of DECISIONS."""
    by: str
    """Who, in a word or two: `editor`, `terminal`, `stop` …"""
    asked: bool = True
    """Whether the question went to somebody, and so into the journal."""

    @property
    def allowed(self) -> bool:
        """Whether it may happen this time."""
        return self.decision != DENY


class Answered(NamedTuple):
    """What became of an answer."""

    given: bool
    message: str
    """One sentence."""


def answer(project: Project, run_id: str, question_id: str, decision: str, by: str) -> Answered:
    """Answer the open question of a run. The first answer counts.

    Errors: none; why it does not count is the message.
    """
    if decision not in DECISIONS:
        return Answered(False, f"`{decision}` is no answer; it is one of {', '.join(DECISIONS)}.")
    run = load_run(project, run_id) if is_run_id(run_id) else None
    if run is None or not run.active:
        return Answered(False, "The run has ended, so nothing is asked any more.")
    if run.question is None or run.question.id != question_id or not _ID.fullmatch(question_id):
        return Answered(False, f"{run.spec} does not ask this any more.")
    try:
        _create(run_folder(project, run_id) / ANSWERS_NAME, f"{question_id}.json", Answer(decision, by))
    except FileExistsError:
        return Answered(False, "Somebody else has answered already; the first answer counts.")
    except OSError as error:
        return Answered(False, f"The answer could not be written: {error.strerror or error}.")
    return Answered(True, f"{run.question.title}: {SAID[decision]}.")


SAID = {ALLOW_ONCE: "allowed once", ALLOW_RUN: "allowed for this run", DENY: "denied"}


def _create(folder: Path, name: str, answer: Answer) -> None:
    """Create the file with all that is in it at once. Errors: FileExistsError, OSError."""
    here = os.open(folder, _OPEN_FOLDER)
    temporary = f".{secrets.token_hex(8)}.tmp"
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(temporary, flags, 0o600, dir_fd=here), "w", encoding="utf-8") as file:
            file.write(json.dumps({"decision": answer.decision, "by": answer.by}))
        # Unlike a rename, a link never takes the place of a file that is there.
        os.link(temporary, name, src_dir_fd=here, dst_dir_fd=here, follow_symlinks=False)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary, dir_fd=here)
        os.close(here)


def read_answer(folder: Path, question_id: str) -> Answer | None:
    """The answer to a question, if there is one.

    Shape: `folder` is the run's. What is not a file of our own user that nobody else may write, or is no answer, is as
           good as none.
    """
    try:
        here = os.open(folder / ANSWERS_NAME, _OPEN_FOLDER)
    except OSError:
        return None
    try:
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        with os.fdopen(os.open(f"{question_id}.json", flags, dir_fd=here), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o022:
                return None
            found = json.loads(file.read(_MAX_ANSWER_BYTES))
    except (OSError, ValueError, RecursionError):
        return None
    finally:
        os.close(here)
    decision, by = (found.get("decision"), found.get("by")) if isinstance(found, dict) else (None, None)
    return Answer(decision, by[:100] if isinstance(by, str) else "") if decision in DECISIONS else None


class Wanted(NamedTuple):
    """What an agent wants, as a question would show it."""

    question: Question
    """Without an id."""
    scopes: frozenset[Hashable]
    """What `for this run` remembers: the same things and nothing else."""
    detail: Hashable = None
    """What makes it another question although the scope is the same: the text that is to be written."""


class Asker:
    """Asks a person on behalf of one run, one question after the other; keeps what was said for the rest of the run."""

    def __init__(self, folder: Path, recorder: Recorder, stop: asyncio.Event, *, somebody: bool) -> None:
        """`folder` is the run's; without `somebody` to ask, everything is denied at once."""
        self._folder = folder
        self._recorder = recorder
        self._stop = stop
        self._somebody = somebody
        self._one_at_a_time = asyncio.Lock()
        self._asked = 0
        self._allowed: set[Hashable] = set()
        self._denied: set[tuple[Hashable, Hashable]] = set()

    @property
    def stopping(self) -> bool:
        """Whether the run is to end, so that nothing is asked any more."""
        return self._stop.is_set()

    async def ask(self, wanted: Wanted) -> Answer:
        """The answer; waits for it as long as the run goes on."""
        async with self._one_at_a_time:
            if wanted.scopes <= self._allowed:
                return Answer(ALLOW_RUN, "allowed for this run", asked=False)
            known = self._known(wanted)
            if known is not None:
                return known
            self._asked += 1
            answer = await self._ask(wanted.question)
            if answer.decision == ALLOW_RUN:
                self._allowed |= wanted.scopes
            elif answer.decision == DENY:
                self._denied.add((wanted.scopes, wanted.detail))
            return answer

    def _known(self, wanted: Wanted) -> Answer | None:
        """The answer where nobody needs to be asked."""
        if not self._somebody:
            return Answer(DENY, NOBODY, asked=False)
        if self._stop.is_set():
            return Answer(DENY, "stop", asked=False)
        if (wanted.scopes, wanted.detail) in self._denied:
            return Answer(DENY, "denied before", asked=False)
        if self._asked >= MAX_QUESTIONS:
            return Answer(DENY, f"more than {MAX_QUESTIONS} questions", asked=False)
        return None

    async def _ask(self, question: Question) -> Answer:
        fields = asdict(question) | {"id": secrets.token_hex(8)}
        try:
            (self._folder / ANSWERS_NAME).mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            return Answer(DENY, f"no place for an answer: {error.strerror}", asked=False)
        self._recorder.event(EventType.QUESTION, **fields)
        answer = await self._wait(fields["id"])
        self._recorder.event(EventType.ANSWER, id=fields["id"], decision=answer.decision, by=answer.by)
        return answer

    async def _wait(self, question_id: str) -> Answer:
        while not self._stop.is_set():
            found = read_answer(self._folder, question_id)
            if found is not None:
                return found
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._stop.wait(), POLL_S)
        return Answer(DENY, "stop")


# -- in words


def in_a_sentence(spec_id: str, question: Question) -> str:
    """What is asked, by whom, and why it is asked at all."""
    why = f" ({question.reason})" if question.reason else ""
    return f"{spec_id} asks to {question.title}{why}."


def in_words(spec_id: str, question: Question, diff_lines: int | None = None) -> str:
    """A question as text to read: the sentence, what `for this run` would allow, the diff or its first lines."""
    parts = [in_a_sentence(spec_id, question)]
    if question.scope_label not in ("", question.title):
        parts.append(f"It would {question.scope_label}.")
    if question.argv and question.title.endswith("…"):
        parts += ["The command, one word a line:", *(f"    {word}" for word in question.argv)]
    if question.diff:
        lines = question.diff.splitlines()
        left = len(lines) - diff_lines if diff_lines is not None else 0
        parts.append("\n".join(lines[:diff_lines] + ([f"… {left} more lines"] if left > 0 else [])))
    return "\n".join(parts)
