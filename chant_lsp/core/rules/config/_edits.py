"""Edits of the config that rules offer: take a setting out, put one in, change a list."""

from __future__ import annotations

from chant_lsp.core.config import Config, Setting
from chant_lsp.core.findings import Edit
from chant_lsp.core.frontmatter import Mapping, Scalar, Sequence
from chant_lsp.core.text import Span


def remove_setting(config: Config, setting: Setting) -> tuple[Edit, ...]:
    """Take a setting's lines out; empty when another one shares them."""
    whole = Span(setting.key.span.start, max(setting.key.span.end, setting.value.span.end))
    lines = config.frontmatter.lines_of(whole)
    shared = any(
        lines.start <= other.key.span.start < lines.end and not whole.start <= other.key.span.start < whole.end
        for other in config.settings
    )
    outside = lines.start < config.frontmatter.block.start or lines.end > config.frontmatter.block.end
    return () if shared or outside else (Edit(lines, ""),)


def add_setting(config: Config, section: str, name: str, value: str) -> tuple[Edit, ...]:
    """Put `name: value` into a section, at its end; a section that is not there comes first in the file."""
    frontmatter = config.frontmatter
    end = frontmatter.line_end
    found = config.get(section)
    if found is None:
        if frontmatter.closer is None or len(frontmatter.line_starts) < 2:
            return ()
        at = frontmatter.line_starts[1]
        return (Edit(Span(at, at), f"{section}:{end}  {name}: {value}{end}"),)
    node = found.value
    if isinstance(node, Scalar) and not node.text:
        lines = frontmatter.lines_of(found.key.span)
        return (Edit(Span(lines.end, lines.end), f"  {name}: {value}{end}"),)
    if not isinstance(node, Mapping) or not node.entries:
        return ()
    key, last = node.entries[-1]
    if node.flow:
        at = max(key.span.end, last.span.end)
        return (Edit(Span(at, at), f", {name}: {value}"),)
    lines = frontmatter.lines_of(Span(key.span.start, max(key.span.end, last.span.end)))
    indent = key.span.start - frontmatter.lines_of(key.span).start
    return (Edit(Span(lines.end, lines.end), f"{' ' * indent}{name}: {value}{end}"),)


def remove_item(config: Config, node: Sequence, at: int) -> tuple[Edit, ...]:
    """Take one item out of a list; empty where another one shares its line."""
    items = node.items
    if node.flow:
        if len(items) == 1:
            return (Edit(Span(node.span.start + 1, node.span.end - 1), ""),)
        first = at + 1 < len(items)
        cut = (
            (items[at].span.start, items[at + 1].span.start) if first else (items[at - 1].span.end, items[at].span.end)
        )
        return (Edit(Span(*cut), ""),)
    lines = config.frontmatter.lines_of(items[at].span)
    crowded = any(i != at and lines.start <= item.span.start < lines.end for i, item in enumerate(items))
    return () if crowded or lines.end > config.frontmatter.block.end else (Edit(lines, ""),)


def add_item(config: Config, node: Sequence, text: str) -> tuple[Edit, ...]:
    """Put a text at the end of a list, in the way the list is written."""
    if node.flow:
        at = node.items[-1].span.end if node.items else node.span.start + 1
        return (Edit(Span(at, at), f", {text}" if node.items else text),)
    frontmatter = config.frontmatter
    lines = frontmatter.lines_of(node.items[-1].span)
    indent = node.span.start - frontmatter.lines_of(Span(node.span.start, node.span.start)).start
    return (Edit(Span(lines.end, lines.end), f"{' ' * indent}- {text}{frontmatter.line_end}"),)
