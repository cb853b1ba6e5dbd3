"""Document symbols: the outline as a tree, or as a list for clients that know no tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from chant_lsp.server.chant_server import ChantServer
from chant_lsp.server.convert import plain_ranges
from chant_lsp.server.handlers.structure import find_page
from chant_lsp.server.plain import Encoded

if TYPE_CHECKING:
    from chant_lsp.core.features.outline import Symbol
    from chant_lsp.core.features.page import Page
    from chant_lsp.core.text import Span

    ToRange = Callable[[Span], dict[str, dict[str, int]]]

MAX_KEPT = 30
"""Outlines that are kept."""

# Kinds of the protocol's first version, which every client has a picture for.
_KINDS = {
    "frontmatter": int(types.SymbolKind.Module),
    "field": int(types.SymbolKind.Property),
    "heading": int(types.SymbolKind.String),
    "criterion": int(types.SymbolKind.Boolean),
}


def document_symbol(ls: ChantServer, params: types.DocumentSymbolParams) -> Encoded | None:
    """textDocument/documentSymbol: the outline of a spec, of config.md or of a prompt.

    Cost: made once for a text, as an editor asks for it in several places at a time.
    """
    uri = params.text_document.uri
    found = find_page(ls, uri)
    if found is None:
        return None
    _, page = found
    known = ls.outlines.get(uri)
    if known is None or known[0] is not page.source:
        if len(ls.outlines) >= MAX_KEPT:
            ls.outlines.clear()
        known = ls.outlines[uri] = page.source, Encoded(to_symbols(ls, uri, page))
    return known[1]


def to_symbols(ls: ChantServer, uri: str, page: Page) -> list[dict[str, Any]]:
    """The outline as this client wants it."""
    from chant_lsp.core.features.outline import outline

    to_range = plain_ranges(page.source, ls.session.abilities.encoding)
    if ls.session.abilities.symbol_tree:
        return [to_tree(symbol, to_range) for symbol in outline(page)]
    return list(iter_flat(outline(page), uri, to_range))


def to_tree(symbol: Symbol, to_range: ToRange) -> dict[str, Any]:
    """LSP's DocumentSymbol, as it goes over the wire."""
    plain = {
        "name": symbol.name,
        "kind": _KINDS[symbol.kind.value],
        "range": to_range(symbol.span),
        "selectionRange": to_range(symbol.selection),
    }
    if symbol.detail:
        plain["detail"] = symbol.detail
    if symbol.children:
        plain["children"] = [to_tree(child, to_range) for child in symbol.children]
    return plain


def iter_flat(symbols: Iterable[Symbol], uri: str, to_range: ToRange, container: str = "") -> Iterator[dict[str, Any]]:
    """LSP's SymbolInformation of each, with the name of what it is in."""
    for symbol in symbols:
        location = {"uri": uri, "range": to_range(symbol.span)}
        plain = {"name": symbol.name, "kind": _KINDS[symbol.kind.value], "location": location}
        yield {**plain, "containerName": container} if container else plain
        yield from iter_flat(symbol.children, uri, to_range, symbol.name)
