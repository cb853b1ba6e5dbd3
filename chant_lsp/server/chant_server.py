"""The server object: pygls', hardened, with the parts that know its client."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import FeatureRequestError
from pygls.lsp.server import LanguageServer

from chant_lsp import __version__
from chant_lsp.server.hardening import HardenedProtocol, OncePerKind, tolerant_converter

if TYPE_CHECKING:
    from chant_lsp.core.text import Source
    from chant_lsp.server.body_reader import BodyReader
    from chant_lsp.server.gate_book import GateBook
    from chant_lsp.server.news import Look, News
    from chant_lsp.server.plain import Encoded
    from chant_lsp.server.publisher import Publisher
    from chant_lsp.server.run_book import RunBook
    from chant_lsp.server.session import Home, Session
    from chant_lsp.server.stale_book import StaleBook

logger = logging.getLogger(__name__)


class ChantServer(LanguageServer):
    """pygls' server, hardened, with what it knows of its client.

    The parts are made when they are first needed: an editor that starts waits for the answer to `initialize`, and
    that needs none of them.
    """

    protocol: HardenedProtocol  # pyright: ignore[reportIncompatibleVariableOverride] - set from protocol_cls below

    def __init__(self) -> None:
        super().__init__(
            "chant-lsp",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=HardenedProtocol,
            converter_factory=tolerant_converter,
        )
        self.initialize_params: types.InitializeParams | None = None
        self.parent_watch: asyncio.Task[None] | None = None
        self.settle_memory: Callable[[], None] = lambda: None
        """Called when much has been made that will live long; a process of our own tunes its garbage collector then."""
        self.outlines: dict[str, tuple[Source, Encoded]] = {}
        """The last outline of a document, and the text that it was made from."""
        self.renamed: tuple[Any, Encoded] | None = None
        """The last question for a new name, with all that its answer depends on, and that answer."""
        self.views: list[News] = []
        """What the client has been given and may have to ask for again."""
        self.protocol.moment = self._moment
        self._popups = OncePerKind()
        self._tasks: set[asyncio.Task[Any]] = set()

    @cached_property
    def session(self) -> Session:
        """What the client has open, where, and how it wants it."""
        from chant_lsp.server.abilities import read_abilities
        from chant_lsp.server.session import Session
        from chant_lsp.workspace.settings import to_settings

        encoding = self.workspace.position_encoding or types.PositionEncodingKind.Utf16
        return Session(
            read_abilities(self.client_capabilities, encoding),
            to_settings(self.options.get("settings")),
            trusted=self.options.get("trusted") in (True, None),
        )

    def _moment(self) -> tuple[Any, ...]:
        """What an answer depends on: files, settings, runs, gates; and the clock, for what tells of the time."""
        session = self.session
        homes = map(self._moment_of, session.homes)
        return (int(time.monotonic()), session.settings, session.trusted, session.user, *homes)

    def _moment_of(self, home: Home) -> tuple[Any, ...]:
        made = vars(self)  # what nobody has asked for yet, no answer depends on
        runs = (self.runs.facts(home), self.runs.queued(home)) if "runs" in made else ()
        gates = self.gates.facts(home, None) if "gates" in made else {}
        read = (home, home.scanned, len(home.bodies.unread), len(home.bodies), home.index.revision)
        return (*read, home.index.stale, runs, gates)

    @property
    def options(self) -> dict[str, Any]:
        """The client's `initializationOptions`; empty where it sent none, or something else."""
        options = self.initialize_params.initialization_options if self.initialize_params else None
        return options if isinstance(options, dict) else {}

    @cached_property
    def publisher(self) -> Publisher:
        """What the client has been told, and what it has to be told."""
        from chant_lsp.server.publisher import Publisher

        publisher = Publisher(self.session, self.protocol.notify_json, self.protocol.lull)
        self.session.listeners.append(publisher.mark)
        return publisher

    @cached_property
    def bodies(self) -> BodyReader:
        """Who reads what specs name in their running text."""
        from chant_lsp.server.body_reader import BodyReader

        return BodyReader(self)

    @cached_property
    def runs(self) -> RunBook:
        """What runs, and what ran."""
        from chant_lsp.server.run_book import RunBook

        return RunBook(self)

    @cached_property
    def stale(self) -> StaleBook:
        """Which results still rest on what they were built on."""
        from chant_lsp.server.stale_book import StaleBook

        return StaleBook(self)

    @cached_property
    def gates(self) -> GateBook:
        """What was looked at of human gates."""
        from chant_lsp.server.gate_book import GateBook

        return GateBook(self)

    @cached_property
    def lens_news(self) -> News:
        """Which lenses the client has."""
        from chant_lsp.server.handlers.lenses import lenses_of

        able = self.session.abilities.lens_refresh
        return self._news(lenses_of, self.workspace_code_lens_refresh if able else None, ticks=True)

    @cached_property
    def token_news(self) -> News:
        """Which semantic tokens the client has."""
        from chant_lsp.server.handlers.tokens import tokens_of

        able = self.session.abilities.token_refresh
        return self._news(tokens_of, self.workspace_semantic_tokens_refresh if able else None)

    @cached_property
    def hint_news(self) -> News:
        """Which inlay hints the client has."""
        from chant_lsp.server.handlers.hints import hints_of

        able = self.session.abilities.hint_refresh
        return self._news(hints_of, self.workspace_inlay_hint_refresh if able else None)

    def _news(self, look: Look, refresh: Callable[[None], Any] | None, ticks: bool = False) -> News:
        from chant_lsp.server.news import News

        news = News(self, look, refresh, ticks)
        self.views.append(news)
        self.session.listeners.append(news.changed)
        return news

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
