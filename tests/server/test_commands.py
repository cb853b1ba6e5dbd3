"""Every command, as any LSP client would call it."""

from itertools import product

import pytest

from chant_lsp.runs.assembly import build_prompt
from chant_lsp.server import app
from chant_lsp.server.convert import from_uri, to_uri

from .editor import ResponseError, in_process
from .test_diagnostics import ready, settled, start
from .workspace import spec, spec_text

OUTPUT = {"target_files": "out.md"}


async def call(editor, command, **argument):
    return await editor.request("workspace/executeCommand", {"command": command, "arguments": [argument]})


def shown(editor):
    return [params["message"] for params in editor.messages("window/showMessage")]


async def test_all_commands_are_announced_and_none_other(tmp_path):
    async with in_process() as (editor, _):
        await start(editor, tmp_path)
        assert editor.capabilities["executeCommandProvider"]["commands"] == list(app.COMMANDS)


async def test_wrong_arguments_are_answered(tmp_path):
    commands = [name for name in app.COMMANDS if name != "chant.rescan"]
    async with in_process() as (editor, _):
        await start(editor, tmp_path)
        for asked in product(commands, ([{}], ["file:///a.md"], [], [{"uri": "file:///a.md"}, 1])):
            question = dict(zip(("command", "arguments"), asked, strict=True))
            with pytest.raises(ResponseError) as refusal:
                await editor.request("workspace/executeCommand", question)
            assert refusal.value.code == -32602, question


async def test_explain_says_what_is_in_the_way(tmp_path):
    uri = to_uri(spec(tmp_path, "002-b", depends_on="001-a", **OUTPUT))
    spec(tmp_path, "001-a", **OUTPUT)
    async with ready(tmp_path) as (editor, _):
        answer = await call(editor, "chant.explain", uri=uri, unknown="is ignored")
        assert "001-a" in answer["message"]
        assert shown(editor)[-1] == answer["message"]


@pytest.mark.parametrize("command", ["chant.run", "chant.previewPrompt", "chant.markFailed"])
async def test_what_is_no_spec_is_refused(tmp_path, command):
    async with in_process() as (editor, _):
        await start(editor, tmp_path)
        answer = await call(editor, command, uri=to_uri(tmp_path / "README.md"))
        assert "not a chant spec" in answer["refused"]
        assert shown(editor) == [answer["refused"]]


REFUSALS = {
    "an unmet dependency": ({"depends_on": "nobody", **OUTPUT}, "nobody"),
    "a missing input": ({"informed_by": "missing.md", **OUTPUT}, "missing.md"),
    "broken frontmatter": ({"status": "opne", **OUTPUT}, "frontmatter"),
}


@pytest.mark.parametrize("fields, why", REFUSALS.values(), ids=REFUSALS.keys())
async def test_run_refuses(tmp_path, fields, why):
    uri = to_uri(spec(tmp_path, "001-a", **fields))
    async with ready(tmp_path) as (editor, _):
        answer = await call(editor, "chant.run", uri=uri)
        assert why in answer["refused"]
        assert shown(editor)[-1] == answer["refused"]
        assert not (tmp_path / ".chant" / "runs").exists()


async def test_run_refuses_a_human_gate(tmp_path):
    place = spec(tmp_path, "006-gate", **OUTPUT)
    place.write_text(place.read_text().replace("type: code", "type: code\nlabels: [human-gate]"))
    async with ready(tmp_path) as (editor, _):
        assert "only a person" in (await call(editor, "chant.run", uri=to_uri(place)))["refused"]
        assert "only a person" in (await call(editor, "chant.previewPrompt", uri=to_uri(place)))["refused"]


async def test_run_refuses_unsaved_edits(tmp_path):
    place = spec(tmp_path, "001-a", **OUTPUT)
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        uri = editor.open(place)
        editor.change(uri, spec_text("001-a", title="Unsaved", **OUTPUT))
        await settled(editor, server)
        assert "unsaved" in (await call(editor, "chant.run", uri=uri))["refused"]


async def test_a_chain_refuses_unsaved_edits_of_what_it_would_run(tmp_path):
    spec(tmp_path, "001-a", **OUTPUT)
    needed = spec(tmp_path, "002-b", depends_on="001-a", **OUTPUT)
    place = spec(tmp_path, "003-c", depends_on="002-b", **OUTPUT)
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        uri = editor.open(needed)
        editor.change(uri, spec_text("002-b", title="Unsaved", depends_on="001-a", **OUTPUT))
        await settled(editor, server)
        refused = (await call(editor, "chant.runNeeded", uri=to_uri(place)))["refused"]
        assert refused.startswith("002-b has unsaved edits")


