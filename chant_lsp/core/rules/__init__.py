"""The rules: one module and one page each, found by their file names.

A rule `unknown_dependency` is the function of that name in `unknown_dependency.py`, which yields findings with the
code `unknown-dependency` about one spec; `unknown_dependency.md` beside it explains them, and its examples are the
rule's tests. A rule that is a matter of taste says `OFF_BY_DEFAULT = True`; one that can have something to say only
about specs with certain keys, or with one of the traits in `core/traits.py`, says `ONLY_WITH = ("depends_on",)`; what
has to hold of the spec besides, as that it is open, it says in `WHILE` (`core/conditions.py`). One that looks at the
text below the frontmatter, or at where things are in it, says `READS_BODY = True`: the others are not asked again while
somebody types there. One that says what else it reads of the spec that it is asked about is not asked again while
somebody types a value that is none of it: `READS = ("labels", "is_open")`. What it reads only where it has found
something, to say how much that matters, it says in `WEIGHS`. Both name fields, or facts that follow from them
(`core/typed.py`); what a spec names - its dependencies, inputs, outputs - is read by all and need not be said.

The folders `config` and `prompts` hold, in the same form, the rules for the project's configuration and for prompts. A
rule for specs that holds for them, too, says so: `ALSO_FOR = (PageKind.CONFIG, PageKind.PROMPT)`.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import Any

from chant_lsp.core.conditions import RESTS_ON, Conditions
from chant_lsp.core.findings import Finding
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.kinds import PageKind
from chant_lsp.core.traits import Traits
from chant_lsp.core.typed import BODY

Rule = Callable[[Any, SpecIndex], Iterator[Finding]]
"""Takes the facts of one file: a Spec, in the folders below a Config or a PromptFile."""


def _load(folder: str = "") -> tuple[Rule, ...]:
    package = f"{__name__}.{folder}" if folder else __name__
    modules = pkgutil.iter_modules(import_module(package).__path__ if folder else __path__)
    names = sorted(module.name for module in modules if not module.ispkg)
    return tuple(getattr(import_module(f"{package}.{name}"), name) for name in names if not name.startswith("_"))


@cache
def rules_for(kind: PageKind) -> tuple[Rule, ...]:
    """The rules for one kind of file, its own and those for specs that hold for it, too."""
    if kind is PageKind.SPEC:
        return RULES
    also = [rule for rule in RULES if kind in getattr(import_module(rule.__module__), "ALSO_FOR", ())]
    return tuple(sorted((*also, *_load(kind.value)), key=code_of))


def can_say_something(rule: Rule, traits: Traits) -> bool:
    """Whether a rule for specs has to look at one with these traits."""
    about = only_with(rule)
    return about is None or not traits.isdisjoint(about)


@cache
def only_with(rule: Rule) -> frozenset[str] | None:
    """What a rule for specs says in ONLY_WITH; None where it says nothing, and may be about any."""
    names = getattr(import_module(rule.__module__), "ONLY_WITH", None)
    return None if names is None else frozenset(names)


@cache
def conditions(rule: Rule) -> Conditions:
    """What a rule for specs says in WHILE."""
    return frozenset(getattr(import_module(rule.__module__), "WHILE", ()))


def _names() -> list[str]:
    """The rules for specs, and those for other files in the folders below."""
    here = list(pkgutil.iter_modules(__path__))
    below = pkgutil.iter_modules([f"{folder}/{module.name}" for folder in __path__ for module in here if module.ispkg])
    return sorted(each.name for each in (*here, *below) if not each.ispkg and not each.name.startswith("_"))


def code_of(rule: Rule) -> str:
    """The code of a rule's findings."""
    return rule.__name__.replace("_", "-")


RULES: tuple[Rule, ...] = _load()
"""Those for specs, in the order of their names."""

CODES: frozenset[str] = frozenset(name.replace("_", "-") for name in _names())
"""What can be set to a severity or silenced: the codes of these rules, and of those for other files than specs."""

OFF_BY_DEFAULT: frozenset[str] = frozenset(
    code_of(rule) for rule in RULES if getattr(import_module(rule.__module__), "OFF_BY_DEFAULT", False)
)
"""Codes of the rules whose module says `OFF_BY_DEFAULT = True`: they run only where somebody has set their severity."""

BODY_READERS: frozenset[str] = frozenset(
    code_of(rule) for rule in RULES if getattr(import_module(rule.__module__), "READS_BODY", False)
)
"""Codes of the rules whose module says `READS_BODY = True`: only they can find something else in another text."""


@cache
def reads(rule: Rule) -> frozenset[str] | None:
    """What a rule for specs says in READS; None where it says nothing, and may read anything."""
    names = getattr(import_module(rule.__module__), "READS", None)
    return None if names is None else frozenset(names)


@cache
def waits_for(rule: Rule) -> frozenset[str]:
    """What of a spec the conditions in a rule's WHILE follow from."""
    return frozenset().union(*(RESTS_ON[name] for name in conditions(rule)))


@cache
def weighs(rule: Rule) -> frozenset[str]:
    """What a rule for specs says in WEIGHS."""
    return frozenset(getattr(import_module(rule.__module__), "WEIGHS", ()))


@cache
def readers(changed: frozenset[str]) -> frozenset[str]:
    """Codes of the rules that can find something else in a spec of which these facts, and no others, have changed.

    Those that only wait for what has changed are not among them: see `waiting`.
    """
    return frozenset(code_of(rule) for rule in RULES if _can_notice(rule, changed))


@cache
def waiting(changed: frozenset[str]) -> frozenset[str]:
    """Codes of the rules that may be asked, or not be asked any more, now that these facts have changed."""
    return frozenset(code_of(rule) for rule in RULES if changed & waits_for(rule))


@cache
def weighers(changed: frozenset[str]) -> frozenset[str]:
    """Codes of the rules for which what they have found matters more or less when these facts change."""
    return frozenset(code_of(rule) for rule in RULES if changed & weighs(rule))


def _can_notice(rule: Rule, changed: frozenset[str]) -> bool:
    known = reads(rule)
    values = changed - {BODY}
    return (BODY in changed and code_of(rule) in BODY_READERS) or bool(values if known is None else values & known)
