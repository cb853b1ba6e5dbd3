"""Did you mean: the known words that a misspelt one is nearest to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from chant_lsp.core.ids import MAX_COMPARED, are_few, one_slip_away
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import PROMPTS_FOLDER

ALIKE = 0.75
"""Of two words together, the share of letters that they have in common, in the same order."""


def nearest(word: str, words: Iterable[str], count: int = 1) -> list[str]:
    """The words most like this one, best first; empty when none is alike.

    Cost: one look at each word; the careful comparison only among few.
    """
    known = dict.fromkeys(words)
    # One slip leaves the beginning or the end of a long word whole: that is quick to see for most words.
    head, tail = (word[:3], word[-3:]) if len(word) > 7 else ("", "")
    near = (other for other in known if other.startswith(head) or other.endswith(tail))
    slips = [other for other in near if abs(len(other) - len(word)) <= 2 and is_slip(word, other)]
    if len(slips) < count and len(known) <= MAX_COMPARED:
        alike = [other for other in known if _may_be_alike(word, other)]
        found = get_close_matches(word, alike, count, ALIKE) if alike else ()
        slips += [other for other in found if other not in slips]
    return slips[:count]


def _may_be_alike(word: str, other: str) -> bool:
    """Whether they may be: most words have too few letters of one another, which is quick to see."""
    least = ALIKE * (len(word) + len(other)) / 2
    return least <= len(word) and least <= len(other) and least <= sum(map(other.__contains__, word))


def nearest_prompt(name: str, names: Collection[str]) -> str | None:
    """The prompt whose file was named, the one that differs in capital and small letters, or the most alike."""
    plain = name.rpartition(PROMPTS_FOLDER)[2].removeprefix("./").removeprefix("prompts/").removesuffix(".md")
    if plain in names:
        return plain
    small = next((one for one in names if one.lower() == plain.lower()), None)
    return small or next(iter(nearest(plain, names)), None)


def nearest_id(index: SpecIndex, word: str, taken: Collection[str]) -> str | None:
    """The id that a word is most like, those that are taken left out.

    Cost: some look-ups, however many specs there are; among few, one look at each.
    """
    if are_few(index.ids):
        found = nearest(word, (id for id in sorted(index.ids) if id not in taken))
    else:
        found = [id for id in one_slip_away(word, index.ids) if id not in taken]
    return found[0] if found else None


def is_slip(word: str, other: str) -> bool:
    """Whether the words differ in one place only, by at most two characters (and are not the same)."""
    longer, shorter = max(len(word), len(other)), min(len(word), len(other))
    if longer - shorter > 2 or word == other or shorter < 3:
        return False
    head = 0
    while head < shorter and word[head] == other[head]:
        head += 1
    tail = 0
    while tail < shorter - head and word[-1 - tail] == other[-1 - tail]:
        tail += 1
    left, left_other = len(word) - head - tail, len(other) - head - tail
    if max(left, left_other) == 2 and left == left_other:
        return word[head] == other[head + 1] and word[head + 1] == other[head]
    return max(left, left_other) <= 1 or (min(left, left_other) == 0 and longer > 5)