async def test_run_refuses_in_a_workspace_that_is_not_trusted(tmp_path):
    uri = to_uri(spec(tmp_path, "001-a", **OUTPUT))
    async with ready(tmp_path, initializationOptions={"trusted": False}) as (editor, _):
        assert "not trusted" in (await call(editor, "chant.run", uri=uri))["refused"]
        lenses = await editor.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
        assert "chant.run" not in {lens["command"]["command"] for lens in lenses}


async def test_run_refuses_an_agent_that_nobody_knows(tmp_path):
    uri = to_uri(spec(tmp_path, "001-a", **OUTPUT))
    async with ready(tmp_path) as (editor, _):
        assert "nonesuch" in (await call(editor, "chant.run", uri=uri, agent="nonesuch"))["refused"]


async def test_stop_without_a_run_says_so(tmp_path):
    uri = to_uri(spec(tmp_path, "001-a", **OUTPUT))
    async with ready(tmp_path) as (editor, _):
        answer = await call(editor, "chant.stop", uri=uri)
        assert answer == {"stopped": False, "message": "001-a is not running."}


async def test_mark_failed_without_a_lost_run_says_so(tmp_path):
    uri = to_uri(spec(tmp_path, "001-a", **OUTPUT))
    async with ready(tmp_path) as (editor, _):
        assert "no run that was lost" in (await call(editor, "chant.markFailed", uri=uri))["message"]


async def test_the_preview_is_the_prompt(tmp_path):
    uri = to_uri(spec(tmp_path, "001-a", **OUTPUT))
    async with ready(tmp_path, initializationOptions={"promptPreview": True}) as (editor, server):
        answer = await call(editor, "chant.previewPrompt", uri=uri)
        home = server.session.homes[0]
        assert answer == {
            "spec": "001-a",
            "text": build_prompt(home.project, home.index, home.index.spec_of("001-a")).text,
        }
        assert not any(method == "window/showDocument" for method, _ in editor.asked)


async def test_a_client_without_a_preview_is_shown_a_file(tmp_path):
    uri = to_uri(spec(tmp_path, "001-a", **OUTPUT))
    async with in_process() as (editor, server):
        editor.answers["window/showDocument"] = lambda params: {"success": True}
        await start(editor, tmp_path)
        await settled(editor, server)
        answer = await call(editor, "chant.previewPrompt", uri=uri)
        file = from_uri(dict(editor.asked)["window/showDocument"]["uri"])
        assert file and file.is_relative_to(tmp_path / ".chant" / "runs")
        assert file.read_bytes() == answer["text"].encode()
        assert (tmp_path / ".chant" / "runs" / ".gitignore").read_text() == "*\n"


async def test_a_client_that_can_open_nothing_is_told_where_the_file_is(tmp_path):
    uri = to_uri(spec(tmp_path, "001-a", **OUTPUT))
    async with ready(tmp_path, name="emacs", capabilities={}) as (editor, _):
        await call(editor, "chant.previewPrompt", uri=uri)
        assert str(tmp_path / ".chant" / "runs") in shown(editor)[-1]


async def test_a_preview_is_not_led_out_of_the_project(tmp_path):
    outside, root = tmp_path / "outside", tmp_path / "project"
    outside.mkdir()
    uri = to_uri(spec(root, "001-a", **OUTPUT))
    (root / ".chant" / "runs").symlink_to(outside)
    async with ready(root) as (editor, _):
        assert "could not be written" in (await call(editor, "chant.previewPrompt", uri=uri))["refused"]
        assert list(outside.rglob("*.md")) == []


async def test_the_log_of_a_spec_that_never_ran_is_empty(tmp_path):
    uri = to_uri(spec(tmp_path, "001-a", **OUTPUT))
    async with ready(tmp_path) as (editor, _):
        assert await call(editor, "chant.openLog", uri=uri) == {"run": None, "path": None, "text": ""}


async def test_fix_brings_the_frontmatter_back(tmp_path):
    place = spec(tmp_path, "001-a", status="pendin")
    async with in_process() as (editor, server):
        editor.answers["workspace/applyEdit"] = lambda params: {"applied": True}
        await start(editor, tmp_path)
        uri = editor.open(place)
        await settled(editor, server)
        assert await call(editor, "chant.fix", uri=uri) == {"applied": True}
        (change,) = dict(editor.asked)["workspace/applyEdit"]["edit"]["documentChanges"]
        assert change["edits"][0]["newText"] == "pending"
        version = editor.change(uri, spec_text("001-a"))
        await editor.until(lambda: editor.version(uri) == version)
        assert await call(editor, "chant.fix", uri=uri) == {"applied": False}


async def test_open_shows_a_file(tmp_path):
    uri = to_uri(spec(tmp_path, "001-a"))
    async with in_process() as (editor, _):
        editor.answers["window/showDocument"] = lambda params: {"success": True}
        await start(editor, tmp_path)
        await call(editor, "chant.open", uri=uri)
        assert dict(editor.asked)["window/showDocument"]["uri"] == uri
