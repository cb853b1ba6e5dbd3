"""The example agent as a process, driven over its protocol: all phases on a copy of the example, and what stops it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import acp
import pytest
from acp import schema
from acp.stdio import spawn_agent_process

from chant_lsp.runs.agents import AGENTS
from chant_lsp.runs.assembly import build_prompt
from chant_lsp.workspace.layout import project_at
from chant_lsp.workspace.scan import load_index

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parents[2] / "examples" / "oss-maintainer-workflow"
PHASES = ("001-comprehension", "002-reproduction", "003-root-cause", "004-sprawl", "005-fork-fix")
COMPREHENSION = ".chant/research/issue-42-comprehension.md"
ROOT_CAUSE = ".chant/research/issue-42-root-cause.md"
SPRAWL = ".chant/research/issue-42-sprawl.md"
TEST = "tests/regression/test_issue_42.py"
STORE = "src/storage/store.py"
PATIENCE_S = 60


@dataclass
class Client:
    """A client that writes for the agent, answers its questions and remembers what it saw."""

    allows: Callable[[str], bool] = lambda path: True
    """Whether the project-relative path may be written."""
    root: Path = Path()
    questions: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    text: str = ""
    running: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once the agent has started a command."""

    async def request_permission(
        self, session_id: str, tool_call: schema.ToolCallUpdate, options: list[schema.PermissionOption], **_: Any
    ) -> schema.RequestPermissionResponse:
        assert tool_call.locations and tool_call.content
        path = Path(tool_call.locations[0].path).relative_to(self.root).as_posix()
        assert isinstance(tool_call.content[0], schema.FileEditToolCallContent)
        assert tool_call.content[0].old_text == (self.read(path) if (self.root / path).exists() else None)
        self.questions.append(path)
        kind = "allow_once" if self.allows(path) else "reject_once"
        chosen = next(option.option_id for option in options if option.kind == kind)
        return schema.RequestPermissionResponse(
            outcome=schema.AllowedOutcome(outcome="selected", option_id=chosen),
        )

    async def session_update(self, session_id: str, update: Any, **_: Any) -> None:
        if isinstance(update, schema.AgentMessageChunk) and isinstance(update.content, schema.TextContentBlock):
            self.text += update.content.text
        elif isinstance(update, schema.ToolCallStart):
            self.kinds.add(update.kind or "")
            if update.kind == "execute":
                self.running.set()

    async def write_text_file(self, session_id: str, path: str, content: str, **_: Any) -> None:
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode("utf-8"))
        self.written.append(target.relative_to(self.root).as_posix())

    def read(self, path: str) -> str:
        return (self.root / path).read_bytes().decode("utf-8")


@asynccontextmanager
async def agent_for(
    root: Path, spec_id: str, client: Client, *, writes: bool = True, pace_s: str = "0"
) -> AsyncIterator[tuple[Callable, Callable, Any]]:
    """A started agent: how to prompt it (with a text, or what a run would send), how to cancel it, its process."""
    client.root = root
    environment = {
        "PATH": os.environ["PATH"],
        "CHANT_SPEC_ID": spec_id,
        "CHANT_SPEC_FILE": str(root / f".chant/specs/{spec_id}.md"),
        "CHANT_EXAMPLE_PACE_S": pace_s,
    }
    async with spawn_agent_process(client, *AGENTS["example"].command, env=environment, cwd=root) as (agent, process):
        files = schema.FileSystemCapabilities(write_text_file=writes)
        await agent.initialize(acp.PROTOCOL_VERSION, client_capabilities=schema.ClientCapabilities(fs=files))
        session = await agent.new_session(cwd=str(root), mcp_servers=[])

        async def prompt(text: str | None = None) -> str:
            text = prompt_of(root, spec_id) if text is None else text
            answer = agent.prompt(session_id=session.session_id, prompt=[acp.text_block(text)])
            return (await asyncio.wait_for(answer, PATIENCE_S)).stop_reason

        yield prompt, lambda: agent.cancel(session_id=session.session_id), process


def prompt_of(root: Path, spec_id: str) -> str:
    """What a run of the spec would send."""
    project = project_at(root)
    index = load_index(project)
    spec = index.get(f".chant/specs/{spec_id}.md")
    assert spec is not None
    return build_prompt(project, index, spec).text


async def play(root: Path, spec_id: str, client: Client | None = None, **options: Any) -> tuple[str, Client]:
    """One phase from start to end: the stop reason, and what the client saw."""
    client = client or Client()
    async with agent_for(root, spec_id, client, **options) as (prompt, _, _):
        return await prompt(), client


