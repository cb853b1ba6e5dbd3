"""What a document is made of: folding, selection from word to file, and where the same thing stands again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from chant_lsp.server import convert
from chant_lsp.server.chant_server import ChantServer

if TYPE_CHECKING:
    from chant_lsp.core.features.folding import Fold
    from chant_lsp.core.features.page import Page
    from chant_lsp.core.index import SpecIndex


def folding_range(ls: ChantServer, params: types.FoldingRangeParams) -> list[dict[str, Any]] | None:
    """textDocument/foldingRange: whole lines, which every client can fold."""
    from chant_lsp.core.features.folding import folds

    found = find_page(ls, params.text_document.uri)
    if found is None:
        return None
    _, page = found
    with_words = ls.session.abilities.folding_words
    return [to_folding_range(fold, with_words) for fold in folds(page, ls.session.abilities.folding_limit)]


def to_folding_range(fold: Fold, with_words: bool) -> dict[str, Any]:
    """LSP's range; machine text folds with comments, so that editors can hide all of it at once."""
    plain: dict[str, Any] = {"startLine": fold.first_line, "endLine": fold.last_line}
    if fold.kind.name in ("FRONTMATTER", "MACHINE"):
        plain["kind"] = "region" if fold.kind.name == "FRONTMATTER" else "comment"
    if with_words and fold.words:
        plain["collapsedText"] = fold.words
    return plain


def selection_range(ls: ChantServer, params: types.SelectionRangeParams) -> list[dict[str, Any]] | None:
    """textDocument/selectionRange: for each position the ranges around it, smallest first, linked by `parent`."""
    from chant_lsp.core.features.selection import selections

    found = find_page(ls, params.text_document.uri)
    if found is None:
        return None
    _, page = found
    encoding = ls.session.abilities.encoding
    offsets = [convert.from_position(page.source, position, encoding) for position in params.positions]
    to_range = convert.plain_ranges(page.source, encoding)
    return [to_selection_range([to_range(span) for span in spans]) for spans in selections(page, offsets)]


def to_selection_range(ranges: list[dict[str, Any]]) -> dict[str, Any]:
    """LSP's chain of ranges, each linked to the next larger one. Shape: at least one range."""
    linked: dict[str, Any] = {"range": ranges[-1]}
    for range_ in reversed(ranges[:-1]):
        linked = {"range": range_, "parent": linked}
    return linked


def document_highlight(ls: ChantServer, params: types.DocumentHighlightParams) -> list[dict[str, Any]] | None:
    """textDocument/documentHighlight: the same spec, file, prompt or key in this file."""
    from chant_lsp.core.features.highlights import highlights

    found = find_page(ls, params.text_document.uri)
    if found is None:
        return None
    (index, page), encoding = found, ls.session.abilities.encoding
    offset = convert.from_position(page.source, params.position, encoding)
    to_range = convert.plain_ranges(page.source, encoding)
    return [{"range": to_range(span), "kind": int(kind)} for span, kind in highlights(index, page, offset)] or None


def find_page(ls: ChantServer, uri: str) -> tuple[SpecIndex, Page] | None:
    """The page that a request is about, and the index of its project; None for files that are not chant's."""
    from chant_lsp.core.features.page import page_at

    place = ls.session.find(uri)
    page = page_at(place.home.index, place.path, place.source) if place else None
    return (place.home.index, page) if place and page else None
