"""How long texts made to hurt take, from the keystroke to the findings and to a hover: `pytest -s tests/perf` prints.

Nothing is asserted about a clock. That each is answered at all, tests/server/test_any_text.py sees to.
"""

from __future__ import annotations

import time

import pytest

from chant_lsp.server.convert import to_uri
from tests.core.test_attacks import TEXTS
from tests.perf.wire import Server

pytestmark = pytest.mark.slow

NUMBERS = range(1, 300)
BOMBS = {
    "aliases": "---\na0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in NUMBERS) + "---\n",
    "merges": "---\na0: &a0 {x: y}\n" + "".join(f"a{i}: &a{i}\n  <<: *a{i - 1}\n" for i in NUMBERS) + "---\n",
    "nesting": "---\na: " + "[" * 100_000 + "\n---\n",
    "deep maps": "---\n" + "".join("  " * depth + "a:\n" for depth in NUMBERS) + "---\n",
}


def test_texts_made_to_hurt(tmp_path):
    specs = tmp_path / ".chant" / "specs"
    specs.mkdir(parents=True)
    uri = to_uri(specs / "001-a.md")
    server = Server("-m", "chant_lsp", "lsp", cwd=tmp_path)
    options = {"settings": {"diagnostics": {"debounce": 0}}}
    folders = [{"uri": to_uri(tmp_path), "name": "x"}]
    capabilities = {"textDocument": {"publishDiagnostics": {"versionSupport": True}}}
    server.request(
        "initialize",
        {"processId": None, "rootUri": None, "capabilities": capabilities, "workspaceFolders": folders,
         "initializationOptions": options},
    )  # fmt: skip
    server.notify("initialized", {})
    document = {"uri": uri, "languageId": "markdown", "version": 0, "text": "---\n---\n# T\n"}
    server.notify("textDocument/didOpen", {"textDocument": document})
    server.published(uri, 0)
    print(f"\n{'ms to':24} {'findings':>9} {'a hover':>9}")
    for version, (name, text) in enumerate((TEXTS | BOMBS).items(), 1):
        text = text.encode("utf-8", "replace").decode()
        begun = time.perf_counter()
        change = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]}
        server.notify("textDocument/didChange", change)
        server.published(uri, version)
        found = time.perf_counter()
        at = {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 2}}
        server.request("textDocument/hover", at)
        print(f"{name:24} {(found - begun) * 1000:9.1f} {(time.perf_counter() - found) * 1000:9.1f}")
    server.close()
