"""The server: which handler answers which method, and nothing else."""

from __future__ import annotations

import logging
from typing import Any

from lsprotocol import types
from pygls.exceptions import FeatureRequestError
from pygls.lsp.server import LanguageServer

from chant_lsp import __version__
from chant_lsp.server.hardening import HardenedProtocol, OncePerKind, tolerant_converter

logger = logging.getLogger(__name__)


class ChantServer(LanguageServer):
    """pygls' server, hardened."""

    protocol: HardenedProtocol

    def __init__(self) -> None:
        super().__init__(
            "chant-lsp",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
            protocol_cls=HardenedProtocol,
            converter_factory=tolerant_converter,
        )
        self._popups = OncePerKind()

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log the error with its traceback and show the first of its kind; a failed request carries its own."""
        details = getattr(error, "data", None) or {}
        trace = "".join(details.get("traceback", ())) if isinstance(details, dict) else ""
        logger.error("%s: %s\n%s", source.__name__, error, trace)
        kind = str(error).partition(":")[0]
        if source is not FeatureRequestError and self._popups.is_new(kind):
            text = f"chant-lsp met an internal error ({kind}) and goes on; its log says more."
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, text))


def build_server() -> ChantServer:
    """A server that waits for `initialize`."""
    server = ChantServer()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(ls, p):
        ls.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(p.text_document.uri, [], p.text_document.version)
        )

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(ls, p):
        ls.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(p.text_document.uri, [], p.text_document.version)
        )

    return server