def run_test(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """pytest in the project, as a user would run it, leaving nothing behind."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=root,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def files_of(root: Path) -> dict[str, bytes]:
    """Every file of a project with its bytes."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def copy_example(folder: Path) -> Path:
    """The example as shipped, in a folder of its own."""
    return shutil.copytree(EXAMPLE, folder / "project", ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_example(tmp_path)


@dataclass
class Played:
    """One phase that was played, and the project before and after it."""

    reason: str
    client: Client
    before: dict[str, bytes]
    after: dict[str, bytes]

    def text(self, path: str) -> str:
        return self.after[path].decode("utf-8")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Played]:
    """All five phases in a row on one copy."""
    root = copy_example(tmp_path_factory.mktemp("story"))
    told = {}
    for spec_id in PHASES:
        before = files_of(root)
        reason, client = asyncio.run(play(root, spec_id))
        told[spec_id] = Played(reason, client, before, files_of(root))
    return told


OUTPUTS = dict(zip(PHASES, (COMPREHENSION, TEST, ROOT_CAUSE, SPRAWL, STORE), strict=True))


@pytest.mark.parametrize("spec_id", PHASES)
def test_a_phase_writes_its_output_and_ticks_its_boxes(story: dict[str, Played], spec_id: str):
    phase, spec = story[spec_id], f".chant/specs/{spec_id}.md"
    assert phase.reason == "end_turn", phase.client.text
    assert {path for path, data in phase.after.items() if phase.before.get(path) != data} == {OUTPUTS[spec_id], spec}
    assert phase.before.keys() <= phase.after.keys()
    assert phase.after[spec] == phase.before[spec].replace(b"- [ ]", b"- [x]")
    assert phase.client.questions == phase.client.written == [OUTPUTS[spec_id], spec]


@pytest.mark.parametrize("spec_id", PHASES)
def test_places_in_documents_are_lines_of_the_files(story: dict[str, Played], spec_id: str):
    """`Store.update` at `src/storage/store.py:35`: line 35 of that file defines `update`."""
    phase = story[spec_id]
    places = re.findall(r"`([\w.]+)`(?:,| at|, defined at| \|) `([^`]+):(\d+)`", phase.text(OUTPUTS[spec_id]))
    assert bool(places) is OUTPUTS[spec_id].endswith(".md")
    for name, path, line in places:
        assert f"def {name.rpartition('.')[2]}(" in phase.text(path).splitlines()[int(line) - 1]


def test_comprehension_quotes_the_report(story: dict[str, Played]):
    text = story["001-comprehension"].text(COMPREHENSION)
    assert "one write silently disappears" in text
    assert ".chant/context/issue-42.md" in text
    assert all(f"`Store.{operation}`" in text for operation in ("set", "update", "delete"))


def test_root_cause_cites_both_inputs_and_the_lines_between(story: dict[str, Played]):
    phase = story["003-root-cause"]
    text, store = phase.text(ROOT_CAUSE), phase.text(STORE).splitlines()
    assert COMPREHENSION in text and TEST in text
    reads, writes = (int(line) for line in re.findall(r"\| (?:reads|writes back), `.*:(\d+)` \| \|", text))
    assert "_load()" in store[reads - 1]
    assert "_save(" in store[writes - 1]


def test_sprawl_names_the_two_other_places(story: dict[str, Played]):
    phase = story["004-sprawl"]
    section = phase.text(SPRAWL).partition("## Other places")[2].partition("\n## ")[0]
    named = re.findall(r"^\| `([\w.]+)`, `([^`]+):(\d+)`", section, re.MULTILINE)
    assert [(name, path) for name, path, _ in named] == [
        ("Counters.increment", "src/storage/counters.py"),
        ("add_tag", "src/storage/tags.py"),
    ]


def test_red_before_and_green_after(story: dict[str, Played], tmp_path: Path):
    """The same test file, three times on the store as shipped and twice on the fixed one."""
    root = copy_example(tmp_path)
    test = root / TEST
    test.parent.mkdir(parents=True)
    test.write_bytes(story["005-fork-fix"].after[TEST])
    assert test.read_bytes() == story["002-reproduction"].after[TEST]
    for _ in range(3):
        ran = run_test(root, TEST)
        assert ran.returncode == 1
        assert ran.stdout.count("AssertionError: lost write") == 2
        assert "2 failed" in ran.stdout
    assert run_test(root, f"--ignore={TEST}").returncode == 0
    (root / STORE).write_bytes(story["005-fork-fix"].after[STORE])
    for _ in range(2):
        assert "2 passed" in run_test(root, TEST).stdout
    everything = run_test(root)
    assert everything.returncode == 0, everything.stdout


def test_the_turn_is_visible(story: dict[str, Played]):
    assert story["001-comprehension"].client.kinds == {"read", "edit"}
    assert story["005-fork-fix"].client.kinds == {"read", "edit", "execute"}
    assert "red. lost write" in story["002-reproduction"].client.text
    assert "green. 2 passed" in story["005-fork-fix"].client.text


async def test_an_agent_without_a_writing_client_writes_itself(project: Path):
    reason, client = await play(project, "001-comprehension", writes=False)
    assert (reason, client.written) == ("end_turn", [])
    assert client.questions == [COMPREHENSION, ".chant/specs/001-comprehension.md"]
    assert (project / COMPREHENSION).is_file()


@pytest.mark.parametrize("writes", [True, False], ids=["client writes", "agent writes"])
async def test_what_is_rejected_is_not_written(project: Path, writes: bool):
    before = files_of(project)
    reason, client = await play(project, "001-comprehension", Client(allows=lambda path: False), writes=writes)
    assert reason == "refusal"
    assert client.questions == [COMPREHENSION]
    assert f"not allowed to write {COMPREHENSION}" in client.text
    assert files_of(project) == before


MISSING_INPUTS = {
    "001-comprehension": ".chant/context/issue-42.md",
    "002-reproduction": COMPREHENSION,
    "004-sprawl": ROOT_CAUSE,
}


@pytest.mark.parametrize("spec_id, path", MISSING_INPUTS.items(), ids=MISSING_INPUTS.keys())
async def test_without_its_inputs_in_the_prompt_it_refuses(project: Path, spec_id: str, path: str):
    """The file on disk does not help: what counts is what the prompt brought."""
    (project / path).parent.mkdir(exist_ok=True)
    (project / path).write_text("Reproduce it through `Store.update` in `src/storage/store.py`.\n")
    before, client = files_of(project), Client()
    async with agent_for(project, spec_id, client) as (prompt, _, _):
        assert await prompt("Do what the spec says.") == "refusal"
    assert f"The prompt does not hold {path}" in client.text
    assert files_of(project) == before


async def test_the_human_gate_is_not_played(project: Path):
    before = files_of(project)
    reason, client = await play(project, "006-upstream-pr")
    assert reason == "refusal"
    assert "human gate" in client.text
    assert files_of(project) == before


async def test_a_spec_that_is_not_of_the_example_is_refused(project: Path):
    spec = (project / ".chant/specs/001-comprehension.md").read_text()
    (project / ".chant/specs/007-other.md").write_text(spec)
    reason, client = await play(project, "007-other")
    assert (reason, client.questions) == ("refusal", [])
    assert "007-other is none of them" in client.text


async def test_a_test_that_is_not_red_leaves_the_boxes_open(project: Path, story: dict[str, Played]):
    """Phase 2 on a store that somebody has fixed already."""
    for path in (COMPREHENSION, STORE):
        (project / path).parent.mkdir(exist_ok=True)
        (project / path).write_bytes(story["005-fork-fix"].after[path])
    reason, client = await play(project, "002-reproduction")
    assert (reason, client.written) == ("end_turn", [TEST])
    assert "should fail for a lost write and did not. 2 passed" in client.text


async def test_a_suite_that_fails_leaves_the_boxes_open(project: Path, story: dict[str, Played]):
    for path in (ROOT_CAUSE, SPRAWL, TEST):
        (project / path).parent.mkdir(exist_ok=True)
        (project / path).write_bytes(story["005-fork-fix"].after[path])
    (project / "tests/test_broken.py").write_text("def test_broken():\n    assert False\n")
    reason, client = await play(project, "005-fork-fix")
    assert (reason, client.written) == ("end_turn", [STORE])
    assert "should pass and does not. 1 failed" in client.text


async def test_cancel_in_a_pause(project: Path):
    client = Client()
    async with agent_for(project, "001-comprehension", client, pace_s="600") as (prompt, cancel, _):
        turn = asyncio.create_task(prompt())
        while not turn.done():
            await cancel()
            await asyncio.sleep(0.05)
        assert turn.result() == "cancelled"
    assert client.questions == []


SLEEPER = """\
import os, pathlib, time

def pytest_sessionstart(session):
    pathlib.Path("pid").write_text(f"{os.getpid()} ")
    time.sleep(600)
"""


@pytest.fixture
def sleeping(project: Path, story: dict[str, Played]) -> Path:
    """A project at phase 2 whose test run does not end by itself."""
    (project / COMPREHENSION).parent.mkdir()
    (project / COMPREHENSION).write_bytes(story["001-comprehension"].after[COMPREHENSION])
    (project / "conftest.py").write_text(SLEEPER)
    return project


async def test_cancel_in_a_test_run_ends_the_test(sleeping: Path):
    client = Client()
    async with agent_for(sleeping, "002-reproduction", client) as (prompt, cancel, _):
        turn = asyncio.create_task(prompt())
        pid = await sleeper_of(sleeping)
        await cancel()
        assert await turn == "cancelled"
        await gone(pid)
    assert client.running.is_set()
    assert client.written == [TEST]


@pytest.mark.parametrize("how", ["end of input", "kill"])
async def test_no_test_outlives_the_agent(sleeping: Path, how: str):
    async with agent_for(sleeping, "002-reproduction", Client()) as (prompt, _, process):
        turn = asyncio.create_task(prompt())
        pid = await sleeper_of(sleeping)
        if how == "kill":
            process.send_signal(signal.SIGKILL)
        else:
            process.stdin.close()
        await gone(pid)
        await asyncio.wait_for(process.wait(), PATIENCE_S)
        turn.cancel()
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            await turn


async def sleeper_of(project: Path) -> int:
    """The process id that the test run wrote down."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if (project / "pid").exists() and (text := (project / "pid").read_text()).endswith(" "):
            return int(text)
        await asyncio.sleep(0.02)
    raise AssertionError("The test run did not start.")


async def gone(pid: int) -> None:
    """Wait until a process has ended; one that nobody has collected yet counts as ended."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
            state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
        except ProcessLookupError:
            return
        if state.stdout.strip().startswith("Z"):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"Process {pid} is still there.")
