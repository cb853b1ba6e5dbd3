"""Formatting of frontmatter: the whole of it, or the fields in a part of the file."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from chant_lsp.server import convert
from chant_lsp.server.chant_server import ChantServer
from chant_lsp.server.handlers.structure import find_page


def formatting(ls: ChantServer, params: types.DocumentFormattingParams) -> list[Any] | None:
    """textDocument/formatting; the client's tabs and widths are not asked for: chant writes two spaces."""
    return _edits(ls, params.text_document.uri, None)


def range_formatting(ls: ChantServer, params: types.DocumentRangeFormattingParams) -> list[Any] | None:
    """textDocument/rangeFormatting."""
    return _edits(ls, params.text_document.uri, params.range)


def _edits(ls: ChantServer, uri: str, range_: types.Range | None) -> list[Any] | None:
    from chant_lsp.core.features.formatting import format_edits

    found = find_page(ls, uri)
    if found is None:
        return None
    (_, page), encoding = found, ls.session.abilities.encoding
    within = convert.from_range(page.source, range_, encoding) if range_ is not None else None
    return convert.to_text_edits(page.source, format_edits(page, within), encoding)
