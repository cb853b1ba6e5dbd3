"""Stale results as the editor shows them: line 1, findings, hover, and the commands."""

import pytest

from chant_lsp.server.convert import to_uri
from tests.runs.results import work
from tests.runs.stage import make_project

from .editor import in_process
from .test_commands import call
from .test_diagnostics import ready, settled, start

SPEC = """\
---
status: pending
{depends_on}target_files: [{output}]
informed_by: [{input}]
---

# Write

## Acceptance Criteria

- [ ] It is there
"""
FIRST, SECOND = ".chant/specs/001-first.md", ".chant/specs/002-second.md"
FILES = {
    "issue.md": "# Issue\n\nIt loses writes.\n",
    FIRST: SPEC.format(depends_on="", output="a.md", input="issue.md"),
    SECOND: SPEC.format(depends_on="depends_on: [001-first]\n", output="b.md", input="a.md"),
}


@pytest.fixture
def project(tmp_path):
    """A project whose two phases are done."""
    project = make_project(tmp_path, FILES)
    work(project, "001-first")
    work(project, "002-second")
    return project


async def line(editor, uri):
    lenses = await editor.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
    return [lens["command"]["title"] for lens in lenses if lens["range"]["start"]["line"] == 0]


async def until_line(editor, server, uri, start):
    """Wait until line 1 begins so."""
    home = server.session.homes[0]

    def begins():
        from chant_lsp.server.handlers.lenses import lenses_of

        return lenses_of(server, uri)[0].title.startswith(start)

    server.stale.wake(home)
    await editor.until_true(begins)


async def test_an_input_changes_and_changes_back(project):
    second = to_uri(project.root / SECOND)
    async with in_process() as (editor, server):
        await start(editor, project.root)
        editor.open(project.root / SECOND)
        await settled(editor, server)
        await editor.until_true(lambda: server.session.homes[0].index.stale)
        assert (await line(editor, second))[0].startswith("Done")
        before = (project.root / "a.md").read_text()
        (project.root / "a.md").write_text("something else\n")
        await until_line(editor, server, second, "Stale")
        assert await line(editor, second) == [
            "Stale: a.md changed after this ran",
            "See what changed",
            "Re-run",
            "Still valid…",
        ]
        await editor.until(lambda: editor.codes(second) == ["stale-input"])
        found = editor.published(second)[-1]["diagnostics"][0]
        assert found["range"] == {"start": {"line": 6, "character": 14}, "end": {"line": 6, "character": 18}}
        assert found["relatedInformation"][0]["location"]["uri"] == to_uri(project.root / "a.md")
        (project.root / "a.md").write_text(before)
        await until_line(editor, server, second, "Done")
        await editor.until(lambda: editor.codes(second) == [])


async def changed(editor, server, project):
    """The URI of the second spec, once its input has changed and line 1 says so."""
    uri = to_uri(project.root / SECOND)
    (project.root / "a.md").write_text("something else\n")
    await editor.until_true(lambda: server.session.homes[0].index.stale)
    await until_line(editor, server, uri, "Stale")
    return uri


async def test_the_texts_then_and_now(project):
    async with ready(project.root, initializationOptions={"changes": True}) as (editor, server):
        uri = await changed(editor, server, project)
        answer = await call(editor, "chant.seeWhatChanged", uri=uri)
        assert answer == {
            "spec": "002-second",
            "title": "002-second: what changed after it ran",
            "changes": [
                {
                    "title": "a.md",
                    "uri": to_uri(project.root / "a.md"),
                    "before": "# By 001-first\n\n- [ ] box\n",
                    "after": "something else\n",
                    "note": "",
                }
            ],
        }


@pytest.mark.slow
async def test_a_client_without_a_place_for_them_gets_a_diff(project):
    async with in_process() as (editor, server):
        await start(editor, project.root)
        editor.answers["window/showDocument"] = lambda params: {"success": True}
        await settled(editor, server)
        await call(editor, "chant.seeWhatChanged", uri=await changed(editor, server, project))
        shown = [params["uri"] for method, params in editor.asked if method == "window/showDocument"]
        file = project.runs / ".previews" / "002-second.diff"
        assert shown == [to_uri(file)]
        assert file.read_text() == (
            "--- a.md (then)\n+++ a.md (now)\n@@ -1,3 +1 @@\n-# By 001-first\n-\n-- [ ] box\n+something else\n"
        )


@pytest.mark.slow
async def test_still_valid_until_something_changes_again(project):
    async with in_process() as (editor, server):
        await start(editor, project.root)
        editor.answers["window/showMessageRequest"] = lambda params: params["actions"][0]
        await settled(editor, server)
        uri = await changed(editor, server, project)
        answer = await call(editor, "chant.stillValid", uri=uri)
        assert answer["message"].endswith("The change does not matter for it")
        await until_line(editor, server, uri, "Done")
        assert ", still valid (said " in (await line(editor, uri))[0]
        (project.root / "a.md").write_text("something else again\n")
        await until_line(editor, server, uri, "Stale: a.md changed after this ran")
        changes = (await call(editor, "chant.seeWhatChanged", uri=uri))["changes"]
        assert changes[0]["before"] == "something else\n"


@pytest.mark.slow
async def test_nobody_vouches_without_a_reason(project):
    async with ready(project.root) as (editor, server):
        uri = await changed(editor, server, project)
        assert await call(editor, "chant.stillValid", uri=uri) == {}
        assert "Say why" in (await call(editor, "chant.stillValid", uri=uri, because=" "))["refused"]
        assert (await line(editor, uri))[0].startswith("Stale")


@pytest.mark.slow
async def test_what_is_fresh_needs_nobodys_word(project):
    async with ready(project.root) as (editor, _):
        uri = to_uri(project.root / SECOND)
        assert "is not stale" in (await call(editor, "chant.stillValid", uri=uri, because="so"))["refused"]
        assert "has changed since it ran" in (await call(editor, "chant.seeWhatChanged", uri=uri))["refused"]
        assert "is stale" in (await call(editor, "chant.rerunDownstream", uri=uri))["refused"]


@pytest.mark.slow
async def test_running_again_with_what_builds_on_it(project, monkeypatch):
    begun = []

    async def run_chain(ls, args):
        begun.append(args.uri)
        return {"chain": "c"}

    monkeypatch.setattr("chant_lsp.server.handlers.staleness.run_chain", run_chain)
    async with ready(project.root) as (editor, server):
        first = to_uri(project.root / FIRST)
        (project.root / "issue.md").write_text("something else\n")
        await editor.until_true(lambda: server.session.homes[0].index.stale)
        await until_line(editor, server, first, "Stale")
        assert await call(editor, "chant.rerunDownstream", uri=first) == {}
        assert "status: completed" in (project.root / SECOND).read_text()
        editor.answers["window/showMessageRequest"] = lambda params: params["actions"][0]
        assert await call(editor, "chant.rerunDownstream", uri=first) == {"chain": "c"}
        asked = [params["message"] for method, params in editor.asked if method == "window/showMessageRequest"]
        assert asked[-1].startswith("Run 001-first, 002-second again")
        assert begun == [first]
        assert all("status: pending" in (project.root / path).read_text() for path in (FIRST, SECOND))
