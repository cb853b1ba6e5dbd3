"""Code actions: the ways out of findings, and the run actions for editors without lenses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from lsprotocol import types

from chant_lsp.server import convert
from chant_lsp.server.chant_server import ChantServer

if TYPE_CHECKING:
    from chant_lsp.core.changes import Changes
    from chant_lsp.core.features.actions import Action
    from chant_lsp.core.findings import Edit, Finding
    from chant_lsp.server.session import Home, Place

ACTION_KINDS = types.CodeActionOptions(
    code_action_kinds=[types.CodeActionKind.QuickFix, f"{types.CodeActionKind.Source.value}.chant"]
)


def code_action(ls: ChantServer, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    """textDocument/codeAction: what can be done here."""
    from chant_lsp.core.check import check
    from chant_lsp.core.features.actions import actions_at
    from chant_lsp.server.situation import situation_of

    place = ls.session.find(params.text_document.uri)
    spec = place.home.index.get(place.path) if place else None
    if place is None or spec is None:
        return None
    span = convert.from_range(place.source, params.range, ls.session.abilities.encoding)
    findings = check(place.home.index, place.path, ls.session.severities(place.home))
    found = actions_at(place.home.index, spec, place.source, span, situation_of(ls, place.home), findings)
    wanted = params.context.only
    return [
        to_code_action(ls, place, action, params.context.diagnostics)
        for action in found
        if wanted is None or any(is_of_kind(action.kind, kind_text(kind)) for kind in wanted)
    ]


def is_of_kind(kind: str, wanted: str) -> bool:
    """Whether a kind is the wanted one or below it; the empty kind is above all."""
    return not wanted or f"{kind}.".startswith(f"{wanted}.")


def to_code_action(
    ls: ChantServer, place: Place, action: Action, shown: Sequence[types.Diagnostic]
) -> types.CodeAction:
    """LSP's action: with edits of the document, or with a command."""
    code_action = types.CodeAction(action.title, kind=action.kind)
    if action.command:
        argument = {"uri": ls.session.uri_of(place.home, action.path)}
        code_action.command = types.Command(action.title, action.command, arguments=[argument])
    else:
        code_action.edit = to_edit(ls, place, action.edits)
    if action.finding:
        code_action.diagnostics = [each for each in shown if is_about(ls, place, each, action.finding)]
    if action.preferred and ls.session.abilities.preferred_actions:
        code_action.is_preferred = True
    return code_action


def to_edit(ls: ChantServer, place: Place, edits: Sequence[Edit]) -> types.WorkspaceEdit:
    """LSP's edit of one document, for the version that it was made for."""
    from chant_lsp.core.changes import Changes

    return to_workspace_edit(ls, place.home, Changes({place.path: tuple(edits)}))


def to_workspace_edit(ls: ChantServer, home: Home, changes: Changes) -> types.WorkspaceEdit:
    """LSP's edit of a project, for the texts that the session knows; what is gone meanwhile is left out."""
    texts = {path: ls.session.versioned(home, path) for path in changes.edits}
    there = {path: text for path, text in texts.items() if text is not None}
    kept = replace(changes, edits={path: changes.edits[path] for path in there})
    uri_of = partial(ls.session.uri_of, home)
    return convert.to_workspace_edit(kept, there.__getitem__, uri_of, ls.session.abilities)


def is_about(ls: ChantServer, place: Place, diagnostic: types.Diagnostic, finding: Finding) -> bool:
    """Whether the client's diagnostic is this finding."""
    range_ = convert.to_range(place.source, finding.span, ls.session.abilities.encoding)
    return diagnostic.code == finding.code and diagnostic.range == range_


def kind_text(kind: types.CodeActionKind | str) -> str:
    """A kind as text; those that lsprotocol knows are members of an enum."""
    return str(getattr(kind, "value", kind))
