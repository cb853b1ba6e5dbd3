"""Line 1 in every state that a phase can be in, each brought about by what really brings it about."""

import asyncio
import contextlib
import os
import signal
import time

import pytest

from chant_lsp.runs.store import run_ids
from chant_lsp.server import run_book
from chant_lsp.server.convert import to_uri
from tests.runs.stage import eventually, last_run, make_project, scripted, start_work, status_of

from .editor import in_process
from .test_commands import call, shown
from .test_diagnostics import settled, start

pytestmark = pytest.mark.slow

SPEC = "---\nstatus: pending\n{}---\n\n# T\n\n## Acceptance Criteria\n\n- [ ] It is done\n"
FILES = {
    ".chant/specs/001-a.md": SPEC.format(""),
    ".chant/specs/002-b.md": SPEC.format("depends_on: [001-a]\n"),
    ".chant/specs/003-c.md": SPEC.format("depends_on: [002-b]\n"),
    ".chant/specs/006-gate.md": SPEC.format("depends_on: [003-c]\nlabels: [human-gate]\n"),
}


@pytest.fixture(autouse=True)
def look_often(monkeypatch):
    monkeypatch.setattr(run_book, "ACTIVE_INTERVAL_S", 0.05)
    monkeypatch.setattr(run_book, "IDLE_INTERVAL_S", 0.05)


GOOD = ("tick",)


class Window:
    """One editor on a project, whose agent plays the steps."""

    def __init__(self, editor, server, project):
        self.editor, self.server, self.project = editor, server, project

    def uri(self, spec):
        return to_uri(self.project.specs / f"{spec}.md")

    async def line(self, spec):
        lenses = await self.editor.request("textDocument/codeLens", {"textDocument": {"uri": self.uri(spec)}})
        return " | ".join(lens["command"]["title"] for lens in lenses if lens["range"]["start"]["line"] == 0)

    async def until(self, spec, words):
        """The line, once it begins with these words."""
        deadline = time.monotonic() + 60
        while not (found := await self.line(spec)).startswith(words):
            assert time.monotonic() < deadline, found
            await asyncio.sleep(0.05)
        return found

    async def command(self, name, spec):
        return await call(self.editor, name, uri=self.uri(spec))


@contextlib.asynccontextmanager
async def open_window(project, *steps):
    """A window on the project."""
    async with in_process() as (editor, server):
        agents = {"scripted": {"command": list(scripted(*steps).command)}}
        settings = {"diagnostics": {"debounce": 0}, "agent": "scripted", "agents": agents}
        await start(editor, project.root)
        editor.answers["workspace/configuration"] = lambda params: [settings]
        editor.notify("workspace/didChangeConfiguration", {"settings": {"chant": settings}})
        await settled(editor, server)
        await editor.until_true(lambda: server.session.settings.agent == "scripted")
        yield Window(editor, server, project)


async def test_before_anything_ran(tmp_path):
    async with open_window(make_project(tmp_path, FILES)) as window:
        assert (await window.line("001-a")).startswith("Ready | Run (scripted")
        blocked = await window.line("002-b")
        assert blocked.startswith("Blocked: waiting for 001-a (pending) | Run 001-a | Preview prompt")
        assert blocked.endswith("Why?")
        gate = await window.line("006-gate")
        assert gate.startswith("Human gate: ") and " | Run" not in gate


async def test_running_waiting_queued_and_done(tmp_path):
    project, go = make_project(tmp_path / "p", FILES), tmp_path / "go"
    async with open_window(project, f"wait={go}", *GOOD) as window:
        assert "run" in await window.command("chant.run", "001-a")
        running = await window.until("001-a", "Running")
        assert running.endswith(" | Stop | Open log")
        waiting = await window.until("002-b", "Waiting: 001-a running")
        assert waiting.endswith(" | Run when it finishes | Open its log")
        assert "chain" in await window.command("chant.runWhenFinished", "002-b")
        queued = await window.until("002-b", "Queued: ")
        assert queued.startswith("Queued: runs when 001-a finishes | Cancel")
        assert (await window.command("chant.stop", "002-b"))["message"] == "002-b was taken out of the queue."
        await window.until("002-b", "Waiting: 001-a running")
        assert "chain" in await window.command("chant.runWhenFinished", "002-b")
        await window.until("002-b", "Queued: ")
        go.touch()
        assert "evidence complete" in await window.until("001-a", "Done")
        await window.until("002-b", "Done")
        await window.editor.until(lambda: "Done: 002-b." in shown(window.editor))
        assert len(run_ids(project)) == 2


