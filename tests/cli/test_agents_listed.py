"""`chant-lsp agents`, and `work` with agents of the user's own, as a user and a script meet them."""

import json
import os
import sys

import pytest

from chant_lsp.__main__ import main
from chant_lsp.runs.agents import AGENTS
from chant_lsp.workspace.user_settings import HANDED_OVER
from tests.runs.stage import SPEC, last_run, make_project, scripted, status_of

FILES = {
    ".chant/specs/001-comprehension.md": SPEC,
    ".chant/specs/002-reproduction.md": SPEC.replace("research", "code").replace("out.md", "b.py"),
    ".chant/specs/006-gate.md": "---\ntype: task\nlabels: [human-gate]\n---\n# Gate\n",
    ".chant/lsp.yaml": "agent: mine\nmodel: big\nphases: {reproduction: {agent: nobody}}\n",
}


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path


def define(home, agents):
    path = home / ".config" / "chant-lsp" / "settings.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"agents": agents}))
    return path


def run(capsys, *arguments):
    code = main(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


def test_what_can_be_run_and_what_each_spec_gets(home, capsys):
    project = make_project(home / "p", FILES)
    path = define(home, {"mine": {"command": [sys.executable, "x"]}, "odd": {"command": "x"}})
    code, out, _ = run(capsys, "agents", "--root", str(project.root))
    assert code == 0
    agents, uses = out.split("\n\n")
    lines = agents.splitlines()
    assert lines[0] == f"● example       acp      {sys.executable}"
    assert lines[1].startswith(
        "○ opencode      acp      there is no program `opencode` on the PATH; install it with `npm"
    )
    assert lines[-2] == f"● mine          acp      {sys.executable}  ({path})"
    assert lines[-1].startswith(f"○ odd           acp      The agent `odd` is defined wrongly in {path}: its `command`")
    assert uses.splitlines() == [
        f"In {project.root}:",
        "  mine, chosen by `agent` in .chant/lsp.yaml",
        "    model: big, chosen by `model` in .chant/lsp.yaml",
        "    specs: 001-comprehension",
        "  nobody, which is not known here, chosen by `phases.reproduction.agent` in .chant/lsp.yaml",
        "    model: the agent's own choice",
        "    specs: 002-reproduction",
    ]


def test_the_same_for_a_script(home, capsys):
    project = make_project(home / "p", FILES)
    told = json.loads(run(capsys, "agents", "--json", "--root", str(project.root))[1])
    assert told["version"] == 1 and told["project"] == str(project.root)
    assert [agent["name"] for agent in told["agents"]] == list(AGENTS)
    assert told["agents"][1]["problem"].startswith("The agent `opencode` cannot be started: ")
    assert told["specs"][0] == {
        "id": "001-comprehension",
        "agent": "mine",
        "why": "`agent` in .chant/lsp.yaml",
        "model": "big",
        "model_why": "`model` in .chant/lsp.yaml",
    }


def test_without_a_project_there_are_agents_all_the_same(home, capsys, monkeypatch):
    monkeypatch.chdir(home)
    code, out, _ = run(capsys, "agents")
    assert code == 0 and len(out.splitlines()) == len(AGENTS)
    assert run(capsys, "agents", "--root", str(home))[0] == 2


@pytest.mark.parametrize("command", [("agents",), ("work", "001-write")])
def test_settings_that_cannot_be_read_stop_everything(home, capsys, command):
    project = make_project(home / "p")
    path = define(home, {})
    path.write_text("agents: [")
    code, out, err = run(capsys, *command, "--root", str(project.root))
    assert (code, out) == (2, "")
    assert err.startswith(f"chant-lsp {command[0]}: Your settings are no YAML: ") and len(err.splitlines()) == 1


@pytest.mark.slow
def test_work_runs_the_users_own_agent_with_the_model_that_is_asked_for(home, capsys):
    project = make_project(home / "p", {".chant/specs/001-write.md": SPEC, ".chant/lsp.yaml": "agent: mine\n"})
    define(home, {"mine": {"command": list(scripted("options=small,big", "write=out.md", "tick").command)}})
    code, out, err = run(capsys, "work", "001-write", "--model", "big", "--root", str(project.root))
    assert code == 0, out + err
    assert (last_run(project).agent, last_run(project).model) == ("mine", "big")


# -- what a repository may not do

HOSTILE = {
    ".chant/specs/001-write.md": SPEC,
    ".chant/lsp.yaml": "agent: evil\nagents: {evil: {command: [touch, pwned]}}\n",
    "settings.yaml": "agents: {evil: {command: [touch, pwned]}}\n",
    "chant-lsp/settings.yaml": "agents: {evil: {command: [touch, pwned]}}\n",
    ".config/chant-lsp/settings.yaml": "agents: {evil: {command: [touch, pwned]}}\n",
}


# what a folder's environment may have been made to say
ENVIRONMENTS = {
    "relative": {"XDG_CONFIG_HOME": "."},
    "empty": {"XDG_CONFIG_HOME": ""},
    "handed over": {HANDED_OVER: json.dumps({"agents": {"evil": {"command": ["touch", "pwned"]}}})},
}


@pytest.mark.parametrize("environment", ENVIRONMENTS.values(), ids=ENVIRONMENTS.keys())
def test_a_repository_defines_no_agent(home, capsys, monkeypatch, environment):
    project = make_project(home / "p", HOSTILE)
    monkeypatch.chdir(project.root)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    code, _, err = run(capsys, "work", "001-write")
    assert code == 1 and "There is no agent named `evil`; known: claude, " in err
    assert HANDED_OVER not in os.environ
    assert not (project.root / "pwned").exists() and status_of(project).startswith("pending")


def test_a_program_in_the_project_is_not_the_one_that_is_meant(home, capsys, monkeypatch):
    project = make_project(home / "p", {".chant/specs/001-write.md": SPEC, ".chant/lsp.yaml": "agent: opencode\n"})
    program = project.root / "opencode"
    program.write_text("#!/bin/sh\ntouch pwned\n")
    program.chmod(0o755)
    monkeypatch.chdir(project.root)
    monkeypatch.setenv("PATH", ":.:/nowhere")
    code, _, err = run(capsys, "work", "001-write")
    assert code == 1 and "there is no program `opencode` on the PATH" in err
    assert not (project.root / "pwned").exists()
