"""Workspace symbols and the call hierarchy over the wire."""

import pytest

from chant_lsp.server.convert import to_uri

from .editor import in_process
from .test_diagnostics import settled, start
from .workspace import write_files

PICTURE = """\
//- .chant/specs/001-a.md
---
status: cancelled
---
# First 😀
//- .chant/specs/002-b.md
---
depends_on: ["😀", 001-a]
---
# Second
"""
TITLE = {"start": {"line": 3, "character": 0}, "end": {"line": 3, "character": 10}}


async def opened(editor, server, tmp_path, **extra):
    places = write_files(tmp_path, PICTURE)
    await start(editor, tmp_path, **extra)
    uris = [editor.open(place) for place in places.values()]
    await settled(editor, server)
    return uris


async def test_an_editor_that_asks_twice_gets_the_range_when_it_asks_again(tmp_path):
    async with in_process() as (editor, server):
        symbol = {"resolveSupport": {"properties": ["location.range"]}, "tagSupport": {"valueSet": [1]}}
        first, _ = await opened(editor, server, tmp_path, capabilities={"workspace": {"symbol": symbol}})
        assert editor.capabilities["workspaceSymbolProvider"] == {"resolveProvider": True}
        (found,) = await editor.request("workspace/symbol", {"query": "first"})
        assert found == {
            "name": "001-a First 😀",
            "kind": 1,
            "tags": [1],
            "containerName": "code cancelled",
            "location": {"uri": first},
        }
        resolved = await editor.request("workspaceSymbol/resolve", found)
        assert resolved["location"] == {"uri": first, "range": TITLE}
        gone = {**found, "location": {"uri": "file:///gone.md"}}
        assert (await editor.request("workspaceSymbol/resolve", gone))["location"]["uri"] == "file:///gone.md"


async def test_other_editors_get_the_range_at_once(tmp_path):
    async with in_process() as (editor, server):
        first, _ = await opened(editor, server, tmp_path)
        (found,) = await editor.request("workspace/symbol", {"query": "first"})
        assert found["location"] == {"uri": first, "range": TITLE}


@pytest.mark.parametrize(("name", "start_at"), [("visual-studio-code", 19), ("neovim", 21), ("emacs", 18)])
async def test_dependencies_are_calls(tmp_path, name, start_at):
    async with in_process() as (editor, server):
        first, second = await opened(editor, server, tmp_path, name=name)
        position = {"line": 1, "character": start_at + 1}
        params = {"textDocument": {"uri": second}, "position": position}
        (item,) = await editor.request("textDocument/prepareCallHierarchy", params)
        assert (item["name"], item["detail"], item["uri"]) == ("001-a", "cancelled · First 😀", first)
        (caller,) = await editor.request("callHierarchy/incomingCalls", {"item": item})
        span = {"start": {"line": 1, "character": start_at}, "end": {"line": 1, "character": start_at + 5}}
        assert (caller["from"]["name"], caller["fromRanges"]) == ("002-b", [span])
        (called,) = await editor.request("callHierarchy/outgoingCalls", {"item": caller["from"]})
        assert (called["to"], called["fromRanges"]) == (item, [span])
        assert await editor.request("callHierarchy/outgoingCalls", {"item": item}) == []
        gone = {**item, "uri": to_uri(tmp_path / "gone.md")}
        assert await editor.request("callHierarchy/incomingCalls", {"item": gone}) is None
