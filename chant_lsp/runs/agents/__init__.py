"""The agents that can be run, by name.

A repository chooses one by its name and can never say which program that is: this table and the user's own settings do.
What an agent gets of our environment, beside what all get, is part of its definition: the names of variables, the keys
that it may need among them. Where an agent can be told to ask before it writes or runs anything, it is told so, because
only what is asked can be answered by the run's profile.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["acp", "command"]
"""`acp` speaks the Agent Client Protocol on its standard streams; `command` reads the prompt and prints its log."""

MODEL = "{model}"
"""Stands for the model's name in an agent's `model_arguments`."""

BUILT_IN = "built in"


@dataclass(frozen=True, slots=True)
class Agent:
    """A program that can work on a spec."""

    name: str
    command: tuple[str, ...]
    """The program and its arguments; never a line for a shell."""
    kind: Kind = "acp"
    environment: tuple[str, ...] = ()
    """The names of variables that are passed on to it, beside those that every agent gets."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Variables that are set for it, whatever they are in ours."""
    mode: str = ""
    """The mode of a session in which it asks before it writes or runs anything, if it knows several."""
    session: Mapping[str, Any] = field(default_factory=dict)
    """What an ACP agent is told beside, when a session is opened (`_meta`)."""
    key_logins: Mapping[str, str] = field(default_factory=dict)
    """Variable to the protocol's name of the way to log in with the key in it, for an agent that has to be told."""
    model_arguments: tuple[str, ...] = ()
    """What is appended to the command when a model is asked for, with MODEL for its name."""
    model_variable: str = ""
    """The variable that tells it the model that is asked for."""
    project_programs: tuple[str, ...] = ()
    """Files of a project in which it finds programs to start, whatever it is told: where one is, it is not run."""
    install: str = ""
    """How its program is installed, as the end of a sentence: "install it with …"."""
    login: str = ""
    """How a person logs in to it, as the end of a sentence: "run `x login` …"."""
    origin: str = BUILT_IN
    """Where this definition comes from: BUILT_IN, or the user's settings that hold it."""
    problem: str = ""
    """Why it cannot be run as it is defined, in a sentence."""


AgentTable = Mapping[str, Agent]
"""Agents by name."""


def python_command(module: str) -> tuple[str, ...]:
    """The command that runs a module of this package in this interpreter.

    Isolated (-I), because with a plain -m the current folder comes first on the path, and a project with a `json.py` or
    an `acp` folder would run its own code in our name.
    """
    return (sys.executable, "-I", "-B", "-m", module)


_FOLDERS = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
_ANTHROPIC = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL")
_GOOSE_KEYS = ("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GOOGLE_API_KEY", "OPENROUTER_API_KEY", "GROQ_API_KEY")

EXAMPLE = Agent("example", python_command("chant_lsp.runs.agents.example"), environment=("CHANT_EXAMPLE_PACE_S",))
"""Plays the phases of the shipped example, without a network or a key."""

OPENCODE = Agent(
    "opencode",
    ("opencode", "acp"),
    environment=(
        *_FOLDERS,
        "OPENCODE_API_KEY",
        "OPENCODE_CONFIG",
        "ANTHROPIC_API_KEY",
        "OPENAI_API_KEY",
        "GEMINI_API_KEY",
        "OPENROUTER_API_KEY",
    ),
    variables={
        # By itself it writes and runs without a question.
        "OPENCODE_PERMISSION": '{"edit":"ask","bash":"ask","webfetch":"ask","external_directory":"ask"}',
        # By itself it ends its turn when anything is denied.
        "OPENCODE_CONFIG_CONTENT": '{"experimental":{"continue_loop_on_deny":true}}',
        # A project's own configuration can name programs, and allow what this asks for.
        "OPENCODE_DISABLE_PROJECT_CONFIG": "1",
        "OPENCODE_DISABLE_AUTOUPDATE": "1",
    },
    install="npm install -g opencode-ai",
    login="run `opencode auth login`",
)
"""Sources: opencode.ai/docs/acp (command), opencode.ai/docs/providers (login, keys), opencode.ai/docs/permissions."""

GEMINI = Agent(
    "gemini",
    ("gemini", "--acp"),
    environment=(
        "GEMINI_API_KEY",
        "GOOGLE_API_KEY",
        "GOOGLE_GEMINI_BASE_URL",
        "GOOGLE_GENAI_USE_VERTEXAI",
        "GOOGLE_CLOUD_PROJECT",
        "GOOGLE_CLOUD_LOCATION",
        "GOOGLE_APPLICATION_CREDENTIALS",
    ),
    mode="default",
    key_logins={"GEMINI_API_KEY": "gemini-api-key"},
    install="npm install -g @google/gemini-cli",
    login="run `gemini` and choose how to sign in, or set `GEMINI_API_KEY`",
)
"""Sources: google-gemini/gemini-cli, docs/cli/acp-mode.md (command) and docs/get-started/authentication.md (keys)."""

