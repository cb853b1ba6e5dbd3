"""The ways from a value of one type to what its field takes."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator

from chant_lsp.core.findings import Edit, Fix
from chant_lsp.core.frontmatter import Entry, Frontmatter, Mapping, Node, Scalar, Sequence
from chant_lsp.core.quoting import OTHER_QUOTES, quoted, scalar
from chant_lsp.core.rules._edits import indentation, remove_entry, set_empty
from chant_lsp.core.rules._nearest import is_slip
from chant_lsp.core.schema import Field, Kind, Names
from chant_lsp.core.text import Span
from chant_lsp.core.times import as_milliseconds
from chant_lsp.core.values import Fault, scalar_kind

_YES = frozenset(("yes", "y", "on", "true", "1", "required", "pending", "needed", "human", "manual"))
_NO = frozenset(("no", "n", "off", "false", "0", "none"))
_ONLY_FOR_MAPS = frozenset(("required", "pending", "needed", "human", "manual", "none"))
MAX_LINES = 50
MAX_NAME = 300
"""Characters of what may be a path."""
_NO_LIST = frozenset(("none", "nothing", "n/a", "na", "nil", "-"))
_BULLET = re.compile(r"(?:^|\s)(?:[-•·–—]|\d{1,3}[.)](?=\s))\s*")
_QUOTED = re.compile(r"\"[^\"\\]*\"|'[^'\\]*'")
_AROUND = f" \t\r\n\"'`{OTHER_QUOTES}"
"""What people put around a word, and YAML takes for a part of it."""
_LIST_PUNCTUATION = frozenset("[]{}\"'#&*!|>%@`")
_GLUED = re.compile(
    r"(?P<key>[a-z_]+)(?::[\u00a0\u2000-\u200a\u202f\u3000]*|[ \t]*(?:=>?|:=|->)[ \t]*|[ \t]+(?=\S+\Z))(?=\S)"
)
_WITH_NOTE = re.compile(r"(?P<name>\S+)[ \t]+\(\w+$")
_PATH = re.compile(r"(?P<name>(?!\w+://)(?=\S*[./]\S)\S+)$")
_ODD_NUMBER = re.compile(
    r"\+?(?P<digits>0[0-9]{1,18}|[0-9]{1,3}(?:[_,][0-9]{3}){1,5}|[0-9]{1,18}(?=\.0|\s?[xt]))"
    r"(?:\.0|\s?(?:x|times|tries))?"
)
_WITH_UNIT = re.compile(
    r"(?P<number>\d{1,9})\s*(?:(?P<ms>ms)|(?P<s>s|secs?|seconds?)|(?P<m>m|mins?|minutes?)|(?P<h>h|hours?))"
)
_UNITS_MS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000}
_ID = re.compile(r"(?P<name>[\w.-]*\w)$")
_NOTED = {Names.FILE: (_WITH_NOTE, _PATH), Names.OUTPUT: (_WITH_NOTE, _PATH), Names.SPEC: (_ID,)}
"""What is an item although more stands behind it, as `src/store.py: the lock`."""
_NAMES_OF_ITEMS = ("path", "file", "id", "spec", "name", "label", "src", "source", "url", "ref", "target", "value")
"""Keys of `- path: src/store.py`, whose value is the item that was meant."""


def iter_retyped(frontmatter: Frontmatter, fault: Fault) -> Iterator[Fix]:
    """The ways from a lone value, or from a list, to what the field takes."""
    if isinstance(fault.node, Scalar):
        yield from from_scalar(frontmatter, fault, fault.node)
    elif isinstance(fault.node, Sequence):
        is_map = fault.field.kind is Kind.MAP
        yield from map_in_list(frontmatter, fault.node) if is_map else only_item(fault, fault.node)


def from_scalar(frontmatter: Frontmatter, fault: Fault, node: Scalar) -> Iterator[Fix]:
    """A plain value where a list, a flag, a number or a map belongs."""
    kind = fault.field.kind
    word = node.text.strip(_AROUND).lower()
    if kind is Kind.TEXTS:
        yield from _as_list(frontmatter, fault.field, node)
    elif kind is Kind.FLAG and word in (_YES | _NO) - _ONLY_FOR_MAPS:
        value = "true" if word in _YES else "false"
        yield Fix(f"Change to `{value}`", (Edit(node.span, value),), True)
    elif kind is Kind.FLAG and (meant := next((one for one in ("true", "false") if is_slip(word, one)), None)):
        yield Fix(f"Change to `{meant}`", (Edit(node.span, meant),), True)
    elif kind is Kind.FLAG and scalar_kind(node) == "null":
        value = "true" if fault.key == "approval.required" else "false"
        entry = _entry_of(frontmatter.entries, node)
        if entry is not None:
            yield Fix(f"Change to `{value}`", set_empty(entry, value), True, guess=True)
    elif kind is Kind.COUNT and word.isascii() and word.isdecimal() and (word == "0" or word[0] != "0"):
        if (word != node.text.lower() or not node.plain) and int(word[:20]) <= fault.field.maximum:
            yield Fix("Remove the quotes", (Edit(node.span, word),), True)
    elif kind is Kind.COUNT and node.plain and (number := _whole_number(word)) is not None:
        if int(number) <= fault.field.maximum:
            yield Fix(f"Change to `{number}`", (Edit(node.span, number),), True)
    elif kind is Kind.COUNT and node.plain and (number := _in_unit(fault.field.name, word)) is not None:
        yield Fix(f"Change to `{number}`", (Edit(node.span, str(number)),), True)
    elif kind is Kind.COUNT and fault.key.endswith("_time"):
        milliseconds = as_milliseconds(node.text)
        if milliseconds is not None:
            yield Fix(f"Change to `{milliseconds}`", (Edit(node.span, str(milliseconds)),), True)
    elif kind is Kind.MAP:
        yield from _as_map(fault.field, node)


def _whole_number(word: str) -> str | None:
    """`007`, `1_000`, `3.0`, `3,000` and `3 times` as YAML writes them."""
    match = _ODD_NUMBER.fullmatch(word)
    return re.sub(r"\D", "", match["digits"]).lstrip("0") or "0" if match is not None else None


def _in_unit(name: str, word: str) -> int | None:
    """`5s` in milliseconds where the key ends with `_ms`, and `2h` in minutes where it ends with `_minutes`."""
    match = _WITH_UNIT.fullmatch(word)
    unit_ms = {"ms": 1, "minutes": 60_000}.get(name.rpartition("_")[2])
    if match is None or unit_ms is None:
        return None
    whole, rest = divmod(int(match["number"]) * _UNITS_MS[match.lastgroup or ""], unit_ms)
    return None if rest else whole


def _as_map(field: Field, node: Scalar) -> Iterator[Fix]:
    word = node.text.strip().lower()
    glued = _GLUED.match(node.text)
    if glued is not None and node.plain and any(glued["key"] == inner.name for inner in field.fields):
        gap = Span(node.span.start + glued.end("key"), node.span.start + glued.end())
        yield Fix(f"Write `{glued['key']}: …`", (Edit(gap, ": "),), True)
    elif not node.plain and node.text.startswith("{") and node.text.endswith("}") and "\n" not in node.text:
        yield Fix("Remove the quotes", (Edit(node.span, node.text),), True, guess=True)
    elif field.name == "project" and node.plain and word:
        yield Fix(f"Write `name: {node.text}`", (Edit(node.span, f"{{name: {scalar(node.text)}}}"),), True, guess=True)
    elif field.name == "approval" and word in _YES | _NO:
        value = "true" if word in _YES else "false"
        yield Fix(f"Write `required: {value}`", (Edit(node.span, f"{{required: {value}}}"),), True)


def _as_list(frontmatter: Frontmatter, field: Field, node: Scalar) -> Iterator[Fix]:
    """`a, b` becomes `[a, b]`; what has a meaning in a list is quoted."""
    text = node.text.strip()
    starts = frontmatter.line_starts
    lines = bisect_left(starts, node.span.end) - bisect_right(starts, node.span.start) + 1
    if not node.plain and "\n" in text:
        yield from _lines_as_list(node)
    if not text or "\n" in text:
        return
    if node.plain and text.endswith("]") and "[" not in text:
        text = text[:-1]
    if text.lower() in _NO_LIST:
        yield Fix("Make it an empty list", (Edit(node.span, "[]"),), True, guess=True)
        return
    bracketed = len(text) > 2 and text[0] + text[-1] in ("()", "<>", "[]")
    if bracketed:
        text = text[1:-1]
    parts = _parts(field, text, lines)
    if parts is None:
        return
    if not node.plain and not bracketed:
        items = [quoted(part) for part in parts]
    else:
        items = [part if _QUOTED.fullmatch(part) else _as_item(part) for part in parts]
    if items:
        yield Fix("Make it a list", (Edit(node.span, f"[{', '.join(items)}]"),), True)


def _as_item(part: str) -> str:
    part = part.strip(OTHER_QUOTES) or part
    return quoted(part) if _LIST_PUNCTUATION & set(part) or ": " in part else scalar(part)


def _lines_as_list(node: Scalar) -> Iterator[Fix]:
    """`|` with an item on each line below."""
    lines = [line.strip().removeprefix("- ").strip() for line in node.text.splitlines() if line.strip()]
    if len(lines) > MAX_LINES:
        return
    yield Fix("Make it a list", (Edit(node.span, f"[{', '.join(map(scalar, lines))}]"),), True)


def _parts(field: Field, text: str, lines: int) -> list[str] | None:
    """The items that a text stands for; None when that is not plain to see."""
    if lines > 1 or text.startswith("-"):
        dashed = [part.strip() for part in _BULLET.split(text) if part.strip()]
        words = text.split()
        return (
            dashed
            if len(dashed) in (lines, lines - 1) and _BULLET.search(text)
            else words
            if len(words) == lines
            else None
        )
    separator = next((each for each in (",", ";", " | ") if each in text), None)
    if separator is None and field.names in (Names.FILE, Names.OUTPUT, Names.SPEC):
        words = text.split()
        like_paths = field.names is Names.SPEC or all("/" in word or "." in word[1:] for word in words)
        return words if like_paths else [text]
    return [part.strip() for part in text.split(separator) if part.strip()] if separator else [text]


def only_item(fault: Fault, node: Sequence) -> Iterator[Fix]:
    """`[pending]` where one word belongs."""
    if len(node.items) != 1 or not isinstance(node.items[0], Scalar):
        return
    item = node.items[0]
    choices = {choice.value for choice in fault.field.choices}
    if fault.field.kind is not Kind.TEXT and item.text not in choices:
        return
    if node.flow:
        yield Fix("Take it out of the list", (Edit(node.span, scalar(item.text)),), True)
    elif item.span.end > item.span.start:
        # As far in as it is: in the column of its key it would be a line of its own.
        dash = Span(node.span.start, item.span.start)
        yield Fix("Take it out of the list", (Edit(dash, " " * (dash.end - dash.start)),), True)


def map_in_list(frontmatter: Frontmatter, node: Sequence) -> Iterator[Fix]:
    """`- required: true` where the map itself belongs."""
    maps = [item for item in node.items if isinstance(item, Mapping) and not item.flow]
    keys = [entry.key.text for item in maps for entry in item.entries]
    if node.flow or len(maps) < len(node.items) or len(set(keys)) < len(keys):
        return
    lines = [frontmatter.lines_of(item.span).start for item in maps]
    column = node.span.start - lines[0]
    dashes = [Span(start + column, item.span.start) for start, item in zip(lines, maps, strict=True)]
    title = "Remove the dashes" if len(dashes) > 1 else "Remove the dash"
    yield Fix(title, tuple(Edit(dash, " " * (dash.end - dash.start)) for dash in dashes), True)


def as_items(frontmatter: Frontmatter, fault: Fault) -> Iterator[Fix]:
    """`name: main` and more below it where a list of such maps belongs."""
    node = fault.node
    known = {inner.name for inner in fault.field.fields}
    if not isinstance(node, Mapping) or node.flow or any(entry.key.text not in known for entry in node.entries):
        return
    start = node.span.start
    edits = Edit(Span(start, start), "- "), *indentation(frontmatter, Span(start + 1, node.span.end), "  ")
    yield Fix("Make it a list", edits, True)


def as_texts(fault: Fault, node: Mapping) -> Iterator[Fix]:
    """A map where a list of texts belongs: `{a, b}`, or `path: a`."""
    values = [entry.value for entry in node.entries]
    if node.flow and not values:
        yield Fix("Make it an empty list", (Edit(node.span, "[]"),), True)
        return
    if (
        node.flow
        and values
        and all(isinstance(value, Scalar) and not value.span.end > value.span.start for value in values)
    ):
        ends = Edit(Span(node.span.start, node.span.start + 1), "["), Edit(Span(node.span.end - 1, node.span.end), "]")
        yield Fix("Make it a list", ends, True)
        return
    if values and all(isinstance(value, Scalar) and scalar_kind(value) in ("null", "boolean") for value in values):
        written = ", ".join(scalar(entry.key.text) for entry in node.entries)
        yield Fix("Make it a list", (Edit(node.span, f"[{written}]"),), True, guess=True)
        return
    if len(values) > 1 and fault.field.names in (Names.FILE, Names.OUTPUT):
        keys = [entry.key.text for entry in node.entries]
        texts = [value.text for value in values if isinstance(value, Scalar)]
        paths = next((each for each in (texts, keys) if len(each) == len(keys) and all(map(_PATH.match, each))), [])
        if paths:
            yield Fix("Make it a list", (Edit(node.span, f"[{', '.join(map(scalar, paths))}]"),), True, guess=True)
            return
    for entry, item in _named_items(node):
        written = scalar(item.text) if fault.field.kind is Kind.TEXT_OR_TEXTS else f"[{scalar(item.text)}]"
        yield Fix(f"Keep the `{entry.key.text}`", (Edit(node.span, written),), True, len(node.entries) > 1)


def as_text(fault: Fault, node: Node) -> Iterator[Fix]:
    """An item of a list of texts."""
    if isinstance(node, Mapping):
        yield from _map_as_text(fault, node)
    elif isinstance(node, Sequence):
        yield from _list_as_text(node)
    elif isinstance(node, Scalar) and node.text and node.span.end > node.span.start:
        yield Fix("Quote it", (Edit(node.span, quoted(node.text)),), True)


def _map_as_text(fault: Fault, node: Mapping) -> Iterator[Fix]:
    texts = fault.field.kind in (Kind.TEXT, Kind.TEXTS, Kind.TEXT_OR_TEXTS)
    whole = tuple(_quoted_map(node)) if texts else ()
    part = next(_iter_parts(fault.field, node, whole), None)
    if part is not None:
        yield part
        yield from (one._replace(preferred=False) for one in whole)
        return
    if len(node.entries) == 1 and not node.flow:
        key, value = node.entries[0]
        if isinstance(value, Scalar) and key.plain and value.plain and not value.text:
            yield Fix("Remove the colon", (Edit(Span(key.span.end, node.span.end), ""),), True)
    yield from whole


def _iter_parts(field: Field, node: Mapping, whole: tuple[Fix, ...]) -> Iterator[Fix]:
    """What keeps the one part of a map that is the item, the likeliest first; `whole` quotes all of it."""
    for entry, item in _named_items(node):
        yield Fix(f"Keep the `{entry.key.text}`", (Edit(node.span, _kept(item)),), True, len(node.entries) > 1)
    name = node.entries[0].key.text if node.entries else ""
    patterns = _NOTED.get(field.names, ()) if len(name) <= MAX_NAME else ()
    noted = next(filter(None, (pattern.match(name) for pattern in patterns)), None)
    kept = noted["name"] if noted is not None else _only_path(node, patterns)
    if kept is None:
        return
    edit = Edit(node.span, scalar(kept))
    if noted is not None and whole:
        edit = Edit(Span(node.entries[0].key.span.start + len(kept), whole[0].edits[-1].span.end), "")
    yield Fix(f"Keep `{kept}`", (edit,), True, guess=True)


def _only_path(node: Mapping, patterns: Collection[re.Pattern[str]]) -> str | None:
    """The value in `create: src/store.py`."""
    value = node.entries[0].value if len(node.entries) == 1 else None
    if not isinstance(value, Scalar) or len(value.text) > MAX_NAME:
        return None
    return value.text if _PATH in patterns and _PATH.fullmatch(value.text) else None


def _named_items(node: Mapping) -> Iterator[tuple[Entry, Scalar]]:
    """The first value of a map under a key that says no more than what kind of thing it is."""
    for entry in node.entries:
        value = entry.value
        if (
            entry.key.text.lower() in _NAMES_OF_ITEMS
            and isinstance(value, Scalar)
            and value.text
            and "\n" not in value.text
        ):
            yield entry, value
            return


def _kept(item: Scalar) -> str:
    return scalar(item.text) if item.plain else quoted(item.text)


def _list_as_text(node: Sequence) -> Iterator[Fix]:
    inner: Node = node
    while isinstance(inner, Sequence) and len(inner.items) == 1 and (inner.flow or inner is node):
        inner = inner.items[0]
    if isinstance(inner, Scalar) and inner.span.end > inner.span.start:
        written = scalar(inner.text) if inner.plain else quoted(inner.text)
        edit = Edit(node.span, written) if node.flow else Edit(Span(node.span.start, inner.span.start), "")
        yield Fix("Take it out of the inner list", (edit,), True)
    elif node.flow and node.items:
        edits = Edit(Span(node.span.start, node.span.start + 1), ""), Edit(Span(node.span.end - 1, node.span.end), "")
        yield Fix("Take the items out of the inner list", edits, True)


def without_item(frontmatter: Frontmatter, node: Node) -> tuple[Edit, ...]:
    """Take an item of a block list out, with its line."""
    lines = frontmatter.lines_of(Span(max(node.span.start - 1, 0), node.span.start))
    return (Edit(lines, ""),)


def without_field(frontmatter: Frontmatter, node: Node) -> tuple[Edit, ...]:
    """Take the field with this value out."""
    entry = next((entry for entry in frontmatter.entries if entry.value is node), None)
    return remove_entry(frontmatter, entry) if entry is not None else ()


def _entry_of(entries: Iterable[Entry], node: Node) -> Entry | None:
    for entry in entries:
        if entry.value is node:
            return entry
        inner = _entry_of(entry.value.entries, node) if isinstance(entry.value, Mapping) else None
        if inner is not None:
            return inner
    return None


def _quoted_map(node: Mapping) -> Iterator[Fix]:
    """`data.csv (sha256: 1f…)`, which YAML takes for a map, as the text that was meant."""
    if len(node.entries) != 1:
        return
    key, value = node.entries[0]
    if node.flow and node.span.start != key.span.start:
        return
    if not isinstance(value, Scalar) or not key.plain or not value.plain:
        return
    if {'"', "\\", "\n"} & set(key.text + value.text) or value.span.end <= value.span.start:
        return
    start, end = key.span.start, value.span.end
    yield Fix("Quote it", (Edit(Span(start, start), '"'), Edit(Span(end, end), '"')), True)
