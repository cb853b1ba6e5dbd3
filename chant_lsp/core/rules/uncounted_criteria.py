"""Criteria that chant does not count."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span
from chant_lsp.core.traits import ODD_BODY
from chant_lsp.core.uncounted import CRITERIA_HEADING, Uncounted

_MESSAGES = {
    "heading": f"chant counts criteria below `{CRITERIA_HEADING}` only, in these letters, with two `#`; rename this.",
    "bullet": "chant counts only `- [ ]` and `- [x]`; write this box so.",
    "no-heading": f"chant counts boxes below the heading `{CRITERIA_HEADING}` only; put one above them.",
    "fence": "This ``` is never closed, so chant sees the criteria below as code and counts none; close it.",
    "shadowed": f"chant counts boxes below the last `{CRITERIA_HEADING}…` heading only, and not these; rename that.",
    "next": "chant counts boxes up to the next `## ` only, and so none of these; write this heading with three `#`.",
    "fenced": "chant counts no boxes in a code block, and there are no others; take them out of it.",
}

ONLY_WITH = (ODD_BODY,)
READS_BODY = True
READS = ()
WEIGHS = ("is_open",)

_HEADING = re.compile(rf"^[^\S\n]*{CRITERIA_HEADING}", re.MULTILINE)
_SECTION = re.compile(r"^[^\S\n]*## ", re.MULTILINE)
# One way to read each: were `\r` alone a part of `\r\n`, twenty blank lines would take seconds.
_END = r"(?:\r\n|\r(?!\n)|\n)"
_FENCED_BOXES = re.compile(
    rf"[ \t]*{_END}(?P<boxes>(?:[ \t]*(?:- \[[ xX]\][^\r\n]*)?{_END})*)(?P<closer>[ \t]*```[ \t]*(?:{_END}|\Z))"
)
_BLANK_LINES = re.compile(r"[^\S\r\n]*(?:(?:\r\n|\r|\n)[^\S\r\n]*){1,2}")


def uncounted_criteria(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """Boxes that people see and chant's gate does not: it passes without them. Page: uncounted_criteria.md."""
    for uncounted in spec.body.uncounted:
        if spec.frontmatter.edges and uncounted.reason in ("fence", "fenced"):
            continue  # A code block that hides the frontmatter, too, is told there.
        yield Finding(
            "uncounted-criteria",
            while_open(spec, Severity.WARNING),
            uncounted.span,
            _MESSAGES[uncounted.reason],
            fixes=tuple(_iter_fixes(spec, uncounted)),
        )


def _iter_fixes(spec: Spec, uncounted: Uncounted) -> Iterator[Fix]:
    at = uncounted.span.start
    line = spec.frontmatter.line_end
    if uncounted.reason in ("heading", "next"):
        yield Fix(f"Change to `{uncounted.fixed}`", (Edit(uncounted.span, uncounted.fixed),), True)
    elif uncounted.reason == "bullet":
        boxes = [other for other in spec.body.uncounted if other.reason == "bullet"]
        if len(boxes) > 1:
            edits = tuple(Edit(other.span, other.fixed) for other in boxes)
            yield Fix("Write all boxes so", edits, True)
        yield Fix(f"Change to `{uncounted.fixed}`", (Edit(uncounted.span, uncounted.fixed),), len(boxes) == 1)
    elif uncounted.reason == "no-heading":
        heading = Edit(Span(at, at), f"{CRITERIA_HEADING}{line}{line}")
        yield Fix(f"Put `{CRITERIA_HEADING}` above", (heading,), True)
    elif uncounted.reason == "fence":
        match = _HEADING.search(spec.parts.text, uncounted.span.end)
        if match is not None:
            edit = Edit(Span(match.start(), match.start()), f"```{line}{line}")
            yield Fix("Close it above the criteria", (edit,), True, guess=True)
    elif uncounted.reason == "fenced":
        yield from _unfenced(spec.parts.text, uncounted.span)
    elif uncounted.reason == "shadowed" and spec.body.criteria_heading is not None:
        yield from _renamed(spec, uncounted.span, spec.body.criteria_heading.span)


def _unfenced(text: str, opener: Span) -> Iterator[Fix]:
    """The boxes without their code block, which has nothing else in it."""
    lines = _FENCED_BOXES.match(text, opener.end)
    if lines is not None:
        start = text.rfind("\n", 0, opener.start) + 1
        edits = Edit(Span(start, lines.start("boxes")), ""), Edit(Span(*lines.span("closer")), "")
        yield Fix("Take them out of the code block", edits, True)


def _renamed(spec: Spec, first: Span, last: Span) -> Iterator[Fix]:
    """Another heading in the place of the last one; none at all where it would only repeat the first."""
    text = spec.parts.text
    rest = text[last.start + len(CRITERIA_HEADING) : last.end].strip(" \t:,;-–—()")
    if rest:
        title = f"## {rest[0].upper()}{rest[1:]}"
        yield Fix(f"Change to `{title}`", (Edit(last, title),), True, guess=True)
    elif _SECTION.search(text, first.end, last.start) is None:
        after = _BLANK_LINES.match(text, last.end)
        edit = Edit(Span(last.start, after.end() if after else last.end), "")
        yield Fix("Remove the second heading", (edit,), True, guess=True)
