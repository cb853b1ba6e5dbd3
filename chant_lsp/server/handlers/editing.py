"""Code actions: the ways out of findings, and the run actions for editors without lenses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from chant_lsp.server import convert
from chant_lsp.server import protocol as p
from chant_lsp.server.chant_server import ChantServer

if TYPE_CHECKING:
    from chant_lsp.core.changes import Changes
    from chant_lsp.core.features.actions import Action
    from chant_lsp.core.findings import Edit, Finding
    from chant_lsp.server.session import Home, Place

ACTION_KINDS = types.CodeActionOptions(
    code_action_kinds=[
        "quickfix",
        "refactor.rewrite",
        "refactor.chant",
        "source.fixAll.chant",
        "source.sortFrontmatter.chant",
        "source.chant",
    ],
    resolve_provider=True,
)


def code_action(ls: ChantServer, params: types.CodeActionParams) -> list[dict[str, Any]] | None:
    """textDocument/codeAction: what can be done here."""
    from chant_lsp.core.features.actions import actions_at, actions_in_page, actions_in_settings
    from chant_lsp.core.mentions import OWN_SETTINGS
    from chant_lsp.core.spec import Spec
    from chant_lsp.server.situation import situation_of

    place = ls.session.find(params.text_document.uri)
    facts = place.home.index.facts(place.path) if place else None
    if place is None or (facts is None and place.path != OWN_SETTINGS):
        return None
    span = convert.from_range(place.source, params.range, ls.session.abilities.encoding)
    findings = ls.publisher.findings(place.home, place.path)
    if isinstance(facts, Spec):
        found = actions_at(place.home.index, facts, place.source, span, situation_of(ls, place.home, facts), findings)
    elif facts is not None:
        found = actions_in_page(place.home.index, facts, place.source, span, findings)
    else:
        found = actions_in_settings(span, findings)
    wanted = params.context.only
    can_disable = ls.session.abilities.disabled_actions
    return [
        to_code_action(ls, place, action, params.context.diagnostics)
        for action in found
        if (wanted is None or any(is_of_kind(action.kind, kind_text(kind)) for kind in wanted))
        and (can_disable or not action.disabled)
    ]


def resolve_code_action(ls: ChantServer, params: types.CodeAction) -> types.CodeAction:
    """codeAction/resolve: what the chosen action changes."""
    data = params.data if isinstance(params.data, dict) else {}
    uri, key = data.get("uri"), data.get("key")
    place = ls.session.find(uri) if isinstance(uri, str) else None
    if place is not None and isinstance(key, str) and params.edit is None:
        params.edit = edit_of(ls, place, key)
    return params


def edit_of(ls: ChantServer, place: Place, key: str) -> types.WorkspaceEdit | None:
    """The action with this key as LSP's edit."""
    changes = changes_of(ls, place, key)
    return None if changes is None else to_workspace_edit(ls, place.home, changes)


def changes_of(ls: ChantServer, place: Place, key: str) -> Changes | None:
    """What the action with this key changes now."""
    from chant_lsp.core.features.improvements import carry_out, carry_out_fixes
    from chant_lsp.core.mentions import OWN_SETTINGS

    index, severities = place.home.index, ls.session.severities(place.home)
    if place.path == OWN_SETTINGS:
        return carry_out_fixes(index, place.path, place.source, key, severities)
    facts = index.facts(place.path)
    return None if facts is None else carry_out(index, facts, place.source, key, severities)


def is_of_kind(kind: str, wanted: str) -> bool:
    """Whether a kind is the wanted one or below it; the empty kind is above all."""
    return not wanted or f"{kind}.".startswith(f"{wanted}.")


def to_code_action(ls: ChantServer, place: Place, action: Action, shown: Sequence[types.Diagnostic]) -> dict[str, Any]:
    """LSP's action, as plain values: with edits, with a command, or with what `resolve` needs to know."""
    abilities = ls.session.abilities
    code_action: dict[str, Any] = {"title": action.title, "kind": action.kind}
    if action.disabled:
        code_action["disabled"] = {"reason": action.disabled}
    elif action.edits:
        code_action["edit"] = to_edit(ls, place, action.edits)
    elif action.opens and abilities.show_document:
        # One command for both, as VS Code may have forgotten a command when the edit before it is done.
        argument = {"uri": ls.session.uri_of(place.home, place.path), "key": action.key}
        code_action["command"] = types.Command(action.title, p.COMMAND_CREATE, arguments=[argument])
    elif action.key and abilities.lazy_actions:
        code_action["data"] = {"uri": ls.session.uri_of(place.home, place.path), "key": action.key}
    elif action.key:
        code_action["edit"] = edit_of(ls, place, action.key)
    if action.command and not action.disabled:
        argument = {"uri": ls.session.uri_of(place.home, action.path)}
        code_action["command"] = {
            "title": action.title,
            "command": action.command,
            "arguments": [argument],
        }
    if action.finding:
        code_action["diagnostics"] = [each for each in shown if is_about(ls, place, each, action.finding)]
    if action.preferred and abilities.preferred_actions:
        code_action["isPreferred"] = True
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
