"""The project's configuration, `.chant/config.md`, or `.chant/agents.md`: the facts of one file, and never its text.

Unlike a spec, a config that chant cannot read stops nearly every command; chant-reference.md §10.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice
from typing import NamedTuple

from chant_lsp.core.config_schema import AGENTS_SETTINGS, SETTINGS
from chant_lsp.core.findings import Edit, Problem
from chant_lsp.core.frontmatter import Entry, Frontmatter, Mapping, Node, Opaque, Scalar, Sequence, read_frontmatter
from chant_lsp.core.mentions import AGENTS_PATH, MAX_MENTIONS, Mention, MentionKind, inner_span
from chant_lsp.core.schema import Field, Kind
from chant_lsp.core.silenced import Silenced, read_silenced
from chant_lsp.core.text import Source, Span
from chant_lsp.core.values import Fault, behind, describe, iter_faults_in, refused_tag, scalar_kind

MAX_FAULTS = 100
DEFAULT_PROMPT = "bootstrap"
"""The prompt that chant takes when `defaults.prompt` is not set."""

_LATE_OPENER = re.compile(rf"^---[ \t]*\r?\n(?={'|'.join(SETTINGS)}:)", re.MULTILINE)
_LINE = re.compile(r"(?P<words>[^\r\n]*)(?:\r\n|\r|\n|\Z)")
_SECTION = re.compile(rf"^(?:{'|'.join(SETTINGS)})[ \t]*:", re.MULTILINE)
_OPTIONAL = ("project", "defaults")
"""Sections in which every key may be empty: chant merges them key by key with the user's own config."""


class Setting(NamedTuple):
    """One `key: value` of the config, wherever in it."""

    name: str
    """Its full name: `defaults.prompt`, `parallel.agents[0].weight`, `enterprise.derived.team.from`."""
    field: Field | None
    """What chant knows of it; None for a key that chant ignores."""
    entry: Entry
    siblings: tuple[Entry, ...]
    """The entries of the map that it is in, itself included."""
    known: tuple[Field, ...]
    """What chant knows in that map; nothing where the names are one's own."""

    @property
    def key(self) -> Scalar:
        return self.entry.key

    @property
    def value(self) -> Node:
        return self.entry.value


@dataclass(frozen=True)
class Config:
    """What one config says, as chant reads it."""

    path: str
    frontmatter: Frontmatter
    settings: tuple[Setting, ...]
    """Every key with its full name, in the order of the text; an outer one before those in it."""
    late_opener: Span | None
    """A `---` with settings behind it, which is not at the beginning of the file, so that chant does not see them."""
    mentions: tuple[Mention, ...]
    """The prompts and the extensions that it names."""
    faults: tuple[Fault, ...]
    """Values that chant does not accept; any of them makes chant refuse the whole file."""
    cut: bool = False
    """Only the beginning was read: the file is larger than any of its kind."""
    undecodable: int | None = None
    """Where the file stops being UTF-8."""
    silenced: tuple[Silenced, ...] = ()
    """Codes that are not to be reported in this file."""
    fenced: tuple[Edit, ...] = ()
    """What puts the missing `---` lines around settings that the file begins with."""
    loses: bool = False
    """Whether settings stand behind a `---` that ends them too early."""

    @cached_property
    def _by_name(self) -> dict[str, Setting]:
        by_name: dict[str, Setting] = {}
        for setting in self.settings:
            # `project.name: x` is one key, which chant does not know, and not that setting.
            if "." not in setting.key.text:
                by_name.setdefault(setting.name, setting)
        return by_name

    @property
    def is_agents(self) -> bool:
        """Whether it is `.chant/agents.md`, of which chant takes the agents and nothing else."""
        return self.path == AGENTS_PATH

    def get(self, name: str) -> Setting | None:
        """The first setting of this full name."""
        return self._by_name.get(name)

    def text(self, name: str) -> str | None:
        """A setting's plain value; None where it is absent, empty or of another shape."""
        setting = self.get(name)
        if setting is None or not isinstance(setting.value, Scalar) or scalar_kind(setting.value) == "null":
            return None
        return setting.value.text or None

    def items(self, name: str) -> tuple[Scalar, ...]:
        """The scalars of a list setting."""
        setting = self.get(name)
        if setting is None or not isinstance(setting.value, Sequence):
            return ()
        return tuple(item for item in setting.value.items if isinstance(item, Scalar))

    @property
    def is_understood(self) -> bool:
        """Whether what is not found in it is really not there."""
        frontmatter = self.frontmatter
        return frontmatter.closer is not None and not frontmatter.problems and not self.loses

    @property
    def prompt(self) -> str:
        """The name of the prompt that chant takes for specs that name none."""
        return self.text("defaults.prompt") or DEFAULT_PROMPT

    @property
    def extensions(self) -> tuple[str, ...]:
        """The names of the prompt extensions."""
        return tuple(item.text for item in self.items("defaults.prompt_extensions"))

    def setting_at(self, offset: int) -> Setting | None:
        """The innermost setting whose key or value the offset is in."""
        touching = [one for one in self.settings if one.key.span.touches(offset) or one.value.span.touches(offset)]
        return touching[-1] if touching else None

    def mention_at(self, offset: int) -> Mention | None:
        """The mention under the cursor."""
        return next((mention for mention in self.mentions if mention.span.touches(offset)), None)


