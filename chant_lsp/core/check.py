"""All rules over one file, as strict as the user and the project want them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from types import MappingProxyType

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.frontmatter import Frontmatter
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.kinds import PageKind, kind_of
from chant_lsp.core.rules import OFF_BY_DEFAULT, Rule, can_say_something, code_of, rules_for
from chant_lsp.core.schema import Kind
from chant_lsp.core.spec import Spec
from chant_lsp.core.traits import TROUBLE, Traits
from chant_lsp.core.values import Fault
from chant_lsp.core.yaml_trouble import CODE as YAML_SYNTAX

WRONG_TYPE = "wrong-type"

MAX_OF_A_RULE = 100
"""Findings of one rule in one file; whoever mends the first hundred sees the next."""

Severities = Mapping[str, Severity | None]
"""What was set by code: how much it matters, or None for off. A code that is not there keeps its own severity."""

AS_SHIPPED: Severities = MappingProxyType({})
"""Nothing set: each rule says itself how much its findings matter, and some are off."""


def check(index: SpecIndex, path: str, severities: Severities = AS_SHIPPED) -> list[Finding]:
    """What is wrong with the spec, config or prompt at the path, in the order of the text; nothing for another path.

    Errors: none. Cost: the file's own facts and those that it names, not the index; a rule that is off costs nothing.
    """
    file = index.facts(path)
    kind = kind_of(path)
    if file is None or kind is None:
        return []
    traits = file.traits if isinstance(file, Spec) else None
    rules = _wanted(_coded(kind, traits), severities) if severities else _shipped(kind, traits)
    if file.silenced:
        silenced = {each.code for each in file.silenced}
        rules = [each for each in rules if each[0] not in silenced]
    findings = [finding for _, rule in rules for finding in islice(rule(file, index), MAX_OF_A_RULE)]
    if (traits is None or TROUBLE in traits) and (file.frontmatter.problems or file.faults):
        findings = list(_without_consequences(file.frontmatter, file.faults, findings))
    if severities:
        findings = [as_set(finding, severities) for finding in findings]
    findings.sort(key=lambda finding: (finding.span, finding.severity, finding.code))
    return findings


def _without_consequences(
    frontmatter: Frontmatter, faults: Iterable[Fault], findings: list[Finding]
) -> Iterator[Finding]:
    """The findings without those that only broken YAML makes, as what stands on its line is a guess, and without those
    about a value that has to become another one first.
    """
    lists = (Kind.TEXTS, Kind.TEXT_OR_TEXTS)
    mistyped = {fault.node.span for fault in faults if fault.code == WRONG_TYPE and fault.field.kind in lists}
    broken = [problem.span for problem in frontmatter.problems if problem.code == YAML_SYNTAX]
    lines = [frontmatter.lines_of(span) for span in broken]
    for finding in findings:
        on_it = any(line.start <= finding.span.start < line.end for line in lines)
        if finding.span.start < frontmatter.block.end and finding.code not in (YAML_SYNTAX, WRONG_TYPE):
            on_it = on_it or any(span.start <= finding.span.start < span.end for span in mistyped)
        if not on_it or finding.code == YAML_SYNTAX or finding.span.start >= frontmatter.block.end:
            yield finding


def as_set(finding: Finding, severities: Severities) -> Finding:
    """The finding with the severity that was set for its code."""
    severity = severities.get(finding.code)
    return finding if severity is None else finding._replace(severity=severity)


def _wanted(rules: Iterable[tuple[str, Rule]], severities: Severities) -> list[tuple[str, Rule]]:
    return [
        (code, rule)
        for code, rule in rules
        if (severities[code] is not None if code in severities else code not in OFF_BY_DEFAULT)
    ]


@lru_cache(maxsize=1024)
def _coded(kind: PageKind, traits: Traits | None) -> list[tuple[str, Rule]]:
    """The rules for one kind of file; for a spec, those that can have something to say about its traits."""
    rules = (rule for rule in rules_for(kind) if traits is None or can_say_something(rule, traits))
    return [(code_of(rule), rule) for rule in rules]


@lru_cache(maxsize=1024)
def _shipped(kind: PageKind, traits: Traits | None) -> list[tuple[str, Rule]]:
    return _wanted(_coded(kind, traits), AS_SHIPPED)
