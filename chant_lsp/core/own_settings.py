"""`.chant/lsp.yaml`: what a project wants of chant-lsp, and what is wrong with how it says so.

It can make rules stricter or quieter and choose agents, tests and remotes by their names; it can name no program.
One table says which keys there are and what they take.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from chant_lsp.core.check import AS_SHIPPED, Severities
from chant_lsp.core.findings import Edit, Fix, Problem, Severity
from chant_lsp.core.frontmatter import Entry, Node, Scalar, Sequence, read_yaml
from chant_lsp.core.frontmatter import Mapping as YamlMap
from chant_lsp.core.phases import BY_NAME, phase_of
from chant_lsp.core.rules import CODES
from chant_lsp.core.rules._nearest import nearest
from chant_lsp.core.schema import TYPES
from chant_lsp.core.text import Source, Span
from chant_lsp.core.values import describe, scalar_kind

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

_MEANT = {"info": "information", "warn": "warning", "none": "off", "ignore": "off", "false": "off", "no": "off"}
_NAME = re.compile(r"[^\s-]\S*")
_DURATION = re.compile(r"(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?")
_UNITS = {"hours": "h", "hour": "h", "hrs": "h", "minutes": "m", "minute": "m", "min": "m", "seconds": "s", "sec": "s"}


class Timeouts(NamedTuple):
    """When a run is ended that does not end."""

    run_s: float = 3600.0
    """Of a whole run."""
    silence_s: float = 600.0
    """Without a word of the agent."""


class CheckSettings(NamedTuple):
    """What a phase has to show at its end; None leaves it to the phase."""

    red: bool | None = None
    """Its test fails."""
    runs: int | None = None
    """How many runs of the test have to agree."""
    sections: tuple[str, ...] | None = None
    """Headings that its documents have, with text below them."""
    green: bool | None = None
    """The test of the reproduction passes."""
    suite: bool | None = None
    """All tests pass."""
    impact_map: bool | None = None
    """Nothing is changed that the impact map does not name."""


class PhaseSettings(NamedTuple):
    """What is set for one phase."""

    agent: str | None = None
    model: str | None = None
    commands: tuple[str, ...] | None = None
    """Names out of COMMANDS that its agent may run; None leaves it to the phase."""
    checks: CheckSettings = CheckSettings()


class OwnSettings(NamedTuple):
    """What the file says."""

    agent: str | None = None
    """The agent for runs, by its name."""
    model: str | None = None
    """The model that the agent is asked to use."""
    test: str | None = None
    """The project's test command, by its name; None is found out from the project's files."""
    fork: str | None = None
    """The git remote that may be pushed to, by its name; None: none may."""
    parallel: int = 2
    """How many runs may go on at the same time."""
    timeout: Timeouts = Timeouts()
    keep_runs: int = 20
    """How many runs of a spec are kept."""
    phases: Mapping[str, PhaseSettings] = {}
    """By a key out of PHASE_KEYS; ask `phase_settings`."""
    severities: Severities = AS_SHIPPED
    """What it sets by code."""
    problems: tuple[Problem, ...] = ()
    """What in it has no effect, in the order of the text."""


def phase_settings(own: OwnSettings, id: str, type_: str) -> PhaseSettings:
    """What is set for a spec: under its phase's name, or for a spec of no phase under its type."""
    phase = phase_of(id)
    return own.phases.get(phase.name if phase else type_, PhaseSettings())


# -- what a value may be: the value, or None where it is none of the kind


def _name(node: Node) -> str | None:
    return node.text if isinstance(node, Scalar) and _NAME.fullmatch(node.text) else None


def _count(node: Node) -> int | None:
    if not isinstance(node, Scalar) or not node.plain or not re.fullmatch(r"\d{1,5}", node.text):
        return None
    return int(node.text) or None


def _flag(node: Node) -> bool | None:
    if not isinstance(node, Scalar) or scalar_kind(node) != "boolean":
        return None
    return node.text.lower() == "true"


def duration_s(text: str) -> float | None:
    """The seconds of `90s`, `60m`, `2h` or `1h30m`; None for anything else, and for no time at all."""
    match = _DURATION.fullmatch(text)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    return float(hours * 3600 + minutes * 60 + seconds) or None


def _duration(node: Node) -> float | None:
    return duration_s(node.text) if isinstance(node, Scalar) else None


