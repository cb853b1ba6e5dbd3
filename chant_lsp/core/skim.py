"""The facts of a spec that is written as most are, without reading its YAML or all of its body.

A hundred thousand specs are read when an editor starts, and hardly any of them is looked into. Whoever writes a spec by
chant's own commands, or with no more than `key: value` lines and lists, gets facts in a fifth of the time; anything
else - a comment, a nested map, a fence around the criteria, a value that chant refuses - is left to `parse`. That the
facts are those of `parse` is tested on real specs and on random ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from sys import intern
from typing import NamedTuple

from chant_lsp.core.frontmatter import WHITE, Scalar
from chant_lsp.core.frozen import made
from chant_lsp.core.invisible import hides
from chant_lsp.core.mentions import MAX_MENTIONS, Mention, MentionKind, spec_id, to_mention
from chant_lsp.core.schema import FIELDS, Field, Kind, Names
from chant_lsp.core.silenced import WORD
from chant_lsp.core.spec import ReadParts, Spec
from chant_lsp.core.text import MAX_TEXT, Span, shared_span
from chant_lsp.core.times import is_time
from chant_lsp.core.traits import ODD_BODY, Traits, begins_oddly, shared
from chant_lsp.core.uncounted import BOX_SIGNS, CRITERIA_HEADING, MARKS_IN_BOXES, OTHER_BRACKETS
from chant_lsp.core.values import fits, is_too_large, scalar_kind

MAX_LINES = 300
"""Lines of a frontmatter that is skimmed; fewer than the values that `parse` reads."""
MAX_LINE = 300
"""Characters of one of them."""

# Characters that mean nothing to YAML where they stand: no quotes, comments, brackets, no `: `.
_WORD = r"[A-Za-z0-9_./](?:[\w./:*?+=@-]*[\w./*+=@-])?"
_PLAIN = rf"{_WORD}(?: {_WORD})*"
_QUOTED = r"'[\w./:*?+=@, -]+'|\"[\w./:*?+=@, -]+\""
_FLOW_ITEM = r"[A-Za-z0-9_./][\w./*+=@-]*"
_VALUE = rf"(?P<value>{_PLAIN}|{_QUOTED})"
_LINE = re.compile(
    rf"(?P<key>[A-Za-z_][\w-]{{0,80}}):(?: (?:{_VALUE}|\[(?P<flow>(?:{_FLOW_ITEM}(?:, {_FLOW_ITEM})*)?)\]))?",
    re.ASCII,
)
PLAIN_LINE = re.compile(rf"(?P<key>[A-Za-z_][\w-]{{0,80}}): (?P<value>{_PLAIN})", re.ASCII)
"""`key: value` with a value that is what it looks like."""
_ITEM = re.compile(rf"(?P<indent> *)- {_VALUE}", re.ASCII)

# What values look like that only one spec has, each a text to YAML and a mention of no more than it says.
_ID = r"(?P<id>(?:[0-9]+|[A-Za-z]\w*)-[\w-]*)"
_PATH = r"(?P<path>(?:[A-Za-z_][\w-]*/)+[\w-]+(?:\.[\w-]+)*)"
_HASH = r"(?P<hash>[0-9a-f]{7,40}|'[0-9a-f]{7,40}')"
_TIME = r"(?P<time>\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ)"
_USUAL_ITEMS = {Names.SPEC: _ID, Names.FILE: f"{_ID}|{_PATH}", Names.OUTPUT: _PATH, Names.NOTHING: _HASH}
_MENTIONED = {"id": MentionKind.SPEC, "path": MentionKind.FILE}


def _usual(forms: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(forms, re.ASCII).fullmatch


_ITEMS = {
    field.name: _usual(_USUAL_ITEMS[field.names])
    for field in FIELDS.values()
    if field.kind in (Kind.TEXTS, Kind.TEXT_OR_TEXTS) and field.name != "labels"
}
"""By key: what most items of its list look like."""
_TEXTS = {
    field.name: _usual(_TIME if field.is_time else f"{_ID}|{_PATH}|{_HASH}")
    for field in FIELDS.values()
    if field.kind is Kind.TEXT and field.names is Names.NOTHING
}
"""By key that names nothing: what most of its values look like."""

_USUAL_TITLE = re.compile(rb"\n{1,3}(# ([!-~](?:[ -~]*[!-~])?))(?:\n|\Z)")
_TITLE = re.compile(r"[^\S\n]*(# [^\n]*)")
_LATER_TITLE = re.compile(r"\n[^\S\n]*(# [^\n]*)")
_BLANK = re.compile(f"[{WHITE}]*")
# Searched for in bytes, which the machine does faster than in a text with other letters than ASCII.
_HEADING = CRITERIA_HEADING.encode()
_SILENCES = WORD.encode()
_FENCE = b"```"
_LINE_END = ord("\n")
_MARK = ord("#")
_RETURN = ord("\r")
_LESS = ord("<")
_OPENED = ord("[")
_SET_IN_HEADING = re.compile(rb"\n[^\n!-~]+## ")
"""It ends the criteria, too; so it may behind letters that are no ASCII, of which some are blanks."""
_ENDS = (b"\n", b"")
_SIGNS = [sign.encode() for sign in (*BOX_SIGNS, *OTHER_BRACKETS)]
_SIGNS_BY_LEAD = [(lead, [sign for sign in _SIGNS if sign[0] == lead]) for lead in {sign[0] for sign in _SIGNS}]
"""One byte is found sooner than several, and is mostly not there."""
_BRACKETS = (*(f"[{mark}".encode() for mark in MARKS_IN_BOXES), b"[]", b"[\\]")
_GATES = (b"human gate", b"human-gate")
_WORD_BEGINS = re.compile(rb"[!-~]")
_ODD = frozenset((ODD_BODY,))


class _Line(NamedTuple):
    """One `key: value` line by itself."""

    name: str
    words: tuple[str, ...]
    mentions: tuple[Mention, ...]
    """What the words name; their spans are counted from the start of the line."""
    filled: bool
    """Whether there is something behind the colon, if only `[]`."""


class _Item(NamedTuple):
    """One `- value` line below a key."""

    word: str
    mention: Mention | None
    indent: int


def skim(path: str, data: bytes, held: ReadParts) -> Spec | None:
    """The slim spec in a file's bytes, or None when only `parse` can tell its facts."""
    cut = data.find(b"---", 3)
    if cut < 0 or not data.startswith(b"---\n") or data[cut - 1] != _LINE_END or data[cut + 3 : cut + 4] not in _ENDS:
        return None
    block = data[4:cut]
    if len(data) > MAX_TEXT or _RETURN in data or (_LESS in data and data.find(_SILENCES) >= 0) or not block.isascii():
        return None
    fields = _read_fields(block.decode("ascii"))
    criteria = _count_criteria(data, cut) if fields is not None else None
    if fields is None or criteria is None:
        return None
    found = _find_title(data, cut + 3)
    if found is None:
        return None
    type_, status, labels, mentions, keys = fields
    total, unticked, odd_boxes = criteria
    title, heading, odd_start = found
    odd = odd_boxes or odd_start or hides(data) or _speaks_of_a_gate(data)
    traits = shared(keys | _ODD if odd else keys)
    facts = (path, spec_id(path), type_, status, title, heading, labels, mentions, total, unticked)
    return Spec(*facts, True, False, None, traits, (), held)


