"""Which findings are only the consequence of another one, and would go with it: one mistake is told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.frontmatter import Frontmatter
from chant_lsp.core.schema import Kind
from chant_lsp.core.text import Span
from chant_lsp.core.values import Fault
from chant_lsp.core.yaml_features import CODE as FEATURE
from chant_lsp.core.yaml_trouble import CODE as YAML_SYNTAX

WRONG_TYPE = "wrong-type"
UNSEEN = "invisible-character"
SWALLOWED = "swallowed-by-comment"
CUT = "frontmatter-cut"
MERGED = "merged-items"
_WORDS = (Kind.FLAG, Kind.COUNT, Kind.NUMBER)
"""Kinds of which a value may only look like text because of a character in it."""


def without_consequences(
    frontmatter: Frontmatter, faults: Iterable[Fault], findings: Sequence[Finding]
) -> Iterable[Finding]:
    """The findings without those that other ones explain.

    - What stands on a line that is no YAML is a guess.
    - What stands on a line that is cut is not all of it; an error it is, all the same.
    - What stands in front of a comment that was meant to be a value is not all of it.
    - What has the wrong type is looked at when it has the right one.
    - A word with an unseen character in it may be all right without that.
    - An item that was meant to be several is none of them.
    - A value that chant refuses is told as that, whatever is in front of it.
    """
    cut = [frontmatter.lines_of(problem.span) for problem in frontmatter.edges if problem.code == CUT]
    broken = [frontmatter.lines_of(problem.span) for problem in frontmatter.problems if problem.code == YAML_SYNTAX]
    mistyped = [fault.node.span for fault in faults if fault.code == WRONG_TYPE]
    shapes = {fault.span for fault in faults if fault.code == WRONG_TYPE and fault.field.kind not in _WORDS}
    swallowed = [frontmatter.lines_of(finding.span) for finding in findings if finding.code == SWALLOWED]
    unseen = [finding for finding in findings if finding.code == UNSEEN]
    featured = any(finding.code == FEATURE for finding in findings)
    refused = [frontmatter.lines_of(fault.span) for fault in faults] if featured else []
    merged = {finding.span for finding in findings if finding.code == MERGED}
    if not (cut or broken or mistyped or swallowed or unseen or refused or merged):
        return findings
    left = [finding for finding in findings if finding.code == MERGED or finding.span not in merged]
    return _iter_mistakes(frontmatter, left, (cut, broken, mistyped, swallowed, refused), unseen, shapes)


def _iter_mistakes(
    frontmatter: Frontmatter,
    findings: Iterable[Finding],
    places: tuple[list[Span], ...],
    unseen: list[Finding],
    shapes: set[Span],
) -> Iterator[Finding]:
    cut, broken, mistyped, swallowed, refused = places
    for finding in findings:
        span, code = finding.span, finding.code
        in_frontmatter = span.start < frontmatter.block.end
        if (
            (in_frontmatter and code != YAML_SYNTAX and _starts_in(span, broken))
            or (in_frontmatter and code not in (YAML_SYNTAX, WRONG_TYPE, UNSEEN) and _starts_in(span, mistyped))
            or (in_frontmatter and code not in (YAML_SYNTAX, SWALLOWED) and _starts_in(span, swallowed))
            or (in_frontmatter and code != CUT and finding.severity > Severity.ERROR and _starts_in(span, cut))
            or (code == FEATURE and _starts_in(span, refused))
            or (
                code not in (UNSEEN, YAML_SYNTAX)
                and span not in shapes
                and any(_hides(other, finding) for other in unseen)
            )
        ):
            continue
        yield finding


def _hides(unseen: Finding, finding: Finding) -> bool:
    """Whether a finding is about a word with an unseen character in it; an error stays unless that is one, too."""
    inside = finding.span.start <= unseen.span.start and unseen.span.end <= finding.span.end
    return inside and unseen.severity <= finding.severity


def _starts_in(span: Span, places: Iterable[Span]) -> bool:
    return any(place.start <= span.start < place.end for place in places)
