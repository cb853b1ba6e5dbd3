"""A client out of its mind: messages in any order, with any params, ids twice, documents that were never opened. Every
request is answered, and the session goes on as if nothing had been.
"""

from __future__ import annotations

import random
from typing import Any

import pytest

from chant_lsp.server.app import COMMANDS, FEATURES
from tests.server.editor import in_process

SPEC = "---\nstatus: opne\ndepends_on: [001-a]\n---\n\n# T 😀\n"
ODD = [
    None, True, False, 0, -1, 2**31, 2**63, 1.5, "", "x", "\ud7ff\0", [], {}, [[]], [None], {"a": {}}, [{"b": []}] * 3,
    "file:///", "file:///etc/passwd", "untitled:1", "file://%zz", "file:///%00", "http://x/y", "file:" + "/a" * 3000,
]  # fmt: skip
KEYS = [
    "textDocument", "uri", "position", "line", "character", "range", "start", "end", "context", "diagnostics",
    "version", "text", "contentChanges", "changes", "type", "files", "oldUri", "newUri", "command",
    "arguments", "settings", "event", "item", "data", "id", "query", "positions", "newName", "options",
    "value", "token", "kind", "only", "triggerKind", "previousResultId",
]  # fmt: skip
UNKNOWN = ["$/cancelRequest", "$/setTrace", "$/progress", "$/unknown", "no/such", "initialize"]
NOTIFICATIONS = ("textDocument/did", "workspace/did", "$/", "initialized")


class Mad:
    """Says what no client should."""

    def __init__(self, seed: int, uris: list[str]) -> None:
        self.chance = random.Random(seed)
        self.uris = uris
        known = [method for method in FEATURES if method not in ("initialize", "shutdown")]
        self.methods = [*known, "workspace/executeCommand", *UNKNOWN]
        self.asked = 0

    def message(self) -> dict[str, Any]:
        chance = self.chance
        method = chance.choice(self.methods)
        message: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": self.params(method)}
        if chance.random() < 0.02:
            del message["params"]
        if not method.startswith(NOTIFICATIONS):
            # Ids come twice, as words, and as numbers that somebody else uses.
            message["id"] = chance.choice([self.asked, f"id-{self.asked}", chance.randint(1, 5) * 1_000_000])
            self.asked += 1
        return message

    def params(self, method: str) -> Any:
        chance = self.chance
        if chance.random() < 0.2:
            return chance.choice(ODD)
        params = self.fitting(method)
        for _ in range(chance.choice([0, 0, 1, 2, 4])):
            self.spoil(params)
        return params

    def fitting(self, method: str) -> dict[str, Any]:
        chance = self.chance
        place = {"line": chance.randint(0, 9), "character": chance.randint(0, 30)}
        uri = chance.choice(self.uris)
        return {
            "textDocument": {"uri": uri, "version": chance.randint(-3, 9), "languageId": "markdown", "text": SPEC},
            "contentChanges": [{"text": chance.choice([SPEC, "", "---\n", SPEC * 3])}],
            "position": place,
            "positions": [place],
            "range": {"start": place, "end": place},
            "context": {"diagnostics": [], "includeDeclaration": True, "triggerKind": chance.choice([1, 2, 99])},
            "changes": [{"uri": uri, "type": chance.choice([1, 2, 3, 77])}],
            "files": [{"oldUri": uri, "newUri": chance.choice(self.uris)}],
            "options": {"tabSize": 2, "insertSpaces": True},
            "command": chance.choice([name for name in COMMANDS if name not in ("chant.run", "chant.stop")]),
            "arguments": [{"uri": uri}],
            "newName": "005-e",
            "query": "a",
            "id": chance.randint(0, self.asked + 1),
            "value": "verbose",
            "settings": {"chant": {"diagnostics": {"debounce": 0}}},
            "event": {"added": [], "removed": []},
        }

    def spoil(self, params: Any) -> None:
        """Put something odd somewhere into it."""
        chance = self.chance
        while isinstance(params, dict) and params:
            key = chance.choice([*params, chance.choice(KEYS)])
            if isinstance(params.get(key), dict) and chance.random() < 0.7:
                params = params[key]
                continue
            params[key] = chance.choice(ODD)
            return


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 12))])
async def test_a_mad_client_is_answered_and_survived(tmp_path, seed):
    specs = tmp_path / ".chant" / "specs"
    specs.mkdir(parents=True)
    for name in ("001-a", "002-b"):
        (specs / f"{name}.md").write_text(SPEC)
    (tmp_path / ".chant" / "config.md").write_text("---\nproject: {name: x}\n---\n")
    names = (".chant/specs/001-a.md", ".chant/specs/002-b.md", ".chant/config.md", ".chant/specs/gone.md", "x.md")
    mad = Mad(seed, [(tmp_path / name).as_uri() for name in names])
    async with in_process() as (editor, _):
        await editor.initialize(tmp_path)
        uri = editor.open(specs / "001-a.md")
        expected = 0
        for _ in range(200):
            message = mad.message()
            expected += "id" in message
            editor.send(message)
        await editor.until(lambda: len(editor.unmatched) >= expected, "an answer to each request")
        assert len(editor.unmatched) == expected

        # And now a client in its right mind.
        editor.close(uri)
        editor.open(specs / "001-a.md")
        hover = await editor.request(
            "textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 10}}
        )
        assert "status" in hover["contents"]["value"]
        await editor.shutdown()


async def test_versions_may_go_backwards(tmp_path):
    specs = tmp_path / ".chant" / "specs"
    specs.mkdir(parents=True)
    (specs / "001-a.md").write_text(SPEC)
    async with in_process() as (editor, _):
        await editor.initialize(tmp_path)
        uri = editor.open(specs / "001-a.md")
        for version in (7, 3, 3):
            change = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": "---\n---\n# T\n"}]}
            editor.notify("textDocument/didChange", change)
        await editor.until(lambda: editor.codes(uri) == [] and editor.version(uri) == 3)
        await editor.shutdown()


async def test_the_last_of_several_changes_counts(tmp_path):
    specs = tmp_path / ".chant" / "specs"
    specs.mkdir(parents=True)
    (specs / "001-a.md").write_text("---\n---\n# T\n")
    async with in_process() as (editor, _):
        await editor.initialize(tmp_path)
        uri = editor.open(specs / "001-a.md")
        texts = ["---\nstatus: x\n---\n", "", "---\nlabels: x\n---\n# T\n"]
        change = {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": text} for text in texts]}
        editor.notify("textDocument/didChange", change)
        await editor.until(lambda: editor.codes(uri) == ["wrong-type"])
        await editor.shutdown()
