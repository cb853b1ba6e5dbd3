"""The server: which handler answers which method, and nothing else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import FeatureRequestError
from pygls.lsp.server import LanguageServer

from chant_lsp import __version__
from chant_lsp.server.handlers import documents, lifecycle
from chant_lsp.server.hardening import HardenedProtocol, OncePerKind, tolerant_converter

if TYPE_CHECKING:
    from chant_lsp.server.publisher import Publisher
    from chant_lsp.server.session import Session

logger = logging.getLogger(__name__)


class ChantServer(LanguageServer):
    """pygls' server, hardened, with what it knows of its client.

    The parts below are made when they are first needed: an editor that starts waits for the answer to `initialize`, and
    that needs none of them.
    """

    protocol: HardenedProtocol  # pyright: ignore[reportIncompatibleVariableOverride] - set from protocol_cls below

    def __init__(self) -> None:
        super().__init__(
            "chant-lsp",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
            protocol_cls=HardenedProtocol,
            converter_factory=tolerant_converter,
        )
        self.initialize_params: types.InitializeParams | None = None
        self._popups = OncePerKind()
        self._tasks: set[asyncio.Task[Any]] = set()

    @cached_property
    def session(self) -> Session:
        """What the client has open, where, and how it wants it."""
        return lifecycle.new_session(self)

    @cached_property
    def publisher(self) -> Publisher:
        """What the client has been told, and what it has to be told."""
        from chant_lsp.server.publisher import Publisher

        publisher = Publisher(self.session, self.protocol.notify_plain)
        self.session.listeners.append(publisher.mark)
        return publisher

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start a task that ends with the server at the latest; its failure is logged."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("A background task failed: %s", error, exc_info=error)

    def cancel_tasks(self) -> None:
        """End everything that `spawn` has started."""
        for task in list(self._tasks):
            task.cancel()

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
    # pygls' own copies of open documents: nothing reads them, and ours are the ones that count.
    for method in (types.TEXT_DOCUMENT_DID_OPEN, types.TEXT_DOCUMENT_DID_CHANGE, types.TEXT_DOCUMENT_DID_CLOSE):
        del server.protocol.fm.builtin_features[method]
    for method, handler in FEATURES.items():
        server.feature(method)(handler)
    return server


FEATURES = {
    types.INITIALIZE: lifecycle.initialize,
    types.INITIALIZED: lifecycle.initialized,
    types.SHUTDOWN: lifecycle.shutdown,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: lifecycle.did_change_configuration,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: lifecycle.did_change_workspace_folders,
    types.TEXT_DOCUMENT_DID_OPEN: documents.did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: documents.did_change,
    types.TEXT_DOCUMENT_DID_CLOSE: documents.did_close,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: documents.did_change_watched_files,
}
