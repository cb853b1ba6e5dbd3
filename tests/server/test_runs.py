"""Runs as the editor sees them: started, followed, stopped, and found again after a restart."""

import asyncio
import json
import os
import shutil
import signal
import sys
from pathlib import Path

import pytest

from chant_lsp.runs import supervisor
from chant_lsp.server import run_book
from chant_lsp.server.convert import to_uri
from tests.runs.stage import last_run, make_project, scripted, start_work, status_of

from .editor import in_process
from .test_commands import call
from .test_diagnostics import ready, settled, start

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parents[2] / "examples" / "oss-maintainer-workflow"
OWN_PLACES = {"initializationOptions": {"promptPreview": True, "runOutput": True}}


def states(editor):
    return [params["state"] for params in editor.messages("chant/runState")]


def output(editor):
    return "".join(params["text"] for params in editor.messages("chant/runOutput"))


def progress(editor):
    return [params["value"]["kind"] for params in editor.messages("$/progress")]


async def title(editor, uri):
    lenses = await editor.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
    return lenses[0]["command"]["title"]


async def test_phase_1_runs_to_done_and_phase_2_becomes_ready(tmp_path):
    shutil.copytree(EXAMPLE, tmp_path / "example")
    specs = tmp_path / "example" / ".chant" / "specs"
    first, second = to_uri(specs / "001-comprehension.md"), to_uri(specs / "002-reproduction.md")
    async with in_process() as (editor, server):
        await start(editor, tmp_path / "example", **OWN_PLACES)
        editor.open(specs / "002-reproduction.md")
        await settled(editor, server)
        assert (await title(editor, second)).startswith("Blocked: waiting for 001-comprehension")
        preview = (await call(editor, "chant.previewPrompt", uri=first))["text"]
        started = await call(editor, "chant.run", uri=first)
        await editor.until(lambda: states(editor) == ["running", "done"])
        sent = (tmp_path / "example" / ".chant" / "runs" / started["run"] / "prompt.md").read_bytes()
        assert sent == preview.encode()
        assert (tmp_path / "example" / ".chant" / "research" / "issue-42-comprehension.md").exists()
        assert (await title(editor, first)).startswith("Done")
        assert (await title(editor, second)).startswith("Ready")
        assert "workspace/codeLens/refresh" in [method for method, _ in editor.asked]
        log = await call(editor, "chant.openLog", uri=first)
        assert (log["run"], log["text"]) == (started["run"], output(editor))
        await editor.until(lambda: progress(editor)[-1:] == ["end"])
        assert progress(editor)[0] == "begin"


@pytest.fixture
def scripted_runs(monkeypatch):
    """Let the server's runs be played by the scripted agent, and be looked at often."""

    def play(*steps: str) -> None:
        agents = {"example": scripted(*steps)}
        work = Path(__file__).parents[1] / "runs" / "scripted_work.py"
        runner = (sys.executable, str(work), json.dumps({"example": steps}))
        real = supervisor.start_detached

        async def start_detached(project, path, agent, **options):
            return await real(project, path, agent, **{**options, "agents": agents, "runner": runner})

        monkeypatch.setattr(supervisor, "start_detached", start_detached)

    monkeypatch.setattr(run_book, "ACTIVE_INTERVAL_S", 0.02)
    monkeypatch.setattr(run_book, "IDLE_INTERVAL_S", 0.02)
    return play


WAIT = "hang"


async def test_stop_ends_a_run_and_the_lens_says_so(tmp_path, scripted_runs):
    scripted_runs("say=working", WAIT)
    project = make_project(tmp_path)
    uri = to_uri(project.specs / "001-write.md")
    async with ready(tmp_path) as (editor, _):
        assert "run" in await call(editor, "chant.run", uri=uri)
        await editor.until(lambda: "working" in output(editor))
        assert (await title(editor, uri)).startswith("Running")
        stopped = await call(editor, "chant.stop", uri=uri)
        assert stopped["stopped"], stopped
        await editor.until(lambda: states(editor) == ["running", "stopped"])
        assert (await title(editor, uri)).startswith("Stopped")
        assert status_of(project).startswith("paused")


