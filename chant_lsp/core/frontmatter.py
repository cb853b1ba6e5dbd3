"""Frontmatter: where chant sees it, and its YAML as nodes with spans.

The split is chant's own rule (chant-reference.md §2.1): trim the file; if it starts with ``---``, the YAML ends at the
next ``---`` *anywhere*. The YAML is read from libyaml's events, not from a composed tree: events come one by one, so
aliases, tags and merges are refused before anything is expanded, and depth and size are bounded before they can hurt
(the C composer recurses and dies on 100,000 open brackets).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import yaml

from chant_lsp.core import boundaries, yaml_errors, yaml_features, yaml_lines
from chant_lsp.core.findings import Edit, Fix, Problem
from chant_lsp.core.frozen import frozen
from chant_lsp.core.text import Span, line_end

if TYPE_CHECKING:
    from chant_lsp.core.retyped_value import Retold

MAX_BLOCK_BYTES = 64 * 1024
MAX_DEPTH = 32
MAX_NODES = 1_000
MAX_WRITTEN_OUT = 200
"""Characters of a value that is offered in the place of its alias."""

# Rust's char::is_whitespace, which str::trim uses; Python's strip() would also take \x1c-\x1f.
WHITE = "\t\n\x0b\x0c\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TOP_LEVEL_KEY = re.compile(r"^(?P<key>[A-Za-z_][\w-]*)[ \t]*:(?=[ \t\r\n]|\Z)[ \t]*(?P<value>[^\r\n]*)", re.MULTILINE)
_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#.*$")
_ITEM_LINE = re.compile(r"(?:\r\n|\r|\n)[ \t]*(?P<dash>-)[ \t]+(?P<value>[^\r\n]+)")
_WORD_BELOW = re.compile(r"(?:\r\n|\r|\n)(?P<word>[^\s:]+)(?=[ \t]*(?:[\r\n]|\Z))")
_LINE_START = re.compile(r"\r\n|\r|\n")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Scalar(NamedTuple):
    """A string, or what YAML writes like one."""

    text: str
    span: Span
    """Of the source, quotes included."""
    plain: bool
    """Neither quoted nor a block: `true`, `12` and nothing at all then mean a boolean, a number and null."""
    block: bool = False
    """Written below `|` or `>`."""


class Sequence(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    span: Span
    flow: bool
    """Written as `[a, b]`."""


class Mapping(NamedTuple):
    """A map."""

    entries: tuple[Entry, ...]
    span: Span
    flow: bool


class Opaque(NamedTuple):
    """A value behind an alias, an anchor or a tag, which means nothing here; chant reads it, and may refuse it."""

    feature: str
    span: Span
    inner: Node | None = None
    """What chant reads there; of a list behind an alias, only that it is one."""
    tag: str = ""
    """`!name`, or the full name of one of YAML's own."""


Node = Scalar | Sequence | Mapping | Opaque


class Entry(NamedTuple):
    """One `key: value` of a map."""

    key: Scalar
    value: Node


@frozen(eq=False)
class Frontmatter:
    """The frontmatter of one file, as chant splits it."""

    opener: Span | None
    """The opening `---`; None when chant sees no frontmatter at all."""
    block: Span
    """The YAML, between the two `---`; empty when there is none."""
    closer: Span | None
    """The `---` that ends it; None when it never ends."""
    body: Span
    """Everything else, trimmed as chant trims it."""
    held: tuple[Entry, ...] | Retold = ()
    """The entries, or what tells them."""
    problems: tuple[Problem, ...] = ()
    """What reading the YAML stumbled over."""
    edges: tuple[Problem, ...] = ()
    """Where chant sees its beginning or its end elsewhere than it was meant."""
    line_starts: tuple[int, ...] = (0,)
    """Offsets of the lines from the opening `---` up to the closing one."""
    line_end: str = "\n"
    """What ends the file's lines."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Top-level entries in order, duplicates included; as far as they could be read."""
        held = self.held
        return held if isinstance(held, tuple) else held.entries

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Frontmatter) and self._facts() == other._facts()

    def _facts(self) -> tuple[object, ...]:
        places = (self.opener, self.block, self.closer, self.body, self.line_starts)
        return (*places, self.entries, self.problems, self.edges, self.line_end)

    def get(self, name: str) -> Entry | None:
        """The first entry with this key."""
        if not isinstance(self.held, tuple):
            return self.held.get(name)
        return next((entry for entry in self.entries if entry.key.text == name), None)

    def lines_of(self, span: Span) -> Span:
        """The whole lines that a span in the YAML lies on, the last line end included."""
        starts = self.line_starts
        first = bisect_right(starts, span.start) - 1
        last = bisect_right(starts, max(span.start, span.end - 1))
        end = starts[last] if last < len(starts) else self.block.end
        return Span(starts[max(first, 0)], max(end, span.end))


