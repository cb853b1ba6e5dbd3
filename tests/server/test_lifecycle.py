"""How a session begins and goes on: what the client may leave out, refuse or get wrong."""

import ast
import asyncio
import sys
from datetime import datetime, timezone
from pathlib import Path

import pytest

from chant_lsp.runs.model import Run, RunState
from chant_lsp.server import publisher, session, watch
from chant_lsp.server.background import in_thread
from chant_lsp.server.handlers import lifecycle
from chant_lsp.server.run_book import MAX_TEXT, shorten, summary
from chant_lsp.workspace.settings import Settings

from .editor import ResponseError, in_process
from .test_diagnostics import settled, start
from .workspace import spec

ODD_OPTIONS = [None, "text", [1], {}, {"settings": 7, "trusted": None}, {"settings": {"diagnostics": []}}]


@pytest.mark.parametrize("options", ODD_OPTIONS)
async def test_odd_options_are_defaults(tmp_path, options):
    async with in_process() as (editor, server):
        await editor.initialize(tmp_path, initializationOptions=options)
        await settled(editor, server)
        assert server.session.settings == Settings()
        assert server.session.trusted


async def test_options_are_taken(tmp_path):
    options = {"trusted": False, "settings": {"diagnostics": {"debounce": 7}, "agent": "mine"}}
    async with in_process() as (editor, server):
        editor.answers["workspace/configuration"] = lambda params: [None]
        await editor.initialize(tmp_path, initializationOptions=options)
        await settled(editor, server)
        assert server.session.settings == Settings(7, "mine")
        assert not server.session.trusted


async def test_settings_are_asked_for_and_asked_for_again_after_a_change(tmp_path):
    async with in_process() as (editor, server):
        answers = [{"diagnostics": {"debounce": 1}}, {"diagnostics": {"debounce": 2}}]
        editor.answers["workspace/configuration"] = lambda params: [answers.pop(0)]
        await editor.initialize(tmp_path)
        await editor.until_true(lambda: server.session.settings.debounce_ms == 1)
        editor.notify("workspace/didChangeConfiguration", {"settings": None})
        await editor.until_true(lambda: server.session.settings.debounce_ms == 2)


ODD_ANSWERS = [None, [], 5, [7], [{"diagnostics": {"debounce": "fast"}}], [{"diagnostics": {"debounce": -1}}]]


@pytest.mark.parametrize("answer", ODD_ANSWERS)
async def test_odd_settings_are_defaults(tmp_path, answer):
    async with in_process() as (editor, server):
        editor.answers["workspace/configuration"] = lambda params: answer
        await editor.initialize(tmp_path)
        await editor.until(lambda: "workspace/configuration" in dict(editor.asked))
        await settled(editor, server)
        assert server.session.settings == Settings()


async def test_a_client_with_only_a_root_path_is_served(tmp_path):
    spec(tmp_path, "001-a", status="opne")
    async with in_process() as (editor, _):
        await editor.initialize(rootPath=str(tmp_path), rootUri=None, workspaceFolders=None, capabilities={})
        await editor.until(lambda: any(method.endswith("publishDiagnostics") for method, _ in editor.heard))


async def test_a_client_that_refuses_to_watch_is_believed(tmp_path):
    async with in_process() as (editor, server):
        editor.refused |= {"client/registerCapability", "window/workDoneProgress/create", "workspace/configuration"}
        await start(editor, tmp_path)
        assert server.session.abilities.watch_files
        await editor.until_true(lambda: not server.session.abilities.watch_files)
        await settled(editor, server)


def kinds(editor):
    return [params["value"]["kind"] for params in editor.messages("$/progress")]


async def test_a_long_scan_is_shown(tmp_path, monkeypatch):
    spec(tmp_path, "001-a")
    seen, scan = asyncio.Event(), watch.scan

    async def scan_when_seen(*arguments):
        await seen.wait()
        await scan(*arguments)

    monkeypatch.setattr(lifecycle, "LONG_SCAN_S", 0)
    monkeypatch.setattr(watch, "scan", scan_when_seen)

    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        await editor.until(lambda: kinds(editor) == ["begin"])
        seen.set()
        await editor.until(lambda: kinds(editor) == ["begin", "end"])
        await settled(editor, server)
        assert server.work_done_progress.tokens == {}


@pytest.mark.slow
async def test_the_answer_to_initialize_needs_neither_core_nor_yaml():
    # In a process of its own: here everything is loaded already.
    script = (
        "import sys\n"
        "from chant_lsp.server.app import build_server\n"
        "build_server()\n"
        "late = ('yaml', 'filelock', 'argparse', 'importlib.metadata', 'acp', 'chant_lsp.core',"
        " 'chant_lsp.runs', 'chant_lsp.workspace')\n"
        "print(*(name for name in late if name in sys.modules))\n"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    assert said.split() == []


@pytest.mark.parametrize("module", [session, publisher])
def test_what_reads_the_index_never_waits_in_between(module):
    """Invariant 6: without `async` and `await`, nothing can come between reading the index and using what was read."""
    tree = ast.parse(Path(module.__file__).read_text("utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, (ast.AsyncFunctionDef, ast.Await))]


def test_long_output_is_cut_in_the_middle():
    text = "a" * MAX_TEXT + "b" * MAX_TEXT
    short = shorten(text)
    assert len(short) < MAX_TEXT + 200
    assert (short[0], short[-1]) == ("a", "b")
    assert str(MAX_TEXT) in short


async def test_work_beside_the_loop_gives_its_result_or_its_error():
    assert await in_thread(max, 1, 2) == 2
    with pytest.raises(ZeroDivisionError):
        await in_thread(divmod, 1, 0)


async def test_a_failing_task_is_logged_and_the_server_goes_on(tmp_path, caplog):
    async with in_process() as (editor, server):
        await start(editor, tmp_path)

        async def fail():
            raise ValueError("out of luck")

        server.spawn(fail())
        with pytest.raises(ResponseError):
            await editor.request("textDocument/hover", {})
        assert "out of luck" in caplog.text


@pytest.mark.parametrize("said", [False, "false", "yes", 0, []])
async def test_a_client_that_does_not_clearly_trust_the_workspace_does_not(tmp_path, said):
    async with in_process() as (editor, server):
        await editor.initialize(tmp_path, initializationOptions={"trusted": said})
        assert not server.session.trusted


async def test_a_command_without_arguments_is_asked_with_the_empty_object(tmp_path):
    async with in_process() as (editor, _):
        await editor.initialize(tmp_path)
        assert await editor.request("workspace/executeCommand", {"command": "chant.rescan"}) is None
        with pytest.raises(ResponseError) as refused:
            await editor.request("workspace/executeCommand", {"command": "chant.run"})
        assert refused.value.code == -32602


@pytest.mark.parametrize(
    "state, message, expected",
    [
        (RunState.STOPPED, "Stopped on request.", "001-a stopped on request."),
        (RunState.DONE, "All the evidence is there.", "001-a done: All the evidence is there."),
        (RunState.FAILED, "", "001-a failed: no word about why"),
    ],
)
def test_the_end_of_a_run_is_said_once(state, message, expected):
    now = datetime.now(timezone.utc)
    run = Run("r", "001-a", ".chant/specs/001-a.md", state, "mine", 1, "here", now, "pending", message=message)
    assert summary(run) == expected