async def test_cancelling_the_progress_stops_the_run(tmp_path, scripted_runs):
    scripted_runs(WAIT)
    project = make_project(tmp_path)
    uri = to_uri(project.specs / "001-write.md")
    async with ready(tmp_path) as (editor, server):
        await call(editor, "chant.run", uri=uri)
        await editor.until(lambda: "begin" in progress(editor))
        token = editor.messages("$/progress")[0]["token"]
        editor.notify("window/workDoneProgress/cancel", {"token": token})
        await editor.until(lambda: states(editor) == ["running", "stopped"])
        await editor.until(lambda: progress(editor)[-1] == "end")
        assert server.work_done_progress.tokens == {}


async def test_a_second_run_of_the_same_spec_is_refused(tmp_path, scripted_runs):
    scripted_runs(WAIT)
    project = make_project(tmp_path)
    uri = to_uri(project.specs / "001-write.md")
    async with ready(tmp_path) as (editor, _):
        await call(editor, "chant.run", uri=uri)
        assert "running" in (await call(editor, "chant.run", uri=uri))["refused"]
        await call(editor, "chant.stop", uri=uri)


async def test_a_run_from_a_terminal_is_followed(tmp_path, scripted_runs):
    project = make_project(tmp_path)
    uri = to_uri(project.specs / "001-write.md")
    async with ready(tmp_path) as (editor, _):
        process = start_work(project, "say=hello from a terminal", WAIT)
        await editor.until(lambda: "hello from a terminal" in output(editor))
        assert states(editor) == ["running"]
        assert (await title(editor, uri)).startswith("Running")
        await call(editor, "chant.stop", uri=uri)
        await editor.until(lambda: states(editor)[-1] == "stopped")
        assert not progress(editor), "only what was started here is shown as progress"
        await asyncio.to_thread(process.communicate)


async def test_a_run_outlives_its_editor_and_is_found_again(tmp_path, scripted_runs):
    scripted_runs("say=before", WAIT)
    project = make_project(tmp_path)
    uri = to_uri(project.specs / "001-write.md")
    async with ready(tmp_path) as (editor, server):
        await call(editor, "chant.run", uri=uri)
        await editor.shutdown()
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        await editor.until(lambda: states(editor) == ["running"])
        await editor.until(lambda: "before" in output(editor))
        assert (await title(editor, uri)).startswith("Running")
        await call(editor, "chant.stop", uri=uri)
    async with ready(tmp_path) as (editor, server):
        await server_has_read_runs(editor, server)
        assert states(editor) == [], "what is over is history"
        assert (await title(editor, uri)).startswith("Stopped")


async def server_has_read_runs(editor, server):
    home = server.session.homes[0]
    await editor.until_true(lambda: server.runs.facts(home))


async def test_a_run_whose_process_is_gone_is_lost_and_can_be_marked_failed(tmp_path, scripted_runs):
    scripted_runs(WAIT)
    project = make_project(tmp_path)
    uri = to_uri(project.specs / "001-write.md")
    async with ready(tmp_path) as (editor, _):
        await call(editor, "chant.run", uri=uri)
        await editor.until(lambda: states(editor) == ["running"])
        await editor.until_true(lambda: status_of(project).startswith("in_progress"))
        os.kill(last_run(project).pid, signal.SIGKILL)
        await editor.until(lambda: states(editor) == ["running", "lost"])
        await editor.until_true(lambda: "nobody-running" in (editor.codes(uri) or ()))
        assert (await title(editor, uri)).startswith("Lost")
        assert "marked as failed" in (await call(editor, "chant.markFailed", uri=uri))["message"]
        assert status_of(project).startswith("failed")
        await editor.until(lambda: states(editor)[-1] == "failed")
        assert (await title(editor, uri)).startswith("Failed")
        await editor.until_true(lambda: "nobody-running" not in (editor.codes(uri) or ()))


async def test_a_spec_that_chant_itself_works_on_runs_elsewhere(tmp_path, scripted_runs):
    project = make_project(tmp_path)
    uri = to_uri(project.specs / "001-write.md")
    locks = project.chant / ".locks"
    locks.mkdir()
    async with ready(tmp_path) as (editor, server):
        (locks / "001-write.lock").write_text(str(os.getppid()))
        home = server.session.homes[0]
        await editor.until_true(lambda: server.runs.facts(home))
        assert (await title(editor, uri)).startswith(f"Running elsewhere (chant, pid {os.getppid()}")
        (locks / "001-write.lock").unlink()
        await editor.until_true(lambda: not server.runs.facts(home))
        assert (await title(editor, uri)).startswith("Ready")