def parse(path: str, source: Source) -> Config:
    """The facts of a config. Errors: none; whatever is wrong is a fact of the Config."""
    frontmatter = _with_cut(source.text, read_frontmatter(source.text, source.bom))
    table = AGENTS_SETTINGS if path == AGENTS_PATH else SETTINGS
    settings = tuple(_iter_settings(frontmatter.entries, tuple(table.values()), ""))
    named = () if path == AGENTS_PATH else _iter_mentions(settings)
    mentions = tuple(islice(named, MAX_MENTIONS))
    found = iter_faults_in(frontmatter.entries, table, "", partial(_iter_value_faults, nullable=True))
    faults = tuple(islice(found, MAX_FAULTS))
    silenced = read_silenced(source.text, frontmatter.body.start)
    late = _LATE_OPENER.search(source.text) if frontmatter.opener is None else None
    late = late if late is not None and source.text[: late.start()].strip() else None
    opener = Span(late.start(), late.start() + 3) if late is not None else None
    fenced = _fenced(source.text, table, frontmatter.line_end) if frontmatter.opener is None and late is None else ()
    facts = (path, frontmatter, settings, opener, mentions, faults, source.cut, source.undecodable, silenced)
    body = source.text[slice(*frontmatter.body)] if frontmatter.edges else ""
    return Config(*facts, fenced, _SECTION.search(body) is not None)


def _fenced(text: str, table: Map[str, Field], line_end: str) -> tuple[Edit, ...]:
    """`---` above the settings that the text begins with, and below them where there is none yet."""
    at = end = start = len(text) - len(text.lstrip())
    while at < len(text):
        line = _LINE.match(text, at)
        assert line is not None
        words = line["words"]
        key = words.partition(":")[0]
        inner = at > start and words[:1] in (" ", "\t", "-") and not words.startswith("---")
        if words.strip() and not inner and (key not in table or key == words):
            break
        at = line.end()
        end = at if words.strip() else end
    if end == start:
        return ()
    opener = Edit(Span(start, start), f"---{line_end}")
    closer = f"---{line_end}" if text[end - 1] in "\r\n" else f"{line_end}---"
    return (opener,) if text.startswith("---", at) else (opener, Edit(Span(end, end), closer))


def _with_cut(text: str, frontmatter: Frontmatter) -> Frontmatter:
    """With the problem of a closing `---` that is part of a text, such as a template with frontmatter of its own."""
    closer = frontmatter.closer
    if closer is None or frontmatter.edges or text[closer.start - 1] not in " \t":
        return frontmatter
    message = "chant ends its settings at the first `---`, even inside a text: all that follows is lost to it."
    return replace(frontmatter, edges=(Problem("frontmatter-cut", closer, message),))


def _iter_settings(entries: tuple[Entry, ...], known: tuple[Field, ...], prefix: str) -> Iterator[Setting]:
    by_name = {field.name: field for field in known}
    for entry in entries:
        field = by_name.get(entry.key.text)
        name = prefix + entry.key.text
        yield Setting(name, field, entry, entries, known)
        yield from _iter_inner(entry.value, field, name)


def _iter_inner(node: Node, field: Field | None, name: str) -> Iterator[Setting]:
    fields = field.fields if field is not None else ()
    if isinstance(node, Sequence):
        for i, item in enumerate(node.items):
            yield from _iter_inner(
                item, field if field is not None and field.kind is Kind.MAPS else None, f"{name}[{i}]"
            )
    elif isinstance(node, Mapping) and field is not None and field.kind is Kind.NAMED_MAPS:
        for entry in node.entries:
            yield Setting(f"{name}.{entry.key.text}", None, entry, node.entries, ())
            if isinstance(entry.value, Mapping):
                yield from _iter_settings(entry.value.entries, fields, f"{name}.{entry.key.text}.")
    elif isinstance(node, Mapping) and fields:
        yield from _iter_settings(node.entries, fields, f"{name}.")


