"""All rules over one file, as strict as the user and the project want them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple

from chant_lsp.core.conditions import Conditions, conditions_of
from chant_lsp.core.consequences import without_consequences
from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.kinds import PageKind, kind_of
from chant_lsp.core.rules import (
    OFF_BY_DEFAULT,
    Rule,
    can_say_something,
    code_of,
    conditions,
    readers,
    rules_for,
    weighers,
)
from chant_lsp.core.spec import Spec
from chant_lsp.core.traits import ODD_BODY, ODD_VALUES, TROUBLE, Traits
from chant_lsp.core.typed import WORDS, Typed, changed_facts, is_at, moved

MAX_OF_A_RULE = 100
"""Findings of one rule in one file; whoever mends the first hundred sees the next."""

Severities = Mapping[str, Severity | None]
"""What was set by code: how much it matters, or None for off. A code that is not there keeps its own severity."""

AS_SHIPPED: Severities = MappingProxyType({})
"""Nothing set: each rule says itself how much its findings matter, and some are off."""


class Told(NamedTuple):
    """A finding of a file that was checked."""

    finding: Finding
    first: Finding
    """The same where its rule found it: what only moved with its line is nothing new to anybody."""


class Checked(NamedTuple):
    """What was found in a file, and by which rule."""

    file: Any
    """Its facts; None where there is none to check."""
    severities: Severities
    found: Mapping[str, list[Told]]
    """By code, as the rules say it themselves; a rule that found nothing is left out."""
    told: list[Told]
    """In the order of the text, as it is to be told."""
    held: Conditions = frozenset()
    """What held of a spec then."""

    @property
    def findings(self) -> list[Finding]:
        return [finding for finding, _ in self.told]


def check(index: SpecIndex, path: str, severities: Severities = AS_SHIPPED) -> list[Finding]:
    """What is wrong with the spec, config or prompt at the path, in the order of the text; nothing for another path.

    Errors: none. Cost: the file's own facts and those that it names, not the index; a rule that is off costs nothing.
    """
    return check_anew(index, path, severities).findings


def check_anew(index: SpecIndex, path: str, severities: Severities = AS_SHIPPED) -> Checked:
    """The same as `check`, for who is going to check it again."""
    file = index.facts(path)
    kind = kind_of(path)
    if file is None or kind is None:
        return Checked(None, severities, {}, [])
    held = conditions_of(file, index) if isinstance(file, Spec) else frozenset()
    return _checked(index, file, severities, {}, _rules(kind, file, severities, held), held)


def check_again(before: Checked, typed: Typed, index: SpecIndex, path: str) -> Checked:
    """What `check_anew` would say, in less time: only of a spec that was checked before `typed` was typed into it.

    Cost: the rules that read what was typed; of the others, their findings move with the text.
    """
    spec = index.specs[path]
    file, severities, found, told, held = before
    changed = changed_facts(file, spec, typed)
    if changed != WORDS.fields:
        held = conditions_of(spec, index)
    codes = readers(changed)
    if weighed := weighers(changed).intersection(found):
        codes |= weighed
    about = spec.traits, held, codes
    rules = _wanted(_asked(*about), severities) if severities else _shipped_of(*about)
    if not rules and not typed.by and codes.isdisjoint(found):
        return Checked(spec, severities, found, told, held)
    kept = {code: few for code, few in found.items() if code not in codes}
    if typed.by:
        kept = {code: [_moved(each, path, typed) for each in few] for code, few in kept.items()}
    return _checked(index, spec, severities, kept, rules, held)


def _moved(told: Told, path: str, typed: Typed) -> Told:
    finding = moved(told.finding, path, typed)
    return Told(finding, finding if is_at(told.finding, path, typed.at) else told.first)


def _checked(
    index: SpecIndex,
    file: Any,
    severities: Severities,
    found: dict[str, list[Told]],
    rules: Iterable[tuple[str, Rule]],
    held: Conditions,
) -> Checked:
    """What is found already, and what these rules find."""
    for code, rule in rules:
        if few := list(islice(rule(file, index), MAX_OF_A_RULE)):
            found[code] = [Told(each, each) for each in few]
    told = [each for few in found.values() for each in few]
    return Checked(file, severities, found, _as_told(file, severities, told), held)


def _rules(kind: PageKind, file: Any, severities: Severities, held: Conditions) -> Iterable[tuple[str, Rule]]:
    about = (file.traits, held) if isinstance(file, Spec) else ()
    rules = _wanted(_coded(kind, *about), severities) if severities else _shipped(kind, *about)
    if file.silenced:
        silenced = {each.code for each in file.silenced}
        rules = [each for each in rules if each[0] not in silenced]
    return rules


def _as_told(file: Any, severities: Severities, told: list[Told]) -> list[Told]:
    """In order, each mistake once, as much as it matters here."""
    if not isinstance(file, Spec) or not file.traits.isdisjoint((TROUBLE, ODD_VALUES, ODD_BODY)):
        findings = [finding for finding, _ in told]
        left = without_consequences(file.frontmatter, file.faults, findings)
        if left is not findings:
            kept = set(map(id, left))
            told = [each for each in told if id(each.finding) in kept]
    if severities:
        told = [Told(as_set(finding, severities), first) for finding, first in told]
    if len(told) > 1:
        told.sort(key=lambda each: (each.finding.span, each.finding.severity, each.finding.code))
    return told


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
def _coded(kind: PageKind, traits: Traits | None = None, held: Conditions = frozenset()) -> list[tuple[str, Rule]]:
    """The rules for one kind of file; for a spec, those that can have something to say about it as it is now."""
    return [
        (code_of(rule), rule)
        for rule in rules_for(kind)
        if traits is None or (can_say_something(rule, traits) and conditions(rule) <= held)
    ]


@lru_cache(maxsize=1024)
def _shipped(kind: PageKind, traits: Traits | None = None, held: Conditions = frozenset()) -> list[tuple[str, Rule]]:
    return _wanted(_coded(kind, traits, held), AS_SHIPPED)


@lru_cache(maxsize=1024)
def _asked(traits: Traits, held: Conditions, codes: frozenset[str]) -> list[tuple[str, Rule]]:
    """Those of the rules with these codes that can have something to say about a spec as it is now, on or off."""
    return [each for each in _coded(PageKind.SPEC, traits, held) if each[0] in codes]


@lru_cache(maxsize=1024)
def _shipped_of(traits: Traits, held: Conditions, codes: frozenset[str]) -> list[tuple[str, Rule]]:
    return _wanted(_asked(traits, held, codes), AS_SHIPPED)