def _read_fields(block: str) -> tuple[str, str, tuple[str, ...], tuple[Mention, ...], Traits] | None:
    """Type, status, labels, mentions and keys; None when there is anything that chant might refuse, or YAML might."""
    lines = block.split("\n")
    lines.pop()
    if len(lines) > MAX_LINES or max(map(len, lines), default=0) > MAX_LINE:
        return None
    found: dict[str, tuple[str, ...]] = {}
    mentions: list[Mention] = []
    offset = 4
    open_list = usual_item = None
    indent = -1
    for text in lines:
        if text[:1] in ("-", " "):
            if open_list is None:
                return None
            if indent < 1 and text[1:2] == " " and usual_item is not None and (match := usual_item(text[2:])):
                indent = 0
                if kind := _MENTIONED.get(match.lastgroup or ""):
                    span = shared_span(offset + 2, offset + len(text))
                    mentions.append(made(Mention, (kind, intern(match[0]), span, open_list)))
            else:
                item = _read_item(text, open_list)
                if item is None or indent not in (-1, item.indent):
                    return None
                indent = item.indent
                if item.mention is not None:
                    mentions.append(_at(offset, item.mention))
                elif open_list == "labels":
                    found["labels"] += (item.word,)
        else:
            key, _, value = text.partition(": ")
            usual_text = _TEXTS.get(key)
            if usual_text is not None and key not in found and usual_text(value):
                found[key] = ()
                open_list = None
            else:
                line = _read_line(text)
                if line is None or line.name in found:
                    return None
                found[line.name] = line.words
                if line.mentions:
                    mentions += [_at(offset, mention) for mention in line.mentions]
                open_list, indent = None if line.filled else line.name, -1
                usual_item = _ITEMS.get(open_list) if open_list is not None else None
        offset += len(text) + 1
    if len(mentions) > MAX_MENTIONS:
        return None
    (type_,), (status,) = found.get("type", ("code",)), found.get("status", ("pending",))
    return type_, status, found.get("labels", ()), tuple(mentions), frozenset(found)


