"""The short way from a message to its answer, compared with pygls' own."""

import asyncio
import json
from typing import Any

import pytest
from lsprotocol import types

from chant_lsp.server.convert import to_uri
from tests.families import family

from .editor import in_process
from .test_diagnostics import settled
from .workspace import write_files

PICTURE = """\
//- .chant/specs/001-first.md
---
type: research
status: pending
target_files: [.chant/research/notes.md]
---

# First 😀
//- .chant/specs/002-second.md
---
type: code
status: pendig
depends_on: ["001-first", nobody]
---

# Second

## Acceptance Criteria

- [ ] Done
"""

HERE: dict[str, Any] = {"textDocument": {"uri": "URI"}, "position": {"line": 3, "character": 15}}
RANGE = {"start": {"line": 2, "character": 0}, "end": {"line": 3, "character": 30}}
SHOWN = {
    "range": {"start": {"line": 2, "character": 8}, "end": {"line": 2, "character": 14}},
    "message": "x",
    "code": "invalid-value",
    "severity": 1,
}


def ask(method: str, params: Any = None, **more: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 7, "method": method, "params": params, **more}


def without(message: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in message.items() if name != key}


HOVER = ask("textDocument/hover", HERE)
TYPED = {"textDocument": {"uri": "URI", "version": 2}, "contentChanges": [{"text": "---\ntype: cod\n---\n"}]}
CHANGE = without(ask("textDocument/didChange", TYPED), "id")
MESSAGES = {
    "hover": HOVER,
    "hover on nothing": ask("textDocument/hover", {**HERE, "position": {"line": 99, "character": 0}}),
    "an unknown document": ask("textDocument/hover", {**HERE, "textDocument": {"uri": "untitled:1"}}),
    "definition": ask("textDocument/definition", HERE),
    "references": ask("textDocument/references", {**HERE, "context": {"includeDeclaration": True}}),
    "links": ask("textDocument/documentLink", HERE),
    "lenses": ask("textDocument/codeLens", HERE),
    "actions": ask("textDocument/codeAction", {**HERE, "range": RANGE, "context": {"diagnostics": [SHOWN]}}),
    "actions of odd kinds": ask(
        "textDocument/codeAction", {**HERE, "range": RANGE, "context": {"diagnostics": [], "only": ["odd", "quickfix"]}}
    ),
    "more than the protocol knows": ask("textDocument/hover", {**HERE, "new": [1], "workDoneToken": 3}),
    "an id that is text": {**HOVER, "id": "seven"},
    "params of the wrong type": ask("textDocument/hover", []),
    "params with a hole": ask("textDocument/hover", {"textDocument": {"uri": "URI"}}),
    "no params": without(HOVER, "params"),
    "a position before the start": ask("textDocument/hover", {**HERE, "position": {"line": -1, "character": 0}}),
    "a position that is text": ask("textDocument/hover", {**HERE, "position": {"line": "1", "character": 0}}),
    "an id of null": {**HOVER, "id": None},
    "an id that is a list": {**HOVER, "id": [7]},
    "an id that is true": {**HOVER, "id": True},
    "a request without an id": without(HOVER, "id"),
    "a method that is a list": {**HOVER, "method": ["textDocument/hover"]},
    "an unknown method": ask("textDocument/sing", HERE),
    "an edit": CHANGE,
    "an edit with an id": {**CHANGE, "id": 7},
    "an edit with holes": {**CHANGE, "params": {"textDocument": {"uri": "URI"}}},
    "an edit of nothing": {**CHANGE, "params": None},
    "an edit with a text that is none": {**CHANGE, "params": {**TYPED, "contentChanges": [{"text": 5}]}},
    "a failure": ask("textDocument/moniker", HERE),
    "something that takes time": ask("textDocument/implementation", HERE),
}


@pytest.mark.parametrize("message", family(MESSAGES, ("hover", "actions", "an edit with an id", "a failure")))
async def test_both_ways_say_the_same(tmp_path, message):
    places = write_files(tmp_path, PICTURE)
    uri = to_uri(places[".chant/specs/002-second.md"])
    sent = json.loads(json.dumps(message).replace("URI", uri))
    assert await said(tmp_path, uri, sent, short=True) == await said(tmp_path, uri, sent, short=False)


async def said(root, uri: str, message: dict[str, Any], short: bool) -> list[dict[str, Any]]:
    """What the server says to a message, on the short way or on pygls'."""
    async with in_process() as (editor, server):

        @server.feature(types.TEXT_DOCUMENT_MONIKER)
        def fails(params: types.MonikerParams):
            raise KeyError("details")

        @server.feature(types.TEXT_DOCUMENT_IMPLEMENTATION)
        async def takes_time(params: types.ImplementationParams):
            await asyncio.sleep(0)
            return types.Location(params.text_document.uri, types.Range(types.Position(0, 0), types.Position(0, 1)))

        await editor.initialize(root)
        await settled(editor, server)
        editor.open(root / ".chant" / "specs" / "002-second.md")
        await editor.request("textDocument/documentLink", {"textDocument": {"uri": uri}})
        if not short:
            server.protocol._shortcuts.find = lambda message: None
        writer = Recorder()
        server.protocol.set_writer(writer)
        server.protocol.receive(message)
        # Two more rounds of the loop end what takes time here.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return writer.messages


class Recorder:
    """A writer that keeps the messages."""

    def __init__(self):
        self.messages = []

    def write(self, data: bytes) -> None:
        message = json.loads(data.partition(b"\r\n\r\n")[2])
        if "error" in message:
            # Where in the code an error came up differs; what the client can tell from it does not.
            message["error"] = message["error"]["code"]
        self.messages.append(message)

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("method", ["textDocument/hover", "textDocument/codeAction", "textDocument/didChange"])
async def test_what_editors_send_at_each_key_goes_the_short_way(tmp_path, method):
    async with in_process() as (editor, server):
        await editor.initialize(tmp_path)
        identity = {} if method == "textDocument/didChange" else {"id": 7}
        assert server.protocol._shortcuts.find({"method": method, **identity}) is not None
