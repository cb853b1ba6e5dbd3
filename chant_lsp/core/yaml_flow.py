"""What is wrong with brackets, braces and commas that YAML does not take: what is never closed, missing or too many."""

from __future__ import annotations

import re

from chant_lsp.core.findings import Edit, Problem
from chant_lsp.core.text import Span, line_start
from chant_lsp.core.yaml_trouble import Trouble, fix, quote
from chant_lsp.core.yaml_values import QUOTES

_LAST_KEY = re.compile(r"(?P<gap>\s+)(?P<key>[A-Za-z_]\w*)\Z")
MAX_GAP = 200
"""Characters from the value before a key to the colon behind it."""
_BRACES_IN_ITEM = re.compile(r"[^\[\]{},\r\n]*(?:\{[^}\r\n]*\}[^\[\]{},\r\n]*)+")
_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#", re.MULTILINE)
_FLOW_COMMENT = re.compile(r"(?:^|(?<=[ \t\[{,]))#")
_LINE = re.compile(r"[^\r\n]+")
_BRACKET = re.compile(r"[\[\]{}]")
_CLOSERS = {"[": "]", "{": "}"}
_OPENERS = {")": "(", "]": "[", "}": "{"}


def open_bracket(trouble: Trouble) -> Problem | None:
    """A list or map that is never closed, or closed by another character."""
    opener = trouble.text[trouble.since : trouble.since + 1]
    if not trouble.context.startswith("while parsing a flow") or opener not in _CLOSERS:
        return None
    closer = _CLOSERS[opener]
    line = trouble.line(trouble.since)
    end = line.start + len(line.words.split(" #", 1)[0].rstrip().rstrip(","))
    after = line
    while after.end < len(trouble.text) and (after := trouble.line(after.end)).words[:1] in (" ", "\t", closer):
        end = after.start + len(after.words.split(" #", 1)[0].rstrip().rstrip(","))
    end = max(end, trouble.since + 1)
    if trouble.text[end - 1] == closer and trouble.at < end - 1:
        return _missing_comma(trouble, end)
    last, inside = trouble.text[end - 1], trouble.text[trouble.since + 1 : end - 1]
    if last in _OPENERS and last != closer and inside.count(last) >= inside.count(_OPENERS[last]):
        way_out = fix(f"Change `{last}` to `{closer}`", Edit(Span(end - 1, end), closer))
        return trouble.problem(trouble.since, end, f"This `{opener}` is closed by `{last}`; write `{closer}`.", way_out)
    comma = trouble.text[end : end + 1] == ","
    message = f"This `{opener}` is never closed; add `{closer}`."
    way_out = fix(f"Add the missing `{closer}`", Edit(Span(end, end + comma), closer))
    return trouble.problem(trouble.since, min(end, line.start + len(line.words)), message, way_out)


def opened(trouble: Trouble) -> int:
    """Where the list or map begins that libyaml could not finish; it does not say so at an item, or at the end."""
    rest = trouble.text[trouble.at :].strip()
    if trouble.reason != "did not find expected node content" or (rest and not rest.startswith(("- ", "-\t"))):
        return trouble.since
    open_at: list[int] = []
    for line in _LINE.finditer(trouble.text, 0, trouble.at):
        comment = _FLOW_COMMENT.search(line[0])
        for bracket in _BRACKET.finditer(line[0], 0, comment.start() if comment else len(line[0])):
            if bracket[0] in _CLOSERS:
                open_at.append(line.start() + bracket.start())
            elif open_at:
                open_at.pop()
    return open_at[-1] if open_at else trouble.since


def _missing_comma(trouble: Trouble, end: int) -> Problem | None:
    """`["a" "b"]`."""
    if not trouble.reason.startswith("did not find expected ','") or trouble.text[trouble.at] in "/#":
        return None
    if trouble.text[trouble.at] == ":":
        return _unparted_keys(trouble)
    start = max(trouble.text.rfind("[", 0, trouble.at), trouble.text.rfind(",", 0, trouble.at)) + 1
    start += len(trouble.text[start:]) - len(trouble.text[start:].lstrip(" \t"))
    item = _BRACES_IN_ITEM.match(trouble.text, start) if trouble.text[trouble.at] == "{" else None
    if item is not None and item.end() > trouble.at:
        span = Span(start, start + len(item[0].rstrip()))
        message = "To YAML `{` begins a map inside a list; quote the value."
        return trouble.problem(trouble.at, trouble.at + 1, message, quote(span, trouble.text[slice(*span)]))
    at = _behind_value(trouble.text, trouble.at)
    message = "Between these two a comma is missing."
    return trouble.problem(trouble.at, end - 1, message, fix("Add the comma", Edit(Span(at, at), ",")))


def _unparted_keys(trouble: Trouble) -> Problem | None:
    """`{required: true status: pending}`."""
    match = _LAST_KEY.search(trouble.text, max(trouble.since, trouble.at - MAX_GAP), trouble.at)
    if match is None or trouble.text[trouble.since] != "{" or ":" not in trouble.text[trouble.since : match.start()]:
        return None
    at = _behind_value(trouble.text, match.start())
    message = f"Before `{match['key']}` a comma is missing."
    return trouble.problem(*match.span("key"), message, fix("Add the comma", Edit(Span(at, at), ",")))


def _behind_value(text: str, at: int) -> int:
    """Where a value ends that stands before this place, comments behind it left out."""
    while True:
        while at > 0 and text[at - 1].isspace():
            at -= 1
        start = line_start(text, at)
        comments = (match.start() for match in _COMMENT.finditer(text, start, at))
        comment = next((one for one in comments if not _is_in_quotes(text[start:one])), None)
        if comment is None or at == 0:
            return at
        at = comment


def _is_in_quotes(before: str) -> bool:
    return any(before.count(mark) % 2 for mark in QUOTES)


def stray_colon(trouble: Trouble) -> Problem | None:
    """`[a:, b]`, `[:a]` and `[a]:`."""
    span = Span(trouble.at, trouble.at + 1)
    if trouble.text[slice(*span)] != ":":
        return None
    in_flow = trouble.reason.startswith("found unexpected ':'") or trouble.context == "while parsing a flow node"
    in_list = in_flow and trouble.text.rfind("[", 0, trouble.at) > trouble.text.rfind("{", 0, trouble.at)
    found = trouble.value(trouble.at)
    closed = found is not None and found.words[-2:-1] in ("]", "}") and span.end == found.span.end
    if not in_list and not closed:
        return None
    return trouble.problem(*span, "This `:` belongs to no key; remove it.", fix("Remove the colon", Edit(span, "")))


def extra_comma(trouble: Trouble) -> Problem | None:
    """`[a,, b]`, `type: , code`, `,type: code` and `type: ]code`."""
    sign = trouble.text[trouble.at : trouble.at + 1]
    in_front = not trouble.text[trouble.line(trouble.at).start : trouble.at].strip()
    in_flow = trouble.context == "while parsing a flow node"
    in_block = in_front or trouble.context == "while parsing a block node"
    if not ((sign == "," and in_flow) or (sign in (",", "]", "}") and in_block)):
        return None
    span = Span(trouble.at, trouble.at + 1)
    rest = trouble.text[span.end :] if not in_flow else ""
    edit = Edit(Span(span.start, span.end + len(rest) - len(rest.lstrip(" \t"))), "")
    if sign == ",":
        return trouble.problem(*span, "Before this comma stands nothing; remove it.", fix("Remove the comma", edit))
    return trouble.problem(*span, f"This `{sign}` closes nothing; remove it.", fix(f"Remove the `{sign}`", edit))
