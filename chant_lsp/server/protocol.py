"""The words that server and client share beyond LSP: notifications, and the arguments and answers of commands.

Mirrored by editor-client/src/protocol.ts; tests/server/test_protocol_mirror.py compares the two. Commands take exactly
one object and work from any LSP client; unknown keys are ignored.
"""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class RunOutput:
    """More output of a run; to be appended to what came before."""

    uri: str
    spec: str
    run: str
    text: str


@dataclass(frozen=True, slots=True)
class RunState:
    """A run is in a new state."""

    uri: str
    spec: str
    run: str
    state: str
    """`running`, `done`, `failed`, `stopped` or `lost`."""
    summary: str
    """One sentence for the user."""


@dataclass(frozen=True, slots=True)
class RunArgument:
    """chant.run"""

    uri: str
    agent: str | None = None
    """By name; without one, the settings choose."""


@dataclass(frozen=True, slots=True)
class StopArgument:
    """chant.stop"""

    uri: str


@dataclass(frozen=True, slots=True)
class PreviewPromptArgument:
    """chant.previewPrompt"""

    uri: str


@dataclass(frozen=True, slots=True)
class ExplainArgument:
    """chant.explain"""

    uri: str


@dataclass(frozen=True, slots=True)
class OpenLogArgument:
    """chant.openLog"""

    uri: str


@dataclass(frozen=True, slots=True)
class MarkFailedArgument:
    """chant.markFailed"""

    uri: str


@dataclass(frozen=True, slots=True)
class RescanArgument:
    """chant.rescan: everything, so there is nothing to say."""


@dataclass(frozen=True, slots=True)
class FixArgument:
    """chant.fix"""

    uri: str


@dataclass(frozen=True, slots=True)
class OpenArgument:
    """chant.open"""

    uri: str


@dataclass(frozen=True, slots=True)
class RunResult:
    """Exactly one of the two: the run that started, or why none did."""

    run: str | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class StopResult:
    """Whether a run was stopped, and a sentence about it."""

    stopped: bool
    message: str


@dataclass(frozen=True, slots=True)
class PreviewPromptResult:
    """The prompt, byte for byte what would be sent; or why there is none."""

    spec: str | None = None
    text: str | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class ExplainResult:
    """What `Why?` says."""

    message: str


@dataclass(frozen=True, slots=True)
class OpenLogResult:
    """The spec's last run; all of it may be nothing."""

    run: str | None
    path: str | None
    """Of a file with the log, where the client has no place of its own for it."""
    text: str
