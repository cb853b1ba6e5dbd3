"""Small projects on the disk, scripted agents, and real processes to run them with."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from chant_lsp.runs import journal
from chant_lsp.runs.agents import Agent
from chant_lsp.runs.lock import is_alive
from chant_lsp.runs.model import EventType, Run
from chant_lsp.runs.refusals import Refusal
from chant_lsp.runs.request import Ended, Request, Stop
from chant_lsp.runs.runner import run_spec
from chant_lsp.runs.store import events_path, latest_run
from chant_lsp.workspace.layout import Project, project_at

HERE = Path(__file__).parent
PATIENCE_S = 60.0

SPEC = """\
---
type: research
status: pending # set by the runner
target_files: [out.md]
---

# Write something

## Acceptance Criteria

- [ ] It is written
- [ ] It is good
"""

QUICK_PYTEST = "[pytest]\naddopts = -p no:asyncio -p no:pytest-lsp -p no:hypothesispytest\n"
"""A `pytest.ini` that leaves out what this project's own environment would load with each start."""

Found = TypeVar("Found")


def scripted(*steps: str) -> Agent:
    """An agent that plays these steps."""
    return Agent("scripted", (sys.executable, "-I", "-S", str(HERE / "scripted_agent.py"), *steps))


def make_project(root: Path, files: dict[str, str] | None = None) -> Project:
    """A project with these files; without any, with one spec, `001-write`."""
    for path, text in (files or {".chant/specs/001-write.md": SPEC}).items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode())
    (root / ".chant" / "specs").mkdir(parents=True, exist_ok=True)
    return project_at(root)


def perform(project: Project, *steps: str, spec: str = "001-write", again: bool = False, **more) -> Ended | Refusal:
    """Run a spec in this process with an agent that plays the steps; `more` are fields of the request."""
    table = {"scripted": scripted(*steps)}
    request = Request(project, f".chant/specs/{spec}.md", "scripted", again, agents=table, **more)

    async def run() -> Ended | Refusal:
        return await run_spec(request, Stop())

    return asyncio.run(run())


def start_work(project: Project, *steps: str, spec: str = "001-write", extra: tuple[str, ...] = ()) -> subprocess.Popen:
    """Run a spec in a process of its own."""
    table = json.dumps({"scripted": steps})
    command = [sys.executable, str(HERE / "scripted_work.py"), table, spec, "--agent", "scripted", *extra]
    return subprocess.Popen(
        [*command, "--root", str(project.root)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def status_of(project: Project, spec: str = "001-write") -> str:
    """What the spec's file says after `status:`, comment and all."""
    text = (project.specs / f"{spec}.md").read_text("utf-8")
    return text.partition("status:")[2].partition("\n")[0].strip()


def events(project: Project, spec: str = "001-write") -> list[journal.RunEvent]:
    """The events of the spec's latest run."""
    run = last_run(project, spec)
    return journal.read(events_path(project, run.id))


def last_run(project: Project, spec: str = "001-write") -> Run:
    run = latest_run(project, spec)
    assert run is not None
    return run


def output(project: Project, spec: str = "001-write") -> str:
    """All that the agent said in the latest run."""
    return "".join(event.fields["text"] for event in events(project, spec) if event.type is EventType.OUTPUT)


def eventually(find: Callable[[], Found], patience_s: float = PATIENCE_S) -> Found:
    """What `find` returns, once it is true."""
    deadline = time.monotonic() + patience_s
    while not (found := find()):
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)
    return found


def pid_in(path: Path) -> int:
    """The pid that an agent left in a file."""
    return int(eventually(lambda: path.exists() and path.read_text()))


def gone(*pids: int) -> bool:
    """Whether none of the processes is left, some seconds from now at most."""
    return eventually(lambda: not any(is_alive(pid) for pid in pids), 15)


def processes_in(root: Path) -> set[int]:
    """Every process whose current folder is in the project."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                here = os.readlink(entry / "cwd")
            except OSError:
                continue
            if here == str(root) or here.startswith(f"{root}/"):
                found.add(int(entry.name))
    return found
