"""A value that YAML takes for a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Scalar, Sequence
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.quoting import quoted, scalar
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.schema import FIELDS, LISTS, Kind, Names
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span
from chant_lsp.core.traits import ODD_VALUES

ONLY_WITH = (ODD_VALUES,)

_SWALLOWED = re.compile(r"(?:[ \t]*:)?[ \t]+(?P<words>#[^\s#!][^\r\n]*)")
_NUMBER_BEHIND = re.compile(r"[ \t]+(?P<words>#\d+[^\r\n]*)")


def swallowed_by_comment(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """`- #bug` and `prompt: fix #42`: a `#` behind a blank begins a comment. Page: swallowed_by_comment.md."""
    block = spec.frontmatter.block
    if "#" not in (text := spec.parts.text[block.start : block.end]):
        return
    refused = [spec.frontmatter.lines_of(fault.span) for fault in spec.faults]
    for value, whole in _iter_swallowed(spec, text, block.start):
        words = text[value.start - block.start : value.end - block.start]
        yield Finding(
            "swallowed-by-comment",
            Severity.ERROR if _is_in(value, refused) else while_open(spec, Severity.WARNING),
            value,
            f"`{words.split()[0]}` begins a comment, so YAML leaves out the rest of the line; quote the value.",
            fixes=(whole,),
        )


def _iter_swallowed(spec: Spec, text: str, base: int) -> Iterator[tuple[Span, Fix]]:
    for key, value in spec.frontmatter.entries:
        field = FIELDS.get(key.text)
        if field is None:
            continue
        names = field.names is not Names.NOTHING
        items = value.items if isinstance(value, Sequence) and not value.flow else (value,)
        for item in items:
            if not isinstance(item, Scalar) or not item.plain:
                continue
            empty = not item.text
            pattern = _SWALLOWED if empty else _NUMBER_BEHIND
            at = key.span.end if empty and item is value else item.span.end
            match = pattern.match(text, at - base)
            if match is None or (not empty and field.kind is not Kind.TEXT):
                continue
            words = match["words"].rstrip(" \t")
            span = Span(base + match.start("words"), base + match.start("words") + len(words))
            yield span, _fix(field.kind in LISTS and item is value, names and empty, item, span, words)


def _fix(as_list: bool, is_name: bool, item: Scalar, span: Span, words: str) -> Fix:
    if item.text:
        return Fix("Quote the value", (Edit(Span(item.span.start, span.end), quoted(f"{item.text} {words}")),), True)
    written = scalar(words.lstrip("# ")) if is_name else quoted(words)
    title = "Remove the `#`" if is_name else "Quote the value"
    return Fix(title, (Edit(span, f"[{written}]" if as_list else written),), True)


def _is_in(span: Span, lines: list[Span]) -> bool:
    """Whether what is left of the line is a value that chant refuses."""
    return any(line.start <= span.start < line.end for line in lines)
