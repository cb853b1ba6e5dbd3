"""How long an editor waits, in ratios to a bare pygls server that answers with constants, measured in the same run.

Nothing here fails for being slow: machines differ, and figures are for people. `pytest -s tests/perf` prints them; the
environment variable CHANT_PERF_SPECS says for workspaces of how many specs, as in `1000,10000,100000`.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from wire import Server

pytestmark = pytest.mark.slow

SIZES = [int(size) for size in os.environ.get("CHANT_PERF_SPECS", "1000,10000").split(",")]
STARTS = 7
TURNS = 200
REFERRERS = 20
WORDS = ("the", "store", "keeps", "one", "write", "when", "two", "processes", "meet", "and", "nobody", "is", "told")
BARE = (str(Path(__file__).parent / "bare_server.py"),)
OURS = ("-m", "chant_lsp", "lsp")


class Workspace(NamedTuple):
    """Specs on the disk, and the one that is worked on."""

    root: Path
    specs: int
    path: Path

    @property
    def uri(self) -> str:
        return self.path.as_uri()


@pytest.fixture(scope="module", params=SIZES)
def workspace(request, tmp_path_factory):
    """Specs of real size; each depends on some of those before it, and the last ones on the first."""
    root = tmp_path_factory.mktemp("perf")
    chance = random.Random(42)
    folder = root / ".chant" / "specs"
    folder.mkdir(parents=True)
    for i in range(request.param):
        near_end = i >= request.param - REFERRERS
        (folder / f"{i:06d}-spec.md").write_text(spec_text(i, chance, ["000000-spec"] if near_end else []))
    return Workspace(root, request.param, folder / f"{request.param - 1:06d}-spec.md")


def spec_text(number: int, chance: random.Random, depends_on: list[str]) -> str:
    others = {chance.randrange(1, number) for _ in range(chance.randrange(4))} if number > 1 else set()
    names = ", ".join([*depends_on, *(f"{each:06d}-spec" for each in sorted(others))])
    body = "\n\n".join(" ".join(chance.choices(WORDS, k=60)) for _ in range(8))
    boxes = "\n".join(f"- [ ] {' '.join(chance.choices(WORDS, k=8))}" for _ in range(6))
    return (
        f"---\ntype: code\nstatus: pending\ndepends_on: [{names}]\nlabels:\n- a\n---\n\n# Spec {number}\n\n{body}\n\n"
        f"## Acceptance Criteria\n\n{boxes}\n"
    )


# -- servers


CAPABILITIES = {
    "textDocument": {
        "hover": {"contentFormat": ["markdown"]},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "refactor", "source"]}}
        },
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True, "codeDescriptionSupport": True},
    }
}


def start(command: tuple[str, ...], root: Path) -> tuple[Server, float]:
    """A server that has answered `initialize`, and the milliseconds that it took from its spawn."""
    server = Server(*command, cwd=root)
    folder = {"uri": root.as_uri(), "name": "perf"}
    settings = {"settings": {"diagnostics": {"debounce": 0}}}
    params = {"processId": None, "rootUri": folder["uri"], "workspaceFolders": [folder]}
    server.request("initialize", {**params, "capabilities": CAPABILITIES, "initializationOptions": settings})
    took_ms = (time.perf_counter() - server.spawned_s) * 1000
    server.notify("initialized", {})
    return server, took_ms


def open_in(server: Server, workspace: Workspace) -> None:
    """Open the spec and wait for its first diagnostics."""
    document = {"uri": workspace.uri, "languageId": "markdown", "version": 0, "text": workspace.path.read_text()}
    server.notify("textDocument/didOpen", {"textDocument": document})
    server.published(workspace.uri, 0)


@pytest.fixture(scope="module")
def pair(workspace):
    """Ours and the bare one, with the spec open and everything read."""
    servers = [start(command, workspace.root)[0] for command in (OURS, BARE)]
    for server in servers:
        open_in(server, workspace)
    about_first = {"textDocument": {"uri": workspace.uri.replace(workspace.path.name, "000000-spec.md")}}
    at_title = {"position": {"line": 7, "character": 3}, "context": {"includeDeclaration": False}}
    while len(servers[0].request("textDocument/references", {**about_first, **at_title}) or ()) < REFERRERS:
        time.sleep(0.1)
    while servers[0].works():
        pass
    yield servers
    for server in servers:
        server.close()


# -- figures


def say(what: str, workspace: Workspace, ours: list[float], bare: list[float]) -> None:
    a, b = statistics.median(ours), statistics.median(bare)
    print(f"\n{what:34} {workspace.specs:>7} specs {a:9.2f} ms   bare {b:8.2f} ms   {a / b:6.2f} x", end="")


def take_turns(servers: list[Server], turns: int, act: Callable[[Server, int], float]) -> list[list[float]]:
    """What each server took, in milliseconds; they take turns, so that whatever the machine does hits both alike."""
    took: list[list[float]] = [[] for _ in servers]
    for turn in range(turns):
        for server, times in zip(servers, took, strict=True):
            times.append(act(server, turn))
    return took


def test_start(workspace):
    took: dict[tuple[str, ...], list[tuple[float, float]]] = {OURS: [], BARE: []}
    for _ in range(STARTS):
        for command, times in took.items():
            server, initialized_ms = start(command, workspace.root)
            open_in(server, workspace)
            times.append((initialized_ms, (time.perf_counter() - server.spawned_s) * 1000))
            server.close()
    for place, what in enumerate(("spawn to initialize", "spawn to first diagnostics")):
        say(what, workspace, [each[place] for each in took[OURS]], [each[place] for each in took[BARE]])
    assert len(took[OURS]) == STARTS


# A letter that comes and goes: line, character, whether it breaks the field.
PLACES = {"frontmatter": (2, 15, True), "body": (9, 20, False)}
VERSIONS = cycle(range(1, 1 << 30))


def key(server: Server, workspace: Workspace, turn: int, line: int, character: int) -> int:
    """Type a letter, or take it back; the version that the document has then."""
    return replace(server, workspace, line, character, character + turn % 2, "" if turn % 2 else "x")


def replace(server: Server, workspace: Workspace, line: int, character: int, end: int, text: str) -> int:
    """Type over a part of a line; the version that the document has then."""
    version = next(VERSIONS)
    place = {"start": {"line": line, "character": character}, "end": {"line": line, "character": end}}
    identifier = {"uri": workspace.uri, "version": version}
    change = {"range": place, "text": text}
    server.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": [change]})
    return version


@pytest.mark.parametrize("where", PLACES)
def test_keystroke(workspace, pair, where):
    line, character, breaks = PLACES[where]

    def act(server: Server, turn: int) -> float:
        begun = time.perf_counter()
        found = server.published(workspace.uri, key(server, workspace, turn, line, character))
        took_ms = (time.perf_counter() - begun) * 1000
        if server is pair[0]:
            assert ("invalid-value" in [one["code"] for one in found]) == (breaks and turn % 2 == 0)
        return took_ms

    say(f"keystroke in the {where}", workspace, *take_turns(pair, TURNS, act))


def test_keystroke_that_leads_to_a_text_of_its_own(workspace, pair):
    """Whoever takes back what the last key did, is told what was told before; most keys take back nothing."""
    line, character, _ = PLACES["frontmatter"]

    def act(server: Server, turn: int) -> float:
        word = f"{turn:04}"
        begun = time.perf_counter()
        found = server.published(workspace.uri, replace(server, workspace, line, character, character + 4, word))
        took_ms = (time.perf_counter() - begun) * 1000
        assert server is not pair[0] or any(word in one["message"] for one in found)
        return took_ms

    for server in pair:
        server.published(workspace.uri, replace(server, workspace, line, character, character, "0000"))
    say("keystroke never typed before", workspace, *take_turns(pair, TURNS, act))
    for server in pair:
        server.published(workspace.uri, replace(server, workspace, line, character, character + 4, ""))


# Method, position or range, and what else the params hold.
ID = {"position": {"line": 3, "character": 16}}
FIELD = {
    "range": {"start": {"line": 2, "character": 8}, "end": {"line": 2, "character": 8}},
    "context": {"diagnostics": []},
}
REQUESTS: dict[str, tuple[str, dict[str, Any]]] = {
    "hover": ("textDocument/hover", ID),
    "definition": ("textDocument/definition", ID),
    "document symbols": ("textDocument/documentSymbol", {}),
    "code actions": ("textDocument/codeAction", FIELD),
    "references": ("textDocument/references", {**ID, "context": {"includeDeclaration": False}}),
    "completion of ids": ("textDocument/completion", ID),
    "workspace symbols": ("workspace/symbol", {"query": "0000"}),
}


@pytest.mark.parametrize("typing", [False, True], ids=["at rest", "while typing"])
@pytest.mark.parametrize("what", REQUESTS)
def test_request(workspace, pair, what, typing):
    """While typing, the question comes right behind a key, and waits for what the key has to do."""
    method, more = REQUESTS[what]
    params = {**more} if "query" in more else {"textDocument": {"uri": workspace.uri}, **more}

    def act(server: Server, turn: int) -> float:
        begun = time.perf_counter()
        if typing:
            key(server, workspace, turn, *PLACES["body"][:2])
        answer = server.request(method, params)
        took_ms = (time.perf_counter() - begun) * 1000
        assert answer, "an answer that says nothing is no measure"
        return took_ms

    say(f"{what}{', while typing' if typing else ''}", workspace, *take_turns(pair, TURNS, act))
