"""`.chant/lsp.yaml`: what a project wants of chant-lsp, and what is wrong with how it says so.

It can make rules stricter or quieter and choose an agent by its name; it can name no program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from chant_lsp.core.check import AS_SHIPPED, Severities
from chant_lsp.core.findings import Edit, Fix, Problem, Severity
from chant_lsp.core.frontmatter import Entry, Node, Scalar, read_yaml
from chant_lsp.core.frontmatter import Mapping as YamlMap
from chant_lsp.core.rules import CODES
from chant_lsp.core.rules._nearest import nearest
from chant_lsp.core.text import Source, Span
from chant_lsp.core.values import describe

LEVELS: dict[str, Severity | None] = {
    "error": Severity.ERROR,
    "warning": Severity.WARNING,
    "information": Severity.INFORMATION,
    "hint": Severity.HINT,
    "off": None,
}
"""How a severity is written, in the editor's settings and in the project's."""

_MEANT = {"info": "information", "warn": "warning", "none": "off", "ignore": "off", "false": "off", "no": "off"}
_KEYS = ("agent", "diagnostics")


class OwnSettings(NamedTuple):
    """What the file says."""

    agent: str | None = None
    """The agent for runs, by its name."""
    severities: Severities = AS_SHIPPED
    """What it sets by code."""
    problems: tuple[Problem, ...] = ()
    """What in it has no effect, in the order of the text."""


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
    entries, problems = read_yaml(source.text, Span(0, len(source.text)))
    found = [
        _problem(problem.span, problem.message.replace("The frontmatter", "The file"), *problem.fixes)
        for problem in problems
    ]
    agent: str | None = None
    severities: dict[str, Severity | None] = {}
    for key, value in entries:
        if key.text == "agent":
            agent = value.text or None if isinstance(value, Scalar) else None
            found += _of_another_kind(value, "agent", "the name of an agent") if agent is None else []
        elif key.text == "diagnostics":
            found += _read_diagnostics(value, severities)
        else:
            found += _unknown(key, _KEYS)
    found.sort(key=lambda problem: problem.span)
    return OwnSettings(agent, severities, tuple(found))


def _read_diagnostics(node: Node, severities: dict[str, Severity | None]) -> Iterator[Problem]:
    for key, value in _entries(node):
        if key.text != "severity":
            yield from _unknown(key, ("severity",))
            continue
        for code, word in _entries(value):
            yield from _read_severity(code, word, severities)
        yield from _of_another_kind(value, "severity", "a map of codes, such as `missing-title: hint`")
    yield from _of_another_kind(node, "diagnostics", "a map with the key `severity`")


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


def _entries(node: Node) -> tuple[Entry, ...]:
    return node.entries if isinstance(node, YamlMap) else ()


def _of_another_kind(node: Node, key: str, wanted: str) -> list[Problem]:
    """That a value is not the map or the name that it should be; an empty one is as good as none."""
    if (isinstance(node, YamlMap) and key != "agent") or node.span.end <= node.span.start:
        return []
    return [_problem(node.span, f"`{key}` takes {wanted}; found {describe(node)}.")]


def _unknown(key: Scalar, known: tuple[str, ...]) -> list[Problem]:
    meant = nearest(key.text.lower(), known)
    hint = f" Did you mean `{meant[0]}`?" if meant else f" It knows {' and '.join(f'`{name}`' for name in known)} here."
    return [_problem(key.span, f"chant-lsp has no setting `{key.text}`.{hint}", *_changes(key.span, meant))]


def _changes(span: Span, meant: list[str]) -> tuple[Fix, ...]:
    return tuple(Fix(f"Change to `{word}`", (Edit(span, word),), True) for word in meant)


def _problem(span: Span, message: str, *fixes: Fix) -> Problem:
    return Problem("invalid-setting", span, message, fixes)
