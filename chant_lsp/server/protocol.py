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

COMMAND_RUN = "chant.run"
COMMAND_STOP = "chant.stop"
COMMAND_PREVIEW_PROMPT = "chant.previewPrompt"
COMMAND_EXPLAIN = "chant.explain"
COMMAND_OPEN_LOG = "chant.openLog"
COMMAND_MARK_FAILED = "chant.markFailed"
COMMAND_RESCAN = "chant.rescan"
COMMAND_FIX = "chant.fix"
COMMAND_OPEN = "chant.open"
COMMAND_CREATE = "chant.create"

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
class RescanArgument:
    """Everything is read again, so there is nothing to say."""


StopArgument = PreviewPromptArgument = ExplainArgument = OpenLogArgument = UriArgument
MarkFailedArgument = FixArgument = OpenArgument = UriArgument

# -- answers


class RunResult(TypedDict, total=False):
    """Exactly one of the two: the run that started, or why none did."""

    run: str
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