def _texts(node: Node) -> tuple[str, ...] | None:
    items = node.items if isinstance(node, Sequence) else None
    if items is None or not all(isinstance(item, Scalar) and item.text.strip() for item in items):
        return None
    return tuple(item.text.strip() for item in items if isinstance(item, Scalar))


class Setting(NamedTuple):
    """One key: what it takes."""

    name: str
    wanted: str
    """What it takes, in words, as they follow `takes`."""
    read: Callable[[Node], Any] | None = None
    """The value that a node says; None for another kind of node. Settings with keys, and words, have none."""
    keys: tuple[Setting, ...] = ()
    """What a map has in it."""
    words: tuple[str, ...] = ()
    """Out of which a list may name some."""


_AGENT = Setting("agent", "the name of an agent", _name)
_MODEL = Setting("model", "the name of a model", _name)
_DURATIONS = "a duration, such as `90s`, `60m` or `2h`"

_CHECKS = (
    Setting("red", "`true` or `false`", _flag),
    Setting("runs", "a number from 1 on", _count),
    Setting("sections", "a list of headings, such as `[Root cause]`", _texts),
    Setting("green", "`true` or `false`", _flag),
    Setting("suite", "`true` or `false`", _flag),
    Setting("impact_map", "`true` or `false`", _flag),
)
_PHASE = (
    _AGENT,
    _MODEL,
    Setting("commands", "a list of commands by name, such as `[test]`", words=COMMANDS),
    Setting("checks", "a map of checks, such as `suite: true`", keys=_CHECKS),
)
SETTINGS = (
    _AGENT,
    _MODEL,
    Setting("test", "the name of a test command, such as `pytest`, and never a command line", _name),
    Setting("fork", "the name of a git remote, such as `origin`", _name),
    Setting("parallel", "a number from 1 on", _count),
    Setting(
        "timeout",
        "a map with the keys `run` and `silence`",
        keys=(Setting("run", _DURATIONS, _duration), Setting("silence", _DURATIONS, _duration)),
    ),
    Setting("keep_runs", "a number from 1 on", _count),
    Setting(
        "phases",
        "a map of phases, such as `reproduction: {commands: [test]}`",
        keys=tuple(Setting(name, "a map with keys such as `agent`", keys=_PHASE) for name in PHASE_KEYS),
    ),
    Setting(
        "diagnostics",
        "a map with the key `severity`",
        keys=(Setting("severity", "a map of codes, such as `missing-title: hint`"),),
    ),
)
"""The whole file."""


def to_severities(values: Any) -> Severities:
    """The editor's object code -> word; a code that no rule has, or another word, is as good as none."""
    if not isinstance(values, Mapping):
        return {}
    return {code: LEVELS[word] for code, word in values.items() if code in CODES and _is_level(word)}


def _is_level(word: Any) -> bool:
    return isinstance(word, str) and word in LEVELS


def read_own_settings(source: Source) -> OwnSettings:
    """What the text of the file says.

    Errors: none; what is wrong is a problem, and all else counts.
    """
    entries, found = read_yaml(source.text, Span(0, len(source.text)))
    problems = [
        _problem(problem.span, problem.message.replace("The frontmatter", "The file"), *problem.fixes)
        for problem in found
    ]
    values = _read_map(entries, SETTINGS, problems)
    problems.sort(key=lambda problem: problem.span)
    times = values.pop("timeout", {})
    return OwnSettings(
        timeout=Timeouts()._replace(**{f"{name}_s": seconds for name, seconds in times.items()}),
        phases={name: _phase(phase) for name, phase in values.pop("phases", {}).items()},
        severities=values.pop("diagnostics", {}).get("severity", AS_SHIPPED),
        problems=tuple(problems),
        **values,
    )


def _phase(values: dict[str, Any]) -> PhaseSettings:
    return PhaseSettings(checks=CheckSettings(**values.pop("checks", {})), **values)


def _read_map(entries: tuple[Entry, ...], settings: tuple[Setting, ...], problems: list[Problem]) -> dict[str, Any]:
    """The values by key. Of a key that is there twice the first one counts."""
    known = {setting.name: setting for setting in settings}
    values: dict[str, Any] = {}
    seen: set[str] = set()
    for key, node in entries:
        if key.text not in known:
            problems.append(_unknown(key, tuple(known)))
        elif key.text in seen:
            problems.append(_problem(key.span, f"`{key.text}` is set twice, and the first one counts; keep one."))
        else:
            seen.add(key.text)
            value = _read(known[key.text], node, problems)
            values.update({key.text: value} if value is not None else {})
    return values


