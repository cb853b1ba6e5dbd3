"""Code lenses: line 1 of each spec, remarks on its headings, and who writes and reads other files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from chant_lsp.server import convert
from chant_lsp.server.chant_server import ChantServer

if TYPE_CHECKING:
    from chant_lsp.core.features.lenses import Lens
    from chant_lsp.server.session import Place


def code_lens(ls: ChantServer, params: types.CodeLensParams) -> list[types.CodeLens] | None:
    """textDocument/codeLens: what line 1 says."""
    from chant_lsp.server.lens_news import lenses_of

    place = ls.session.find(params.text_document.uri)
    if place is None:
        return None
    found = lenses_of(ls, place)
    ls.lens_news.answered(params.text_document.uri, found)
    return [to_code_lens(ls, place, lens) for lens in found]


def to_code_lens(ls: ChantServer, place: Place, lens: Lens) -> types.CodeLens:
    """LSP's lens; a remark is a command without a name, which is shown and does nothing."""
    range_ = convert.to_range(place.source, lens.span, ls.session.abilities.encoding)
    arguments: list[Any] | None = [{"uri": ls.session.uri_of(place.home, lens.path)}] if lens.command else None
    return types.CodeLens(range_, types.Command(lens.title, lens.command or "", arguments=arguments))
