"""The facts of a spec that is written as most are, without reading its YAML or all of its body.

A hundred thousand specs are read when an editor starts, and hardly any of them is looked into. Whoever writes a spec by
chant's own commands, or with no more than `key: value` lines and lists, gets facts in a fifth of the time; anything
else - a comment, a nested map, a fence around the criteria, a value that chant refuses - is left to `parse`. That the
facts are those of `parse` is tested on real specs and on random ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from chant_lsp.core.frontmatter import WHITE, Scalar
from chant_lsp.core.markdown import CRITERIA_HEADING
from chant_lsp.core.mentions import MAX_MENTIONS, Mention, spec_id, to_mention
from chant_lsp.core.schema import FIELDS, Field, Kind, Names
from chant_lsp.core.silenced import WORD
from chant_lsp.core.spec import ReadParts, Spec
from chant_lsp.core.text import Source, Span
from chant_lsp.core.values import fits, scalar_kind

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
_ITEM = re.compile(rf"(?P<indent> *)- {_VALUE}", re.ASCII)
_TITLE = re.compile(r"[^\S\n]*(# [^\n]*)")
_LATER_TITLE = re.compile(r"\n[^\S\n]*(# [^\n]*)")
_INDENTED_SECTION = re.compile(r"[^\S\n]## ")


class _Line(NamedTuple):
    """One line of the frontmatter, its spans counted from its start."""

    key: str
    """'' of an item."""
    values: tuple[Scalar, ...]
    is_list: bool
    """Of a key: whether its values are `[a, b]`."""
    indent: int


def skim(path: str, source: Source, held: ReadParts) -> Spec | None:
    """The slim spec in a text, or None when only `parse` can tell its facts."""
    text = source.text
    if source.bom or source.cut or source.undecodable is not None or "\r" in text or WORD in text:
        return None
    cut = text.find("---", 3)
    if cut < 0 or not text.startswith("---\n") or text[cut - 1] != "\n" or text[cut + 3 : cut + 4] not in ("\n", ""):
        return None
    fields = _read_fields(text[4:cut])
    if fields is None:
        return None
    type_, status, labels, mentions = fields
    start = len(text) - len(text[cut + 3 :].lstrip(WHITE))
    criteria = _count_criteria(text, start)
    heading = _find_title(text, start)
    if criteria is None or heading is None:
        return None
    title = text[heading.start + 2 : heading.end].strip(WHITE) if heading.start else None
    return Spec(
        path, spec_id(path), type_, status, title, heading, labels, mentions, *criteria, True, False, None, (), held
    )


def _read_fields(block: str) -> tuple[str, str, tuple[str, ...], tuple[Mention, ...]] | None:
    """Type, status, labels and mentions; None when there is anything that chant might refuse, or YAML might."""
    lines = block.split("\n")
    type_, status, labels = "code", "pending", ()
    mentions: list[Mention] = []
    seen = set()
    if len(lines) > MAX_LINES:
        return None
    for key, field, values, is_list in _iter_fields(lines):
        if field is None or key in seen or not _accepts(field, values, is_list):
            return None
        seen.add(key)
        if field.names is not Names.NOTHING:
            mentions += [to_mention(value, key, field.names) for value in values]
        elif key == "type":
            type_ = values[0].text
        elif key == "status":
            status = values[0].text
        elif key == "labels":
            labels = tuple([value.text for value in values])
    return (type_, status, labels, tuple(mentions)) if len(mentions) <= MAX_MENTIONS else None


def _iter_fields(lines: list[str]) -> Iterator[tuple[str, Field | None, tuple[Scalar, ...], bool]]:
    """Key, field, values and whether they are a list; no field for what cannot be read here."""
    offset = 4
    key = ""
    values: tuple[Scalar, ...] = ()
    is_list = False
    indent = -1
    for text in lines[:-1]:
        line = _read_line(text) if len(text) <= MAX_LINE else None
        if line is None or (not line.key and (not key or ((values or is_list) and indent != line.indent))):
            yield "", None, (), False
            return
        if line.key:
            if key:
                yield key, FIELDS.get(key), values, is_list
            key, values, is_list, indent = line.key, (), line.is_list, -1
        else:
            is_list, indent = True, line.indent
        values += tuple([Scalar(word, Span(a + offset, b + offset), plain) for word, (a, b), plain in line.values])
        offset += len(text) + 1
    if key:
        yield key, FIELDS.get(key), values, is_list


@lru_cache(maxsize=4096)
def _read_line(text: str) -> _Line | None:
    """A line by itself. Specs repeat each other: most of their lines have been read before."""
    match = _LINE.fullmatch(text)
    if match is not None:
        if match["flow"] is not None:
            at = match.start("flow")
            items = [(at + part.start(), part[0]) for part in re.finditer(_FLOW_ITEM, match["flow"], re.ASCII)]
            values = tuple(Scalar(word, Span(start, start + len(word)), True) for start, word in items)
            return _Line(match["key"], values, True, -1)
        return _Line(match["key"], _read_value(match) if match["value"] else (), False, -1)
    match = _ITEM.fullmatch(text)
    return _Line("", _read_value(match), True, len(match["indent"])) if match is not None else None


def _read_value(match: re.Match[str]) -> tuple[Scalar]:
    text = match["value"]
    quoted = text[0] in "'\""
    return (Scalar(text[1:-1] if quoted else text, Span(*match.span("value")), not quoted),)


def _accepts(field: Field, values: tuple[Scalar, ...], is_list: bool) -> bool:
    """Whether chant takes these values for certain."""
    if field.kind is Kind.CHOICE:
        return not is_list and len(values) == 1 and any(values[0].text == choice.value for choice in field.choices)
    if is_list:
        strict = field.kind is Kind.TEXT_OR_TEXTS
        return (strict or field.kind is Kind.TEXTS) and all(
            (not strict or scalar_kind(value) == "text") and _says_something(value) for value in values
        )
    return all(fits(field.kind, value) and _says_something(value) for value in values)


def _says_something(value: Scalar) -> bool:
    return scalar_kind(value) != "null" and not value.text.isspace()


def _find_title(text: str, start: int) -> Span | None:
    """The title's line; the opening `---` when there is none, as of a spec's heading; None when it is hard to tell."""
    match = _TITLE.match(text, start) or _LATER_TITLE.search(text, start)
    if match is None:
        return Span(0, 3)
    end = match.start(1) + len(match[1].rstrip(WHITE))
    return Span(match.start(1), end) if end > match.start(1) + 1 else None


def _count_criteria(text: str, start: int) -> tuple[int, int] | None:
    """How many boxes there are and how many of them are open, when the criteria are in the one usual place."""
    at = text.find(CRITERIA_HEADING, start)
    if at < 0:
        return 0, 0
    fences = text.count("```", start, at)
    before = text[at - 1]
    again = text.find(CRITERIA_HEADING, at + 1)
    if before != "\n" or again >= 0 or fences % 2 or fences != text.count("\n```", start, at):
        return None
    end = text.find("\n## ", at + 1)
    section = text[at : end if end >= 0 else len(text)]
    empty = end >= 0 and not text[end + 4 : end + 5].strip()
    if empty or "```" in section or _INDENTED_SECTION.search(section):
        return None
    unticked = section.count("- [ ]")
    return unticked + section.count("- [x]") + section.count("- [X]"), unticked
