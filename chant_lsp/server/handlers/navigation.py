"""Hover, definition, references, links: from LSP's place to the core's answer, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lsprotocol import types

from chant_lsp.server import convert
from chant_lsp.server.chant_server import ChantServer

if TYPE_CHECKING:
    from chant_lsp.core.features.targets import Target
    from chant_lsp.core.text import Encoding
    from chant_lsp.server.session import Home, Place


def hover(ls: ChantServer, params: types.HoverParams) -> types.Hover | None:
    """textDocument/hover: what stands under the cursor; on files that specs name, who writes and reads them."""
    from chant_lsp.core.features.hover import hover_at, hover_of_file
    from chant_lsp.server.situation import situation_of

    place = ls.session.find(params.text_document.uri)
    if place is None:
        return None
    situation = situation_of(ls, place.home)
    spec = place.home.index.get(place.path)
    if spec is None:
        text = hover_of_file(place.home.index, place.path) if params.position.line == 0 else None
        return types.Hover(markup(ls, text)) if text else None
    found = hover_at(place.home.index, spec, place.source, offset_in(ls, place, params.position), situation)
    if found is None:
        return None
    return types.Hover(markup(ls, found.markdown), convert.to_range(place.source, found.span, encoding(ls)))


def definition(
    ls: ChantServer, params: types.DefinitionParams
) -> list[types.Location] | list[types.LocationLink] | None:
    """textDocument/definition: where the text under the cursor leads to."""
    from chant_lsp.core.features.definition import definition_at
    from chant_lsp.core.features.targets import mention_at

    place = ls.session.find(params.text_document.uri)
    spec = place.home.index.get(place.path) if place else None
    if place is None or spec is None:
        return None
    index, offset = place.home.index, offset_in(ls, place, params.position)
    locations = to_locations(ls, place.home, definition_at(index, place.path, offset, place.source))
    mention = mention_at(index, spec, offset, place.source)
    if not ls.session.abilities.definition_links or mention is None:
        return locations
    origin = convert.to_range(place.source, mention.span, encoding(ls))
    return [types.LocationLink(each.uri, each.range, each.range, origin) for each in locations]


def references(ls: ChantServer, params: types.ReferenceParams) -> list[types.Location] | None:
    """textDocument/references: who mentions this spec or file."""
    from chant_lsp.core.features.references import references_at
    from chant_lsp.server.body_reader import HomeTexts

    place = ls.session.find(params.text_document.uri)
    if place is None:
        return None
    offset = offset_in(ls, place, params.position)
    with_declaration = params.context.include_declaration
    texts = HomeTexts(ls.session, place.home)
    found = references_at(place.home.index, place.path, offset, place.source, with_declaration, texts)
    return to_locations(ls, place.home, found)


def document_links(ls: ChantServer, params: types.DocumentLinkParams) -> list[types.DocumentLink] | None:
    """textDocument/documentLink: every mention that leads to one place."""
    from chant_lsp.core.features.links import links

    place = ls.session.find(params.text_document.uri)
    if place is None:
        return None
    return [
        types.DocumentLink(
            convert.to_range(place.source, link.span, encoding(ls)),
            link.url or ls.session.uri_of(place.home, link.target_path or ""),
            link.tooltip,
        )
        for link in links(place.home.index, place.path, place.source)
    ]


def to_locations(ls: ChantServer, home: Home, targets: Iterable[Target]) -> list[types.Location]:
    """LSP's locations; a target that has gone meanwhile is its file's start."""
    locations = []
    for target in targets:
        source = ls.session.source_of(home, target.path) if target.span else None
        range_ = convert.to_range(source, target.span, encoding(ls)) if source and target.span else convert.START
        locations.append(types.Location(ls.session.uri_of(home, target.path), range_))
    return locations


def offset_in(ls: ChantServer, place: Place, position: types.Position) -> int:
    """The offset that a position of the client means."""
    return convert.from_position(place.source, position, encoding(ls))


def markup(ls: ChantServer, markdown: str) -> types.MarkupContent:
    """Text for a hover, marked as what the client can show."""
    can = ls.session.abilities.markdown_hover
    return types.MarkupContent(types.MarkupKind.Markdown if can else types.MarkupKind.PlainText, markdown)


def encoding(ls: ChantServer) -> Encoding:
    """The agreed unit of columns."""
    return ls.session.abilities.encoding