def _read(setting: Setting, node: Node, problems: list[Problem]) -> Any:
    """The value of a key; None where it has none, or one that has no effect."""
    if setting.words and isinstance(node, Sequence):
        return _read_words(setting, node, problems)
    if isinstance(node, YamlMap) and setting.keys:
        return _read_map(node.entries, setting.keys, problems)
    if isinstance(node, YamlMap) and setting.name == "severity":
        return _read_severities(node, problems)
    value = setting.read(node) if setting.read else None
    # A value that is not there yet is as good as none.
    if value is None and node.span.end > node.span.start:
        fixes = _changes(node.span, _meant_duration(node)) if setting.read is _duration else ()
        found = "a list of other things" if setting.read is _texts and isinstance(node, Sequence) else describe(node)
        message = f"`{setting.name}` takes {setting.wanted}; found {found}."
        problems.append(_problem(node.span, message, *fixes))
    return value


def _read_words(setting: Setting, node: Sequence, problems: list[Problem]) -> tuple[str, ...]:
    said = []
    for item in node.items:
        if isinstance(item, Scalar) and item.text in setting.words:
            said.append(item.text)
            continue
        meant = nearest(item.text.lower(), setting.words) if isinstance(item, Scalar) else []
        known = f" Did you mean `{meant[0]}`?" if meant else f" It knows {_listed(setting.words)}."
        message = f"`{setting.name}` names no command with {describe(item)}.{known}"
        problems.append(_problem(item.span, message, *_changes(item.span, meant)))
    return tuple(dict.fromkeys(said))


def _read_severities(node: YamlMap, problems: list[Problem]) -> Severities:
    severities: dict[str, Severity | None] = {}
    for code, word in node.entries:
        problems += _read_severity(code, word, severities)
    return severities


def _read_severity(code: Scalar, word: Node, severities: dict[str, Severity | None]) -> Iterator[Problem]:
    if code.text not in CODES:
        meant = nearest(code.text.lower().replace("_", "-"), CODES)
        hint = f" Did you mean `{meant[0]}`?" if meant else ""
        yield _problem(code.span, f"No rule has the code `{code.text}`.{hint}", *_changes(code.span, meant))
    if isinstance(word, Scalar) and _is_level(word.text):
        severities[code.text] = LEVELS[word.text]
        return
    known = ", ".join(LEVELS)
    meant = _meant(word.text.strip().lower()) if isinstance(word, Scalar) else []
    span = word.span if word.span.end > word.span.start else code.span
    fixes = _changes(span, meant) if span is word.span else ()
    yield _problem(span, f"A severity is one of {known}; found {describe(word)}.", *fixes)


def _meant(word: str) -> list[str]:
    return [word] if word in LEVELS else [_MEANT[word]] if word in _MEANT else nearest(word, LEVELS)


def _meant_duration(node: Node) -> list[str]:
    """`60 min` -> `60m`; nothing for a bare number, which could be anything."""
    match = re.fullmatch(r"(\d{1,6})\s*([a-z]+)", node.text.strip().lower()) if isinstance(node, Scalar) else None
    unit = match and (match[2] if match[2] in "hms" else _UNITS.get(match[2]))
    return [match[1] + unit] if match and unit else []


def _unknown(key: Scalar, known: tuple[str, ...]) -> Problem:
    word = key.text.lower()
    meant = next(
        (found for text in (word, word.replace("_", "-"), word.replace("-", "_")) if (found := _near(text, known))), []
    )
    hint = f" Did you mean `{meant[0]}`?" if meant else f" It knows {_listed(known)} here."
    return _problem(key.span, f"chant-lsp has no setting `{key.text}`.{hint}", *_changes(key.span, meant))


def _near(word: str, known: tuple[str, ...]) -> list[str]:
    return [word] if word in known else nearest(word, known)


def _listed(words: tuple[str, ...]) -> str:
    *others, last = [f"`{word}`" for word in words]
    return f"{', '.join(others)} and {last}" if others else last


def _changes(span: Span, meant: list[str]) -> tuple[Fix, ...]:
    return tuple(Fix(f"Change to `{word}`", (Edit(span, word),), True) for word in meant)


def _problem(span: Span, message: str, *fixes: Fix) -> Problem:
    return Problem("invalid-setting", span, message, fixes)
