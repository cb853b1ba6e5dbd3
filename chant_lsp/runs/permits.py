"""One run's answers to its agent: what the policy allows, what a person is asked, what nobody may allow.

A question shows exactly what would happen: the diff of a write, the words and the folder of a command. What cannot be
shown whole is not asked but denied. What the agent says about itself is never what is shown.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from chant_lsp.core.drawn_diff import hunks
from chant_lsp.core.text import Source
from chant_lsp.runs.commands import is_test_command, line_to_argv, shown, unwrapped, why_never
from chant_lsp.runs.model import Question
from chant_lsp.runs.profile import Decision, Policy, may_read, may_write, may_write_text
from chant_lsp.runs.questions import NOBODY, Asker, Wanted
from chant_lsp.runs.recorder import Recorder, one_line
from chant_lsp.runs.tests import Suite
from chant_lsp.runs.visible import make_visible
from chant_lsp.workspace.edits import decode, read_file, real_relative

MAX_FILE_BYTES = 16 * 1024 * 1024
MAX_DIFF_CHARS = 128 * 1024
MAX_COMPARED_BYTES = 1024 * 1024
MAX_PATHS = 20
"""Of one question."""
MAX_TITLE_CHARS = 300
MAX_TOLD_CHARS = 200
"""Of what an agent tells about a tool that is neither a file nor a command."""


class Proposal(NamedTuple):
    """What an agent would put into a file."""

    path: str
    old: str | None
    """What it would replace; None: all that is there."""
    new: str


class ToolRequest(NamedTuple):
    """What an agent asks to do with a tool of its own."""

    kind: str
    """The protocol's word: `read`, `edit`, `delete`, `move`, `search`, `execute`, `fetch` …"""
    title: str
    """The agent's own words for it."""
    paths: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    command: str | Sequence[str] | None = None
    folder: str = "."
    told: str = ""
    """What else it says about it, as text."""


