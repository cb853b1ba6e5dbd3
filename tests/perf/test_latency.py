"""How long an editor waits, in ratios to a bare pygls server that answers with constants, measured in the same run.

Nothing here fails for being slow: machines differ, and figures are for people. `pytest -s tests/perf` prints them.
"""

from __future__ import annotations

import random
import statistics
import time
from pathlib import Path

import pytest
from wire import Server

pytestmark = pytest.mark.slow

SPECS = 1000
STARTS = 5
EDITS = 200
WORDS = ("the", "store", "keeps", "one", "write", "when", "two", "processes", "meet", "and", "nobody", "is", "told")
BARE = (str(Path(__file__).parent / "bare_server.py"),)
OURS = ("-m", "chant_lsp", "lsp")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A thousand specs of real size, each with some dependencies and outputs."""
    root = tmp_path_factory.mktemp("perf")
    chance = random.Random(42)
    folder = root / ".chant" / "specs"
    folder.mkdir(parents=True)
    for i in range(SPECS):
        depends = sorted({f"{chance.randrange(i):04d}-spec" for _ in range(chance.randrange(4))} if i else ())
        body = "\n\n".join(" ".join(chance.choices(WORDS, k=60)) for _ in range(8))
        boxes = "\n".join(f"- [ ] {' '.join(chance.choices(WORDS, k=8))}" for _ in range(6))
        text = (
            f"---\ntype: code\nstatus: pending\ndepends_on: [{', '.join(depends)}]\nlabels:\n- a\n---\n\n# Spec {i}\n\n"
        )
        (folder / f"{i:04d}-spec.md").write_text(f"{text}{body}\n\n## Acceptance Criteria\n\n{boxes}\n")
    return root


def start(command: tuple[str, ...], project: Path) -> tuple[Server, float]:
    """A server that has answered `initialize`, and the milliseconds that it took from its spawn."""
    server = Server(*command, cwd=project)
    folder = {"uri": project.as_uri(), "name": "perf"}
    settings = {"settings": {"diagnostics": {"debounce": 0}}}
    params = {"processId": None, "rootUri": folder["uri"], "workspaceFolders": [folder]}
    server.request("initialize", {**params, "capabilities": {}, "initializationOptions": settings})
    took_ms = (time.perf_counter() - server.spawned_s) * 1000
    server.notify("initialized", {})
    return server, took_ms


def say(what: str, ours: list[float], bare: list[float]) -> None:
    ratio = statistics.median(ours) / statistics.median(bare)
    medians = f"{statistics.median(ours):.2f} ms, bare {statistics.median(bare):.2f} ms"
    print(f"\n{what}: {ratio:.2f} x bare pygls (medians: {medians})")


def test_initialize(project):
    took: dict[tuple[str, ...], list[float]] = {OURS: [], BARE: []}
    for _ in range(STARTS):
        for command, times in took.items():
            server, took_ms = start(command, project)
            times.append(took_ms)
            server.close()
    say("spawn to initialize", took[OURS], took[BARE])
    assert len(took[OURS]) == STARTS


@pytest.mark.parametrize("where, broken", [("status: pending", True), ("# Spec", False)], ids=["frontmatter", "body"])
def test_keystroke(project, where, broken):
    """The two take turns, edit by edit; each edit of the frontmatter breaks the status or mends it."""
    path = project / ".chant" / "specs" / f"{SPECS - 1:04d}-spec.md"
    texts = [path.read_text().replace(where, where + "x"), path.read_text()]
    servers = [start(command, project)[0] for command in (OURS, BARE)]
    document = {"uri": path.as_uri(), "languageId": "markdown", "version": 0, "text": texts[1]}
    for server in servers:
        server.notify("textDocument/didOpen", {"textDocument": document})
        server.published(path.as_uri(), 0)
    took: list[list[float]] = [[], []]
    for version in range(1, EDITS + 1):
        text = texts[(version + 1) % 2]
        for server, times in zip(servers, took, strict=True):
            begun = time.perf_counter()
            identifier = {"uri": path.as_uri(), "version": version}
            server.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": [{"text": text}]})
            found = server.published(path.as_uri(), version)
            times.append((time.perf_counter() - begun) * 1000)
            if server is servers[0] and version > 1:
                assert ("invalid-value" in [one["code"] for one in found]) == (broken and version % 2 == 1)
    say(f"keystroke in the {'frontmatter' if broken else 'body'}", *took)
    for server in servers:
        server.close()
