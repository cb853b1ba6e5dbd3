"""All rules over one file, as strict as the user and the project want them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple

from chant_lsp.core.consequences import without_consequences
from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.kinds import PageKind, kind_of
from chant_lsp.core.rules import BODY_READERS, OFF_BY_DEFAULT, Rule, can_say_something, code_of, rules_for
from chant_lsp.core.spec import Spec
from chant_lsp.core.traits import ODD_BODY, ODD_VALUES, TROUBLE, Traits

MAX_OF_A_RULE = 100
"""Findings of one rule in one file; whoever mends the first hundred sees the next."""

Severities = Mapping[str, Severity | None]
"""What was set by code: how much it matters, or None for off. A code that is not there keeps its own severity."""

AS_SHIPPED: Severities = MappingProxyType({})
"""Nothing set: each rule says itself how much its findings matter, and some are off."""


class Checked(NamedTuple):
    """What was found in a file, and by which rule."""

    file: Any
    """Its facts; None where there is none to check."""
    severities: Severities
    found: Mapping[str, list[Finding]]
    """By code, as the rules say it themselves."""
    findings: list[Finding]
    """In the order of the text."""


def check(index: SpecIndex, path: str, severities: Severities = AS_SHIPPED) -> list[Finding]:
    """What is wrong with the spec, config or prompt at the path, in the order of the text; nothing for another path.

    Errors: none. Cost: the file's own facts and those that it names, not the index; a rule that is off costs nothing.
    """
    return check_again(None, index, path, severities).findings


def check_again(before: Checked | None, index: SpecIndex, path: str, severities: Severities = AS_SHIPPED) -> Checked:
    """The same as `check`, in less time where only the text of a spec's body is another one than in `before`.

    `before` is this file checked at a revision since which it was `only_retyped`; None where there is no such.
    """
    file = index.facts(path)
    kind = kind_of(path)
    if file is None or kind is None:
        return Checked(None, severities, {}, [])
    kept = before.found if before and before.severities is severities and _says_the_same(before.file, file) else {}
    found = {}
    for code, rule in _rules(kind, file, severities):
        known = kept.get(code) if code not in BODY_READERS else None
        found[code] = list(islice(rule(file, index), MAX_OF_A_RULE)) if known is None else known
    if before and kept and found == kept:
        return Checked(file, severities, kept, before.findings)
    findings = [finding for few in found.values() for finding in few]
    return Checked(file, severities, found, _as_told(file, severities, findings))


def _says_the_same(before: Any, file: Any) -> bool:
    """Whether only the text of a spec's body is another one: the rest was taken over when it was read again."""
    if not isinstance(file, Spec) or file != before:
        return False
    one, other = before.frontmatter, file.frontmatter
    return (
        one.entries is other.entries
        and one.problems is other.problems
        and before.faults is file.faults
        and (one.block, one.edges, one.line_end) == (other.block, other.edges, other.line_end)
    )


def _rules(kind: PageKind, file: Any, severities: Severities) -> Iterable[tuple[str, Rule]]:
    traits = file.traits if isinstance(file, Spec) else None
    rules = _wanted(_coded(kind, traits), severities) if severities else _shipped(kind, traits)
    if file.silenced:
        silenced = {each.code for each in file.silenced}
        rules = [each for each in rules if each[0] not in silenced]
    return rules


def _as_told(file: Any, severities: Severities, findings: list[Finding]) -> list[Finding]:
    """In order, each mistake once, as much as it matters here."""
    if not isinstance(file, Spec) or not file.traits.isdisjoint((TROUBLE, ODD_VALUES, ODD_BODY)):
        findings = list(without_consequences(file.frontmatter, file.faults, findings))
    if severities:
        findings = [as_set(finding, severities) for finding in findings]
    findings.sort(key=lambda finding: (finding.span, finding.severity, finding.code))
    return findings


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