@dataclass
class Permits:
    """Decides, asks and records for one run."""

    policy: Policy
    asker: Asker
    recorder: Recorder
    suite: Suite | None = None
    """The project's test command."""
    _once: dict[str, list[Proposal | None]] = field(default_factory=dict)
    """What was allowed to be written once, by path; None for a text that was not shown."""

    # -- files that are read and written through us

    async def read(self, path: str) -> Decision:
        """Whether a file may be read."""
        decision = may_read(self.policy, path)
        if decision.allowed:
            return decision
        question = Question("", f"read {decision.path}", "read", decision.reason, (decision.path,))
        return await self._settle(decision, question, [("read", decision.path)])

    async def write(self, path: str, content: str) -> tuple[Decision, bytes | None]:
        """Whether a file may be given this text, and the bytes that it has now."""
        found = self._bytes(may_write(self.policy, path).path)
        decision = may_write_text(self.policy, path, content, to_source(found))
        if decision.allowed:
            if not self._take_once(decision.path, content, found):
                self.recorder.permission("write", [decision.path], True, decision.reason)
            return decision, found
        if decision.askable and self._take_once(decision.path, content, found):
            return Decision(True, "allowed by a person", decision.path), found
        return await self._ask_to_write([decision], [Proposal(decision.path, None, content)], "write"), found

    def _take_once(self, path: str, content: str, found: bytes | None) -> bool:
        """Use up what was allowed once, if it was this."""
        for allowed in self._once.get(path, ()):
            if allowed is None or _result(allowed, found) == content:
                self._once[path].remove(allowed)
                return True
        return False

    # -- commands

    async def command(self, argv: Sequence[str], folder: str) -> Decision:
        """Whether a command may be run in a folder, absolute or project-relative."""
        real = real_relative(self.policy.project.root, self.policy.project.root / folder)
        text = one_line(shown(argv), 400)
        decision = self._decide_command(argv, real)
        if decision.allowed:
            self.recorder.permission("run", [text], True, decision.reason)
            return decision
        where = "the project's folder" if real == "." else f"`{real}`"
        named = f"run `{shown(argv)}`"
        question = Question(
            "", named, "command", decision.reason, (real or folder,), tuple(argv), None, f"{named} in {where}"
        )
        return await self._settle(decision, question, [("command", tuple(argv), real)])

    def _decide_command(self, argv: Sequence[str], folder: str | None) -> Decision:
        text = shown(argv)
        if folder is None:
            return Decision(False, "its folder is outside the project", text)
        if reason := why_never(argv, self.policy.fork):
            return Decision(False, reason, text)
        plain = unwrapped(argv)
        if any(each.allows_command(words) for each in self.policy.allowances for words in (argv, plain)):
            return Decision(True, "allowed beforehand", text)
        if "test" not in self.policy.commands:
            return Decision(False, f"no command that {self.policy.profile} may run", text, True)
        if self.suite is None or not is_test_command(plain, self.suite, self._is_project_path(folder)):
            return Decision(False, "not the project's test command", text, True)
        return Decision(True, "the project's test command", text)

    def _is_project_path(self, folder: str):
        root = self.policy.project.root

        def answer(word: str) -> bool:
            place = root / folder / word
            return real_relative(root, place) is not None and place.exists()

        return answer

    # -- tools of the agent's own

    async def tool(self, wanted: ToolRequest) -> Decision:
        """Whether the agent may use a tool of its own as it says it would."""
        if wanted.command is not None:
            command = wanted.command
            argv = line_to_argv(command) if isinstance(command, str) else tuple(command)
            return await self.command(argv, wanted.folder)
        changes = wanted.kind in ("edit", "delete", "move") or bool(wanted.proposals)
        if wanted.paths and changes:
            return await self._tool_that_writes(wanted)
        if wanted.paths and wanted.kind in ("read", "search"):
            return await self._tool_that_reads(wanted)
        # Its own name for it is all there is to go by.
        told = f" with {wanted.told}" if wanted.told else ""
        named = f"use its tool `{one_line(wanted.title or wanted.kind or 'without a name', 80)}`{told}"
        decision = Decision(
            False, f"no tool that {self.policy.profile} may use", "", askable=len(wanted.told) <= MAX_TOLD_CHARS
        )
        paths = tuple(dict.fromkeys(may_read(self.policy, path).path for path in wanted.paths))
        question = Question("", named, wanted.kind, decision.reason, paths)
        return await self._settle(decision, question, [("tool", wanted.kind, paths, wanted.told)])

    async def _tool_that_reads(self, wanted: ToolRequest) -> Decision:
        decisions = [may_read(self.policy, path) for path in wanted.paths]
        paths = tuple(dict.fromkeys(decision.path for decision in decisions))
        refused = [decision for decision in decisions if not decision.allowed]
        if not refused:
            self.recorder.permission("read", paths, True, decisions[0].reason)
            return decisions[0]
        worst = next((each for each in refused if not each.askable), refused[0])
        question = Question("", f"read {', '.join(paths)}", wanted.kind, worst.reason, paths)
        return await self._settle(worst, question, [("read", each.path) for each in refused])

    async def _tool_that_writes(self, wanted: ToolRequest) -> Decision:
        proposals = self._by_file(wanted.proposals)
        decisions = []
        for path in wanted.paths:
            decision = may_write(self.policy, path)
            if wanted.kind not in ("delete", "move") and (proposal := proposals.get(decision.path)):
                found = self._bytes(decision.path)
                text = _result(proposal, found)
                decision = may_write_text(self.policy, path, text, to_source(found)) if text is not None else decision
            if decision.allowed and wanted.kind in ("delete", "move"):
                decision = Decision(False, "to write it is allowed, to take it away is not", decision.path, True)
            decisions.append(decision)
        decisions = list(dict.fromkeys(decisions))
        verb = wanted.kind if wanted.kind in ("delete", "move") else "write"
        decision = await self._ask_to_write(decisions, list(proposals.values()), verb)
        if decision.allowed and verb == "write":
            for each in decisions:
                self._once.setdefault(each.path, []).append(proposals.get(each.path))
        return decision

    def _by_file(self, proposals: Iterable[Proposal]) -> dict[str, Proposal]:
        """What would be put into each file, all changes of it together; by its path, links followed."""
        found: dict[str, Proposal] = {}
        for each in proposals:
            path = may_write(self.policy, each.path).path
            before = found.get(path)
            if before is None:
                text = _result(each, self._bytes(path))
                found[path] = Proposal(path, None, text) if text is not None else each._replace(path=path)
            elif before.old is None and (text := _result(each, before.new.encode("utf-8", "replace"))) is not None:
                found[path] = Proposal(path, None, text)
            else:
                old = f"{before.old or ''}\n…\n{each.old or ''}"
                found[path] = Proposal(path, old, f"{before.new}\n…\n{each.new}")
        return found

    # -- asking

    async def _ask_to_write(self, decisions: list[Decision], proposals: list[Proposal], verb: str) -> Decision:
        """Ask about those decisions that a person may change; one that nobody may is the answer to all."""
        paths = [decision.path for decision in decisions]
        refused = [decision for decision in decisions if not decision.allowed]
        if not refused:
            self.recorder.permission(verb, paths, True, decisions[0].reason)
            return decisions[0]
        worst = next((decision for decision in refused if not decision.askable), refused[0])
        wanted = [decision.path for decision in refused]
        diff = self._diff([each for each in proposals if each.path in paths]) if worst.askable and proposals else None
        if worst.askable and proposals and diff is None:
            worst = Decision(False, "no text, or too large to be shown", worst.path)
        if worst.askable and verb == "write" and not proposals:
            worst = worst._replace(reason=f"{worst.reason}; it does not show the text")
        named = f"{verb} {', '.join(wanted)}"
        question = Question("", named, verb, worst.reason, tuple(wanted), None, diff, named)
        decision = await self._settle(worst, question, [(verb, path) for path in wanted], diff)
        grants = self.policy.grants
        (grants.written if decision.allowed else grants.denied).update(wanted)
        if decision.allowed:
            grants.denied.difference_update(wanted)
        return decision

    async def _settle(
        self, decision: Decision, question: Question, scopes: Iterable[Hashable], detail: Hashable = None
    ) -> Decision:
        """The decision after a person was asked, if anybody may be; recorded either way."""
        question = _plain(question)
        too_many = len(question.paths) > MAX_PATHS
        decision = decision._replace(askable=False, reason="too many files to be shown") if too_many else decision
        answer = await self.asker.ask(Wanted(question, frozenset(scopes), detail)) if decision.askable else None
        if answer is None:
            self._record(question, False, decision.reason)
            return decision
        reason = "allowed by a person" if answer.allowed else decision.reason
        if not answer.asked:
            reason = answer.by if answer.allowed else f"{decision.reason}, {answer.by}"
            way_out = f"; {_way_out(question)}" if answer.by == NOBODY else ""
            self._record(question, answer.allowed, reason + way_out)
        return Decision(answer.allowed, reason, decision.path)

    def _record(self, question: Question, allowed: bool, reason: str) -> None:
        subjects = [shown(question.argv)] if question.argv is not None else question.paths
        tool = "run" if question.argv is not None else question.tool or "a tool"
        self.recorder.permission(tool, subjects, allowed, reason)

    # -- texts

    def _bytes(self, path: str) -> bytes | None:
        return read_file(self.policy.project.root, path, MAX_FILE_BYTES)

    def _diff(self, proposals: list[Proposal]) -> str | None:
        """What the writes would change, unified; None when it cannot be shown: no text, or too much of it."""
        parts = []
        for proposal in proposals:
            found = self._bytes(proposal.path)
            before = to_source(found)
            result = _result(proposal, found)
            old = before.text if before is not None else ""
            if found is not None and before is None:
                return None
            if result is None:
                old, result = proposal.old or "", proposal.new
            if len(old) + len(result) > MAX_COMPARED_BYTES:
                return None
            parts.append(unified(proposal.path, old if found is not None else None, result))
        whole = "".join(parts)
        return whole if len(whole) <= MAX_DIFF_CHARS else None


