"""Typed params of two messages, made by hand: what a key press sends, and what a session begins with.

lsprotocol's converter makes all others. A key press is worth the few microseconds. `initialize` must never be refused
for something that we do not need, such as a capability of a newer protocol; and to make the sixty classes of a client's
capabilities would be half of the time that its answer takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lsprotocol import types


def did_change(params: dict[str, Any]) -> types.DidChangeTextDocumentParams:
    """What a key press sends. Errors: KeyError, TypeError and those of lsprotocol's validators."""
    document = params["textDocument"]
    identifier = types.VersionedTextDocumentIdentifier(document["version"], document["uri"])
    return types.DidChangeTextDocumentParams(identifier, [_change(each) for each in params["contentChanges"]])


def _change(change: dict[str, Any]) -> types.TextDocumentContentChangeEvent:
    if (place := change.get("range")) is None:
        return types.TextDocumentContentChangeWholeDocument(change["text"])
    start, end = place["start"], place["end"]
    range_ = types.Range(
        types.Position(start["line"], start["character"]), types.Position(end["line"], end["character"])
    )
    return types.TextDocumentContentChangePartial(range_, change["text"])


def initialize(params: dict[str, Any]) -> types.InitializeParams:
    """What a session begins with; whatever is not of the kind that the protocol says counts as left out.

    Errors: AttributeError for params that are no object.
    """
    folders = params.get("workspaceFolders")
    return types.InitializeParams(
        Announced(_of(dict, params.get("capabilities")) or {}),  # type: ignore[arg-type]  # read by attribute, as theirs
        process_id=_of(int, params.get("processId")),
        root_path=_of(str, params.get("rootPath")),
        root_uri=_of(str, params.get("rootUri")),
        initialization_options=params.get("initializationOptions"),
        workspace_folders=[
            types.WorkspaceFolder(folder["uri"], str(folder.get("name")))
            for folder in _of(list, folders) or ()
            if isinstance(folder, dict) and isinstance(folder.get("uri"), str)
        ],
    )


def _of(kind: type, value: Any) -> Any:
    return value if isinstance(value, kind) else None


class Announced:
    """A client's capabilities by lsprotocol's names, `text_document.hover` for `textDocument.hover`.

    None for what the client did not say; a list is a list of whatever it sent.
    """

    def __init__(self, said: Mapping[str, Any]) -> None:
        self._said = said

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        first, *rest = name.split("_")
        value = self._said.get(first + "".join(part.title() for part in rest))
        return Announced(value) if isinstance(value, dict) else value


STRUCTURES: Mapping[str, Callable[[Any], Any]] = {
    types.TEXT_DOCUMENT_DID_CHANGE: did_change,
    types.INITIALIZE: initialize,
}
"""By method: params as they come over the wire to those that handlers take."""
