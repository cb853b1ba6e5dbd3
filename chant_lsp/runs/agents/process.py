"""An agent as a process: started behind the guard, in its own environment, ended with all that it started."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chant_lsp.runs import guard
from chant_lsp.runs.agents import MODEL, Agent
from chant_lsp.runs.agents.programs import find_program, why_not
from chant_lsp.runs.orphans import MARKER
from chant_lsp.runs.recorder import one_line
from chant_lsp.runs.redaction import redact
from chant_lsp.runs.visible import without_terminal_codes

GUARD = Path(guard.__file__)

PASSED_ON = ("PATH", "HOME", "LANG", "TERM", "TMPDIR", "TZ", "VIRTUAL_ENV")
"""What every agent gets of our environment, besides LC_*: no token, no socket, no proxy."""

_SECRET = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)

START_S = 10.0
END_S = guard.GIVE_UP_S + 1.5
KEPT_STDERR_BYTES = 16 * 1024
_PIPE_LIMIT_BYTES = 1024 * 1024
_LAST_WORDS_CHARS = 300


class AgentError(Exception):
    """The agent could not do its part; the text is a sentence for people."""


class NotStartedError(Exception):
    """A program could not be started; the text says why, to go on with after a colon, without a full stop."""


@dataclass
class AgentProcess:
    """A running agent and its guard."""

    command: Sequence[str]
    guard: asyncio.subprocess.Process
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    pid: int
    """Of the agent; also its process group."""
    control: int
    """The guard's leash: whatever is written here, or its end, ends the agent."""
    status: asyncio.StreamReader
    exit_code: int | None = None
    """Known after `end`; negative for a signal."""
    stderr: bytearray = field(default_factory=bytearray)
    """The last bytes that it wrote there."""
    environment: Mapping[str, str] = field(default_factory=dict)
    on_words: Callable[[str], None] | None = None
    """Hears the last line of what it writes to stderr, whenever that is something new."""
    tasks: list[asyncio.Task] = field(default_factory=list)


def agent_environment(
    ours: Mapping[str, str], spec_id: str, spec_file: Path, agent: Agent | None = None, model: str = ""
) -> dict[str, str]:
    """The environment of an agent, or of another process of a run: an allow-list, and chant's two variables."""
    names = {*PASSED_ON, *(agent.environment if agent else ())}
    passed = {name: value for name, value in ours.items() if name in names or name.startswith("LC_")}
    set_for_it = dict(agent.variables) if agent else {}
    if agent and agent.model_variable and model:
        set_for_it[agent.model_variable] = model
    return {
        **passed,
        **set_for_it,
        "CHANT_SPEC_ID": spec_id,
        "CHANT_SPEC_FILE": str(spec_file),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def secrets_of(agent: Agent, environment: Mapping[str, str]) -> list[str]:
    """The values of its environment that it is given to keep to itself."""
    names = (name for name in agent.environment if _SECRET.search(name))
    # A path to a key is none.
    return [environment[name] for name in names if name in environment and not os.path.isabs(environment[name])]


def agent_command(agent: Agent, model: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    """The command that starts the agent with the model; '' leaves that to it. Errors: AgentError."""
    program = find_program(agent, environment)
    if program is None:
        raise AgentError(why_not(agent, environment) or f"The agent `{agent.name}` cannot be started.")
    told = [argument.replace(MODEL, model) for argument in agent.model_arguments] if model else []
    return (program, *agent.command[1:], *told)


async def start_agent(
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    kept_open: int,
    lock_file: Path,
    *,
    merged: bool = False,
) -> AgentProcess:
    """Start an agent, or another program of a run, in the folder.

    Shape:  `kept_open` is a descriptor that lives as long as the guard: the spec's lock. `lock_file` is chant's lock,
            which the guard removes should we die. With `merged`, what it writes to stderr comes with its output.
    Errors: NotStartedError.
    """
    order, control = os.pipe()
    answer, status = os.pipe()
    # -S and no -E effects: the guard is standard library alone and must start fast and untouched by the project.
    argv = [sys.executable, "-I", "-S", "-B", str(GUARD), str(order), str(status), str(lock_file), *command]
    try:
        process = await asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT if merged else asyncio.subprocess.PIPE,
            pass_fds=(order, status, kept_open),
            start_new_session=True,
            env={**environment, MARKER: str(lock_file)},
            cwd=folder,
            limit=_PIPE_LIMIT_BYTES,
        )
    except OSError as error:
        os.close(control)
        os.close(answer)
        raise NotStartedError(error.strerror or str(error)) from None
    finally:
        os.close(order)
        os.close(status)
    assert process.stdin is not None and process.stdout is not None
    reports = await _read_pipe(answer)
    agent = AgentProcess(command, process, process.stdout, process.stdin, 0, control, reports, environment=environment)
    return await _watched(agent)


async def _watched(agent: AgentProcess) -> AgentProcess:
    """The agent, once its guard says that it has started, with somebody who reads its stderr."""
    process = agent.guard
    if process.stderr is not None:
        agent.tasks.append(asyncio.create_task(_keep_stderr(process.stderr, agent)))
    try:
        agent.pid = await _read_start(agent)
    except BaseException:
        await end_agent(agent)
        raise
    return agent


async def _read_start(agent: AgentProcess) -> int:
    try:
        line = (await asyncio.wait_for(agent.status.readline(), START_S)).decode("utf-8", "replace").strip()
    except asyncio.TimeoutError:
        line = "failed no answer from the process that guards it"
    word, _, rest = line.partition(" ")
    if word != "started":
        raise NotStartedError(f"{rest or 'its guard died'} (`{agent.command[0]}`)")
    return int(rest)


async def _read_pipe(descriptor: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    file = os.fdopen(descriptor, "rb", buffering=0)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), file)
    return reader


