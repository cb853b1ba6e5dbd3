"""Hover, references and lenses on files that are not chant's, whose text the server never sees; and what git knows."""

import subprocess

import pytest

from chant_lsp.server.convert import to_uri

from .editor import in_process
from .test_diagnostics import settled, start
from .workspace import write_files

PICTURE = """\
//- .chant/specs/001-a.md
---
type: research
status: completed
target_files: [docs/a.md]
commits: [COMMIT, 0000000]
---
# A
//- .chant/specs/002-b.md
---
depends_on: [001-a]
informed_by: [docs/a.md]
target_files: [src/x.py]
---
# B
//- docs/a.md
# About

Words.
//- src/x.py
import os
os.getcwd()
//- src/other.py
import os
"""

VIEWS = {"hoverProvider", "referencesProvider", "codeLensProvider"}
METHODS = {"textDocument/hover", "textDocument/references", "textDocument/codeLens"}


async def opened(editor, server, tmp_path, commit="1234567", everyFile=True, **extra):  # noqa: N803 - theirs
    places = write_files(tmp_path, PICTURE.replace("COMMIT", commit))
    editor.answers["client/registerCapability"] = lambda params: None
    extra.setdefault("initializationOptions", {"everyFile": everyFile, "settings": {}})
    await start(editor, tmp_path, **extra)
    editor.open(places[".chant/specs/001-a.md"])
    await settled(editor, server)
    return {path: to_uri(place) for path, place in places.items()}


def at(uri, line, character=0):
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}


def registered(editor):
    asked = [params for method, params in editor.asked if method == "client/registerCapability"]
    return {one["method"]: one for params in asked for one in params["registrations"]}


async def test_the_features_are_registered_for_every_file_where_the_client_wants_it(tmp_path):
    async with in_process() as (editor, server):
        await opened(editor, server, tmp_path)
        found = await editor.until(lambda: set(registered(editor)) >= METHODS and registered(editor))
        assert not VIEWS & {name for name, value in editor.capabilities.items() if value}
        for method in METHODS:
            assert found[method]["registerOptions"] == {"documentSelector": [{"scheme": "file", "pattern": "**/*"}]}


@pytest.mark.parametrize(
    "extra",
    [{"everyFile": False}, {"capabilities": {}}, {"name": "emacs"}],
    ids=["not wanted", "cannot register anything", "cannot register lenses"],
)
async def test_otherwise_they_are_announced_as_ever(tmp_path, extra):
    async with in_process() as (editor, server):
        await opened(editor, server, tmp_path, **extra)
        assert {name for name, value in editor.capabilities.items() if value} >= VIEWS
        assert not METHODS & set(registered(editor))


async def test_a_document_that_was_never_sent_says_who_writes_and_reads_it(tmp_path):
    async with in_process() as (editor, server):
        uri = await opened(editor, server, tmp_path)
        lenses = await editor.request("textDocument/codeLens", {"textDocument": {"uri": uri["docs/a.md"]}})
        assert [lens["command"]["title"] for lens in lenses] == [
            "Written by 001-a (completed)",
            "Read by 002-b (pending)",
        ]
        assert lenses[1]["command"]["arguments"] == [{"uri": uri[".chant/specs/002-b.md"]}]
        hover = await editor.request("textDocument/hover", at(uri["docs/a.md"], 0))
        assert hover["contents"]["value"] == "Written by 001-a (completed)  \nRead by 002-b"
        context = {"context": {"includeDeclaration": True}}
        for line, path in ((2, "docs/a.md"), (0, "src/x.py")):
            found = await editor.request("textDocument/references", at(uri[path], line) | context)
            assert uri[".chant/specs/002-b.md"] in {one["uri"] for one in found}


async def test_inside_a_source_file_other_servers_answer(tmp_path):
    async with in_process() as (editor, server):
        uri = await opened(editor, server, tmp_path)
        context = {"context": {"includeDeclaration": True}}
        assert await editor.request("textDocument/references", at(uri["src/x.py"], 1) | context) is None
        assert await editor.request("textDocument/hover", at(uri["src/x.py"], 1)) is None
        assert await editor.request("textDocument/codeLens", {"textDocument": {"uri": uri["src/other.py"]}}) == []
        assert await editor.request("textDocument/hover", at(uri["src/other.py"], 0)) is None


async def test_the_lens_of_a_document_is_refreshed(tmp_path):
    async with in_process() as (editor, server):
        uri = await opened(editor, server, tmp_path)
        await editor.request("textDocument/codeLens", {"textDocument": {"uri": uri["docs/a.md"]}})
        text = "---\nstatus: failed\ntarget_files: [docs/a.md]\n---\n# A\n"
        editor.change(uri[".chant/specs/001-a.md"], text)
        await editor.until(lambda: any(method == "workspace/codeLens/refresh" for method, _ in editor.asked))


@pytest.fixture
def commit(tmp_path, monkeypatch):
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A Person")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "a@example.org")
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "Keep the last write"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=tmp_path, check=True, capture_output=True, text=True)
    return done.stdout[:7]


async def hover_on_commits(editor, server, tmp_path, commit, **extra):
    uri = (await opened(editor, server, tmp_path, commit, **extra))[".chant/specs/001-a.md"]
    column = len("commits: [")
    first = await editor.request("textDocument/hover", at(uri, 4, column))
    second = await editor.request("textDocument/hover", at(uri, 4, column + 10))
    assert first["range"]["start"]["line"] == 4
    return first["contents"]["value"], second["contents"]["value"]


async def test_git_tells_of_a_commit(tmp_path, commit):
    async with in_process() as (editor, server):
        known, unknown = await hover_on_commits(editor, server, tmp_path, commit)
        assert known.startswith(f"**Keep the last write**\n\n`{commit}")
        assert "A Person" in known
        assert unknown == "git knows no commit `0000000` here."


async def test_git_is_not_asked_in_a_workspace_that_is_not_trusted(tmp_path, commit):
    async with in_process() as (editor, server):
        options = {"trusted": False, "everyFile": True}
        known, _ = await hover_on_commits(editor, server, tmp_path, commit, initializationOptions=options)
        assert known.startswith("**commits**")


async def test_without_a_repository_nothing_is_said_of_it(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    async with in_process() as (editor, server):
        known, _ = await hover_on_commits(editor, server, tmp_path, "1234567")
        assert known.startswith("**commits**")
