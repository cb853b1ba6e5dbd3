"""Inlay hints: the few words behind ids, inputs and outputs, and what more there is to say of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from chant_lsp.server import convert
from chant_lsp.server.chant_server import ChantServer
from chant_lsp.server.handlers.navigation import markup
from chant_lsp.server.handlers.structure import find_page

if TYPE_CHECKING:
    from chant_lsp.core.features.hints import Hint


def inlay_hint(ls: ChantServer, params: types.InlayHintParams) -> list[dict[str, Any]] | None:
    """textDocument/inlayHint: those of the part that the client shows."""
    from chant_lsp.core.features.hints import hints_in_text
    from chant_lsp.core.text import Span

    uri = params.text_document.uri
    found = find_page(ls, uri)
    if found is None:
        return None
    (index, page), encoding = found, ls.session.abilities.encoding
    within = convert.from_range(page.source, params.range, encoding)
    in_fields = hints_of(ls, uri) or []
    ls.hint_news.answered(uri, in_fields)
    shown = [hint for hint in in_fields if within.touches(hint.offset)] + hints_in_text(index, page, within)
    to_range = convert.plain_ranges(page.source, encoding)
    return [
        {
            "position": to_range(Span(hint.offset, hint.offset))["start"],
            "label": hint.text,
            "paddingLeft": True,
            **({"data": {"uri": uri, "offset": hint.about.start}} if ls.session.abilities.hint_tooltip else {}),
        }
        for hint in shown
    ]


def hints_of(ls: ChantServer, uri: str) -> list[Hint] | None:
    """The hints of a file's frontmatter as things stand now; None for files that are not chant's."""
    from chant_lsp.core.features.hints import hints_of_fields

    found = find_page(ls, uri)
    return hints_of_fields(*found) if found is not None else None


def resolve_inlay_hint(ls: ChantServer, params: types.InlayHint) -> types.InlayHint:
    """inlayHint/resolve: its tooltip, which is what a hover on the id or the path says."""
    from chant_lsp.core.features.hover import hover_at
    from chant_lsp.server.situation import situation_of

    about = params.data if isinstance(params.data, dict) else {}
    uri, offset = about.get("uri"), about.get("offset")
    place = ls.session.find(uri) if isinstance(uri, str) else None
    spec = place.home.index.get(place.path) if place else None
    if place is not None and spec is not None and isinstance(offset, int):
        found = hover_at(place.home.index, spec, place.source, offset, situation_of(ls, place.home))
        params.tooltip = markup(ls, found.markdown) if found is not None else None
    return params
