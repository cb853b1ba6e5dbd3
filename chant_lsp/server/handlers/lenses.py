"""Code lenses: line 1 of each spec, remarks on its headings, and who writes and reads other files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from chant_lsp.server import convert
from chant_lsp.server.chant_server import ChantServer
from chant_lsp.server.handlers.other_files import find_others

if TYPE_CHECKING:
    from chant_lsp.core.features.lenses import Lens
    from chant_lsp.server.session import Home


def code_lens(ls: ChantServer, params: types.CodeLensParams) -> list[types.CodeLens] | None:
    """textDocument/codeLens: what line 1 says; on files that specs name, who writes and reads them."""
    uri = params.text_document.uri
    found = lenses_of(ls, uri)
    if found is None:
        return None
    ls.lens_news.answered(uri, found)
    if others := find_others(ls, uri):
        return [to_code_lens(ls, home, convert.START, lens) for home, lens in _file_lenses(others)]
    place = ls.session.find(uri)
    if place is None:
        return None
    encoding = ls.session.abilities.encoding
    return [to_code_lens(ls, place.home, convert.to_range(place.source, lens.span, encoding), lens) for lens in found]


def lenses_of(ls: ChantServer, uri: str) -> list[Lens] | None:
    """The lenses of a file as things stand now; None outside all projects, and for a file that is gone."""
    from chant_lsp.core.features.lenses import lenses
    from chant_lsp.server.situation import prompt_size, situation_of

    if others := find_others(ls, uri):
        return [lens for _, lens in _file_lenses(others)]
    place = ls.session.find(uri)
    spec = place.home.index.get(place.path) if place else None
    if place is None:
        return None
    if spec is None:
        from chant_lsp.core.features.by_kind import lenses_in_page

        return lenses_in_page(place.home.index, place.path)
    size = prompt_size(place.home, spec)
    return lenses(place.home.index, spec, place.source, situation_of(ls, place.home, spec), size)


def _file_lenses(others: Iterable[tuple[Home, str]]) -> list[tuple[Home, Lens]]:
    """Who writes and who reads a file, in each project that it is in."""
    from chant_lsp.core.features.lenses import file_lenses

    return [(home, lens) for home, path in others for lens in file_lenses(home.index, path)]


def to_code_lens(ls: ChantServer, home: Home, range_: types.Range, lens: Lens) -> types.CodeLens:
    """LSP's lens; a remark is a command without a name, which is shown and does nothing."""
    arguments: list[Any] | None = [{"uri": ls.session.uri_of(home, lens.path)}] if lens.command else None
    return types.CodeLens(range_, types.Command(lens.title, lens.command or "", arguments=arguments))
