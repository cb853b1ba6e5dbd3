"""The words that server and client share beyond LSP: notifications, and the arguments and answers of commands.

Mirrored by editor-client/src/protocol.ts; tests/server/test_protocol_mirror.py compares the two. Commands take exactly
one object and work from any LSP client; unknown keys are ignored. What the server sends are typed dicts, which cost
nothing to define or to turn into JSON; what it receives are classes, which pygls checks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

RUN_OUTPUT = "chant/runOutput"
RUN_STATE = "chant/runState"
QUESTION = "chant/question"
QUESTION_CLOSED = "chant/questionClosed"

COMMAND_RUN = "chant.run"
COMMAND_ANSWER = "chant.answer"
COMMAND_STOP = "chant.stop"
COMMAND_PREVIEW_PROMPT = "chant.previewPrompt"
COMMAND_EXPLAIN = "chant.explain"
COMMAND_OPEN_LOG = "chant.openLog"
COMMAND_MARK_FAILED = "chant.markFailed"
COMMAND_SHOW_PROBLEM = "chant.showProblem"
COMMAND_HAND_OVER = "chant.handOver"
COMMAND_REVIEW_CHANGES = "chant.reviewChanges"
COMMAND_CHANGED_TEXT = "chant.changedText"
COMMAND_DISCARD_CHANGES = "chant.discardChanges"
COMMAND_SEE_WHAT_CHANGED = "chant.seeWhatChanged"
COMMAND_STILL_VALID = "chant.stillValid"
COMMAND_RERUN_DOWNSTREAM = "chant.rerunDownstream"
COMMAND_OPEN_REVIEW = "chant.openReview"
COMMAND_APPROVE = "chant.approve"
COMMAND_REJECT = "chant.reject"
COMMAND_DRAFT_TEXT = "chant.draftText"
COMMAND_NEW_INVESTIGATION = "chant.newInvestigation"
COMMAND_RESCAN = "chant.rescan"
COMMAND_FIX = "chant.fix"
COMMAND_OPEN = "chant.open"
COMMAND_CREATE = "chant.create"
COMMAND_RUN_NEEDED = "chant.runNeeded"
COMMAND_RUN_CHAIN = "chant.runChain"
COMMAND_RUN_WHEN_FINISHED = "chant.runWhenFinished"

# -- notifications


class RunOutput(TypedDict):
    """More output of a run; to be appended to what came before."""

    uri: str
    spec: str
    run: str
    text: str


class RunState(TypedDict):
    """A run is in a new state: `running`, `done`, `failed`, `stopped` or `lost`; the summary is one sentence."""

    uri: str
    spec: str
    run: str
    state: str
    summary: str


class Question(TypedDict):
    """A run's agent asks for what only a person may allow. The text says what, and why it is asked; `scope` what would
    be allowed for the run; `argv` is set for a command, `diff` for a write."""

    uri: str
    spec: str
    run: str
    question: str
    text: str
    scope: str
    argv: list[str] | None
    diff: str | None


class QuestionClosed(TypedDict):
    """A question that is not asked any more: somebody has answered, or the run has ended."""

    run: str
    question: str


# -- arguments


@dataclass(frozen=True)
class UriArgument:
    """The file that a command is about."""

    uri: str


@dataclass(frozen=True)
class RunArgument:
    """The spec to run, and by which agent and model; without them, the settings choose."""

    uri: str
    agent: str | None = None
    model: str | None = None


@dataclass(frozen=True)
class CreateArgument:
    """The file that misses something, and the key of the code action that creates it."""

    uri: str
    key: str


@dataclass(frozen=True)
class AnswerArgument:
    """The spec whose run asks, and what is answered; without a decision the question is asked once more."""

    uri: str
    question: str | None = None
    decision: str | None = None


@dataclass(frozen=True)
class ReviewChangesArgument:
    """The spec whose run is looked at; without `run`, the last one."""

    uri: str
    run: str | None = None


@dataclass(frozen=True)
class ChangedTextArgument:
    """A file of a run, as it was `before` or `after` it."""

    uri: str
    run: str
    path: str
    side: str


@dataclass(frozen=True)
class DiscardChangesArgument:
    """The run to take back; `outside`: only what its spec does not declare."""

    uri: str
    run: str | None = None
    outside: bool | None = None


@dataclass(frozen=True)
class StillValidArgument:
    """The spec whose result holds, and why; without a reason the user is asked for one."""

    uri: str
    because: str | None = None


@dataclass(frozen=True)
class RejectArgument:
    """The gate to reject, and why; without a reason the user is asked for one."""

    uri: str
    because: str | None = None


@dataclass(frozen=True)
class NewInvestigationArgument:
    """Where, a file or a folder; the number, address or title of an issue; and its report, as far as it is at hand."""

    uri: str
    issue: str
    report: str | None = None


@dataclass(frozen=True)
class RescanArgument:
    """Everything is read again, so there is nothing to say."""


SeeWhatChangedArgument = RerunDownstreamArgument = UriArgument
StopArgument = PreviewPromptArgument = ExplainArgument = OpenLogArgument = UriArgument
MarkFailedArgument = FixArgument = OpenArgument = ShowProblemArgument = HandOverArgument = UriArgument
RunNeededArgument = RunChainArgument = RunWhenFinishedArgument = UriArgument
OpenReviewArgument = ApproveArgument = DraftTextArgument = UriArgument

# -- answers


class RunResult(TypedDict, total=False):
    """Exactly one of the two: the run that started, or why none did."""

    run: str
    refused: str


class AnswerResult(TypedDict):
    """Whether the answer counts, and a sentence about it."""

    answered: bool
    message: str


class RunChainResult(TypedDict, total=False):
    """Exactly one of the two: the chain that started, or why none did."""

    chain: str
    refused: str


class StopResult(TypedDict):
    """Whether a run was stopped, and a sentence about it."""

    stopped: bool
    message: str


class PreviewPromptResult(TypedDict, total=False):
    """The prompt, byte for byte what would be sent; or why there is none."""

    spec: str
    text: str
    refused: str


class ExplainResult(TypedDict):
    """What `Why?` says."""

    message: str


class OpenLogResult(TypedDict):
    """The log of the spec's last run, and the file that it was written to for clients without a place for it."""

    run: str | None
    path: str | None
    text: str


