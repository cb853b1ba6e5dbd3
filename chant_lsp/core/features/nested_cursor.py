"""Where a cursor stands in nested keys that are being typed: line by line, because the YAML is mostly broken then.

The configuration nests as deep as it likes and prompts do not nest at all: what belongs at a place is told by the
columns of the lines above, and by nothing else.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from chant_lsp.core.config_schema import SETTINGS
from chant_lsp.core.features.cursor import find_block
from chant_lsp.core.text import Span, line_start

_KEY = re.compile(r"(?P<indent>[ ]*)(?P<dash>-[ ]+)?(?P<quote>[\"']?)(?P<key>[\w-]+)(?P=quote)[ \t]*:(?=[ \t]|$)")
_KEY_START = re.compile(r"(?P<indent>[ ]*)(?P<dash>-(?:[ ]+|$))?(?P<word>(?:[\w./][\w./-]*)?)$")
_ITEM = re.compile(r"(?P<indent>[ ]*)-(?:[ ]+(?P<text>[^#\s][^#]*)?)?$")
_OPENED_ITEM = re.compile(r"(?P<indent>[ ]*)-[ ]+(?=[\[{\"'])")
_WORD = re.compile(r"[^\s\[\]{},#\"']*")
_KEYS_BEHIND = re.compile(r"[{,][ \t]*[\"']?([\w-]+)[\"']?[ \t]*:")
_END = r"(?:\r\n|\n|\r(?!\n))"
_BELOW = re.compile(rf"(?:{_END}[ \t]*(?:#[^\r\n]*)?(?=[\r\n]))*{_END}(?P<indent>[ ]*)(?P<dash>-[ ])?(?=[^\s#])")
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
    """Of a key: the other keys of its map; of an item of a list: the others in it, as they are written there."""
    item: bool = False
    """Of a value: one item of a list."""
    lead: str = ""
    """What is missing before it: the space behind a colon or a dash."""
    colon: bool = False
    """Of a key: the colon is there already."""
    quote: str = ""
    """The quotation mark that it stands behind."""
    open_quote: bool = False
    """The second quotation mark is missing."""


def nested_spot_at(text: str, offset: int, block: Span | None = None) -> NestedSpot | None:
    """What is expected at the offset; None outside of the YAML and in comments. Cost: the YAML.

    Shape: the block is where the YAML is; None for frontmatter.
    """
    block = block or find_block(text, offset, SETTINGS)
    if block is None or not block.start <= offset <= block.end:
        return None
    start = line_start(text, offset)
    line = _LINE.match(text, start)
    assert line is not None
    before, whole = text[start:offset], line[0]
    if re.search(r"(?:^|\s)#", before):
        return None
    above = text[block.start : start].splitlines()
    matched = _KEY.match(whole)
    if matched is not None and len(before) >= matched.end():
        parents, _ = _around(above, matched.start("quote"), _dash_of(matched))
        return _value(text, start + matched.end(), offset, (*parents, matched["key"]))
    opened = _OPENED_ITEM.match(whole)
    if opened is not None and len(before) >= opened.end():
        parents, _ = _around(above, opened.end(), len(opened["indent"]))
        return _value(text, start + opened.end(), offset, parents, item=True) if parents else None
    started = _KEY_START.match(before)
    return _start(text, start, whole, started, above, offset, block) if started is not None else None


def _value(text: str, at: int, offset: int, path: tuple[str, ...], item: bool = False) -> NestedSpot | None:
    """What is expected in a value that begins at an offset; `path` ends with its key."""
    inside = _inside(text, at, offset)
    if inside is None:
        return None
    opened, start, quote = inside
    line = _LINE.match(text, start)
    assert line is not None
    end, open_quote = _end_of(text, offset, quote, line.end())
    rest = text[end : line.end()]
    if not quote and (rest[:1] in ("'", '"') or (start == end and _said_behind(text, end, bool(opened)))):
        return None
    path = (*path, *[frame.key for frame in opened[:-1] if frame.mark == "{"])
    frame = opened[-1] if opened else None
    spot = NestedSpot(Span(start, end), text[start:offset], path[:-1], path[-1], item=item)
    spot = spot._replace(quote=quote, open_quote=open_quote, lead=" " if not quote and text[start - 1] in ":" else "")
    if frame is None:
        return spot
    if frame.mark == "[":
        behind = (each.strip(" \t'\"") for each in rest.partition("]")[0].split(","))
        return spot._replace(item=True, siblings=(*frame.said, *filter(None, behind)))
    if frame.key:
        return spot._replace(parents=path, key=frame.key)
    if quote:
        return None
    behind = _KEYS_BEHIND.findall(rest.partition("}")[0])
    colon = rest.lstrip(" \t").startswith(":")
    return spot._replace(parents=path, key="", item=False, siblings=(*frame.said, *behind), lead="", colon=colon)


def _said_behind(text: str, offset: int, in_brackets: bool) -> bool:
    """Whether a value stands behind an empty place already, or below its key, with which another would become one."""
    line = _LINE.match(text, offset)
    assert line is not None
    rest = line[0].strip(" \t")
    if in_brackets:
        return rest[:1] not in ("", ",", "]", "}", ":", "#")
    if rest and not rest.startswith("#"):
        return True
    start = line_start(text, offset)
    column = offset - start - len(text[start:offset].lstrip(" -"))
    below = _BELOW.match(text, line.end())
    return below is not None and len(below["indent"]) + bool(below["dash"]) > column


class _Opened:
    """A bracket or a brace that is open where the cursor is."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self.key = ""
        """In braces: the key whose value is being written."""
        self.said: list[str] = []
        """The keys or the items that are finished."""


