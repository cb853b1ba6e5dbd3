"""All rules over one file, as strict as the user and the project want them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from chant_lsp.core.conditions import Conditions, conditions_again, conditions_of
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
    waiting,
    weighers,
)
from chant_lsp.core.spec import Spec
from chant_lsp.core.traits import ODD_BODY, ODD_VALUES, TROUBLE, Traits
from chant_lsp.core.typed import WORDS, Typed, changed_facts, is_at, moved

if TYPE_CHECKING:
    from chant_lsp.core.own_settings import OwnSettings

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
    resting: Mapping[str, list[Told]] = MappingProxyType({})
    """By code, what rules had found, or had not, that are not asked now: until something else changes, it holds."""

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
    return _checked(index, file, severities, {}, _rules(kind, file, severities, held), held, {})


def check_again(before: Checked, typed: Typed, index: SpecIndex, path: str) -> Checked:
    """What `check_anew` would say, in less time: only of a spec that was checked before `typed` was typed into it.

    Cost: the rules that read what was typed; of the others, their findings move with the text.
    """
    spec = index.specs[path]
    file, severities, found, told, held, resting = before
    changed = changed_facts(file, spec, typed)
    if changed != WORDS.fields:
        held = conditions_of(spec, index) if "labels" in changed else conditions_again(spec, held)
    plan = _plan(changed, file.traits, before.held, spec.traits, held, frozenset((*found, *resting)))
    rules = _wanted(plan.rules, severities) if severities else plan.shipped
    if not (rules or typed.by or plan.void or plan.rest or plan.back):
        return Checked(spec, severities, found, told, held, resting)
    found, resting = _without(plan.void, found), _without(plan.void, resting)
    found.update((code, few) for code in plan.back if (few := resting.pop(code, None)))
    resting.update((code, found.pop(code, [])) for code in plan.rest)
    if typed.by:
        found, resting = (
            {code: [_moved(each, path, typed) for each in few] for code, few in known.items()}
            for known in (found, resting)
        )
    return _checked(index, spec, severities, found, rules, held, resting)


class _Plan(NamedTuple):
    """What to do about the rules for a spec into which something was typed."""

    void: frozenset[str]
    """Codes of what was found, or not, by rules that read what was typed."""
    rest: tuple[str, ...]
    """Codes of the rules that were asked and have nothing to say now, whatever they have found."""
    back: tuple[str, ...]
    """Codes of those that have again, and what they found then is known."""
    rules: tuple[tuple[str, Rule], ...]
    """Those that have to be asked, on or off."""
    shipped: tuple[tuple[str, Rule], ...]
    """Those of them that are on as shipped."""


@lru_cache(maxsize=1024)
def _plan(
    changed: frozenset[str], were: Traits, held: Conditions, are: Traits, holds: Conditions, known: frozenset[str]
) -> _Plan:
    """From a spec's traits and conditions before and now; `known` are the codes of what was found, or is remembered."""
    void = readers(changed) | weighers(changed) & known
    before, now = dict(_coded(PageKind.SPEC, were, held)), dict(_coded(PageKind.SPEC, are, holds))
    waited = waiting(changed) - void
    back = tuple(code for code in waited & now.keys() & known if code not in before)
    rules = tuple(
        (code, rule)
        for code, rule in now.items()
        if code in void or (code in waited and code not in before and code not in known)
    )
    rest = tuple(waited & before.keys() - now.keys())
    return _Plan(void & known, rest, back, rules, tuple(_wanted(rules, AS_SHIPPED)))


def _without(codes: frozenset[str], known: Mapping[str, list[Told]]) -> dict[str, list[Told]]:
    return {code: few for code, few in known.items() if code not in codes}


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
    resting: Mapping[str, list[Told]],
) -> Checked:
    """What is found already, and what these rules find."""
    for code, rule in rules:
        if few := list(islice(rule(file, index), MAX_OF_A_RULE)):
            found[code] = [Told(each, each) for each in few]
    told = [each for few in found.values() for each in few]
    return Checked(file, severities, found, _as_told(file, severities, told), held, resting)


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


def check_settings(own: OwnSettings, severities: Severities = AS_SHIPPED) -> list[Finding]:
    """What in `.chant/lsp.yaml` has no effect, in the order of the text."""
    from chant_lsp.core.rules.settings.invalid_setting import invalid_setting

    return [as_set(each, severities) for each in invalid_setting(own) if severities.get(each.code, each) is not None]


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
