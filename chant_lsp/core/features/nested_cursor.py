"""Where a cursor stands in nested keys that are being typed: line by line, because the YAML is mostly broken then.

The configuration nests as deep as it likes and prompts do not nest at all: what belongs at a place is told by the
columns of the lines above, and by nothing else.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from chant_lsp.core.features.cursor import find_block
from chant_lsp.core.text import Span

_KEY = re.compile(r"(?P<indent>[ ]*)(?P<dash>-[ ]+)?(?P<key>[\w-]+)[ \t]*:(?=[ \t]|$)")
_KEY_START = re.compile(r"(?P<indent>[ ]*)(?P<dash>-[ ]+)?(?P<word>[\w./-]*)$")
_WORD = re.compile(r"[^\s\[\]{},#\"']*")
_LINE = re.compile(r"[^\r\n]*")


class NestedSpot(NamedTuple):
    """One place that a key or a value can be put in."""

    span: Span
    """What an accepted offer replaces."""
    typed: str
    parents: tuple[str, ...]
    """The keys around it, outermost first; items of lists leave no trace."""
    key: str
    """The key whose value is expected; '' where a key is."""
    siblings: tuple[str, ...] = ()
    """Of a key: the other keys of its map."""
    item: bool = False
    """Of a value: one item of a list."""
    lead: str = ""
    """What is missing before it: the space behind a colon."""
    colon: bool = False
    """Of a key: the colon is there already."""


def nested_spot_at(text: str, offset: int) -> NestedSpot | None:
    """What is expected at the offset; None outside of the frontmatter and in comments. Cost: the frontmatter."""
    block = find_block(text, offset)
    if block is None or not block.start <= offset <= block.end:
        return None
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    line = _LINE.match(text, start)
    assert line is not None
    before, whole = text[start:offset], line[0]
    if re.search(r"(?:^|\s)#", before):
        return None
    above = text[block.start : start].splitlines()
    matched = _KEY.match(whole)
    if matched is not None and len(before) >= matched.end():
        return _value(text, start, whole, matched, offset, above)
    started = _KEY_START.match(before)
    return _start(text, start, whole, started, above, offset, block) if started is not None else None


def _value(
    text: str, start: int, whole: str, matched: re.Match[str], offset: int, above: list[str]
) -> NestedSpot | None:
    parents, _ = _around(above, matched.start("key"), _dash_of(matched))
    word = _word_at(text, offset)
    inside = whole[matched.end() : offset - start]
    in_list = inside.count("[") > inside.count("]")
    if not in_list and (inside.strip() != text[word.start : offset] or "{" in inside):
        return None
    lead = " " if text[word.start - 1] == ":" else ""
    return NestedSpot(word, text[word.start : offset], parents, matched["key"], item=in_list, lead=lead)


def _start(
    text: str, start: int, whole: str, started: re.Match[str], above: list[str], offset: int, block: Span
) -> NestedSpot | None:
    word = _word_at(text, offset)
    rest = whole[word.end - start :].strip()
    if rest and not rest.startswith(":"):
        return None
    column = started.start("word")
    dash = len(started["indent"]) if started["dash"] else None
    parents, siblings = _around(above, column, dash)
    below = text[start + len(whole) : block.end].splitlines()
    siblings += _siblings_below(below, column)
    typed = text[word.start : offset]
    if dash is not None and parents:
        item = NestedSpot(word, typed, parents[:-1], parents[-1], item=True)
        return item._replace(siblings=siblings, colon=rest.startswith(":"))
    return NestedSpot(word, typed, parents, "", siblings, colon=rest.startswith(":"))


def _around(above: list[str], column: int, dash: int | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys that a column is below, outermost first, and the keys beside it that stand before it."""
    parents: list[str] = []
    siblings: list[str] = []
    limit, beside = (column, True) if dash is None else (dash + 1, False)
    for line in reversed(above):
        matched = _KEY.match(line)
        if matched is None:
            continue
        at, its_dash = matched.start("key"), _dash_of(matched)
        if at == limit and beside and not parents:
            siblings.append(matched["key"])
            if its_dash is not None:
                limit, beside = its_dash + 1, False
        elif at < limit:
            parents.append(matched["key"])
            limit, beside = (at, False) if its_dash is None else (its_dash + 1, False)
    return tuple(reversed(parents)), tuple(siblings)


def _siblings_below(below: list[str], column: int) -> tuple[str, ...]:
    found = []
    for line in below:
        matched = _KEY.match(line)
        if matched is None:
            continue
        if matched.start("key") < column or matched["dash"]:
            break
        if matched.start("key") == column:
            found.append(matched["key"])
    return tuple(found)


def _dash_of(matched: re.Match[str]) -> int | None:
    return len(matched["indent"]) if matched["dash"] else None


def _word_at(text: str, offset: int) -> Span:
    start = offset
    while start > 0 and _WORD.fullmatch(text[start - 1]) and text[start - 1] != ":":
        start -= 1
    matched = re.compile(r"[^\s\[\]{},#\"':]*").match(text, offset)
    return Span(start, matched.end() if matched else offset)
