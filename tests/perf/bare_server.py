"""The floor: a pygls server that answers each edit with the same nothing."""

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("bare", "1", text_document_sync_kind=types.TextDocumentSyncKind.Full)


@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
@server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
def answer(ls: LanguageServer, params: types.DidChangeTextDocumentParams) -> None:
    """Publish an empty list for the version that has come."""
    document = params.text_document
    nothing = types.PublishDiagnosticsParams(document.uri, [], document.version)
    ls.text_document_publish_diagnostics(nothing)


if __name__ == "__main__":
    server.start_io()
