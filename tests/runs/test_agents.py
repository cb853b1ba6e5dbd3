"""Which agents there are, how users define their own, which one is chosen, and whether it can be started."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from chant_lsp.core.config import parse as parse_config
from chant_lsp.core.mentions import CONFIG_PATH
from chant_lsp.core.own_settings import read_own_settings
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from chant_lsp.runs.agents import AGENTS, MODEL, PROVIDERS, Agent
from chant_lsp.runs.agents.choice import Asked, Choice, choose
from chant_lsp.runs.agents.definitions import known_agents
from chant_lsp.runs.agents.programs import find_program, names_programs, why_not
from chant_lsp.workspace.user_settings import user_settings

SECRET = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS")


def table(**agents):
    return known_agents(user_settings({}, {"agents": agents}))


def test_every_built_in_agent_is_whole():
    for name, agent in AGENTS.items():
        assert agent.name == name and agent.command and not agent.problem
        assert name == "example" or (agent.install and agent.login), name
        assert not any(SECRET.search(variable) for variable in agent.variables)
        assert not agent.model_arguments or MODEL in agent.model_arguments
        json.loads(agent.variables.get("OPENCODE_PERMISSION", "{}"))


def test_the_words_of_chant_mean_built_in_agents():
    assert set(PROVIDERS) == {"claude", "ollama", "openai", "kirocli"}
    assert set(PROVIDERS.values()) <= AGENTS.keys()


def test_a_users_agent_is_defined_whole():
    mine = {
        "command": ["/opt/mine", "--acp"],
        "kind": "command",
        "environment": ["MY_KEY", "MY_KEY"],
        "model": ["-m", "{model}"],
    }
    assert table(mine=mine)["mine"] == Agent(
        "mine",
        ("/opt/mine", "--acp"),
        "command",
        environment=("MY_KEY",),
        model_arguments=("-m", MODEL),
        origin="the editor's settings",
    )
    assert table(mine={"command": ["x"], "model": "MY_MODEL"})["mine"].model_variable == "MY_MODEL"
    assert table(mine=mine).keys() == {*AGENTS, "mine"}


def test_a_definition_changes_what_it_says_of_a_built_in_agent():
    found = table(opencode={"environment": ["HTTPS_PROXY"]})["opencode"]
    assert found.command == ("opencode", "acp") and found.install and found.variables
    assert {"HTTPS_PROXY", "ANTHROPIC_API_KEY"} <= set(found.environment)
    moved = table(opencode={"command": ["/opt/opencode", "acp"]})["opencode"]
    assert not moved.install and moved.variables == AGENTS["opencode"].variables


# definition -> words of the problem
WRONG = {
    "no map": ("mine --acp", "it takes a map with `command`, `kind`, `environment` and `model`"),
    "empty": ({}, "it needs a `command`"),
    "a line for a shell": ({"command": "mine --acp"}, "its `command` takes a list, the program and its arguments"),
    "no program": ({"command": []}, "its `command` takes a list"),
    "numbers": ({"command": ["x", 1]}, "its `command` takes a list"),
    "a relative program": ({"command": ["./tools/agent"]}, "its program `./tools/agent` is a relative path"),
    "NUL": ({"command": ["x\0y"]}, "has a NUL in it"),
    "another kind": ({"command": ["x"], "kind": "shell"}, "its `kind` is `acp` or `command`"),
    "a value": ({"command": ["x"], "environment": ["A=b"]}, "without values, found `A=b`"),
    "a map of values": ({"command": ["x"], "environment": {"A": "b"}}, "takes a list of names of variables"),
    "no place for the model": ({"command": ["x"], "model": ["-m"]}, "its `model` takes arguments with"),
    "a slip": ({"command": ["x"], "enviroment": []}, "it has no `enviroment`"),
}


@pytest.mark.parametrize("definition, words", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_definition_is_one_sentence(definition, words):
    problem = table(mine=definition)["mine"].problem
    assert problem.startswith("The agent `mine` is defined wrongly in the editor's settings: ") and words in problem
    assert problem.endswith(".") and "\n" not in problem


def test_a_wrong_definition_does_not_leave_the_built_in_agent_in_its_place():
    assert table(claude={"command": "rm -rf"})["claude"].problem
    assert table(**{"a b": {"command": ["x"]}})["a b"].problem


# -- where the program is


def executable(place):
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("#!/bin/sh\n")
    place.chmod(0o755)
    return place


def test_a_program_is_looked_for_on_the_path(tmp_path):
    program = executable(tmp_path / "bin" / "mine")
    agent = Agent("mine", ("mine",))
    assert find_program(agent, {"PATH": f"/nowhere:{tmp_path}/bin"}) == str(program)
    assert why_not(agent, {"PATH": f"{tmp_path}/bin"}) is None
    assert find_program(Agent("mine", (str(program),)), {}) == str(program)
    assert find_program(Agent("mine", (str(tmp_path / "bin"),)), {}) is None


def test_what_lies_in_the_project_is_not_found_by_accident(tmp_path, monkeypatch):
    executable(tmp_path / "mine")
    executable(tmp_path / "bin" / "mine")
    monkeypatch.chdir(tmp_path)
    for path in ("", ".", ":", "bin", "./bin:", "..:/nowhere"):
        assert find_program(Agent("mine", ("mine",)), {"PATH": path}) is None, path


def test_an_agent_that_would_start_programs_of_the_project_is_not_run(tmp_path):
    assert names_programs(AGENTS["codex"], tmp_path) is None
    (tmp_path / ".codex").mkdir()
    (tmp_path / ".codex" / "config.toml").write_text("[mcp_servers.evil]\ncommand = 'touch'\n")
    assert names_programs(AGENTS["codex"], tmp_path) == (
        "The agent `codex` would start the programs that `.codex/config.toml` of this project names, and nothing of a "
        "project may do that; move the file away, or choose another agent."
    )
    assert names_programs(AGENTS["opencode"], tmp_path) is None


def test_a_missing_program_is_said_with_the_way_to_get_it():
    assert why_not(AGENTS["opencode"], {"PATH": "/nowhere"}) == (
        "The agent `opencode` cannot be started: there is no program `opencode` on the PATH; "
        "install it with `npm install -g opencode-ai`."
    )
    assert why_not(Agent("mine", ("/nowhere/mine",)), {}) == (
        "The agent `mine` cannot be started: there is no program `/nowhere/mine`; install it, or correct its `command`."
    )


# -- which one is chosen

CLAUDE_CONFIG = "---\nproject: {name: p}\ndefaults: {provider: claude, model: opus}\n---\n"

# name -> (lsp.yaml, config.md, frontmatter, asked, the choice)
CHOICES = {
    "nobody chooses": ("", "", "", Asked(), ("example", "nobody else", "", "the agent itself")),
    "chant's configuration": (
        "",
        CLAUDE_CONFIG,
        "",
        Asked(),
        ("claude", "`defaults.provider` in .chant/config.md", "opus", "`defaults.model` in .chant/config.md"),
    ),
    "a provider of chant's that is no agent's name": (
        "",
        CLAUDE_CONFIG.replace("claude", "kirocli"),
        "",
        Asked(),
        ("kiro", "`defaults.provider` in .chant/config.md", "opus", "`defaults.model` in .chant/config.md"),
    ),
    "a model without a provider is chant's business": (
        "",
        "---\ndefaults: {model: opus}\n---\n",
        "",
        Asked(),
        ("example", "nobody else", "", "the agent itself"),
    ),
    "the project, for all phases": (
        "agent: opencode\nmodel: big",
        CLAUDE_CONFIG,
        "",
        Asked(),
        ("opencode", "`agent` in .chant/lsp.yaml", "big", "`model` in .chant/lsp.yaml"),
    ),
    "the project's agent without the configuration's model": (
        "agent: opencode",
        CLAUDE_CONFIG,
        "",
        Asked(),
        ("opencode", "`agent` in .chant/lsp.yaml", "", "the agent itself"),
    ),
    "for one phase": (
        "agent: opencode\nmodel: big\nphases: {reproduction: {agent: codex, model: small}}",
        "",
        "",
        Asked(),
        (
            "codex",
            "`phases.reproduction.agent` in .chant/lsp.yaml",
            "small",
            "`phases.reproduction.model` in .chant/lsp.yaml",
        ),
    ),
    "another agent for one phase, and no model": (
        "agent: opencode\nmodel: big\nphases: {reproduction: {agent: codex}}",
        "",
        "",
        Asked(),
        ("codex", "`phases.reproduction.agent` in .chant/lsp.yaml", "", "the agent itself"),
    ),
    "another model for one phase": (
        "agent: opencode\nmodel: big\nphases: {reproduction: {model: small}}",
        "",
        "",
        Asked(),
        (
            "opencode",
            "`agent` in .chant/lsp.yaml",
            "small",
            "`phases.reproduction.model` in .chant/lsp.yaml",
        ),
    ),
    "the spec wants a model": (
        "agent: opencode\nmodel: big",
        "",
        "model: own",
        Asked(),
        ("opencode", "`agent` in .chant/lsp.yaml", "own", "`model` in .chant/specs/002-reproduction.md"),
    ),
    "a completed spec says who did it": (
        "agent: opencode\nmodel: big",
        "",
        "status: completed\nmodel: own",
        Asked(),
        ("opencode", "`agent` in .chant/lsp.yaml", "big", "`model` in .chant/lsp.yaml"),
    ),
    "the user's setting": (
        "agent: opencode\nmodel: big",
        "",
        "",
        Asked(setting="gemini"),
        ("gemini", "your setting `chant.agent`", "", "the agent itself"),
    ),
    "the user's setting is what the project has, too": (
        "agent: opencode\nmodel: big",
        "",
        "",
        Asked(setting="opencode"),
        ("opencode", "your setting `chant.agent`", "big", "`model` in .chant/lsp.yaml"),
    ),
    "asked for": (
        "agent: opencode\nmodel: big",
        "",
        "model: own",
        Asked("gemini", "flash", "kiro"),
        ("gemini", "you", "flash", "you"),
    ),
    "only a model is asked for": (
        "agent: opencode\nmodel: big",
        "",
        "",
        Asked(model="flash"),
        ("opencode", "`agent` in .chant/lsp.yaml", "flash", "you"),
    ),
    "a model for whatever agent": (
        "model: big",
        "",
        "",
        Asked("kiro"),
        ("kiro", "you", "big", "`model` in .chant/lsp.yaml"),
    ),
}


@pytest.mark.parametrize("own, config, frontmatter, asked, choice", CHOICES.values(), ids=CHOICES.keys())
def test_the_nearest_word_chooses(own, config, frontmatter, asked, choice):
    spec = parse(".chant/specs/002-reproduction.md", Source(f"---\ntype: code\n{frontmatter}\n---\n# T\n"))
    settings = read_own_settings(Source(own))
    assert not settings.problems
    found = choose(settings, parse_config(CONFIG_PATH, Source(config)) if config else None, spec, asked, AGENTS)
    assert found == Choice(*choice)


def test_an_agent_of_the_users_own_may_have_a_providers_name():
    config = parse_config(CONFIG_PATH, Source(CLAUDE_CONFIG.replace("claude", "openai")))
    spec = parse(".chant/specs/a.md", Source("# T\n"))
    own = read_own_settings(Source(""))
    assert choose(own, config, spec, Asked(), AGENTS).agent == "codex"
    assert choose(own, config, spec, Asked(), table(openai={"command": ["x"]})).agent == "openai"


def test_the_page_for_users_has_every_built_in_agent():
    page = (Path(__file__).parents[2] / "docs" / "agents.md").read_text("utf-8")
    for agent in AGENTS.values():
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{agent.name}` |")]
        assert agent.name == "example" or agent.command[0] in row
        assert not agent.install.startswith("npm") or f"`{agent.install}`" in row
