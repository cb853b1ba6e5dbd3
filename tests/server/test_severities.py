"""How much findings matter, as the editor and the project set it: at the start, and while it changes."""

from chant_lsp.server.convert import to_uri

from .editor import in_process
from .test_diagnostics import settled, start
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


async def test_the_project_sets_severities_and_is_told_what_has_no_effect(tmp_path):
    path, settings = project(tmp_path)
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        await settled(editor, server)
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
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        await settled(editor, server)
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
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        await settled(editor, server)
        settings.write_text(LSP_YAML)
        editor.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": to_uri(settings), "type": 2}]})
        await settled(editor, server)
        assert severities(editor, to_uri(path)) == {"status-ready": 4, "near-miss-key": 2}