async def test_failed_and_what_waits_for_it(tmp_path):
    project = make_project(tmp_path, FILES)
    async with open_window(project, "say=no") as window:
        assert "run" in await window.command("chant.run", "001-a")
        failed = await window.until("001-a", "Failed")
        assert "1 of 1 acceptance criteria are not ticked" in failed and "Re-run" in failed
        blocked = await window.until("002-b", "Blocked: 001-a failed")
        assert "Open log" in blocked and "Re-run 001-a" in blocked


async def test_stopped_and_lost(tmp_path):
    project = make_project(tmp_path / "p", FILES)
    async with open_window(project, f"mark={tmp_path / 'pid'}", "hang=polite") as window:
        await window.command("chant.run", "001-a")
        eventually(lambda: (tmp_path / "pid").exists())
        assert (await window.command("chant.stop", "001-a"))["stopped"]
        await window.until("001-a", "Stopped")
        (tmp_path / "pid").unlink()
        await window.command("chant.run", "001-a")
        eventually(lambda: (tmp_path / "pid").exists())
        os.kill(last_run(project, "001-a").pid, signal.SIGKILL)
        lost = await window.until("001-a", "Lost: process gone, status says in_progress")
        assert " | Mark failed | Re-run" in lost
        assert last_run(project, "001-a").attempt == 2


async def test_stale_and_broken(tmp_path):
    project = make_project(tmp_path, {**FILES, "in.md": "one\n"})
    place = project.specs / "001-a.md"
    place.write_text(place.read_text().replace("status: pending", "status: pending\ninformed_by: [in.md]"))
    async with open_window(project, *GOOD) as window:
        await window.command("chant.run", "001-a")
        await window.until("001-a", "Done")
        (project.root / "in.md").write_text("two\n")
        changed = [{"uri": to_uri(project.root / "in.md"), "type": 2}]
        window.editor.notify("workspace/didChangeWatchedFiles", {"changes": changed})
        assert "See what changed" in await window.until("001-a", "Stale: in.md changed after this ran")
        place.write_text(place.read_text().replace("status: completed", "status: [completed"))
        changed = [{"uri": to_uri(place), "type": 2}]
        window.editor.notify("workspace/didChangeWatchedFiles", {"changes": changed})
        await window.until("001-a", "Cannot read frontmatter: line 2")


async def test_a_run_from_a_terminal_is_shown_and_stopped_here(tmp_path):
    project = make_project(tmp_path / "p", FILES)
    async with open_window(project) as window:
        work = start_work(project, "say=from a terminal", "hang=polite", spec="001-a")
        await window.until("001-a", "Running")
        assert (await window.command("chant.stop", "001-a"))["stopped"]
        await window.until("001-a", "Stopped")
        assert work.wait(30) == 1


async def test_a_run_is_seen_from_a_second_window_and_after_a_reload(tmp_path):
    project, go = make_project(tmp_path / "p", FILES), tmp_path / "go"
    steps = (f"wait={go}", *GOOD)
    async with open_window(project, *steps) as first:
        await first.command("chant.run", "001-a")
        await first.until("001-a", "Running")
        async with open_window(project, *steps) as second:
            await second.until("001-a", "Running")
            assert "already running" in (await second.command("chant.run", "001-a"))["refused"]
    async with open_window(project, *steps) as again:
        await again.until("001-a", "Running")
        go.touch()
        await again.until("001-a", "Done")
    assert len(run_ids(project)) == 1


async def test_what_is_needed_is_run_first_from_the_editor(tmp_path):
    project = make_project(tmp_path, FILES)
    async with open_window(project, *GOOD) as window:
        assert "chain" in await window.command("chant.runNeeded", "002-b")
        await window.until("002-b", "Done")
        assert status_of(project, "003-c") == "pending"
        assert "chain" in await window.command("chant.runChain", "003-c")
        said = "Done: 003-c. Next: 006-gate is a human gate: only a person may do this."
        await window.editor.until(lambda: said in shown(window.editor))
        refused = await window.command("chant.runNeeded", "006-gate")
        assert "only a person may do this" in refused["refused"]
