"""Hover, definition, references, links: from LSP's place to the core's answer, and back."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Iterable
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from chant_lsp.server import convert
from chant_lsp.server.chant_server import ChantServer
from chant_lsp.server.handlers.other_files import find_others, is_about_the_file
from chant_lsp.server.handlers.other_repos import find_elsewhere

if TYPE_CHECKING:
    from chant_lsp.core.features.commits import CommitMention
    from chant_lsp.core.features.targets import Target
    from chant_lsp.core.spec import Spec
    from chant_lsp.core.text import Encoding
    from chant_lsp.server.session import Home, Place


def hover(ls: ChantServer, params: types.HoverParams) -> dict[str, Any] | Awaitable[dict[str, Any]] | None:
    """textDocument/hover: what stands under the cursor; on files that specs name, who writes and reads them."""
    from chant_lsp.core.features.commits import commit_at
    from chant_lsp.core.features.hover import hover_at, hover_of_file
    from chant_lsp.core.mentions import OWN_SETTINGS
    from chant_lsp.server.situation import situation_of

    uri = params.text_document.uri
    if (others := find_others(ls, uri)) and others[0][1] != OWN_SETTINGS:
        texts = (hover_of_file(home.index, path) for home, path in others) if params.position.line == 0 else ()
        text = "\n\n".join(filter(None, texts))
        return to_hover(ls, text) if text else None
    place = ls.session.find(uri)
    if place is None:
        return None
    index, path, offset = place.home.index, place.path, offset_in(ls, place, params.position)
    situation, spec = situation_of(ls, place.home), place.home.index.get(place.path)
    if spec is not None:
        found = hover_at(index, spec, place.source, offset, situation)
    else:
        from chant_lsp.core.features.by_kind import hover_in_page

        found = hover_in_page(index, path, place.source, offset, situation)
    if found is None:
        text = hover_of_file(index, path) if spec is None and params.position.line == 0 else None
        return to_hover(ls, text) if text else None
    elsewhere = find_elsewhere(ls, place, offset)
    markdown = f"{found.markdown}\n\n{card_of(ls, *elsewhere)}" if elsewhere is not None else found.markdown
    shown = to_hover(ls, markdown, convert.to_plain_range(place.source, found.span, encoding(ls)))
    commit = commit_at(spec, offset) if spec is not None and ls.session.trusted else None
    return hover_of_commit(ls, place, commit, shown) if commit is not None else shown


def card_of(ls: ChantServer, home: Home, spec: Spec) -> str:
    """A spec of another project."""
    from chant_lsp.core.features.cards import spec_card
    from chant_lsp.server.situation import situation_of

    return spec_card(home.index, spec, None, situation_of(ls, home))


async def hover_of_commit(
    ls: ChantServer, place: Place, commit: CommitMention, otherwise: dict[str, Any]
) -> dict[str, Any]:
    """What git knows of a commit, asked beside the event loop; where it cannot be asked, what is said otherwise."""
    from chant_lsp.core.features.commits import commit_card
    from chant_lsp.server.background import in_thread
    from chant_lsp.workspace.commits import read_commit
    from chant_lsp.workspace.git import GitError

    range_ = convert.to_plain_range(place.source, commit.span, encoding(ls))
    try:
        facts = await in_thread(read_commit, place.home.project.root, commit.hash)
    except GitError:
        return otherwise
    return to_hover(ls, commit_card(commit, facts, time.time()), range_)


def to_hover(ls: ChantServer, markdown: str, range_: dict[str, Any] | None = None) -> dict[str, Any]:
    """LSP's hover as it goes over the wire."""
    kind = "markdown" if ls.session.abilities.markdown_hover else "plaintext"
    shown: dict[str, Any] = {"contents": {"kind": kind, "value": markdown}}
    return {**shown, "range": range_} if range_ else shown


def definition(ls: ChantServer, params: types.DefinitionParams) -> list[dict[str, Any]] | None:
    """textDocument/definition: where the text under the cursor leads to."""
    from chant_lsp.core.features.definition import definition_at, origin_at
    from chant_lsp.core.features.targets import spec_target

    place = ls.session.find(params.text_document.uri)
    if place is None or place.home.index.facts(place.path) is None:
        return None
    index, offset = place.home.index, offset_in(ls, place, params.position)
    elsewhere = find_elsewhere(ls, place, offset)
    if elsewhere is not None:
        locations = to_locations(ls, elsewhere[0], [spec_target(elsewhere[1])])
    else:
        locations = to_locations(ls, place.home, definition_at(index, place.path, offset, place.source))
    links = ls.session.abilities.definition_links and bool(locations)
    span = origin_at(index, place.path, offset, place.source) if links else None
    if span is None:
        return locations
    origin = {"originSelectionRange": convert.to_plain_range(place.source, span, encoding(ls))}
    return [
        {"targetUri": each["uri"], "targetRange": each["range"], "targetSelectionRange": each["range"], **origin}
        for each in locations
    ]


def references(ls: ChantServer, params: types.ReferenceParams) -> list[dict[str, Any]] | None:
    """textDocument/references: who mentions this spec or file."""
    from chant_lsp.core.features.references import references_at
    from chant_lsp.server.body_reader import HomeTexts

    uri = params.text_document.uri
    others = find_others(ls, uri)
    if others and not is_about_the_file(others[0][1], params.position.line):
        return None
    place = ls.session.find(uri)
    if place is None:
        return None
    offset = offset_in(ls, place, params.position)
    with_declaration = params.context.include_declaration
    texts = HomeTexts(ls.session, place.home)
    found = references_at(place.home.index, place.path, offset, place.source, with_declaration, texts)
    locations = to_locations(ls, place.home, found)
    for home, path in others[1:]:
        texts = HomeTexts(ls.session, home)
        found = references_at(home.index, path, offset, place.source, with_declaration, texts)
        locations += to_locations(ls, home, found)
    return locations


def document_links(ls: ChantServer, params: types.DocumentLinkParams) -> list[dict[str, Any]] | None:
    """textDocument/documentLink: every mention that leads to one place."""
    from chant_lsp.core.features.links import links

    place = ls.session.find(params.text_document.uri)
    if place is None:
        return None
    return [
        {
            "range": convert.to_plain_range(place.source, link.span, encoding(ls)),
            "target": link.url or ls.session.uri_of(place.home, link.target_path or ""),
            **({"tooltip": link.tooltip} if link.tooltip else {}),
        }
        for link in links(place.home.index, place.path, place.source)
    ]


def to_locations(ls: ChantServer, home: Home, targets: Iterable[Target]) -> list[dict[str, Any]]:
    """LSP's locations as they go over the wire; a target that has gone meanwhile is its file's start."""
    locations = []
    unit = encoding(ls)
    for path, span in targets:
        found = ls.session.text_at(home, path) if span is not None else None
        if found is None or span is None:
            locations.append({"uri": ls.session.uri_of(home, path), "range": convert.PLAIN_START})
        else:
            locations.append({"uri": found[0], "range": convert.known_range(found[1], span, unit)})
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
