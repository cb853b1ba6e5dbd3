"""Document symbols: the outline as a tree, or as a list for clients that know no tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from chant_lsp.server.chant_server import ChantServer
from chant_lsp.server.convert import to_plain_range

if TYPE_CHECKING:
    from chant_lsp.core.features.outline import Symbol
    from chant_lsp.core.text import Encoding, Source

# Kinds of the protocol's first version, which every client has a picture for.
_KINDS = {
    "frontmatter": int(types.SymbolKind.Module),
    "field": int(types.SymbolKind.Property),
    "heading": int(types.SymbolKind.String),
    "criterion": int(types.SymbolKind.Boolean),
}


def document_symbol(ls: ChantServer, params: types.DocumentSymbolParams) -> list[dict[str, Any]] | None:
    """textDocument/documentSymbol: the outline of a spec, of config.md or of a prompt."""
    from chant_lsp.core.features.outline import outline
    from chant_lsp.core.features.pages import page_at

    uri = params.text_document.uri
    place = ls.session.find(uri)
    page = page_at(place.home.index, place.path, place.source) if place else None
    if page is None:
        return None
    symbols, encoding = outline(page), ls.session.abilities.encoding
    if ls.session.abilities.symbol_tree:
        return [to_tree(symbol, page.source, encoding) for symbol in symbols]
    return list(iter_flat(symbols, uri, page.source, encoding))


def to_tree(symbol: Symbol, source: Source, encoding: Encoding) -> dict[str, Any]:
    """LSP's DocumentSymbol, as it goes over the wire."""
    plain = {
        "name": symbol.name,
        "kind": _KINDS[symbol.kind.value],
        "range": to_plain_range(source, symbol.span, encoding),
        "selectionRange": to_plain_range(source, symbol.selection, encoding),
    }
    if symbol.detail:
        plain["detail"] = symbol.detail
    if symbol.children:
        plain["children"] = [to_tree(child, source, encoding) for child in symbol.children]
    return plain


def iter_flat(
    symbols: Iterable[Symbol], uri: str, source: Source, encoding: Encoding, container: str = ""
) -> Iterator[dict[str, Any]]:
    """LSP's SymbolInformation of each, with the name of what it is in."""
    for symbol in symbols:
        location = {"uri": uri, "range": to_plain_range(source, symbol.span, encoding)}
        plain = {"name": symbol.name, "kind": _KINDS[symbol.kind.value], "location": location}
        yield {**plain, "containerName": container} if container else plain
        yield from iter_flat(symbol.children, uri, source, encoding, symbol.name)
