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
    uri = params.text_document.uri
    found = lenses_of(ls, uri)
    if found is None:
        return None
    ls.lens_news.answered(uri, found)
    place = ls.session.find(uri)
    return [to_code_lens(ls, place, lens) for lens in found] if place is not None else None


def lenses_of(ls: ChantServer, uri: str) -> list[Lens] | None:
    """The lenses of a file as things stand now; None outside all projects, and for a file that is gone."""
    from chant_lsp.core.features.lenses import file_lenses, lenses
    from chant_lsp.server.situation import prompt_size, situation_of

    place = ls.session.find(uri)
    if place is None:
        return None
    index = place.home.index
    spec = index.get(place.path)
    if spec is None:
        return file_lenses(index, place.path)
    size = prompt_size(place.home, spec)
    return lenses(index, spec, place.source, situation_of(ls, place.home), size)


def to_code_lens(ls: ChantServer, place: Place, lens: Lens) -> types.CodeLens:
    """LSP's lens; a remark is a command without a name, which is shown and does nothing."""
    range_ = convert.to_range(place.source, lens.span, ls.session.abilities.encoding)
    arguments: list[Any] | None = [{"uri": ls.session.uri_of(place.home, lens.path)}] if lens.command else None
    return types.CodeLens(range_, types.Command(lens.title, lens.command or "", arguments=arguments))
