"""What can be offered by a part of its name: ids with their titles, outputs, labels, among any number of them.

All names of a kind stand in one text, which is searched by the machine and not by a loop. It is made when somebody
first asks; what changes afterwards is put beside it, until that is so much that it is made anew.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chant_lsp.core.index import SpecIndex
    from chant_lsp.core.spec import Spec

MAX_PENDING = 1_000
"""Names that are put beside the text before it is made anew."""

HITS_FOR_EACH = 4
"""Places that a search looks at, for each name that it may find: most may be in the words, which come last."""

STEP = 4_000
"""Names of one step in the making of the text: some milliseconds."""

MAX_LIKE = 2_000
"""Names with the letters of a text that are compared."""

_ON_ONE_LINE = str.maketrans("\n\r", "  ")


class Names:
    """The names of one project's specs, of what they write, and of their labels."""

    def __init__(self, index: SpecIndex) -> None:
        self._index = index
        self._ids = _Table(self._iter_titles, self._title)
        self._outputs = _Table(
            lambda: ((path, "") for path in list(index.outputs_below("."))),
            lambda path: "" if index.producers(path) else None,
        )
        self._labels: Counter[str] | None = None

    def ids(self, text: str, limit: int) -> list[str]:
        """Ids that a text is the beginning of, then those that it is a part of, then those with it in their titles.

        Shape: capital and small letters are the same; by id within each group; of very many only some.
        Cost:  a few milliseconds at 100,000 specs, and some hundred once.
        """
        return self._ids.search(text, limit)

    def ids_like(self, text: str, limit: int) -> list[str]:
        """Ids that, with their titles, have all letters of a text in its order; where they stand closest first.

        Cost: some ten milliseconds at 100,000 specs.
        """
        return self._ids.like(text, limit)

    def ids_around(self, id: str, limit: int) -> list[str]:
        """The ids that stand nearest to one in their order: those before it, nearest first, then those behind it."""
        return self._ids.around(id, limit)

    def outputs(self, text: str, limit: int) -> list[str]:
        """The paths that some spec writes and that a text is the beginning of, then those that it is a part of."""
        return self._outputs.search(text, limit)

    def labels(self) -> list[tuple[str, int]]:
        """The labels of all specs with the number of specs that have them, the most used first."""
        if self._labels is None:
            self._labels = Counter(label for spec in self._index.specs.values() for label in spec.labels)
        return sorted(self._labels.items(), key=lambda item: (-item[1], item[0]))

    def iter_prepare(self) -> Iterator[None]:
        """Make in steps what the first search would wait for: some hundred milliseconds at 100,000 specs."""
        yield from self._ids.iter_make()
        yield from self._outputs.iter_make()

    def changed(self, before: Spec | None, after: Spec | None) -> None:
        """A spec came, changed or went. Cost: proportional to what it names; nothing while nobody has asked."""
        if self._labels is not None and (before and before.labels) != (after and after.labels):
            self._labels.subtract(before.labels if before else ())
            self._labels.update(after.labels if after else ())
            self._labels = +self._labels
        if not (self._ids.is_asked or self._outputs.is_asked):
            return
        for spec in (before, after):
            if spec is None:
                continue
            if before is None or after is None or before.title != after.title:
                self._ids.changed(spec.id)
            if before is None or after is None or before.mentions != after.mentions:
                for output in spec.outputs:
                    self._outputs.changed(output.text)

    def _iter_titles(self) -> Iterator[tuple[str, str]]:
        for id in list(self._index.ids):
            # What goes meanwhile is put beside the table.
            yield id, self._title(id) or ""

    def _title(self, id: str) -> str | None:
        spec = self._index.spec_of(id)
        return None if spec is None else spec.title or ""


