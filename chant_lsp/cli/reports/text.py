"""For people: the place, the message, and the line drawn with a caret under what is meant."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator, Sequence

from chant_lsp.cli.checked import Checked
from chant_lsp.cli.reports import count, first_fix
from chant_lsp.core.features.prose import shown, shown_in_line
from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.text import Source

MAX_COLUMNS = 100
"""Of a drawn line; a longer one is cut around what is meant."""
BEFORE = 30
"""Columns left of the caret in a line that is cut."""

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFORMATION: "36", Severity.HINT: "2"}


def render(checked: Sequence[Checked]) -> str:
    """File by file, then one line in sum."""
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    blocks = ["\n".join(_iter_lines(one, coloured)) for one in checked if one.findings]
    return "\n\n".join([*blocks, _in_sum(checked)])


def _iter_lines(one: Checked, coloured: bool) -> Iterator[str]:
    place = shown_in_line(one.shown)
    for finding in one.findings:
        line, column = one.source.place(finding.span.start)
        name = finding.severity.name.lower()
        word = f"\x1b[{_COLOURS[finding.severity]}m{name}\x1b[0m" if coloured else name
        yield f"{place}:{line + 1}:{column + 1}: {word}: {shown_in_line(finding.message)} [{finding.code}]"
        yield from _drawing(one.source, finding)
        fix = first_fix(finding)
        if fix is not None:
            yield f"{_margin(line)} = fix: {shown_in_line(fix.title)}"


def _drawing(source: Source, finding: Finding) -> Iterator[str]:
    """The line that the finding starts in, with carets under its part of it."""
    line, column = source.place(finding.span.start)
    text = source.slice(source.line_span(line))
    end = min(column + max(finding.span.end - finding.span.start, 1), max(len(text), column + 1))
    first = max(0, column - BEFORE) if len(text) > MAX_COLUMNS else 0
    last = min(len(text), first + MAX_COLUMNS)
    before, meant, after = text[first:column], text[column : min(end, last)], text[min(end, last) : last]
    left = "…" if first else ""
    right = "…" if last < len(text) else ""
    before, meant, after = _flat(before), _flat(meant), _flat(after)
    yield f"{line + 1:>4} | {left}{before}{meant}{after}{right}".rstrip()
    yield f"{_margin(line)} | {' ' * _width(left + before)}{'^' * max(1, _width(meant))}"


def _margin(line: int) -> str:
    return " " * max(4, len(str(line + 1)))


def _flat(text: str) -> str:
    """As a terminal shows it, in one line and without commands to the terminal."""
    return shown(text.replace("\t", "  "))


def _width(text: str) -> int:
    """Columns of a terminal: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(bool(unicodedata.combining(character)) for character in text)


def _in_sum(checked: Sequence[Checked]) -> str:
    counts = count(checked)
    files = counts.pop("files")
    said = [f"{number} {_noun(name, number)}" for name, number in counts.items() if number]
    return f"{files} {_noun('file', files)} checked: {', '.join(said) or 'nothing found'}."


def _noun(word: str, number: int) -> str:
    return word if number == 1 or word == "information" else f"{word}s"