def read_frontmatter(text: str, bom: bool = False) -> Frontmatter:
    """Split the text as chant does and read its YAML.

    Errors: none; what is wrong is in `problems`, and reading goes on behind it.
    Cost:   proportional to the frontmatter; some 40 µs for a usual spec.
    """
    start = len(text) - len(text.lstrip(WHITE))
    end = len(text.rstrip(WHITE))
    if bom or not text.startswith("---", start):
        body = Span(min(start, end), end)
        edges = boundaries.hidden(text, bom)
        return Frontmatter(None, Span(start, start), None, body, edges=edges, line_end=line_end(text))
    opener = Span(start, start + 3)
    cut = text.find("---", opener.end, end)
    if cut < 0:
        edges = boundaries.unterminated(text, opener)
        block = Span(opener.end, opener.end)
        return Frontmatter(opener, block, None, Span(start, end), edges=edges, line_end=line_end(text))
    block = Span(opener.end, cut)
    after = cut + 3
    body = Span(min(after + len(text[after:]) - len(text[after:].lstrip(WHITE)), max(end, after)), max(end, after))
    entries, problems = read_yaml(text, block)
    closer = Span(cut, after)
    line_starts = (start, *(match.end() for match in _LINE_START.finditer(text, opener.end, cut)))
    problems, edges = boundaries.in_one(text, block, problems, boundaries.cut(text, opener, closer))
    return Frontmatter(opener, block, closer, body, entries, problems, edges, line_starts, line_end(text))


def read_yaml(text: str, block: Span) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """The top-level entries of the YAML in a part of a text, as far as they can be read, and what is wrong with it."""
    yaml_text = text[block.start : block.end]
    if len(yaml_text) > MAX_BLOCK_BYTES or len(yaml_text.encode("utf-8", "replace")) > MAX_BLOCK_BYTES:
        where = Span(block.start - 3, block.start)
        return (), (
            Problem(
                "frontmatter-too-large",
                where,
                "The frontmatter is larger than 64 KiB and is not read; make it smaller.",
            ),
        )
    reader = _Reader(yaml_text, block.start)
    reader.read()
    return tuple(reader.entries), tuple(reader.problems)


def _outside(node: Node | None, span: Span) -> Node | None:
    """What an alias stands for: a text or a list at the alias, a map where it is."""
    if isinstance(node, Scalar):
        return node._replace(span=span)
    return Sequence((), span, True) if isinstance(node, Sequence) else node


class _StopError(Exception):
    """Reading cannot go on."""