@lru_cache(maxsize=4096)
def _read_line(text: str) -> _Line | None:
    """A line with a key. Specs repeat each other: most of their lines have been read before."""
    match = _LINE.fullmatch(text)
    field = FIELDS.get(match["key"]) if match is not None else None
    if match is None or field is None:
        return None
    if match["flow"] is not None:
        at = match.start("flow")
        parts = re.finditer(_FLOW_ITEM, match["flow"], re.ASCII)
        values = [Scalar(part[0], Span(at + part.start(), at + part.end()), True) for part in parts]
        accepted = field.kind in (Kind.TEXTS, Kind.TEXT_OR_TEXTS) and all(_fits_in_list(field, each) for each in values)
    else:
        values = [_read_value(match)] if match["value"] else []
        # An empty value is nothing, which chant takes for all but these.
        accepted = all(map(partial(_fits, field), values)) and (values or field.kind is not Kind.CHOICE)
    if not accepted:
        return None
    mentions = [] if field.names is Names.NOTHING else [to_mention(value, field.name, field.names) for value in values]
    return _Line(
        field.name, tuple([value.text for value in values]), tuple(mentions), len(match[0]) > len(match["key"]) + 1
    )


@lru_cache(maxsize=4096)
def _read_item(text: str, name: str) -> _Item | None:
    """A line of the list under a key."""
    field = FIELDS[name]
    match = _ITEM.fullmatch(text)
    if match is None or field.kind not in (Kind.TEXTS, Kind.TEXT_OR_TEXTS):
        return None
    value = _read_value(match)
    mention = to_mention(value, name, field.names) if field.names is not Names.NOTHING else None
    return _Item(value.text, mention, len(match["indent"])) if _fits_in_list(field, value) else None


def _at(offset: int, mention: Mention) -> Mention:
    """What a line names, in the text that has this line at an offset."""
    kind, text, (start, end), field = mention
    return made(Mention, (kind, text, shared_span(offset + start, offset + end), field))


def _read_value(match: re.Match[str]) -> Scalar:
    text = match["value"]
    quoted = text[0] in "'\""
    return Scalar(text[1:-1] if quoted else text, Span(*match.span("value")), not quoted)


def _fits(field: Field, value: Scalar) -> bool:
    """Whether chant takes the value for certain."""
    if field.kind is Kind.CHOICE:
        return any(value.text == choice.value for choice in field.choices)
    if field.is_time:
        return is_time(value.text)
    return fits(field.kind, value) and not is_too_large(field, value) and _says_something(value)