async def _keep_stderr(stream: asyncio.StreamReader, agent: AgentProcess) -> None:
    while chunk := await stream.read(64 * 1024):
        agent.stderr += chunk
        del agent.stderr[:-KEPT_STDERR_BYTES]
        if agent.on_words and (words := last_words(agent)):
            agent.on_words(words)
        await asyncio.sleep(0)


def last_words(agent: AgentProcess) -> str:
    """The last line that it wrote to stderr, redacted, without its full stop."""
    text = without_terminal_codes(bytes(agent.stderr).decode("utf-8", "replace")).strip()
    return one_line(redact(text.rpartition("\n")[2]), _LAST_WORDS_CHARS).rstrip(".")


def said_of_end(exit_code: int | None) -> str:
    """How it ended, in words that follow its name."""
    if exit_code is None:
        return "ended"
    return f"was killed by signal {-exit_code}" if exit_code < 0 else f"ended with exit code {exit_code}"


async def learn_exit_code(agent: AgentProcess, timeout_s: float | None = None) -> None:
    """Wait until the guard has said how the agent ended; it does so when nothing of it is left.

    Shape: `timeout_s` None waits as long as it takes.
    """
    with contextlib.suppress(asyncio.TimeoutError):
        report = await asyncio.wait_for(agent.status.readline(), timeout_s)
        agent.exit_code = _exit_code(report)


async def end_agent(agent: AgentProcess, leave_s: float = 0.0) -> None:
    """End the agent with everything that it started, and wait until it is gone.

    Shape: it may go by itself for `leave_s` after its input has closed; then it is told (TERM), then killed.
    """
    agent.writer.close()
    if not await _wait(agent, leave_s):
        with contextlib.suppress(OSError):
            os.write(agent.control, b"e")
        if not await _wait(agent, END_S):
            agent.guard.kill()
            await _wait(agent, 1.0)
    os.close(agent.control)
    if agent.guard.returncode not in (0, 127) and agent.pid:
        # The guard itself was killed: what it guarded is now ours to end (see `adopt_orphans`).
        await asyncio.to_thread(guard.end_everything, agent.pid)
    with contextlib.suppress(asyncio.TimeoutError):
        report = await asyncio.wait_for(agent.status.read(), 1.0)
        agent.exit_code = agent.exit_code if agent.exit_code is not None else _exit_code(report)
        # To the end, or asyncio complains about the open pipe when its loop is long closed.
        await asyncio.wait_for(_drain(agent.reader), 1.0)
    for task in agent.tasks:
        task.cancel()
    await asyncio.gather(*agent.tasks, return_exceptions=True)


async def _drain(stream: asyncio.StreamReader) -> None:
    while await stream.read(_PIPE_LIMIT_BYTES):
        pass


async def _wait(agent: AgentProcess, timeout_s: float) -> bool:
    try:
        # Not process.wait(): that also waits for the pipes, which a grandchild may hold.
        await asyncio.wait_for(asyncio.shield(_returned(agent.guard)), timeout_s)
    except asyncio.TimeoutError:
        return agent.guard.returncode is not None
    return True


async def _returned(process: asyncio.subprocess.Process) -> None:
    while process.returncode is None:
        await asyncio.sleep(0.02)


def _exit_code(report: bytes) -> int | None:
    for line in report.decode("utf-8", "replace").splitlines():
        word, _, rest = line.partition(" ")
        if word == "exited" and rest.lstrip("-").isdigit():
            return int(rest)
    return None
