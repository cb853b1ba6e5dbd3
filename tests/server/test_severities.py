"""How much findings matter, as the editor and the project set it: at the start, and while it changes."""

from contextlib import asynccontextmanager

from chant_lsp.server.convert import to_uri

from .editor import in_process
from .test_diagnostics import ready, settled, start
from .workspace import spec

LSP_YAML = "diagnostics:\n  severity:\n    status-ready: hint\n    nothing-such: off\n"


def severities(editor, uri):
    return {each["code"]: each["severity"] for each in editor.published(uri)[-1]["diagnostics"]}


def project(tmp_path, text=LSP_YAML):
    path = spec(tmp_path, "001-ready")
    path.write_text("---\nstatus: ready\nType: code\n---\n# A\n")
    settings = tmp_path / ".chant" / "lsp.yaml"
    settings.write_text(text)
    return path, settings


@asynccontextmanager
async def opened(tmp_path, text):
    """An editor that shows the project's file, with this text."""
    _, settings = project(tmp_path, text)
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        uri = editor.open(settings)
        await settled(editor, server)
        yield editor, server, uri


async def test_the_project_sets_severities_and_is_told_what_has_no_effect(tmp_path):
    path, settings = project(tmp_path)
    async with ready(tmp_path) as (editor, _):
        assert severities(editor, to_uri(path)) == {"status-ready": 4, "near-miss-key": 2}
        assert severities(editor, to_uri(settings)) == {"invalid-setting": 2}


async def test_the_users_word_goes_before_the_projects_and_is_heard_at_once(tmp_path):
    path, _ = project(tmp_path)
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        uri = editor.open(path)
        await settled(editor, server)
        for said, expected in [
            ({"status-ready": "error"}, {"status-ready": 1, "near-miss-key": 2}),
            ({"near-miss-key": "off"}, {"status-ready": 4}),
            ({}, {"status-ready": 4, "near-miss-key": 2}),
        ]:
            chant = {"diagnostics": {"debounce": 0, "severity": said}}
            editor.answers["workspace/configuration"] = lambda params, chant=chant: [chant]
            editor.notify("workspace/didChangeConfiguration", {"settings": {"chant": chant}})
            await settled(editor, server)
            assert severities(editor, uri) == expected


async def test_the_projects_file_counts_as_it_is_typed(tmp_path):
    path, settings = project(tmp_path, "")
    async with ready(tmp_path) as (editor, server):
        assert severities(editor, to_uri(path)) == {"status-ready": 2, "near-miss-key": 2}
        uri = editor.open(settings)
        editor.change(uri, LSP_YAML)
        await settled(editor, server)
        assert severities(editor, to_uri(path)) == {"status-ready": 4, "near-miss-key": 2}
        assert severities(editor, uri) == {"invalid-setting": 2}
        editor.close(uri)
        await settled(editor, server)
        assert severities(editor, to_uri(path)) == {"status-ready": 2, "near-miss-key": 2}
        assert severities(editor, uri) == {}


async def test_the_projects_file_changes_on_the_disk(tmp_path):
    path, settings = project(tmp_path, "")
    async with ready(tmp_path) as (editor, server):
        settings.write_text(LSP_YAML)
        editor.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": to_uri(settings), "type": 2}]})
        await settled(editor, server)
        assert severities(editor, to_uri(path)) == {"status-ready": 4, "near-miss-key": 2}


async def test_what_has_no_effect_matters_as_much_as_is_set(tmp_path):
    text = "diagnostics: {severity: {nothing-such: off, invalid-setting: hint}}\n"
    async with opened(tmp_path, text) as (editor, server, uri):
        assert severities(editor, uri) == {"invalid-setting": 4}
        editor.change(uri, text.replace("hint", "off"))
        await settled(editor, server)
        assert severities(editor, uri) == {}


async def test_the_projects_file_is_explained_completed_and_mended(tmp_path):
    async with opened(tmp_path, "# 🎉\r\nagent: [claude]\r\nkeep_runs: 5\r\n") as (editor, _, uri):
        document = {"textDocument": {"uri": uri}}
        hover = await editor.request("textDocument/hover", {**document, "position": {"line": 2, "character": 3}})
        assert hover["contents"]["value"].startswith("**keep_runs** · ")
        place = {**document, "position": {"line": 3, "character": 0}}
        offers = await editor.request("textDocument/completion", place)
        assert [item["label"] for item in offers["items"]][:2] == ["model", "test"]
        item = {**offers["items"][0], "data": {"uri": uri, "about": ""}}
        resolved = await editor.request("completionItem/resolve", item)
        assert resolved["documentation"]["value"].startswith("**model** · ")
        at = {"line": 1, "character": 8}
        context = {"diagnostics": editor.published(uri)[-1]["diagnostics"]}
        asked = {**document, "range": {"start": at, "end": at}, "context": context}
        fix, bulk = await editor.request("textDocument/codeAction", asked)
        (edit,) = fix["edit"]["documentChanges"][0]["edits"]
        assert edit["newText"] == "claude" and fix["diagnostics"][0]["code"] == "invalid-setting"
        bulk = await editor.request("codeAction/resolve", bulk)
        assert bulk["edit"]["documentChanges"][0]["edits"] == [edit]
