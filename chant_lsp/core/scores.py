"""How chant would grade a spec: size, wording and criteria, each with the numbers that the grade comes from.

Source: chant-reference.md §9.5. The grades are chant's own, however odd: `fetch` is vague, because it holds `etc`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from chant_lsp.core.frontmatter import WHITE

VERBS = frozenset(
    (
        *("implement", "add", "create", "update", "fix", "remove", "delete", "refactor", "test", "verify", "ensure"),
        *("validate", "configure", "setup", "install", "deploy", "build", "run", "execute", "check", "document"),
        *("write", "read", "parse", "handle", "process", "calculate", "compute", "convert", "transform", "migrate"),
        *("upgrade", "downgrade"),
    )
)
VAGUE = ("improve", "as needed", "etc", "and related", "similar")

_BRACKETED = re.compile(r"\[[^\]]*\]")
_CRITERION = re.compile(r"- \[[ xX]\]")


class Grade(NamedTuple):
    """One dimension."""

    letter: str
    """`A` to `D`."""
    because: str
    """The numbers, in words."""


class Scores(NamedTuple):
    """What chant's traffic light is made of."""

    complexity: Grade
    confidence: Grade
    criteria: Grade

    @property
    def light(self) -> str:
        """`Ready`, `Review` or `Refine`."""
        letters = {grade.letter for grade in self}
        return "Refine" if "D" in letters else "Ready" if letters <= {"A", "B"} else "Review"


def scores(body: str, total_criteria: int, files: int) -> Scores:
    """The grades of a body, with the boxes that chant counts in it and the number of its spec's outputs."""
    return Scores(_complexity(body, total_criteria, files), _confidence(body), _criteria(body))


def _complexity(body: str, total: int, files: int) -> Grade:
    count = len(body.split())
    limits = (("D", 8, 5, 600), ("C", 6, 4, 400), ("B", 4, 3, 200))
    reached = (
        letter for letter, criteria, most, words in limits if total >= criteria or files >= most or count >= words
    )
    numbers = (_count(total, "criterion", "criteria"), _count(files, "output"), _count(count, "word"))
    return Grade(next(reached, "A"), ", ".join(numbers))


def _confidence(body: str) -> Grade:
    if not body.strip(WHITE):
        return Grade("D", "no text")
    bullets = verbs = paragraphs = 0
    for line in _lines(body):
        if not line or line.startswith("#") or line in ("-", "*"):
            continue
        if line.startswith(("- ", "* ")) and line[2:].strip(WHITE):
            bullets += 1
            verbs += _first_word(line[2:]) in VERBS
        else:
            paragraphs += 1
    ratio = bullets / (bullets + paragraphs) if bullets else 0.0
    verb_ratio = verbs / bullets if bullets else 0.0
    lower = body.lower()
    vague = sum(lower.count(words) for words in VAGUE)
    numbers = f"{_count(bullets, 'bullet')}, {verbs} of them with a verb in front, {_count(paragraphs, 'other line')}"
    return Grade(_wording(ratio, verb_ratio, vague), f"{numbers}, {_count(vague, 'vague word')}")


def _wording(ratio: float, verb_ratio: float, vague: int) -> str:
    if ratio < 0.10 or vague > 8:
        return "D"
    if ratio > 0.60 and verb_ratio > 0.80 and not vague:
        return "A"
    return "B" if ratio > 0.30 and verb_ratio > 0.50 and vague < 3 else "C"


def _criteria(body: str) -> Grade:
    count = sum(_CRITERION.match(line) is not None for line in _lines(body))
    return Grade("DCBBA"[min(count, 4)], _count(count, "box", "boxes"))


def _lines(body: str) -> list[str]:
    """The trimmed lines outside fences, which each line of three backticks opens or closes."""
    found, fenced = [], False
    for line in body.split("\n"):
        trimmed = line.strip(WHITE)
        if trimmed.startswith("```"):
            fenced = not fenced
        elif not fenced:
            found.append(trimmed)
    return found


def _first_word(text: str) -> str:
    text = text.strip(WHITE)
    box = _BRACKETED.match(text)
    words = (text[box.end() :] if box is not None else text).split(maxsplit=1)
    return words[0].lower() if words else ""


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"