def _inside(text: str, at: int, offset: int) -> tuple[list[_Opened], int, str] | None:
    """What is open at the offset of a value, where its word begins there, and behind which quotation mark; None where
    something is finished already.
    """
    opened: list[_Opened] = []
    start, done = -1, False
    while at < offset:
        sign = text[at]
        if start < 0 and not done and sign in "\"'":
            closed = _closing(text, at, offset)
            if closed is None:
                return opened, at + 1, sign
            start, at, done = at, closed, True
        elif start < 0 and not done and sign in "[{":
            opened.append(_Opened(sign))
        elif opened and sign in ",]}:":
            word = text[start:at].strip(" \t'\"") if start >= 0 else ""
            frame = opened[-1]
            if sign == "," or sign in "]}":
                frame.said += [word] if frame.mark == "[" and word else []
                frame.key = ""
                start, done = -1, sign != ","
                if done:
                    opened.pop()
            elif frame.mark == "{" and not frame.key and word and text[at + 1 : at + 2] in " \t,]}\r\n":
                frame.key = word
                frame.said.append(word)
                start, done = -1, False
        elif sign in " \t":
            done = done or start >= 0
        elif start < 0:
            start = at
        at += 1
    return None if done else (opened, start if start >= 0 else offset, "")


def _closing(text: str, at: int, offset: int) -> int | None:
    """Where the quotation mark at an offset is closed; None where it is not before another one."""
    quote = text[at]
    pattern = r"'(?:''|[^'])*'" if quote == "'" else r'"(?:\\.|[^"\\])*"'
    match = re.compile(pattern).match(text, at, offset)
    return match.end() - 1 if match is not None else None


def _end_of(text: str, offset: int, quote: str, line_end: int) -> tuple[int, bool]:
    """Where the word at an offset ends, and whether its second quotation mark is missing."""
    if quote and (end := text.find(quote, offset, line_end)) >= 0:
        return end, False
    return _word_at(text, offset).end, bool(quote)


def _start(
    text: str, start: int, whole: str, started: re.Match[str], above: list[str], offset: int, block: Span
) -> NestedSpot | None:
    word = _word_at(text, offset)
    rest = whole[word.end - start :].strip()
    if rest and not rest.startswith(":"):
        return None
    column = started.start("word")
    dash = len(started["indent"]) if started["dash"] else None
    lead = " " if started["dash"] == "-" else ""
    word = Span(offset, word.end) if lead else word
    parents, siblings = _around(above, column, dash)
    below = text[start + len(whole) : block.end].splitlines()
    typed = text[word.start : offset]
    colon = rest.startswith(":")
    if dash is not None:
        keys, items = _siblings_below(below, column), _items_around(above, below, dash)
        item = NestedSpot(word, typed, parents[:-1], parents[-1], item=True, lead=lead) if parents else None
        return item and item._replace(siblings=(*siblings, *keys, *items), colon=colon)
    return NestedSpot(word, typed, parents, "", (*siblings, *_siblings_below(below, column)), colon=colon)


def _items_around(above: list[str], below: list[str], dash: int) -> tuple[str, ...]:
    """The other items of a list of words, its dashes being in that column."""
    found = []
    for lines in (reversed(above), below):
        for line in lines:
            matched = _ITEM.match(line)
            if matched is not None and len(matched["indent"]) == dash:
                found.append((matched["text"] or "").strip(" \t'\""))
            elif line.strip() and len(line) - len(line.lstrip(" ")) <= dash:
                break
    return tuple(filter(None, found))


def _around(above: list[str], column: int, dash: int | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys that a column is below, outermost first, and the keys beside it that stand before it."""
    parents: list[str] = []
    siblings: list[str] = []
    limit, beside = (column, True) if dash is None else (dash + 1, False)
    for line in reversed(above):
        matched = _KEY.match(line)
        if matched is None:
            continue
        at, its_dash = matched.start("quote"), _dash_of(matched)
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
        if matched.start("quote") < column or matched["dash"]:
            break
        if matched.start("quote") == column:
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