def _plain(question: Question) -> Question:
    """The question in one line of visible characters, with what `for this run` would allow: what it is about."""
    scope = question.scope_label or question.title
    return replace(question, title=_in_a_line(question.title), scope_label=_in_a_line(scope))


def _in_a_line(text: str) -> str:
    line = make_visible(text).replace("\n", "\\n").replace("\t", "\\t")
    return line if len(line) <= MAX_TITLE_CHARS else line[: MAX_TITLE_CHARS - 1] + "…"


def _way_out(question: Question) -> str:
    """What to say on the command line so that it is allowed."""
    if question.argv is not None:
        return f"allow it with `--allow {_quoted('command:' + shown(question.argv))}`"
    if question.tool in ("read", "write"):
        return f"allow it with `--allow {_quoted(f'{question.tool}:{question.paths[0]}')}`"
    return "it cannot be allowed beforehand"


def _quoted(word: str) -> str:
    """A word for a shell; in double quotes where that is easier to read."""
    return f'"{word}"' if "'" in word and not set(word) & set('"$`\\!') else shown([word])


def _result(proposal: Proposal, found: bytes | None) -> str | None:
    """The text that a file would have; None when it does not hold what is to be replaced."""
    if proposal.old is None:
        return proposal.new
    source = to_source(found)
    text = source.text if source is not None else ""
    if text == proposal.old:
        return proposal.new
    return text.replace(proposal.old, proposal.new, 1) if proposal.old and proposal.old in text else None


def unified(path: str, old: str | None, new: str) -> str:
    """A unified diff with three lines around each change; invisible characters are written out."""
    name = f"a/{path}" if old is not None else "/dev/null"
    drawn = list(hunks(make_visible(old or ""), make_visible(new)))
    return "".join(f"{line}\n" for line in (f"--- {name}", f"+++ b/{path}", *drawn)) if drawn else ""


def to_source(content: bytes | None) -> Source | None:
    """A file's bytes as text; None for none, or for what is no UTF-8."""
    try:
        return decode(content) if content is not None else None
    except UnicodeDecodeError:
        return None
