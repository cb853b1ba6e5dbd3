"""Completion: what can be put where the cursor is, and what more there is to say of one offer."""

from __future__ import annotations

import time
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from chant_lsp.server import convert
from chant_lsp.server.chant_server import ChantServer
from chant_lsp.server.handlers.navigation import markup, offset_in

if TYPE_CHECKING:
    from chant_lsp.core.features.offers import Offer, Offers, Surroundings
    from chant_lsp.server.abilities import Abilities
    from chant_lsp.server.session import Place

OPTIONS = types.CompletionOptions(
    trigger_characters=[" ", "[", "{", "-", "/", "#", "(", '"', "'"], resolve_provider=True
)

ICONS = {
    "KEY": types.CompletionItemKind.Property,
    "CHOICE": types.CompletionItemKind.EnumMember,
    "WORD": types.CompletionItemKind.Value,
    "SPEC": types.CompletionItemKind.Reference,
    "FILE": types.CompletionItemKind.File,
    "FOLDER": types.CompletionItemKind.Folder,
    "PROMPT": types.CompletionItemKind.Module,
    "HEADING": types.CompletionItemKind.Struct,
    "PHASE": types.CompletionItemKind.Snippet,
    "VARIABLE": types.CompletionItemKind.Variable,
}
"""Of each kind of offer; no two share one, so that a resolved item says what it is."""


def completion(ls: ChantServer, params: types.CompletionParams) -> dict[str, Any] | None:
    """textDocument/completion: what can be put at the cursor."""
    from chant_lsp.core.features.completion import complete

    place = ls.session.find(params.text_document.uri)
    if place is None:
        return None
    found = complete(surroundings(place), place.source, offset_in(ls, place, params.position))
    return to_list(ls, place, params.text_document.uri, found) if found.offers else None


def surroundings(place: Place) -> Surroundings:
    """What completion is told beside the text."""
    from chant_lsp.core.features.offers import Surroundings
    from chant_lsp.workspace.people import committers

    home = place.home
    return Surroundings(home.index, place.path, time.time(), lambda: committers(home.project))


def to_list(ls: ChantServer, place: Place, uri: str, found: Offers) -> dict[str, Any]:
    """LSP's list, as plain values; what all items have in common is said once where the client takes that."""
    abilities = ls.session.abilities
    common = {
        "editRange": convert.to_plain_range(place.source, found.span, abilities.encoding),
        "data": {"uri": uri, "about": found.about},
    }
    shared = {name: value for name, value in common.items() if name in abilities.completion_defaults}
    own = {name: value for name, value in common.items() if name not in shared}
    items: list[dict[str, Any]] = []
    for kind, alike in groupby(found.offers, attrgetter("kind")):
        icon = ICONS[kind.name].value
        items += [to_item(abilities, offer, order, icon, own) for order, offer in enumerate(alike, len(items))]
    return {"isIncomplete": not found.complete, "items": items, **({"itemDefaults": shared} if shared else {})}


def to_item(abilities: Abilities, offer: Offer, order: int, icon: int, own: dict[str, Any]) -> dict[str, Any]:
    """LSP's item, as plain values; `own` is what the list does not say for all of them."""
    label, _, text, detail, snippet, matched = offer
    item: dict[str, Any] = {"label": label, "kind": icon, "sortText": f"{order:03}"}
    if detail and abilities.completion_label_details:
        item["labelDetails"] = {"description": detail}
    elif detail:
        item["detail"] = detail
    if matched:
        item["filterText"] = matched
    if snippet and abilities.snippets:
        text = snippet
        item["insertTextFormat"] = types.InsertTextFormat.Snippet.value
    if "editRange" in own:
        item["textEdit"] = {"range": own["editRange"], "newText": text}
    elif text != label:
        item["textEditText"] = text
    if "data" in own:
        item["data"] = own["data"]
    return item


def resolve_completion_item(ls: ChantServer, params: types.CompletionItem) -> types.CompletionItem:
    """completionItem/resolve: what a hover would say of it, once it is in the text."""
    from chant_lsp.core.features.offer_cards import offer_card
    from chant_lsp.core.features.offers import OfferKind
    from chant_lsp.server.situation import situation_of

    data = params.data if isinstance(params.data, dict) else {}
    uri, about = data.get("uri"), data.get("about")
    place = ls.session.find(uri) if isinstance(uri, str) else None
    name = next((name for name, icon in ICONS.items() if icon == params.kind), None)
    if place is None or name is None or not isinstance(about, str):
        return params
    card = offer_card(place.home.index, place.path, OfferKind[name], params.label, about, situation_of(ls, place.home))
    params.documentation = markup(ls, card) if card else None
    return params