class _Reader:
    """Turns libyaml's events into nodes with absolute spans."""

    def __init__(self, yaml_text: str, base: int) -> None:
        self.text = yaml_text
        self.base = base
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        self.nodes = 0
        self.anchors: dict[str, Node | None] = {}
        """What each anchor stands for; None until it has been read."""

    def read(self) -> None:
        loader = _LOADER(self._readable())
        try:
            self._read_document(iter(loader.get_event, None))
        except _StopError:
            self._recover()
        except yaml.YAMLError as error:
            problem = yaml_errors.explain(self.text, error, self.base)
            if all(other.span != problem.span for other in self.problems):
                self.problems.append(problem)
            self._recover()
        finally:
            loader.dispose()

    def _readable(self) -> str:
        """The text without what stops libyaml with a mere byte offset; the first such character is a problem."""
        match = _UNPRINTABLE.search(self.text)
        if match is None:
            return self.text
        span = self._span(*match.span())
        shown = f"U+{ord(match[0]):04X}"
        message = f"YAML does not allow the character {shown}; remove it."
        self.problems.append(Problem("yaml-syntax", span, message, (Fix(f"Remove {shown}", (Edit(span, ""),), True),)))
        return _UNPRINTABLE.sub("\ufffd", self.text)

    def _read_document(self, events: Iterator[yaml.Event]) -> None:
        root: tuple[Span, bool] | None = None
        for event in events:
            if not isinstance(event, yaml.NodeEvent):
                continue
            if isinstance(event, yaml.MappingStartEvent):
                self._feature(event)
                for entry in self._iter_entries(events, 1):
                    self.entries.append(entry)
                continue
            span = self._node(event, events, 1).span
            if isinstance(event, yaml.ScalarEvent) and not event.value and (event.implicit[0] or event.tag):
                continue
            root = span, isinstance(event, yaml.ScalarEvent)
        if root is not None:
            (start, end), is_text = root
            explain = yaml_errors.plain_root if is_text else yaml_errors.list_root
            self.problems.append(explain(self.text, start - self.base, end - self.base, self.base))

    def _iter_entries(self, events: Iterator[yaml.Event], depth: int) -> Iterator[Entry]:
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                return
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            key = key.inner if isinstance(key, Opaque) and isinstance(key.inner, Scalar) else key
            if isinstance(key, Scalar):
                if key.plain and key.text == "<<":
                    self._problem("yaml-feature", key.span, "`<<` does not merge in chant; write the keys out.")
                yield Entry(key, value)
            elif not isinstance(key, Opaque):
                self.problems.append(yaml_errors.braces_as_map(self.text, key.span.start - self.base, self.base))

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        self.nodes += 1
        start, end = event.start_mark.index, event.end_mark.index
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            what = f"{MAX_DEPTH} levels" if depth > MAX_DEPTH else f"{MAX_NODES:,} values"
            message = f"The frontmatter is not read from here on, as none needs more than {what}; make it smaller."
            self._problem("frontmatter-too-large", self._span(start, max(end, start + 1)), message)
            raise _StopError
        if isinstance(event, yaml.AliasEvent):
            span = self._span(start, end)
            if event.anchor in self.anchors:
                message = f"The alias `*{event.anchor}` is not followed; write the value out."
                self._problem("yaml-feature", span, message, *self._written_out(event.anchor, span))
            else:
                self.problems.append(yaml_errors.unknown_alias(self.text, start, self.base))
            return Opaque("alias", span, _outside(self.anchors.get(event.anchor), span))
        feature = self._feature(event)
        if not feature:
            return self._value(event, events, depth, start)
        behind = yaml_features.behind_properties(self.text, start, end)
        node = self._value(event, events, depth, behind)
        if event.anchor is not None:  # type: ignore[attr-defined]
            self.anchors[event.anchor] = node  # type: ignore[attr-defined]
        whole = Span(self.base + start, max(node.span.end, self.base + behind))
        return Opaque(feature, whole, node, event.tag or "")  # type: ignore[attr-defined]

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int, start: int) -> Node:
        end = event.end_mark.index
        if isinstance(event, yaml.ScalarEvent):
            if block := event.style in ("|", ">"):
                end = len(self.text[:end].rstrip(" \t\r\n"))  # libyaml's end is behind the last line break.
            return Scalar(event.value, self._span(start, end), not event.style, block)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            for item in events:
                if isinstance(item, yaml.SequenceEndEvent):
                    end = item.end_mark.index
                    break
                items.append(self._node(item, events, depth + 1))
            return Sequence(tuple(items), self._cover(start, end, event, items), bool(event.flow_style))
        assert isinstance(event, yaml.MappingStartEvent)
        entries = tuple(self._iter_entries(events, depth))
        inner = [entry.value for entry in entries]
        end = self._flow_end(start, inner) if event.flow_style else end
        return Mapping(entries, self._cover(start, end, event, inner), bool(event.flow_style))

    def _cover(self, start: int, end: int, event: yaml.CollectionStartEvent, children: list) -> Span:
        """The span of a collection: a block's end mark lies behind blank lines, its last child's does not."""
        if event.flow_style or not children:
            return self._span(start, max(end, start))
        return Span(self.base + start, max(self.base + start, children[-1].span.end))

    def _flow_end(self, start: int, children: list) -> int:
        after = children[-1].span.end - self.base if children else start + 1
        # `[area: core]` holds a map without braces.
        close = self.text.find("}", after) if self.text[start] == "{" else -1
        return close + 1 if close >= 0 else after

    def _feature(self, event: yaml.Event) -> str:
        """The YAML feature that hides this value, or ''."""
        if event.anchor is not None:  # type: ignore[attr-defined]
            self.anchors[event.anchor] = None  # type: ignore[attr-defined]
            self.problems.append(yaml_features.anchor(self.text, event, self.base))  # type: ignore[arg-type]
            return "anchor"
        if event.tag is not None:  # type: ignore[attr-defined]
            self.problems.append(yaml_features.tag(self.text, event, self.base))  # type: ignore[arg-type]
            return "tag"
        return ""

    def _written_out(self, anchor: str, span: Span) -> tuple[Fix, ...]:
        """The value in the place of its alias, where it is short and plain."""
        node = self.anchors.get(anchor)
        items = node.items if isinstance(node, Sequence) else (node,)
        words = [self.text[item.span.start - self.base : item.span.end - self.base] for item in items if item]
        written = ", ".join(words[:MAX_WRITTEN_OUT])
        if not all(isinstance(item, Scalar) for item in items) or len(written) > MAX_WRITTEN_OUT or "\n" in written:
            return ()
        text = f"[{written}]" if isinstance(node, Sequence) else written
        return (Fix("Write the value out", (Edit(span, text),), True),) if text else ()

    def _span(self, start: int, end: int) -> Span:
        return Span(self.base + start, self.base + end)

    def _problem(self, code: str, span: Span, message: str, *fixes: Fix) -> None:
        self.problems.append(Problem(code, span, message, fixes))

    def _recover(self) -> None:
        """Read on line by line behind the first error, so that the rest of the file keeps its hovers and links."""
        read_to = max((entry.value.span.end for entry in self.entries), default=self.base) - self.base
        seen = {entry.key.span.start for entry in self.entries}
        others = yaml_lines.second_sides(self.text)
        for match in islice(_TOP_LEVEL_KEY.finditer(self.text, read_to), MAX_NODES):
            key = self._span(match.start("key"), match.end("key"))
            if key.start not in seen and not any(side.start <= match.start() < side.end for side in others):
                self.entries.append(Entry(Scalar(match["key"], key, True), self._line_value(match)))

    def _line_value(self, match: re.Match[str]) -> Node:
        """What a line, or the list below it, most likely holds."""
        start, value = match.start("value"), _COMMENT.sub("", match["value"]).rstrip()
        if not value:
            return self._below(match.end()) or Scalar("", self._span(start, start), True)
        if value[0] == "{":
            return Opaque("map that is not read", self._span(start, start + len(value)))
        if value[0] == "[":
            inside = value[1:].split("]", 1)[0]
            parts = [part for part in re.finditer(r"[^,\s][^,]*", inside) if part[0].strip()]
            items = tuple(self._guess(start + 1 + part.start(), part[0].rstrip()) for part in parts)
            return Sequence(items, self._span(start, start + len(value)), True)
        return self._guess(start, value)

    def _below(self, at: int) -> Sequence | Scalar | None:
        """The list below a key, or the word that stands there, not indented, and that YAML does not take."""
        word = _WORD_BELOW.match(self.text, at)
        if word is not None and any(problem.span.start == self.base + word.start("word") for problem in self.problems):
            return self._guess(word.start("word"), word["word"])
        items: list[Scalar] = []
        first = None
        while len(items) < MAX_NODES and (item := _ITEM_LINE.match(self.text, at)) is not None:
            first = item.start("dash") if first is None else first
            items.append(self._guess(item.start("value"), item["value"].rstrip()))
            at = item.end()
        return Sequence(tuple(items), self._span(first, at), False) if first is not None else None

    def _guess(self, start: int, value: str) -> Scalar:
        plain = not value.startswith(("'", '"'))
        return Scalar(value.strip("'\""), self._span(start, start + len(value)), plain)
