"""`.chant/lsp.yaml`: what a project wants of chant-lsp, and what is wrong with how it says so.

It can make rules stricter or quieter and choose agents, tests and remotes by their names; it can name no program.
Which keys there are and what they take is said in `own_settings_table.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from typing import Any, NamedTuple

from chant_lsp.core.check import AS_SHIPPED, Severities
from chant_lsp.core.findings import Edit, Fix, Problem, Severity
from chant_lsp.core.frontmatter import Entry, Node, Opaque, Scalar, Sequence, read_yaml
from chant_lsp.core.frontmatter import Mapping as YamlMap
from chant_lsp.core.own_settings_table import (
    LEVELS,
    SETTINGS,
    Setting,
    count_in,
    duration_in,
    duration_s,
    flag_in,
    texts_in,
)
from chant_lsp.core.phases import phase_of
from chant_lsp.core.quoting import scalar
from chant_lsp.core.rules import CODES
from chant_lsp.core.rules._nearest import nearest
from chant_lsp.core.text import Source, Span
from chant_lsp.core.values import describe

_MEANT = {"info": "information", "warn": "warning", "none": "off", "ignore": "off", "false": "off", "no": "off"}
_UNITS = {"hour": "h", "hr": "h", "h": "h", "minute": "m", "min": "m", "m": "m", "second": "s", "sec": "s", "s": "s"}
_TIMES = re.compile(r"(?:\d{1,6} *[a-z]+ *)+")
_TIME = re.compile(r"(\d+) *([a-z]+)")
_GLUED = re.compile(r"^(?P<key>\w+)(?P<sign>:|[ \t]*=[ \t]*)(?P<value>[^\s:=][^\r\n]*)", re.MULTILINE)
MAX_PROBLEMS = 100
"""Of one file; what was meant is looked for at each, and nobody mends more by hand."""
_OUTERMOST = tuple(setting.name for setting in SETTINGS)
_FLAGS = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}


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
        _problem(problem.span, re.sub("(?i)(the) frontmatter", r"\1 file", problem.message), *problem.fixes)
        for problem in found
    ]
    if not entries and (glued := _glued(source.text)) is not None:
        problems = [glued]
    values = _read_map(entries, SETTINGS, problems)
    problems.sort(key=lambda problem: problem.span)
    times = values.pop("timeout", {})
    return OwnSettings(
        timeout=Timeouts()._replace(**{f"{name}_s": seconds for name, seconds in times.items()}),
        phases={name: _phase(phase) for name, phase in values.pop("phases", {}).items()},
        severities=values.pop("diagnostics", {}).get("severity", AS_SHIPPED),
        problems=tuple(problems[:MAX_PROBLEMS]),
        **values,
    )


def _phase(values: dict[str, Any]) -> PhaseSettings:
    return PhaseSettings(checks=CheckSettings(**values.pop("checks", {})), **values)


def _read_map(entries: tuple[Entry, ...], settings: tuple[Setting, ...], problems: list[Problem]) -> dict[str, Any]:
    """The values by key. Of a key that is there twice the first one counts."""
    known = {setting.name: setting for setting in settings}
    values: dict[str, Any] = {}
    seen: set[str] = set()
    taken = {key.text for key, _ in entries}
    for key, node in entries:
        if key.text not in known:
            if len(problems) < MAX_PROBLEMS:
                problems.append(_unknown(key, tuple(known), taken))
        elif key.text in seen:
            problems.append(_twice(key))
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
    # A value that is not there yet is as good as none, and one that YAML hides has been told already.
    if value is None and node.span.end > node.span.start and not isinstance(node, Opaque):
        found = "a list of other things" if setting.read is texts_in and isinstance(node, Sequence) else describe(node)
        message = f"`{setting.name}` takes {setting.wanted}; found {found}."
        problems.append(_problem(node.span, message, *_changes(node.span, _meant_value(setting, node))))
    return value


def _meant_value(setting: Setting, node: Node) -> list[str]:
    """What a value was meant to be, as it is written, where that is plain to see."""
    if isinstance(node, Sequence):
        item = node.items[0] if node.flow and len(node.items) == 1 else None
        return [scalar(item.text)] if setting.read and isinstance(item, Scalar) and setting.read(item) else []
    if not isinstance(node, Scalar) or node.block:
        return []
    word = node.text.strip().lower()
    if setting.read is flag_in:
        return [_FLAGS[word]] if word in _FLAGS else []
    if setting.read is count_in:
        return [word] if re.fullmatch(r"[1-9]\d{0,4}", word) else []
    if setting.read is duration_in:
        return _meant_duration(word)
    is_list = setting.read is texts_in or word in setting.words
    return [f"[{word if setting.words else scalar(node.text)}]"] if is_list and word else []


def _read_words(setting: Setting, node: Sequence, problems: list[Problem]) -> tuple[str, ...]:
    said = []
    for item in node.items:
        if isinstance(item, Scalar) and item.text in setting.words:
            said.append(item.text)
        elif not isinstance(item, Opaque) and len(problems) < MAX_PROBLEMS:
            problems.append(_unknown_word(setting, item))
    return tuple(dict.fromkeys(said))


def _unknown_word(setting: Setting, item: Node) -> Problem:
    meant = nearest(item.text.lower(), setting.words) if isinstance(item, Scalar) else []
    known = f" Did you mean `{meant[0]}`?" if meant else f" It knows {_listed(setting.words)}."
    message = f"`{setting.name}` names no command with {describe(item)}.{known}"
    return _problem(item.span, message, *_changes(item.span, meant))


def _read_severities(node: YamlMap, problems: list[Problem]) -> Severities:
    severities: dict[str, Severity | None] = {}
    seen: set[str] = set()
    for code, word in node.entries:
        if code.text in seen:
            problems.append(_twice(code))
            continue
        seen.add(code.text)
        if isinstance(word, Scalar) and _is_level(word.text):
            severities[code.text] = LEVELS[word.text]
        problems += _wrong_severity(code, word) if len(problems) < MAX_PROBLEMS else ()
    return severities


def _twice(key: Scalar) -> Problem:
    return _problem(key.span, f"`{key.text}` is set twice, and the first one counts; keep one.")


def _wrong_severity(code: Scalar, word: Node) -> Iterator[Problem]:
    if code.text not in CODES:
        meant = nearest(code.text.lower().replace("_", "-"), CODES)
        hint = f" Did you mean `{meant[0]}`?" if meant else ""
        yield _problem(code.span, f"No rule has the code `{code.text}`.{hint}", *_changes(code.span, meant))
    if isinstance(word, Opaque) or (isinstance(word, Scalar) and _is_level(word.text)):
        return
    known = ", ".join(LEVELS)
    meant = _meant(word.text.strip().lower()) if isinstance(word, Scalar) else []
    span = word.span if word.span.end > word.span.start else code.span
    fixes = _changes(span, meant) if span is word.span else ()
    yield _problem(span, f"A severity is one of {known}; found {describe(word)}.", *fixes)


def _meant(word: str) -> list[str]:
    return [word] if word in LEVELS else [_MEANT[word]] if word in _MEANT else nearest(word, LEVELS)


def _meant_duration(word: str) -> list[str]:
    """`60 min` -> `60m`, `1 hour 30 minutes` -> `1h30m`; nothing for a bare number, which could be anything."""
    parts = _TIME.findall(word) if _TIMES.fullmatch(word) else []
    units = [_UNITS.get(unit.removesuffix("s") if len(unit) > 2 else unit) for _, unit in parts]
    meant = "".join(f"{number}{unit}" for (number, _), unit in zip(parts, units, strict=True))
    return [meant] if all(units) and duration_s(meant) else []


def _unknown(key: Scalar, known: tuple[str, ...], taken: Set[str]) -> Problem:
    word = key.text.strip().lower()
    meant = next(
        (found for text in (word, word.replace("_", "-"), word.replace("-", "_")) if (found := _near(text, known))), []
    )
    inside = [each.name for each in SETTINGS if any(inner.name == word.rpartition(".")[2] for inner in each.keys)]
    hint = f" It knows {_listed(known)} here."
    if meant:
        hint = f" Did you mean `{meant[0]}`?"
    elif known == _OUTERMOST and len(inside) == 1:
        hint = f" It is a key of `{inside[0]}`: write it below that, indented."
    return _problem(
        key.span, f"chant-lsp has no setting `{key.text.strip()}`.{hint}", *_changes(key.span, meant, taken)
    )


def _glued(text: str) -> Problem | None:
    """`agent = example` and `agent:example` where nothing is written otherwise."""
    lines = [line for line in text.splitlines() if line.strip()]
    found = [match for match in _GLUED.finditer(text) if match["key"] in _OUTERMOST]
    if not found or len(found) < len(lines):
        return None
    key = found[0]["key"]
    edits = tuple(Edit(Span(*match.span("sign")), ": ") for match in found)
    message = f"This is no `key: value`; write `{key}: {found[0]['value']}`."
    return _problem(Span(*found[0].span("key")), message, Fix(f"Write `{key}: …`", edits, True))


def _near(word: str, known: tuple[str, ...]) -> list[str]:
    return [word] if word in known else nearest(word, known)


def _listed(words: tuple[str, ...]) -> str:
    *others, last = [f"`{word}`" for word in words]
    return f"{', '.join(others)} and {last}" if others else last


def _changes(span: Span, meant: list[str], taken: Set[str] = frozenset()) -> tuple[Fix, ...]:
    return tuple(Fix(f"Change to `{word}`", (Edit(span, word),), True) for word in meant if word not in taken)


def _problem(span: Span, message: str, *fixes: Fix) -> Problem:
    return Problem("invalid-setting", span, message, fixes)
