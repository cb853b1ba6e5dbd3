"""The keys of `.chant/lsp.yaml`: what each takes, what it does, and what holds without it.

Reading, hover and completion all go by this table. No key names a program, and none ever will.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from chant_lsp.core.findings import Severity
from chant_lsp.core.frontmatter import Node, Scalar
from chant_lsp.core.frontmatter import Sequence as YamlList
from chant_lsp.core.phases import BY_NAME
from chant_lsp.core.schema import TYPES
from chant_lsp.core.values import scalar_kind

LEVELS: dict[str, Severity | None] = {
    "error": Severity.ERROR,
    "warning": Severity.WARNING,
    "information": Severity.INFORMATION,
    "hint": Severity.HINT,
    "off": None,
}
"""How a severity is written, in the editor's settings and in the project's."""
COMMANDS = ("test",)
"""The commands that a phase may be allowed, by name."""
PHASE_KEYS = (*BY_NAME, *(choice.value for choice in TYPES))
"""What a phase's settings are listed under: its name, or the `type` of specs of no phase."""
SEVERITY = ("diagnostics", "severity")
"""Where the codes of rules are keys."""

_NAME = re.compile(r"[^\s-]\S*")
_DURATION = re.compile(r"(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?")


# -- what a value may be: the value, or None where it is none of the kind


def name_in(node: Node) -> str | None:
    """`claude`: a word that is no option of a command."""
    return node.text if isinstance(node, Scalar) and _NAME.fullmatch(node.text) else None


def count_in(node: Node) -> int | None:
    """`3`: a number from 1 on."""
    if not isinstance(node, Scalar) or not node.plain or not re.fullmatch(r"\d{1,5}", node.text):
        return None
    return int(node.text) or None


def flag_in(node: Node) -> bool | None:
    """`true` or `false`."""
    if not isinstance(node, Scalar) or scalar_kind(node) != "boolean":
        return None
    return node.text.lower() == "true"


def duration_s(text: str) -> float | None:
    """The seconds of `90s`, `60m`, `2h` or `1h30m`; None for anything else, and for no time at all."""
    match = _DURATION.fullmatch(text)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    return float(hours * 3600 + minutes * 60 + seconds) or None


def duration_in(node: Node) -> float | None:
    """The seconds of a duration."""
    return duration_s(node.text) if isinstance(node, Scalar) else None


def texts_in(node: Node) -> tuple[str, ...] | None:
    """`[Root cause]`: texts, none of them empty."""
    items = node.items if isinstance(node, YamlList) else None
    if items is None or not all(isinstance(item, Scalar) and item.text.strip() for item in items):
        return None
    return tuple(item.text.strip() for item in items if isinstance(item, Scalar))


class Setting(NamedTuple):
    """One key."""

    name: str
    wanted: str
    """What it takes, in words, as they follow `takes`."""
    meaning: str
    """What it does, as a sentence."""
    without: str = ""
    """What holds where it is not set, as it follows `Without it: `."""
    read: Callable[[Node], Any] | None = None
    """The value that a node says; None for another kind of node. Settings with keys, and words, have none."""
    keys: tuple[Setting, ...] = ()
    """What a map has in it."""
    words: tuple[str, ...] = ()
    """Out of which a list may name some."""


_FLAG = "`true` or `false`"
_COUNT = "a number from 1 on"
_DURATIONS = "a duration, such as `90s`, `60m` or `2h`"
_OWN = "what the phase asks for itself"


def _check(name: str, meaning: str) -> Setting:
    return Setting(name, _FLAG, meaning, _OWN, flag_in)


_CHECKS = (
    _check("red", "Whether its test has to fail."),
    Setting("runs", _COUNT, "How many runs of its test have to agree.", _OWN, count_in),
    Setting(
        "sections",
        "a list of headings, such as `[Root cause]`",
        "Headings that its documents have, with text below them.",
        _OWN,
        texts_in,
    ),
    _check("green", "Whether the test of the reproduction has to pass."),
    _check("suite", "Whether all tests have to pass."),
    _check("impact_map", "Whether nothing may be changed that the impact map does not name."),
)
_PHASE = (
    Setting("agent", "the name of an agent", "The agent that runs it.", "`agent` of the whole file", name_in),
    Setting("model", "the name of a model", "The model that is asked for.", "`model` of the whole file", name_in),
    Setting(
        "commands",
        "a list of commands by name, such as `[test]`",
        "The commands that its agent may run, by their names.",
        "`[test]` in `reproduction` and `fork-fix`, else none",
        words=COMMANDS,
    ),
    Setting("checks", "a map of checks, such as `suite: true`", "What it has to show at its end.", _OWN, keys=_CHECKS),
)
_TIMES = (
    Setting("run", _DURATIONS, "After how long a run is ended that is not done.", "`60m`", duration_in),
    Setting("silence", _DURATIONS, "After how long a run is ended whose agent says nothing.", "`10m`", duration_in),
)


def _phase(name: str) -> Setting:
    whose = f"the phase {name}" if name in BY_NAME else f"specs of no phase whose `type` is `{name}`"
    return Setting(name, "a map with keys such as `agent`", f"What is set for {whose}.", keys=_PHASE)


SETTINGS = (
    Setting(
        "agent",
        "the name of an agent",
        "The agent that runs phases, by its name.",
        "`defaults.provider` in `.chant/config.md`, else `example`",
        name_in,
    ),
    Setting("model", "the name of a model", "The model that the agent is asked to use.", "the agent's own", name_in),
    Setting(
        "test",
        "the name of a test command, such as `pytest`, and never a command line",
        "The project's test command, by its name.",
        "what the project's files tell",
        name_in,
    ),
    Setting(
        "fork",
        "the name of a git remote, such as `origin`",
        "The git remote that an agent may push to.",
        "none may be pushed to",
        name_in,
    ),
    Setting("parallel", _COUNT, "How many runs may go on at the same time.", "2", count_in),
    Setting(
        "timeout", "a map with the keys `run` and `silence`", "When a run is ended that does not end.", keys=_TIMES
    ),
    Setting("keep_runs", _COUNT, "How many runs of a spec are kept.", "20", count_in),
    Setting(
        "phases",
        "a map of phases, such as `reproduction: {commands: [test]}`",
        "What is set for one phase, by its name; for specs of no phase, by their `type`.",
        keys=tuple(_phase(name) for name in PHASE_KEYS),
    ),
    Setting(
        SEVERITY[0],
        "a map with the key `severity`",
        "What is reported.",
        keys=(
            Setting(
                SEVERITY[1],
                "a map of codes, such as `missing-title: hint`",
                "How much a finding matters, by its code; what somebody sets in their editor goes before it.",
                "as the page of each code says",
            ),
        ),
    ),
)
"""The whole file."""


def find_setting(path: Sequence[str]) -> Setting | None:
    """The setting of this full name, `("timeout", "run")`; None for one that there is not."""
    found, keys = None, SETTINGS
    for name in path:
        found = next((setting for setting in keys if setting.name == name), None)
        if found is None:
            return None
        keys = found.keys
    return found
