"""What a document is made of: folding, selection from word to file, and where the same thing stands again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from chant_lsp.server import convert
from chant_lsp.server.chant_server import ChantServer

if TYPE_CHECKING:
    from chant_lsp.core.features.folding import Fold
    from chant_lsp.core.features.pages import Page


def folding_range(ls: ChantServer, params: types.FoldingRangeParams) -> list[dict[str, Any]] | None:
    """textDocument/foldingRange: whole lines, which every client can fold."""
    from chant_lsp.core.features.folding import folds

    page = page_of(ls, params.text_document.uri)
    if page is None:
        return None
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

    page = page_of(ls, params.text_document.uri)
    if page is None:
        return None
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


def page_of(ls: ChantServer, uri: str) -> Page | None:
    """The page that a request is about; None for files that are not chant's."""
    from chant_lsp.core.features.pages import page_at

    place = ls.session.find(uri)
    return page_at(place.home.index, place.path, place.source) if place else None