class _Table:
    """Names with a few words each, searched together."""

    def __init__(self, names: Callable[[], Iterable[tuple[str, str]]], words: Callable[[str], str | None]) -> None:
        self._names = names
        """All names with their words, whatever changes while they are gone through."""
        self._words = words
        """The words of a name now; None when there is no such name any more."""
        self._sorted: list[str] | None = None
        self._text = ""
        """A line for each: the name, a tab, its words; in small letters, in the order of `_sorted`."""
        self._starts = array("Q")
        self._in_making = False
        self._pending: dict[str, None] = {}
        """Names that came, went or got other words since the text was made."""

    @property
    def is_asked(self) -> bool:
        """Whether there is a table, or one in making."""
        return self._in_making or self._sorted is not None

    def changed(self, name: str) -> None:
        """The name came, went or got other words."""
        if self._sorted is None:
            if self._in_making:
                self._pending[name] = None
            return
        self._pending[name] = None
        if len(self._pending) > MAX_PENDING + len(self._sorted) // 20:
            self._sorted = None
            self._text, self._starts = "", array("Q")
            self._pending.clear()

    def search(self, text: str, limit: int) -> list[str]:
        """The names that the text is the beginning of, then those it is part of, then those with it in their words."""
        if "\n" in text:
            return []
        names, wanted = self._make(), text.lower()
        if not self._pending and wanted:
            # What many names begin with need not be looked for anywhere else.
            first = bisect_left(names, wanted)
            beginning = names[first : first + limit]
            if len(beginning) == limit and beginning[-1].startswith(wanted):
                return beginning
        groups: tuple[list[str], ...] = ([], [], [])
        for name, rank in self._iter_hits(wanted, limit):
            if len(groups[rank]) < limit:
                groups[rank].append(name)
        for group in groups:
            group.sort()
        return list(islice(dict.fromkeys(name for group in groups for name in group), limit))

    def like(self, text: str, limit: int) -> list[str]:
        """The names that, with their words, have all letters of the text in its order; the closest together first."""
        letters = [re.escape(letter) for letter in text.lower() if not letter.isspace()]
        if not letters:
            return []
        # Each letter is followed by the next one with none of that between them: there is nothing to try again.
        rest = "".join(f"[^\n{letter}]*{letter}" for letter in letters[1:])
        pattern = re.compile(f"{letters[0]}{rest}")
        names = self._make()
        lines = (f"{name}\t{self._words(name)}".lower() for name in self._pending if self._words(name) is not None)
        fresh = [
            (match.end() - match.start(), line.split("\t")[0]) for line in lines if (match := pattern.search(line))
        ]
        for match in islice(re.finditer(f"({pattern.pattern})[^\n]*", self._text), MAX_LIKE):
            name = names[bisect_right(self._starts, match.start()) - 1]
            if name not in self._pending:
                fresh.append((match.end(1) - match.start(1), name))
        return [name for _, name in sorted(fresh)[:limit]]

    def around(self, name: str, limit: int) -> list[str]:
        """The names nearest to one in their order: those before it, nearest first, then those behind."""
        names = self._make()
        at = bisect_left(names, name)
        fresh = sorted(other for other in self._pending if self._words(other) is not None)
        before = sorted({*names[max(0, at - limit) : at], *(one for one in fresh if one < name)}, reverse=True)
        behind = sorted({*names[at : at + limit + 1], *(one for one in fresh if one > name)})
        chosen = (one for one in (*before[:limit], *behind) if one != name and self._is_there(one))
        return list(islice(chosen, limit))

    def _make(self) -> list[str]:
        for _ in self.iter_make():
            pass
        return self._sorted or []

    def iter_make(self) -> Iterator[None]:
        """Make the text, unless it is there, with a break between steps; what changes meanwhile is not lost."""
        if self._sorted is not None:
            return
        self._in_making = True
        names: dict[str, str] = {}
        for name, words in self._names():
            names[name] = words
            if not len(names) % STEP:
                yield
        ordered = sorted(names)
        pieces: list[str] = []
        starts = array("Q", [0])
        for at in range(0, len(ordered), STEP):
            yield
            piece = _to_lines([f"{name}\t{names[name]}\n" for name in ordered[at : at + STEP]])
            pieces.append(piece)
            lengths = (len(line) + 1 for line in piece.split("\n")[:-1])
            starts.extend(islice(accumulate(lengths, initial=starts[-1]), 1, None))
        if self._sorted is None:
            self._sorted, self._text, self._starts = ordered, "".join(pieces), starts
        self._in_making = False

    def _is_there(self, name: str) -> bool:
        return name not in self._pending or self._words(name) is not None

    def _iter_hits(self, wanted: str, limit: int) -> Iterator[tuple[str, int]]:
        """Names with their ranks: 0 begins with it, 1 holds it, 2 has it in its words; some beginnings first."""
        for name in self._pending:
            words = self._words(name)
            if words is not None:
                line = f"{name}\t{words}".translate(_ON_ONE_LINE).lower()
                if (at := line.find(wanted)) >= 0:
                    yield name, _rank(line, 0, at)
        found = 0
        for i in self._beginning(wanted, limit):
            if self._sorted is not None and self._sorted[i] not in self._pending:
                yield self._sorted[i], 0
                found += 1
        if found < limit:
            yield from self._containing(wanted, limit)

    def _beginning(self, wanted: str, limit: int) -> Iterator[int]:
        """Where in the order the names stand that begin with the text as it is written."""
        names = self._sorted or []
        first = bisect_left(names, wanted)
        return (i for i in range(first, min(first + limit, len(names))) if names[i].startswith(wanted))

    def _containing(self, wanted: str, limit: int) -> Iterator[tuple[str, int]]:
        names = self._sorted or []
        at = self._text.find(wanted)
        held = 0
        for _ in range(HITS_FOR_EACH * limit):
            if at < 0 or held >= limit:
                return
            i = bisect_right(self._starts, at) - 1
            if i >= len(names):
                return
            rank = _rank(self._text, self._starts[i], at)
            held += rank < 2
            if names[i] not in self._pending:
                yield names[i], rank
            at = self._text.find(wanted, self._starts[i + 1])


def _to_lines(lines: list[str]) -> str:
    """The lines in small letters, with no line ends but their own."""
    text = "".join(lines).lower()
    if text.count("\n") == len(lines) and "\r" not in text:
        return text
    return "".join(f"{line.translate(_ON_ONE_LINE)[:-1]}\n" for line in lines).lower()


def _rank(text: str, start: int, at: int) -> int:
    if at == start:
        return 0
    return 1 if text.find("\t", start, at) < 0 else 2
