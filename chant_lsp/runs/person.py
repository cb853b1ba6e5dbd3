"""Whether there can be a person behind this process: what an agent, or a machine, cannot pass for.

No proof of a person - whoever can type can pretend. It keeps out what has been met: agents that tick what they are
told to tick, scripts, pipelines; each with the reason, so that a person who is kept out knows the way in.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from typing import NamedTuple

MAX_ANCESTORS = 64

_PIPELINES = ("CI", "GITHUB_ACTIONS", "GITLAB_CI", "BUILDKITE", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION")
"""Variables that services set for what they run."""
_AGENT_MARKS = ("CLAUDECODE", "GEMINI_CLI", "CODEX_SANDBOX", "CURSOR_AGENT", "OPENCODE", "GOOSE_TERMINAL")
"""Variables that agents set for what they run."""
_AGENT_PROGRAMS = frozenset((
    "aider", "amp", "claude", "claude-code", "claude-code-acp", "claude-agent-acp", "codex", "codex-acp", "copilot",
    "crush", "cursor-agent", "gemini", "gemini-cli", "goose", "kiro-cli", "kiro-cli-chat", "opencode", "qwen",
))  # fmt: skip
"""Programs, and packages of node, that are agents."""


class Process(NamedTuple):
    """One process above this one."""

    argv: tuple[str, ...]
    spec_id: str = ""
    """`CHANT_SPEC_ID` of its environment."""


def why_no_person(environment: Mapping[str, str], ancestors: Sequence[Process]) -> str | None:
    """What shows that an agent is behind a process, as a clause; None where nothing does.

    Shape: `ancestors` begins with the process's own parent.
    """
    if environment.get("CHANT_SPEC_ID"):
        return f"it was started for an agent's work on {_shown(environment['CHANT_SPEC_ID'])} (CHANT_SPEC_ID is set)"
    mark = next((name for name in _AGENT_MARKS if environment.get(name)), None)
    if mark is not None:
        return f"it was started by an agent ({mark} is set)"
    for process in ancestors:
        if process.spec_id:
            return f"it was started by an agent that works on {_shown(process.spec_id)}"
        if any(part.replace(os.sep, "/").endswith("chant_lsp/runs/guard.py") for part in process.argv[:6]):
            return "it was started by an agent (the guard of a run is above it)"
        if (program := _agent_program(process.argv)) is not None:
            return f"it was started by the agent `{program}`"
    return None


def why_not_at_terminal(environment: Mapping[str, str], terminals: Sequence[bool]) -> str | None:
    """Why nobody can be asked on the standard streams, as a clause; None when somebody can.

    Shape: `terminals` says of standard input and output whether each is a terminal.
    """
    pipeline = next((name for name in _PIPELINES if environment.get(name, "").lower() not in ("", "0", "false")), None)
    if pipeline is not None:
        return f"this is a pipeline ({pipeline} is set)"
    if not all(terminals):
        return "there is no terminal to ask a person at"
    return None


def _agent_program(argv: Sequence[str]) -> str | None:
    for part in argv[:2]:
        *folders, name = part.replace(os.sep, "/").split("/")
        stem = name.rpartition(".")[0] if name.endswith((".js", ".mjs", ".cjs", ".exe", ".py")) else name
        names = [stem.lstrip("-").lower()]
        if "node_modules" in folders:
            below = folders[len(folders) - 1 - folders[::-1].index("node_modules") + 1 :]
            names += [folder.lower() for folder in below[:2]]
        found = next((each for each in names if each in _AGENT_PROGRAMS), None)
        if found is not None:
            return found
    return None


def _shown(text: str) -> str:
    return " ".join(text.split())[:100]


# -- this machine


def ancestors() -> list[Process]:
    """The processes above this one, its parent first. Errors: none; those that cannot be looked at are left out."""
    found = []
    pid = os.getppid()
    for _ in range(MAX_ANCESTORS):
        if pid <= 0:
            break
        process, pid = _look_in_proc(pid) if os.path.isdir("/proc/self") else _ask_ps(pid)
        if process is not None:
            found.append(process)
    return found


def _look_in_proc(pid: int) -> tuple[Process | None, int]:
    """A process, and the pid of its parent (0 for none)."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            parent = int(file.read().rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return None, 0
    argv = _read_strings(f"/proc/{pid}/cmdline")
    # Of another user's process the environment cannot be read, and no agent of ours is another user's.
    settings = _read_strings(f"/proc/{pid}/environ")
    spec_id = next((each.partition("=")[2] for each in settings if each.startswith("CHANT_SPEC_ID=")), "")
    return Process(tuple(argv), spec_id), parent


def _read_strings(path: str) -> list[str]:
    try:
        with open(path, "rb") as file:
            return [os.fsdecode(part) for part in file.read(1 << 20).split(b"\0")]
    except OSError:
        return []


def _ask_ps(pid: int) -> tuple[Process | None, int]:
    try:
        done = subprocess.run(
            ["ps", "-o", "ppid=,args=", "-p", str(pid)], capture_output=True, timeout=5, check=True, stdin=-3
        )
        parent, _, words = os.fsdecode(done.stdout).strip().partition(" ")
        return Process(tuple(words.split())), int(parent)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None, 0


def why_not_here() -> str | None:
    """What shows that an agent is behind this very process, as a clause; None where nothing does."""
    return why_no_person(os.environ, ancestors())