class ShowProblemResult(TypedDict, total=False):
    """What the last run left open first, or why that cannot be shown."""

    message: str
    refused: str


class HandOverResult(TypedDict, total=False):
    """How a finished fix gets into the fork, or why that cannot be told."""

    text: str
    refused: str


class ChangedSince(TypedDict):
    """A text that a phase was built on, then and now; `uri` is that of the file, if it is one that is there."""

    title: str
    uri: str | None
    before: str
    after: str
    note: str
    """Why the two do not tell everything; '' where they do."""


class SeeWhatChangedResult(TypedDict, total=False):
    """What has changed since a phase ran; or why there is nothing to see."""

    spec: str
    title: str
    changes: list[ChangedSince]
    refused: str


class StillValidResult(TypedDict, total=False):
    """What was recorded, or why nothing was; neither where the user gave no reason."""

    message: str
    refused: str


class GateCheck(TypedDict):
    """One thing that was looked at: `passed`, `failed` or `unknown`; `uri` is where to look."""

    title: str
    state: str
    message: str
    uri: str | None


class GateBox(TypedDict):
    """One box of a gate; `during` is the spec whose run was going on when it was ticked."""

    text: str
    ticked: bool
    during: str | None


class GateChange(TypedDict):
    """Something that is not what was approved."""

    message: str
    uri: str | None


class OpenReviewResult(TypedDict, total=False):
    """What a person should see before deciding about a gate; or why there is nothing to see."""

    spec: str
    title: str
    standing: str
    checks: list[GateCheck]
    boxes: list[GateBox]
    changed: list[GateChange]
    next: list[str]
    canApprove: bool
    canReject: bool
    canDraft: bool
    refused: str


class DecideResult(TypedDict, total=False):
    """What was decided or written, or why nothing was; neither where the user thought better of it."""

    message: str
    refused: str


class NewInvestigationResult(TypedDict, total=False):
    """The ids of the specs, and the path of what the first one reads; or why nothing was written."""

    specs: list[str]
    report: str
    refused: str


class ChangedFile(TypedDict):
    """One file that a run changed: what was done to it, and what a reader should know, in a few words each."""

    path: str
    uri: str
    how: str
    """`created`, `deleted`, `changed`, `renamed` or `mode`."""
    remarks: list[str]
    before: bool
    """Whether it was there before the run."""
    after: bool
    """Whether the run left it there."""
    onDisk: bool
    """Whether the file on the disk is still as the run left it, and a text."""


class ReviewChangesResult(TypedDict, total=False):
    """What a run changed; or why that cannot be told."""

    run: str
    title: str
    files: list[ChangedFile]
    refused: str


class ChangedTextResult(TypedDict):
    """The text; in its place a remark where there is none."""

    text: str


class DiscardChangesResult(TypedDict, total=False):
    """The paths that are as before the run, and those that were left as they are; what the user wants to look at first;
    or why nothing was done."""

    discarded: list[str]
    kept: list[str]
    review: ReviewChangesResult
    refused: str
