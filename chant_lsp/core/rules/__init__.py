"""The rules: one module and one page each, found by their file names.

A rule `unknown_dependency` is the function of that name in `unknown_dependency.py`, which yields findings with the
code `unknown-dependency` about one spec; `unknown_dependency.md` beside it explains them, and its examples are the
rule's tests. A rule that is a matter of taste says `OFF_BY_DEFAULT = True`.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module

from chant_lsp.core.findings import Finding
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec

Rule = Callable[[Spec, SpecIndex], Iterator[Finding]]


def _load() -> tuple[Rule, ...]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.ispkg)
    return tuple(getattr(import_module(f"{__name__}.{name}"), name) for name in names if not name.startswith("_"))


def _names() -> list[str]:
    """The rules for specs, and those for other files in the folders below."""
    here = list(pkgutil.iter_modules(__path__))
    below = pkgutil.iter_modules([f"{folder}/{module.name}" for folder in __path__ for module in here if module.ispkg])
    return sorted(each.name for each in (*here, *below) if not each.ispkg and not each.name.startswith("_"))


def code_of(rule: Rule) -> str:
    """The code of a rule's findings."""
    return rule.__name__.replace("_", "-")


RULES: tuple[Rule, ...] = _load()
"""In the order of their names."""

CODES: frozenset[str] = frozenset(name.replace("_", "-") for name in _names())
"""What can be set to a severity or silenced: the codes of these rules, and of those for other files than specs."""

OFF_BY_DEFAULT: frozenset[str] = frozenset(
    code_of(rule) for rule in RULES if getattr(import_module(rule.__module__), "OFF_BY_DEFAULT", False)
)
"""Codes of the rules whose module says `OFF_BY_DEFAULT = True`: they run only where somebody has set their severity."""
