"""Anchors, aliases and tags: what is said of them, and how to do without."""

from __future__ import annotations

import re

import yaml

from chant_lsp.core.findings import Edit, Fix, Problem
from chant_lsp.core.quoting import quoted, scalar
from chant_lsp.core.text import Span

CODE = "yaml-feature"

_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*[ \t]*)*")
_WORD = re.compile(r"!\w[\w-]*")
_TEXT = "tag:yaml.org,2002:str"
_TAG = re.compile(r"[^ \t\r\n,\]}]*")


def behind_properties(text: str, start: int, end: int) -> int:
    """Where a value begins that has an anchor or a tag in front of it."""
    match = _PROPERTIES.match(text, start, end)
    return match.end() if match else start


def anchor(text: str, event: yaml.NodeEvent, base: int) -> Problem:
    """`&name`, which goes unless something refers to it."""
    at, name = event.start_mark.index, event.anchor  # type: ignore[attr-defined]
    start = text.find("&", at, event.end_mark.index)
    start = at if start < 0 else start
    span = Span(start, start + 1 + len(name))
    fixes = () if f"*{name}" in text else (_without(text, "anchor", span, base),)
    if isinstance(event, yaml.ScalarEvent) and event.value == "" and event.implicit[0]:
        fixes = (Fix("Quote the value", (Edit(span.moved(base), quoted(f"&{name}")),), True),)
    return Problem(CODE, span.moved(base), "Anchors are not read; write the value where it is needed.", fixes)


def tag(text: str, event: yaml.NodeEvent, base: int) -> Problem:
    """`!name`, with a value or instead of one: then chant may take it for the word."""
    at = event.start_mark.index
    match = _TAG.match(text, at)
    span = Span(at, match.end() if match else at)
    fix = _without(text, "tag", span, base)
    word = _WORD.fullmatch(text, *span)
    if word is not None and isinstance(event, yaml.ScalarEvent) and event.value == "":
        fix = Fix("Remove the `!`", (Edit(Span(at, at + 1).moved(base), ""),), True)
    elif isinstance(event, yaml.ScalarEvent) and event.tag == _TEXT and not event.style:
        # `!!str 12` is a text, and `12` is none.
        value = Span(behind_properties(text, at, event.end_mark.index), event.end_mark.index)
        if value.start < value.end and scalar(event.value) != event.value:
            fix = Fix("Quote the value", (Edit(Span(at, value.end).moved(base), quoted(event.value)),), True)
    return Problem(CODE, span.moved(base), "Tags are not read; write the plain value.", (fix,))


def _without(text: str, feature: str, span: Span, base: int) -> Fix:
    """Take an anchor or a tag out, with the blanks that part it from its value, or else from its key."""
    start, end = span
    behind = len(text) - end - len(text[end:].lstrip(" \t"))
    if text[end + behind : end + behind + 1] in ("\r", "\n", ""):
        start = len(text[:start].rstrip(" \t"))
    return Fix(f"Remove the {feature}", (Edit(Span(start, end + behind).moved(base), ""),), True)
