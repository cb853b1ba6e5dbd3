"""kill -9 at instants that a seed chooses: of the agent, its guard, the runner, several at once, or the server.

After each: no byte of the user's lost, nobody left alive, no lock left, and the next start tells the truth and works.
CHANT_KILLS says how many instants (20), CHANT_KILLS_SEED which (1).
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
from stage import SPEC, eventually, gone, make_project, scripted, status_of

from chant_lsp.runs import guard
from chant_lsp.runs.lock import is_taken
from chant_lsp.runs.model import Run, RunState
from chant_lsp.runs.orphans import find_orphans
from chant_lsp.runs.store import latest_run, load_run, run_ids
from chant_lsp.workspace.edits import remove_leftovers
from chant_lsp.workspace.layout import Project

pytestmark = pytest.mark.slow

INSTANTS = int(os.environ.get("CHANT_KILLS", "20"))
SEED = int(os.environ.get("CHANT_KILLS_SEED", "1"))
AT_ONCE = 4
LATEST_S = 2.0
"""A run of the scripted agent takes about so long, and a process to start."""


class Stage(NamedTuple):
    """One project, and what is started in it."""

    project: Project
    environment: dict[str, str]
    left: Path
    """Where the agent writes the pid of a process that detaches itself and ignores TERM."""


def set_up(root: Path) -> Stage:
    project = make_project(root / "p", {".chant/specs/001-write.md": SPEC, "user.txt": "mine\n"})
    left = root / "left"
    steps = ("say=one", f"spawn={left}", "nap=0.3", "write=out.md", "say=two", "nap=0.3", "tick", "say=three")
    settings = {"agents": {"scripted": {"command": list(scripted(*steps).command)}}}
    (root / "config" / "chant-lsp").mkdir(parents=True)
    (root / "config" / "chant-lsp" / "settings.yaml").write_text(json.dumps(settings))
    passed = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return Stage(project, {**passed, "HOME": str(root), "XDG_CONFIG_HOME": str(root / "config")}, left)


def work(stage: Stage, *extra: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "chant_lsp", "work", "001-write", "--agent", "scripted", "--again", *extra]
    return start(stage, [*command, "--root", str(stage.project.root)])


def start(stage: Stage, command: list[str]) -> subprocess.Popen:
    return subprocess.Popen(
        command,
        env=stage.environment,
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def serve(stage: Stage) -> subprocess.Popen:
    """A server that is asked to run the spec."""
    server = start(stage, [sys.executable, "-m", "chant_lsp", "lsp"])
    uri = stage.project.root.as_uri()
    folders = [{"uri": uri, "name": "p"}]
    options = {"trusted": True, "settings": {"agent": "scripted"}}
    opened = {"processId": None, "rootUri": uri, "workspaceFolders": folders, "capabilities": {}}
    run = {"command": "chant.run", "arguments": [{"uri": f"{uri}/.chant/specs/001-write.md"}]}
    for message in (
        {"id": 1, "method": "initialize", "params": {**opened, "initializationOptions": options}},
        {"method": "initialized", "params": {}},
        {"id": 2, "method": "workspace/executeCommand", "params": run},
    ):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert server.stdin is not None
        server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        server.stdin.flush()
    return server


def children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def guards_of(runner: int) -> list[int]:
    return [pid for pid in children(runner) if str(guard.__file__).encode() in read(f"/proc/{pid}/cmdline")]


def read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""


def living(stage: Stage) -> list[str]:
    """Everything that was started in this stage, by whomever."""
    ours = f"HOME={stage.environment['HOME']}\0".encode()
    return [name for name in os.listdir("/proc") if name.isdigit() and ours in read(f"/proc/{name}/environ")]


def kill(*pids: int) -> None:
    """All of them stand still before the first one dies, so that none sees it."""
    for number in (signal.SIGSTOP, signal.SIGKILL) if len(pids) > 1 else (signal.SIGKILL,):
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue


VICTIMS: dict[str, Callable[[int], list[int]]] = {
    "agent": lambda runner: [pid for guard in guards_of(runner) for pid in children(guard)],
    "guard": guards_of,
    "runner": lambda runner: [runner],
    "runner and guard": lambda runner: [*guards_of(runner), runner],
    "all three": lambda runner: [*VICTIMS["agent"](runner), *guards_of(runner), runner],
}


def without_what_changes(text: str) -> str:
    """The spec but for what a run may write into it."""
    text = re.sub(r"^status: \w+", "status: X", text, flags=re.MULTILINE)
    text = re.sub(r"^(completed_at|model): .*\n", "", text, flags=re.MULTILINE)
    return text.replace("- [x]", "- [ ]")


def tells_the_truth(stage: Stage, run: Run | None) -> bool:
    status = status_of(stage.project).split(" ")[0]
    if run is None:
        return status == "pending"
    if run.state is RunState.DONE:
        return status == "completed" and (stage.project.root / "out.md").read_text() == "by out.md\n"
    if run.state is RunState.FAILED:
        return status in ("failed", "needs_attention")
    # Killed between two steps: the status is the last that was really written.
    return run.state is RunState.LOST and status in ("pending", "in_progress", "completed", "failed", "needs_attention")


def one_instant(root: Path, number: int) -> str:
    chance = random.Random(f"{SEED}/{number}")
    who = chance.choice([*VICTIMS, "server"])
    begun, after_s = chance.random() < 0.85, chance.uniform(0.0, LATEST_S)
    stage = set_up(root)
    project = stage.project
    process = serve(stage) if who == "server" else work(stage)
    if begun:
        eventually(lambda: latest_run(project, "001-write"), 60)
    time.sleep(after_s)
    victims = [process.pid] if who == "server" else VICTIMS[who](process.pid) or [process.pid]
    kill(*victims)
    if who != "server":
        process.wait(60)
    eventually(lambda: not is_taken(project.runs, "001-write"), 60)
    if who == "server":
        kill(process.pid)
        process.wait(60)
        # What it had started goes on to its end.
        eventually(lambda: not living(stage), 60)
    run = latest_run(project, "001-write")
    assert tells_the_truth(stage, run), (who, after_s, run, status_of(project))
    text = (project.specs / "001-write.md").read_bytes().decode()
    assert without_what_changes(text) == without_what_changes(SPEC), (who, after_s, text)
    assert (project.root / "user.txt").read_text() == "mine\n"
    # The next start, and with it the end of what both watchers left alive.
    before = len([one for one in run_ids(project) if load_run(project, one)])
    again = work(stage)
    assert again.wait(120) == 0, (who, after_s, last_words(project))
    runs = [one for run_id in run_ids(project) if (one := load_run(project, run_id)) is not None]
    newest = max(runs, key=lambda one: one.started_at)
    assert newest.state is RunState.DONE and newest.attempt == before + 1 == len(runs)
    assert all(one.state is not RunState.RUNNING for one in runs)
    if stage.left.exists():
        assert gone(int(stage.left.read_text()))
    assert not find_orphans(project, "001-write") and eventually(lambda: not living(stage)), (who, after_s)
    assert not list((project.chant / ".locks").iterdir()) and not (project.chant / "pids").exists()
    # A file that was being written is removed once nobody can be writing it any more.
    for half_written in project.specs.glob(".*"):
        os.utime(half_written, (0, 0))
    remove_leftovers(project.specs)
    assert status_of(project).startswith("completed") and not list(project.specs.glob(".*"))
    since = "its first line" if begun else "its start"
    return f"{who}, {after_s:.2f} s after {since}: {run.state.value if run else 'not begun'}"


def last_words(project: Project) -> str:
    run = latest_run(project, "001-write")
    return run.message if run else "no run"


def test_whatever_is_killed_whenever(tmp_path):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = list(pool.map(lambda number: one_instant(tmp_path / str(number), number), range(INSTANTS)))
    print("\n".join(told))
    assert len(told) == INSTANTS
