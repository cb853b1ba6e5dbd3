"""Specs by name and by dependency: workspace symbols and the call hierarchy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from chant_lsp.server import convert
from chant_lsp.server.chant_server import ChantServer

if TYPE_CHECKING:
    from chant_lsp.core.spec import Spec
    from chant_lsp.core.text import Span
    from chant_lsp.server.session import Home

RESOLVE = types.WorkspaceSymbolOptions(resolve_provider=True)

_FILE = int(types.SymbolKind.File)
_START = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}


# -- workspace symbols


def workspace_symbol(ls: ChantServer, params: types.WorkspaceSymbolParams) -> list[dict[str, Any]]:
    """workspace/symbol: the specs that the query means, of all projects."""
    from chant_lsp.core.features.workspace_symbols import MAX_SYMBOLS, find_specs

    symbols = [to_symbol(ls, home, spec) for home in ls.session.homes for spec in find_specs(home.index, params.query)]
    return symbols[:MAX_SYMBOLS]


def to_symbol(ls: ChantServer, home: Home, spec: Spec) -> dict[str, Any]:
    """LSP's symbol; where in the file it stands is left for later where the client can ask for it."""
    from chant_lsp.core.features.workspace_symbols import symbol_container, symbol_name

    location: dict[str, Any] = {"uri": ls.session.uri_of(home, spec.path)}
    if not ls.session.abilities.symbol_resolve:
        location["range"] = range_of(ls, home, spec.path, spec.heading)
    symbol = {"name": symbol_name(spec), "kind": _FILE, "containerName": symbol_container(spec), "location": location}
    if spec.status == "cancelled" and ls.session.abilities.symbol_tags:
        symbol["tags"] = [int(types.SymbolTag.Deprecated)]
    return symbol


def resolve_workspace_symbol(ls: ChantServer, params: types.WorkspaceSymbol) -> dict[str, Any] | types.WorkspaceSymbol:
    """workspaceSymbol/resolve: where in its file the spec has its title."""
    found = ls.session.find_path(params.location.uri)
    spec = found[0].index.get(found[1]) if found is not None else None
    range_ = range_of(ls, found[0], spec.path, spec.heading) if found is not None and spec is not None else _START
    return {
        "name": params.name,
        "kind": int(params.kind),
        "containerName": params.container_name,
        "location": {"uri": params.location.uri, "range": range_},
    }


# -- call hierarchy


def prepare_call_hierarchy(ls: ChantServer, params: types.CallHierarchyPrepareParams) -> list[dict[str, Any]] | None:
    """textDocument/prepareCallHierarchy: the spec at the cursor."""
    from chant_lsp.core.features.call_hierarchy import spec_at

    place = ls.session.find(params.text_document.uri)
    if place is None:
        return None
    offset = convert.from_position(place.source, params.position, ls.session.abilities.encoding)
    spec = spec_at(place.home.index, place.path, offset, place.source)
    return [to_item(ls, place.home, spec)] if spec is not None else None


def incoming_calls(ls: ChantServer, params: types.CallHierarchyIncomingCallsParams) -> list[dict[str, Any]] | None:
    """callHierarchy/incomingCalls: the specs that depend on this one."""
    from chant_lsp.core.features.call_hierarchy import incoming

    found = spec_of_item(ls, params.item)
    if found is None:
        return None
    home, spec = found
    return [
        {"from": to_item(ls, home, call.spec), "fromRanges": ranges_of(ls, home, call.spec.path, call.spans)}
        for call in incoming(home.index, spec)
    ]


def outgoing_calls(ls: ChantServer, params: types.CallHierarchyOutgoingCallsParams) -> list[dict[str, Any]] | None:
    """callHierarchy/outgoingCalls: the specs that this one depends on."""
    from chant_lsp.core.features.call_hierarchy import outgoing

    found = spec_of_item(ls, params.item)
    if found is None:
        return None
    home, spec = found
    return [
        {"to": to_item(ls, home, call.spec), "fromRanges": ranges_of(ls, home, spec.path, call.spans)}
        for call in outgoing(home.index, spec)
    ]


def to_item(ls: ChantServer, home: Home, spec: Spec) -> dict[str, Any]:
    """LSP's item: the spec's id, with status and title beside it."""
    from chant_lsp.core.features.call_hierarchy import detail

    range_ = range_of(ls, home, spec.path, spec.heading)
    return {
        "name": spec.id,
        "kind": _FILE,
        "detail": detail(spec),
        "uri": ls.session.uri_of(home, spec.path),
        "range": range_,
        "selectionRange": range_,
    }


def spec_of_item(ls: ChantServer, item: types.CallHierarchyItem) -> tuple[Home, Spec] | None:
    """The spec that an item stands for; None when it is gone."""
    found = ls.session.find_path(item.uri)
    spec = found[0].index.get(found[1]) if found is not None else None
    return (found[0], spec) if found is not None and spec is not None else None


def range_of(ls: ChantServer, home: Home, path: str, span: Span) -> dict[str, Any]:
    """LSP's range of a span in a file; its start when the file is gone."""
    return next(iter(ranges_of(ls, home, path, [span])), _START)


def ranges_of(ls: ChantServer, home: Home, path: str, spans: Iterable[Span]) -> list[dict[str, Any]]:
    """LSP's ranges of spans in a file; none when it is gone."""
    source = ls.session.source_of(home, path)
    return [convert.to_plain_range(source, span, ls.session.abilities.encoding) for span in spans] if source else []
