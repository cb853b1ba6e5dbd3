"""Semantic tokens: five numbers a token, each relative to the one before, in the client's units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from chant_lsp.server import convert
from chant_lsp.server.chant_server import ChantServer
from chant_lsp.server.handlers.structure import find_page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chant_lsp.core.features.tokens import Token
    from chant_lsp.core.text import Encoding, Source

LEGEND = types.SemanticTokensLegend(
    token_types=["property", "enumMember", "class", "string", "function", "variable", "comment", "keyword"],
    token_modifiers=["deprecated"],
)
"""In the order of core.features.tokens.TokenKind; names of the protocol's own, so that every theme knows them."""


def semantic_tokens(ls: ChantServer, params: types.SemanticTokensParams) -> types.SemanticTokens | None:
    """textDocument/semanticTokens/full."""
    found = tokens_of(ls, params.text_document.uri)
    if found is None:
        return None
    ls.token_news.answered(params.text_document.uri, found)
    return types.SemanticTokens(found)


def tokens_of(ls: ChantServer, uri: str) -> list[int] | None:
    """The tokens of a whole file, as LSP's numbers; None for files that are not chant's."""
    from chant_lsp.core.features.tokens import tokens

    found = find_page(ls, uri)
    if found is None:
        return None
    index, page = found
    return encoded(page.source, tokens(index, page), ls.session.abilities.encoding)


def semantic_tokens_range(ls: ChantServer, params: types.SemanticTokensRangeParams) -> types.SemanticTokens | None:
    """textDocument/semanticTokens/range: what is on the screen, before all of a large file has been answered."""
    from chant_lsp.core.features.tokens import tokens

    found = find_page(ls, params.text_document.uri)
    if found is None:
        return None
    (index, page), encoding = found, ls.session.abilities.encoding
    within = convert.from_range(page.source, params.range, encoding)
    return types.SemanticTokens(encoded(page.source, tokens(index, page, within), encoding))


def encoded(source: Source, tokens: Iterable[Token], encoding: Encoding) -> list[int]:
    """LSP's numbers: lines and columns further on, length, type, modifiers. Shape: tokens in order, each in a line."""
    numbers: list[int] = []
    line = column = 0
    for span, kind, obsolete in tokens:
        start_line, start = source.position(span.start, encoding)
        _, end = source.position(span.end, encoding)
        numbers += (
            start_line - line,
            start - column if start_line == line else start,
            end - start,
            kind,
            int(obsolete),
        )
        line, column = start_line, start
    return numbers
