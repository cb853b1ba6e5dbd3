"""Agents that the user defines in the editor: shown, handed to the run, and never defined by a repository."""

import json

import pytest

from chant_lsp.server.convert import to_uri
from chant_lsp.workspace.user_settings import HANDED_OVER
from tests.runs.stage import SPEC, last_run, make_project, output, scripted

from .editor import in_process
from .test_commands import call
from .test_diagnostics import settled
from .test_runs import states, title

MINE = list(scripted("environment", "write=out.md", "tick").command)
PATH = ".chant/specs/001-write.md"


async def start(editor, server, folder, **settings):
    section = {"diagnostics": {"debounce": 0}, **settings}
    editor.answers["workspace/configuration"] = lambda params: [section]
    options = {"promptPreview": True, "runOutput": True, "settings": section}
    await editor.initialize(folder, name="visual-studio-code", initializationOptions=options)
    await settled(editor, server)


@pytest.fixture(autouse=True)
def no_settings_of_ones_own(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


# name -> (files of the project, the editor's settings, line 1)
SHOWN = {
    "the project's": ({".chant/lsp.yaml": "agent: mine\nmodel: big\n"}, {}, "Run (mine, big, research)"),
    "the phase's": ({".chant/lsp.yaml": "phases: {research: {agent: mine}}\n"}, {}, "Run (mine, research)"),
    "chant's": ({".chant/config.md": "---\ndefaults: {provider: kirocli}\n---\n"}, {}, "Run (kiro, research)"),
    "the user's": ({".chant/lsp.yaml": "agent: mine\nmodel: big\n"}, {"agent": "gemini"}, "Run (gemini, research)"),
}


@pytest.mark.parametrize("files, settings, button", SHOWN.values(), ids=SHOWN.keys())
async def test_line_1_names_who_would_do_the_work(tmp_path, files, settings, button):
    project = make_project(tmp_path / "p", {PATH: SPEC, **files})
    spec = project.root / PATH
    async with in_process() as (editor, server):
        await start(editor, server, project.root, **settings)
        editor.open(spec)
        lenses = await editor.request("textDocument/codeLens", {"textDocument": {"uri": to_uri(spec)}})
        assert button in [lens["command"]["title"] for lens in lenses]


@pytest.mark.slow
async def test_an_agent_from_the_editors_settings_does_the_work_and_does_not_see_them(tmp_path):
    project = make_project(tmp_path / "p", {PATH: SPEC, ".chant/lsp.yaml": "agent: mine\n"})
    uri = to_uri(project.root / PATH)
    async with in_process() as (editor, server):
        await start(editor, server, project.root, agents={"mine": {"command": MINE}})
        started = await call(editor, "chant.run", uri=uri)
        assert "run" in started, started
        await editor.until(lambda: states(editor)[-1:] == ["done"])
        assert (await title(editor, uri)).startswith("Done")
    assert last_run(project).agent == "mine"
    assert "CHANT_SPEC_ID" in output(project) and HANDED_OVER not in output(project)


HOSTILE = {
    ".chant/lsp.yaml": "agent: evil\nagents: {evil: {command: [touch, pwned]}}\n",
    ".chant/config.md": "---\ndefaults: {provider: evil}\nagents: {evil: {command: [touch, pwned]}}\n---\n",
    ".chant/agents.md": "---\nparallel: {agents: [{name: evil, command: touch pwned}]}\n---\n",
    ".vscode/settings.json": json.dumps({"chant.agents": {"evil": {"command": ["touch", "pwned"]}}}),
    "chant-lsp/settings.yaml": "agents: {evil: {command: [touch, pwned]}}\n",
    ".config/chant-lsp/settings.yaml": "agents: {evil: {command: [touch, pwned]}}\n",
}


@pytest.mark.slow
async def test_a_repository_defines_no_agent(tmp_path, monkeypatch):
    project = make_project(tmp_path / "p", {PATH: SPEC, **HOSTILE})
    monkeypatch.chdir(project.root)
    monkeypatch.setenv("XDG_CONFIG_HOME", ".")
    monkeypatch.setenv("HOME", str(tmp_path))
    async with in_process() as (editor, server):
        await start(editor, server, project.root)
        answer = await call(editor, "chant.run", uri=to_uri(project.root / PATH))
    assert answer["refused"].startswith("There is no agent named `evil`; known: claude, ")
    assert not (project.root / "pwned").exists()


# the editor's settings -> words of the refusal
REFUSED = {
    "a slip": ({"agents": {"mine": {"comand": ["x"]}}}, "it has no `comand`"),
    "no program": ({"agents": {"mine": {"command": ["/nowhere/mine"]}}}, "there is no program `/nowhere/mine`"),
    "no map": ({"agents": ["mine"]}, "There is no agent named `mine`"),
}


@pytest.mark.parametrize("settings, words", REFUSED.values(), ids=REFUSED.keys())
async def test_what_cannot_be_started_is_refused_before_anything_happens(tmp_path, settings, words):
    project = make_project(tmp_path / "p", {PATH: SPEC, ".chant/lsp.yaml": "agent: mine\n"})
    async with in_process() as (editor, server):
        await start(editor, server, project.root, **settings)
        answer = await call(editor, "chant.run", uri=to_uri(project.root / PATH))
    assert words in answer["refused"]
    assert (project.root / PATH).read_text() == SPEC and not project.runs.exists()


async def test_settings_that_cannot_be_read_are_said(tmp_path):
    project = make_project(tmp_path / "p")
    path = tmp_path / "config" / "chant-lsp" / "settings.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("agents: [")
    async with in_process() as (editor, server):
        await start(editor, server, project.root)
        answer = await call(editor, "chant.run", uri=to_uri(project.root / PATH))
        assert answer["refused"].startswith("Your settings are no YAML: ")
        path.write_text("agents: {example: {command: [/nowhere/x]}}")
        answer = await call(editor, "chant.run", uri=to_uri(project.root / PATH))
        assert "there is no program `/nowhere/x`" in answer["refused"]