def _fits_in_list(field: Field, value: Scalar) -> bool:
    return _says_something(value) and (field.kind is Kind.TEXTS or scalar_kind(value) == "text")


def _says_something(value: Scalar) -> bool:
    return scalar_kind(value) != "null" and not value.text.isspace()


def _find_title(data: bytes, start: int) -> tuple[str | None, Span, bool] | None:
    """The title, its line, and whether there is anything odd about it; None when it is hard to tell."""
    usual = _USUAL_TITLE.match(data, start)
    if usual is not None and (data.isascii() or _is_utf8(data)):
        return usual[2].decode("ascii"), shared_span(*usual.span(1)), False
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    begin = _BLANK.match(text, start).end()  # type: ignore[union-attr]
    heading = _find_heading(text, begin)
    if heading is None:
        return None
    title = text[heading.start + 2 : heading.end].strip(WHITE) if heading.start else None
    return title, heading, title is None or begins_oddly(text, begin, heading)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _find_heading(text: str, start: int) -> Span | None:
    """The title's line; the opening `---` when there is none, as of a spec's heading; None when it is hard to tell."""
    match = _TITLE.match(text, start) or _LATER_TITLE.search(text, start)
    if match is None:
        return Span(0, 3)
    end = match.start(1) + len(match[1].rstrip(WHITE))
    return Span(match.start(1), end) if end > match.start(1) + 1 else None


def _count_criteria(data: bytes, start: int) -> tuple[int, int, bool] | None:
    """How many boxes there are, how many of them are open, and whether there may be others that do not count.

    None when the criteria are not in the one usual place.
    """
    at, smaller = data.find(_HEADING, start), False
    while at >= 0 and data[at - 1] == _MARK:
        # `### Acceptance Criteria`, which chant does not count.
        at, smaller = data.find(_HEADING, at + 1), True
    if at < 0:
        return 0, 0, smaller or _has_signs(data) or (_OPENED in data and any(box in data for box in _BRACKETS))
    if data[at - 1] != _LINE_END or not _is_outside_fences(data, start, at):
        return None
    begin, end = data.find(b"\n", at), data.find(b"\n## ", at)
    section = data[begin : end if end >= 0 else len(data)] if begin >= 0 else b""
    again = end >= 0 and data.find(_HEADING, end) >= 0
    if again or section.find(_FENCE) >= 0 or (end >= 0 and not _WORD_BEGINS.match(data, end + 4)):
        return None
    if section.find(b"## ") >= 0 and _SET_IN_HEADING.search(section):
        return None
    unticked = section.count(b"- [ ]")
    total = unticked + section.count(b"- [x]") + section.count(b"- [X]")
    behind = not total and end >= 0 and (data.find(b"[", end) >= 0 or _has_signs(data[end:]))
    return total, unticked, smaller or behind or section.count(b"[") > total or _has_signs(section)


def _has_signs(data: bytes) -> bool:
    """Whether there is a box that is no `[ ]`."""
    return any(lead in data and any(data.find(sign) >= 0 for sign in signs) for lead, signs in _SIGNS_BY_LEAD)


def _speaks_of_a_gate(data: bytes) -> bool:
    if data.find(b"uman") < 0 and data.find(b"UMAN") < 0:
        return False
    small = data.lower()
    return any(gate in small for gate in _GATES)


def _is_outside_fences(data: bytes, start: int, at: int) -> bool:
    """Whether every fence before a place is closed for certain."""
    open_fence = False
    fence = data.find(_FENCE, start, at)
    while fence >= 0:
        if data[fence - 1] != _LINE_END:
            before = data[data.rfind(b"\n", start, fence) + 1 : fence]
            if not before.isascii():
                return False
            open_fence ^= before.decode("ascii").isspace()
        else:
            open_fence = not open_fence
        fence = data.find(_FENCE, fence + len(_FENCE), at)
    return not open_fence
