"""The sections of a document, and which of those that are asked for are not there or say nothing.

A heading is found as a person finds it: whatever its level, number, emoji and letter case, `Root Causes (2)` is `Root
cause`. What is asked for is a heading, or several ways to say it with bars between them: `Symptom | Problem`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_FENCE = re.compile(r"[ ]{0,3}(?P<mark>`{3,}|~{3,})")
_HEADING = re.compile(r"[ ]{0,3}(?P<marks>#{1,6})[ \t]+(?P<text>.*?)(?:[ \t]+#+)?[ \t]*")
_BOLD = re.compile(r"[ ]{0,3}(?:\*\*|__)(?P<text>[^*_]+?):?(?:\*\*|__):?[ \t]*")
_UNDERLINE = re.compile(r"[ ]{0,3}(?:=+|-{2,})[ \t]*")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_WORD = re.compile(r"[^\W_]+")
_NOTHING = re.compile(r"(?:to[ -]?do|tbd|fixme|to be (?:done|written|determined)|n/?a|placeholder|lorem ipsum.*)", re.I)
_BOLD_LEVEL = 7
"""A line in bold is a heading below all others."""


class Section(NamedTuple):
    """A heading and what stands below it, sections of a lower level included."""

    heading: str
    level: int
    """1 for `#` … 6; 7 for a line in bold."""
    text: str


class Lacking(NamedTuple):
    """A section that a document does not have."""

    heading: str
    """As it was asked for, the first of several ways to say it."""
    empty: bool
    """The heading is there, and nothing is below it."""


def read_sections(text: str) -> list[Section]:
    """The sections of a Markdown text in their order. Errors: none. Cost: a few passes over the lines."""
    lines = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text).splitlines()
    found = list(_iter_headings(lines))
    sections = []
    for number, (line, level, heading) in enumerate(found):
        later = (found[i] for i in range(number + 1, len(found)))
        end = next((at for at, other, _ in later if other <= level), len(lines))
        sections.append(Section(heading, level, "\n".join(lines[line + 1 : end])))
    return sections


def find_section(text: str, wanted: str) -> Section | None:
    """The first section with text that a wanted heading names, else an empty one; the title is none."""
    return _find(_below_title(read_sections(text)), wanted)


def _find(sections: list[Section], wanted: str) -> Section | None:
    found = [section for section in sections if _is_named(section.heading, wanted)]
    return next((section for section in found if _says_something(section.text)), next(iter(found), None))


def lacking(text: str, wanted: Iterable[str]) -> list[Lacking]:
    """The wanted sections that the text does not have, or that say nothing, in the order asked for."""
    sections = _below_title(read_sections(text))
    missing = []
    for name in wanted:
        section = _find(sections, name)
        if section is None or not _says_something(section.text):
            missing.append(Lacking(name.partition("|")[0].strip(), section is not None))
    return missing


def _iter_headings(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    fence = ""
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark and (not fence or (mark["mark"].startswith(fence) and not line.strip(" `~"))):
            fence = "" if fence else mark["mark"]
        elif not fence:
            match = _HEADING.fullmatch(line) or _BOLD.fullmatch(line)
            below = lines[number + 1] if number + 1 < len(lines) else ""
            if match:
                yield number, len(match["marks"]) if "marks" in match.groupdict() else _BOLD_LEVEL, match["text"]
            elif line.strip() and not line.lstrip().startswith(("-", "|", ">")) and _UNDERLINE.fullmatch(below):
                yield number, 1 if "=" in below else 2, line.strip()


def _below_title(sections: list[Section]) -> list[Section]:
    return sections[1:] if sections and sections[0].level == 1 else sections


def _is_named(heading: str, wanted: str) -> bool:
    """Whether the heading has all the words of one way to say what is wanted, in their order."""
    words = _words(heading)
    return any(_in_order(_words(way), words) for way in wanted.split("|") if way.strip())


def _in_order(wanted: list[str], words: list[str]) -> bool:
    left = iter(words)
    return bool(wanted) and all(any(word == other for other in left) for word in wanted)


def _words(text: str) -> list[str]:
    """Words in small letters, without the `s` of a plural, in one spelling."""
    return [re.sub(r"(?<=\w\w\w)s$", "", word.replace("our", "or")) for word in _WORD.findall(text.lower())]


def _says_something(text: str) -> bool:
    """Whether there is more than headings, rules, white space and words that stand for what is to be written."""
    headings = {line for line, _, _ in _iter_headings(text.splitlines())}
    for number, line in enumerate(text.splitlines()):
        words = line.strip(" \t-*_=#>|:`~.…[]()+•")
        if number not in headings and _WORD.search(words) and not _NOTHING.fullmatch(words):
            return True
    return False
