"""An editor for tests: JSON over two pipes, everything that the server says kept in order, nothing hidden."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from pygls.protocol import default_converter

from chant_lsp.server.app import build_server
from chant_lsp.server.convert import to_uri
from chant_lsp.server.transport import serve_descriptors

EDITORS = ["visual-studio-code", *(pytest.param(name, marks=pytest.mark.slow) for name in ("neovim", "emacs"))]
"""Real editors whose capabilities are recorded; one of them stands for all in the fast loop."""

PATIENCE_S = 60.0
"""How long a condition may take before the test fails; no test passes by waiting."""


@cache
def capabilities_of(name: str) -> dict[str, Any]:
    """The recorded capabilities of a real editor: visual-studio-code, neovim, emacs."""
    return default_converter().unstructure(pytest_lsp.client_capabilities(name))


class ResponseError(Exception):
    """The server answered with an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.code = error["code"]


class Editor:
    """One client. `heard` holds every notification, `asked` every request of the server, in order."""

    def __init__(self, reader: asyncio.StreamReader, write: Callable[[bytes], Any]) -> None:
        self._reader = reader
        self.write = write
        self._waiting: dict[Any, asyncio.Future[Any]] = {}
        self._next_id = 0
        self._news = asyncio.Condition()
        self.heard: list[tuple[str, Any]] = []
        self.asked: list[tuple[str, Any]] = []
        self.unmatched: list[dict[str, Any]] = []
        self.answers: dict[str, Callable[[Any], Any]] = {}
        self.refused: set[str] = set()
        """Methods of the server's requests that are answered with an error."""
        self.versions: dict[str, int] = {}
        self.capabilities: dict[str, Any] = {}
        self._listening = asyncio.create_task(self._listen())

    # -- wire

    def send(self, message: dict[str, Any]) -> None:
        self.write(frame(json.dumps(message).encode()))

    def post(self, method: str, params: Any = None) -> asyncio.Future[Any]:
        """Send a request and return the future of its answer."""
        self._next_id += 1
        future = asyncio.get_running_loop().create_future()
        self._waiting[self._next_id] = future
        self.send({"jsonrpc": "2.0", "id": self._next_id, "method": method, "params": params})
        return future

    async def request(self, method: str, params: Any = None) -> Any:
        return await asyncio.wait_for(self.post(method, params), PATIENCE_S)

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    async def until(self, condition: Callable[[], Any], why: str = "") -> Any:
        """Wait until the condition holds, looking again after each message; returns its value."""
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(condition), PATIENCE_S)
        return condition()

    async def until_true(self, condition: Callable[[], Any]) -> None:
        """Wait until something inside the server holds, looking again each time the event loop comes round."""

        async def look() -> None:
            while not condition():
                await asyncio.sleep(0)

        await asyncio.wait_for(look(), PATIENCE_S)

    async def _listen(self) -> None:
        while True:
            try:
                header = await self._reader.readuntil(b"\r\n\r\n")
                size = next(line for line in header.split(b"\r\n") if line.lower().startswith(b"content-length"))
                message = json.loads(await self._reader.readexactly(int(size.split(b":")[1])))
            except asyncio.IncompleteReadError:
                return
            self._take(message)
            async with self._news:
                self._news.notify_all()

    def _take(self, message: dict[str, Any]) -> None:
        if "method" not in message:
            future = self._waiting.pop(message["id"], None)
            if future is None:
                self.unmatched.append(message)
            elif not future.done():
                error = message.get("error")
                future.set_exception(ResponseError(error)) if error else future.set_result(message.get("result"))
        elif "id" in message:
            self.asked.append((message["method"], message.get("params")))
            self.send({"jsonrpc": "2.0", "id": message["id"], **self._answer(message)})
        else:
            self.heard.append((message["method"], message.get("params")))

    def _answer(self, message: dict[str, Any]) -> dict[str, Any]:
        if message["method"] in self.refused:
            return {"error": {"code": -32601, "message": "Unhandled method"}}
        return {"result": self.answers.get(message["method"], lambda params: None)(message.get("params"))}

    # -- what editors do

    async def initialize(
        self, *folders: Path, name: str = "visual-studio-code", initialized: bool = True, **extra: Any
    ) -> dict[str, Any]:
        named = [{"uri": to_uri(folder), "name": folder.name} for folder in folders]
        params = {
            "processId": os.getpid(),
            "rootUri": named[0]["uri"] if named else None,
            "capabilities": capabilities_of(name),
            "workspaceFolders": named or None,
            **extra,
        }
        result = await self.request("initialize", params)
        self.capabilities = result["capabilities"]
        if initialized:
            self.notify("initialized", {})
        return result

    def open(self, path: Path, text: str | None = None) -> str:
        """Open a document as it is on disk (without its byte order mark, as VS Code does) or with another text."""
        uri = to_uri(path)
        self.versions[uri] = 1
        text = path.read_bytes().decode().removeprefix("\ufeff") if text is None else text
        document = {"uri": uri, "languageId": "markdown", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        return uri

    def change(self, uri: str, text: str) -> int:
        self.versions[uri] += 1
        document = {"uri": uri, "version": self.versions[uri]}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        return self.versions[uri]

    def close(self, uri: str) -> None:
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def changed_on_disk(self, *changes: tuple[Path, int]) -> None:
        """Tell of files created (1), changed (2) or deleted (3), as a file watcher does."""
        events = [{"uri": to_uri(path), "type": kind} for path, kind in changes]
        self.notify("workspace/didChangeWatchedFiles", {"changes": events})

    # -- what editors show

    def published(self, uri: str) -> list[dict[str, Any]]:
        """Every publishDiagnostics for the document, oldest first."""
        return [params for method, params in self.heard if is_diagnostics(method) and params["uri"] == uri]

    def codes(self, uri: str) -> list[str] | None:
        """The codes shown now, or None when nothing was ever published."""
        history = self.published(uri)
        return [diagnostic["code"] for diagnostic in history[-1]["diagnostics"]] if history else None

    def version(self, uri: str) -> int | None:
        """The version of the document that the diagnostics shown now are for."""
        history = self.published(uri)
        return history[-1].get("version") if history else None

    def messages(self, method: str) -> list[Any]:
        """The params of each notification of that method."""
        return [params for heard, params in self.heard if heard == method]

    async def shutdown(self) -> None:
        await self.request("shutdown")
        self.notify("exit")


def is_diagnostics(method: str) -> bool:
    return method == "textDocument/publishDiagnostics"


def frame(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


@asynccontextmanager
async def in_process() -> AsyncIterator[tuple[Editor, Any]]:
    """An editor and a server on one event loop, with pipes between them."""
    to_server, from_editor = os.pipe()
    to_editor, from_server = os.pipe()
    server = build_server()
    serving = asyncio.create_task(serve_descriptors(server.protocol, to_server, from_server))
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 26)
    incoming, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(to_editor, "rb", 0)
    )
    outgoing, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, os.fdopen(from_editor, "wb", 0))
    editor = Editor(reader, outgoing.write)
    try:
        yield editor, server
    finally:
        outgoing.close()
        await asyncio.wait_for(serving, PATIENCE_S)
        incoming.close()


@asynccontextmanager
async def in_subprocess(
    *arguments: str, command: Sequence[str] = (sys.executable, "-m", "chant_lsp", "lsp"), **options: Any
) -> AsyncIterator[tuple[Editor, asyncio.subprocess.Process]]:
    """An editor and a real server process."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, *arguments, stdin=pipe, stdout=pipe, stderr=pipe, **options
    )
    assert process.stdin and process.stdout
    try:
        yield Editor(process.stdout, process.stdin.write), process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
