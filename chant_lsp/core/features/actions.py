"""textDocument/codeAction: the ways out of findings, and the run actions for editors without lenses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from chant_lsp.core.features.run_facts import Situation
from chant_lsp.core.findings import Edit, Finding, Fix
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source, Span


class Action(NamedTuple):
    """One entry of the menu: either edits of the spec's own file, or a command."""

    title: str
    kind: str
    """LSP's: `quickfix` or `source.chant.run`, `.stop`, `.preview`, `.explain`."""
    edits: tuple[Edit, ...] = ()
    finding: Finding | None = None
    """What it mends."""
    preferred: bool = False
    command: str | None = None
    path: str = ""
    """The spec that the command is about; becomes the argument `{"uri": …}`."""


def actions_at(
    index: SpecIndex,
    spec: Spec,
    source: Source,
    span: Span,
    situation: Situation,
    findings: Sequence[Finding] | None = None,
) -> list[Action]:
    """What can be done at the span: fixes of the findings that touch it, then the run actions that make sense now.

    `findings` are those of `check(index, spec.path)`; checked again when not given.
    """
    return []


def first_fix(index: SpecIndex, spec: Spec) -> Fix | None:
    """What `chant.fix` applies: the preferred fix of the first finding that keeps chant from reading the file."""
    return None
