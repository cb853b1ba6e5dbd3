"""How chant grades a spec before it works on it: its size, its wording, its criteria.

The grades are chant's own arithmetic (chant-reference.md §9.5), over what people wrote: the sections that chant appends
are left out, which it does not do itself.
"""

from __future__ import annotations

from typing import NamedTuple

MAX_CRITERIA = 10
MAX_FILES = 5
MAX_WORDS = 150
"""What chant's lint thinks too much, and `complexity_words` only where the configuration asks for it."""

_VAGUE = ("improve", "as needed", "etc", "and related", "similar")
_VERB_LIST = """
    implement add create update fix remove delete refactor test verify ensure validate configure setup install deploy
    build run execute check document write read parse handle process calculate compute convert transform migrate upgrade
    downgrade
"""
_VERBS = frozenset(_VERB_LIST.split())


class Scores(NamedTuple):
    """Grades from A, the best, to D."""

    complexity: str
    confidence: str
    criteria: str

    @property
    def light(self) -> str:
        """chant's traffic light: `work` refuses `Refine` where nobody can confirm it."""
        if "D" in self:
            return "Refine"
        return "Review" if "C" in self else "Ready"


class Counts(NamedTuple):
    """The numbers that grades are made from."""

    words: int
    bullets: int
    verbs: int
    """Bullets that begin with a verb."""
    paragraphs: int
    """Other lines of text; what is in fences is left out."""
    vague: int
    """Words that say little, or have such a word in them."""


def grade(words: str, criteria: int, files: int) -> Scores:
    """The grades of a text with so many counted boxes and output files. Cost: a few passes over the text."""
    counts = count(words)
    return Scores(_complexity(criteria, files, counts.words), _confidence(counts), _criteria(criteria))


def count(words: str) -> Counts:
    """The numbers of a text."""
    bullets, paragraphs, verbs = _count_lines(words)
    lower = words.lower()
    return Counts(len(words.split()), bullets, verbs, paragraphs, sum(lower.count(each) for each in _VAGUE))


def _complexity(criteria: int, files: int, words: int) -> str:
    for letter, most in (("D", (8, 5, 600)), ("C", (6, 4, 400)), ("B", (4, 3, 200))):
        if criteria >= most[0] or files >= most[1] or words >= most[2]:
            return letter
    return "A"


def _criteria(count: int) -> str:
    return "D" if count == 0 else "C" if count == 1 else "B" if count < 4 else "A"


def _confidence(counts: Counts) -> str:
    lines = counts.bullets + counts.paragraphs
    ratio = counts.bullets / lines if lines else 0.0
    verb_ratio = counts.verbs / counts.bullets if counts.bullets else 0.0
    if not counts.words or ratio < 0.10 or counts.vague > 8:
        return "D"
    if ratio > 0.60 and verb_ratio > 0.80 and not counts.vague:
        return "A"
    return "B" if ratio > 0.30 and verb_ratio > 0.50 and counts.vague < 3 else "C"


def _count_lines(words: str) -> tuple[int, int, int]:
    """Bullets, other lines of text, and bullets that begin with a verb; what is in fences is left out."""
    bullets = paragraphs = verbs = 0
    fenced = False
    for line in map(str.strip, words.split("\n")):
        if line.startswith("```"):
            fenced = not fenced
        elif not line or fenced or line.startswith("#") or line in ("-", "*"):
            continue
        elif line.startswith(("- ", "* ")):
            bullets += 1
            first = _without_mark(line[2:]).split(maxsplit=1)
            verbs += bool(first) and first[0].lower() in _VERBS
        else:
            paragraphs += 1
    return bullets, paragraphs, verbs


def _without_mark(bullet: str) -> str:
    """A bullet without the first thing in brackets; of those that are never closed there may be thousands."""
    start = bullet.find("[")
    end = bullet.find("]", start)
    return bullet if start < 0 or end < 0 else bullet[:start] + bullet[end + 1 :].lstrip()
