"""The floor: a pygls server as its documentation shows one, that answers everything with constants."""

from __future__ import annotations

from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("bare", "1")
ZERO = types.Range(types.Position(0, 0), types.Position(0, 1))


@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
@server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
def tell(ls: LanguageServer, params: types.DidChangeTextDocumentParams) -> None:
    """Publish an empty list for the version that has come."""
    document = params.text_document
    ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(document.uri, [], document.version))


ANSWERS: dict[str, Any] = {
    types.TEXT_DOCUMENT_HOVER: types.Hover(types.MarkupContent(types.MarkupKind.Markdown, "**hello** world")),
    types.TEXT_DOCUMENT_DEFINITION: types.Location("file:///x", ZERO),
    types.TEXT_DOCUMENT_REFERENCES: [types.Location("file:///x", ZERO)] * 5,
    types.TEXT_DOCUMENT_COMPLETION: types.CompletionList(False, [types.CompletionItem(f"item{n}") for n in range(20)]),
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: [types.DocumentSymbol("s", types.SymbolKind.String, ZERO, ZERO)] * 10,
    types.TEXT_DOCUMENT_CODE_ACTION: [types.CodeAction("fix", kind=types.CodeActionKind.QuickFix)],
    types.WORKSPACE_SYMBOL: [types.SymbolInformation(types.Location("file:///x", ZERO), "s", types.SymbolKind.File)]
    * 9,
}

for method, answer in ANSWERS.items():
    server.feature(method)(lambda params, answer=answer: answer)

if __name__ == "__main__":
    server.start_io()
