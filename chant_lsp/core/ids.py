"""Finding ids by a part of them, or by a slip of the pen, without a look at each.

All ids stand in one text, which is searched by the machine and not by a loop; it is made when somebody asks, and kept
until an id comes or goes.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator

MAX_KEPT = 500
"""Answers that are kept."""

TRACES = (".chant/.locks/", ".chant/pids/", ".chant/logs/", ".chant/approvals/")
"""Folders of files that are named after the spec that was worked on, or decided about."""

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789-_."


class Ids:
    """The ids of a project's specs; what is found is in their order."""

    def __init__(self) -> None:
        self._text: str | None = None
        self._small: str | None = None
        """The same in small letters."""
        self._found: dict[tuple[str, int, bool], list[str]] = {}
        """What was asked since an id came or went: each rule asks the same of a text that names nothing."""

    def forget(self) -> None:
        """An id came or went."""
        self._text = self._small = None
        self._found.clear()

    def containing(self, ids: Iterable[str], part: str, limit: int) -> list[str]:
        """The ids that a text is a part of; no more than the limit.

        Shape: `ids` are all there are; they are read only if one came or went since.
        """
        return self._find(ids, part, limit) if part and "\n" not in part else []

    def ending(self, ids: Iterable[str], part: str, limit: int) -> list[str]:
        """The ids that a text is the end of; no more than the limit."""
        return self._find(ids, f"{part}\n", limit) if part and "\n" not in part else []

    def in_any_case(self, ids: Iterable[str], id: str) -> list[str]:
        """The ids that differ in capital and small letters only."""
        found = self._find(ids, f"\n{id}\n", 10, ignore_case=True) if "\n" not in id else []
        return [other for other in found if other != id]

    def _find(self, ids: Iterable[str], part: str, limit: int, ignore_case: bool = False) -> list[str]:
        asked = (part, limit, ignore_case)
        if asked not in self._found:
            if len(self._found) >= MAX_KEPT:
                self._found.clear()
            self._found[asked] = self._search(ids, part, limit, ignore_case)
        return self._found[asked]

    def _search(self, ids: Iterable[str], part: str, limit: int, ignore_case: bool) -> list[str]:
        if self._text is None:
            self._text = "\n" + "\n".join(sorted(ids)) + "\n"
        text = within = self._text
        if ignore_case:
            part = part.lower()
            within = self._small = self._small or text.lower()
        if len(within) != len(text):
            return []
        found: dict[str, None] = {}
        at = within.find(part)
        while at >= 0 and len(found) < limit:
            # The part may bring the line breaks around an id along.
            start = at if part[0] == "\n" else within.rfind("\n", 0, at + 1)
            end = text.find("\n", max(start + 1, at + (len(part) - 1 if part[-1] == "\n" else 0)))
            found[text[start + 1 : end]] = None
            at = within.find(part, end)
        return list(found)


MAX_COMPARED = 300
"""Among so few ids, the most alike may differ by more than a slip; difflib takes some 50 µs for each."""


def are_few(ids: Collection[str], more: int = 0) -> bool:
    """Whether each id may be looked at; with `more`, whether that was so with that many less, too."""
    return len(ids) - more <= MAX_COMPARED


def may_be_slip(word: str, id: str) -> bool:
    """Whether the two may differ in capital letters only, or be one slip from each other; quick, and sure of its no."""
    if abs(len(word) - len(id)) > 2:
        return False
    # A slip is in one place: it leaves the first half whole, or the last.
    half = max((min(len(word), len(id)) - 2) // 2, 0)
    alike = half == 0 or word[-half:] == id[-half:] or word[:half] == id[:half]
    return alike or word.lower() == id.lower()


def one_slip_away(word: str, ids: Container[str]) -> Iterator[str]:
    """The ids that differ from the word by one letter, by two that are swapped, or by two too many.

    Cost: some 80 look-ups a letter, however many ids there are.
    """
    for i in range(len(word) + 1):
        head, tail = word[:i], word[i:]
        yield from _known(ids, (head + tail[1:], head + tail[2:], head + tail[1:2] + tail[:1] + tail[2:]), word)
        yield from _known(ids, (head + letter + tail[1:] for letter in _ALPHABET), word)
        yield from _known(ids, (head + letter + tail for letter in _ALPHABET), word)


def _known(ids: Container[str], guesses: Iterable[str], word: str) -> Iterator[str]:
    return (guess for guess in guesses if guess and guess != word and guess in ids)