CLAUDE = Agent(
    "claude",
    ("claude-agent-acp",),
    environment=(*_ANTHROPIC, "CLAUDE_CODE_OAUTH_TOKEN", "CLAUDE_CONFIG_DIR", "CLAUDE_CODE_EXECUTABLE"),
    mode="default",
    # Not the project's settings: their hooks are programs that it names.
    session={"claudeCode": {"options": {"settingSources": ["user"]}}},
    install="npm install -g @agentclientprotocol/claude-agent-acp",
    login="run `claude` and log in, or set `ANTHROPIC_API_KEY`",
)
"""Sources: agentclientprotocol/claude-agent-acp, README.md (program, variables); code.claude.com/docs/en/setup."""

CODEX = Agent(
    "codex",
    ("codex-acp",),
    environment=("OPENAI_API_KEY", "CODEX_API_KEY", "CODEX_HOME", "CODEX_PATH"),
    # In its other modes it writes into the folder without a question.
    variables={"INITIAL_AGENT_MODE": "read-only"},
    mode="read-only",
    # The adapter trusts each folder that it is started in.
    project_programs=(".codex/config.toml", ".codex/hooks.json"),
    key_logins={"CODEX_API_KEY": "api-key", "OPENAI_API_KEY": "api-key"},
    install="npm install -g @agentclientprotocol/codex-acp",
    login="run `codex login`, or set `OPENAI_API_KEY`",
)
"""Source: agentclientprotocol/codex-acp, README.md (program, variables, modes)."""

GOOSE = Agent(
    "goose",
    ("goose", "acp"),
    environment=(*_FOLDERS, *_GOOSE_KEYS, "OLLAMA_HOST", "GOOSE_PROVIDER", "GOOSE_DISABLE_KEYRING"),
    # By itself it is in the mode `auto`, in which it asks nothing.
    variables={"GOOSE_MODE": "approve"},
    model_variable="GOOSE_MODEL",
    install="the installer of block.github.io/goose",
    login="run `goose configure`",
)
"""Sources: block.github.io/goose/docs/guides/acp-clients (command) and …/guides/environment-variables."""

OLLAMA = Agent(
    "ollama",
    ("goose", "acp"),
    environment=(*_FOLDERS, "OLLAMA_HOST"),
    variables={"GOOSE_MODE": "approve", "GOOSE_PROVIDER": "ollama"},
    model_variable="GOOSE_MODEL",
    install=GOOSE.install,
    login="start Ollama, and name one of its models in `model`",
)
"""Goose with a local model, which is what chant's provider `ollama` asks for. Sources: as for GOOSE."""

KIRO = Agent(
    "kiro",
    ("kiro-cli", "acp"),
    environment=(*_FOLDERS, "KIRO_API_KEY"),
    project_programs=(".kiro/settings/mcp.json",),
    install="the installer of kiro.dev/docs/cli",
    login="run `kiro-cli login`, or set `KIRO_API_KEY`",
)
"""Sources: kiro.dev/docs/cli/acp (command), kiro.dev/docs/cli/headless (key)."""

CLAUDE_PRINT = Agent(
    "claude-print",
    # Not the project's settings, as for CLAUDE.
    ("claude", "--print", "--permission-mode", "acceptEdits", "--setting-sources", "user"),
    kind="command",
    environment=(*_ANTHROPIC, "CLAUDE_CODE_OAUTH_TOKEN", "CLAUDE_CONFIG_DIR"),
    model_arguments=("--model", MODEL),
    install="npm install -g @anthropic-ai/claude-code",
    login="run `claude` and log in, or set `ANTHROPIC_API_KEY`",
)
"""Writes on its own, without a question; the evidence finds what it wrote elsewhere. Source:
code.claude.com/docs/en/cli-reference."""

CODEX_EXEC = Agent(
    "codex-exec",
    ("codex", "exec", "--sandbox", "workspace-write", "--skip-git-repo-check", "-"),
    kind="command",
    environment=("OPENAI_API_KEY", "CODEX_API_KEY", "CODEX_HOME"),
    model_arguments=("--model", MODEL),
    install="npm install -g @openai/codex",
    login="run `codex login`, or set `CODEX_API_KEY`",
)
"""As CLAUDE_PRINT; its own sandbox keeps it in the folder. Source: developers.openai.com/codex/noninteractive."""

AGENTS: AgentTable = {
    agent.name: agent
    for agent in (EXAMPLE, OPENCODE, GEMINI, CLAUDE, CODEX, GOOSE, OLLAMA, KIRO, CLAUDE_PRINT, CODEX_EXEC)
}
"""The built-in agents."""

PROVIDERS: Mapping[str, str] = {"claude": "claude", "ollama": "ollama", "openai": "codex", "kirocli": "kiro"}
"""Which agent is meant by a word that chant knows in `defaults.provider`."""