def _iter_mentions(settings: tuple[Setting, ...]) -> Iterator[Mention]:
    kinds = {"defaults.prompt": MentionKind.PROMPT, "defaults.prompt_extensions": MentionKind.EXTENSION}
    for setting in settings:
        kind = kinds.get(setting.name)
        if kind is None:
            continue
        node = setting.value
        items = node.items if isinstance(node, Sequence) and kind is MentionKind.EXTENSION else (node,)
        for item in items:
            if isinstance(item, Scalar) and item.text.strip() and scalar_kind(item) != "null":
                yield Mention(kind, item.text, inner_span(item), setting.name)


def _iter_value_faults(field: Field, name: str, key: Scalar, node: Node, nullable: bool) -> Iterator[Fault]:
    where = node.span if node.span.end > node.span.start else key.span
    if isinstance(node, Opaque):
        inner = behind(field, node)
        if isinstance(inner, Opaque):
            yield refused_tag(field, name, inner)
        elif inner is not None:
            yield from _iter_value_faults(field, name, key, inner, nullable)
        return
    if isinstance(node, Scalar) and scalar_kind(node) == "null":
        if not nullable and field.name != "validate" and field.kind in _NEVER_EMPTY:
            yield Fault("wrong-type", field, name, where, "nothing", node)
    elif field.kind is Kind.MAP and isinstance(node, Mapping):
        yield from _iter_map_faults(field, name, key.span, node)
    elif field.kind is Kind.MAPS and isinstance(node, Sequence):
        for i, item in enumerate(node.items):
            yield from _iter_item_faults(field, f"{name}[{i}]", item)
    elif field.kind is Kind.NAMED_MAPS and isinstance(node, Mapping):
        for entry in node.entries:
            yield from _iter_item_faults(field, f"{name}.{entry.key.text}", entry.value, entry.key.span)
    elif field.kind is Kind.TEXTS and isinstance(node, Sequence):
        for i, item in enumerate(node.items):
            item = behind(field, item) if isinstance(item, Opaque) else item
            if item is not None and not isinstance(item, (Scalar, Opaque)):
                yield Fault("wrong-type", field, f"{name}[{i}]", item.span, describe(item), item)
    elif not isinstance(node, Scalar) or not _fits(field.kind, node):
        yield Fault("wrong-type", field, name, where, describe(node), node)
    elif field.kind is Kind.CHOICE and all(node.text != choice.value for choice in field.choices):
        yield Fault("invalid-value", field, name, where, node.text, node)


_NEVER_EMPTY = (Kind.FLAG, Kind.COUNT, Kind.NUMBER, Kind.CHOICE)


def _iter_item_faults(field: Field, name: str, node: Node, key: Span | None = None) -> Iterator[Fault]:
    if isinstance(node, Mapping):
        yield from _iter_map_faults(field, name, key or _first_key(node), node)
    elif isinstance(node, Opaque):
        if node.inner is not None and node.feature != "alias":
            yield from _iter_item_faults(field, name, node.inner, key)
    else:
        where = node.span if node.span.end > node.span.start else key or node.span
        yield Fault("wrong-type", field, name, where, describe(node), node)


def _iter_map_faults(field: Field, name: str, where: Span, node: Mapping) -> Iterator[Fault]:
    inner = {one.name: one for one in field.fields}
    of_value = partial(_iter_value_faults, nullable=name in _OPTIONAL)
    yield from iter_faults_in(node.entries, inner, f"{name}.", of_value)
    present = {entry.key.text for entry in node.entries}
    for one in field.fields:
        if one.required and one.name not in present:
            yield Fault("missing-field", field, f"{name}.{one.name}", where, one.name, node)


def _first_key(node: Mapping) -> Span:
    return node.entries[0].key.span if node.entries else node.span


def _fits(kind: Kind, scalar: Scalar) -> bool:
    found = scalar_kind(scalar)
    if kind is Kind.FLAG:
        return found == "boolean"
    if kind is Kind.COUNT:
        return found == "integer" and not scalar.text.startswith("-")
    if kind is Kind.NUMBER:
        return found in ("integer", "float")
    return kind in (Kind.TEXT, Kind.CHOICE)
