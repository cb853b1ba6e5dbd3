"""The server as a process of its own: what only a real one can show."""

import asyncio
import json
import os
import pty
import signal
import subprocess
import sys
import tty

import pytest

from .editor import PATIENCE_S, in_subprocess

pytestmark = pytest.mark.slow


async def test_a_whole_session_ends_with_0():
    async with in_subprocess() as (editor, process):
        result = await editor.initialize()
        assert result["capabilities"]["textDocumentSync"]["change"] == 2
        await editor.shutdown()
        assert await asyncio.wait_for(process.wait(), PATIENCE_S) == 0
        assert process.stderr and await process.stderr.read() == b""


async def test_exit_without_shutdown_ends_with_1():
    async with in_subprocess() as (editor, process):
        await editor.initialize()
        editor.notify("exit")
        assert await asyncio.wait_for(process.wait(), PATIENCE_S) == 1


async def test_a_closed_stdin_ends_the_server():
    async with in_subprocess() as (editor, process):
        await editor.initialize()
        assert process.stdin
        process.stdin.close()
        assert await asyncio.wait_for(process.wait(), PATIENCE_S) == 1


async def test_messages_cut_to_bytes_are_understood():
    async with in_subprocess() as (editor, process):
        whole, editor.write = editor.write, lambda data: [whole(bytes([byte])) for byte in data]
        await editor.initialize(capabilities={})
        await editor.shutdown()
        assert await asyncio.wait_for(process.wait(), PATIENCE_S) == 0


async def test_the_server_ends_with_its_editor_although_its_stdin_stays_open():
    editor_process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    async with in_subprocess() as (editor, process):
        await editor.initialize(processId=editor_process.pid)
        editor_process.communicate(b"\n")
        assert await asyncio.wait_for(process.wait(), PATIENCE_S) == 1


async def test_a_stray_print_and_a_child_that_reads_do_not_touch_the_protocol():
    script = (
        "import subprocess, sys\n"
        "from chant_lsp.server import app, transport\n"
        "take = transport.take_stdio\n"
        "def noisy():\n"
        "    descriptors = take()\n"
        "    print('a stray print', flush=True)\n"
        "    subprocess.run(['cat'], check=True)\n"  # reads its stdin, writes its stdout
        "    return descriptors\n"
        "transport.take_stdio = noisy\n"
        "from chant_lsp.cli.lsp import run\n"
        "sys.exit(run([]))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    body = (
        b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}'
    )
    bye = b'{"jsonrpc":"2.0","id":2,"method":"shutdown"}', b'{"jsonrpc":"2.0","method":"exit"}'
    stream = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(part), part) for part in (body, *bye))
    output, errors = await asyncio.to_thread(process.communicate, stream, PATIENCE_S)
    assert output.startswith(b"Content-Length")
    assert b"a stray print" in errors
    assert b"a stray print" not in output
    assert process.returncode == 0


async def test_tcp_serves_one_client():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "chant_lsp", "lsp", "--tcp", "127.0.0.1:0", stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr
    said = (await asyncio.wait_for(process.stderr.readline(), PATIENCE_S)).decode()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(said.rpartition(":")[2]))
    from .editor import Editor

    editor = Editor(reader, writer.write)
    await editor.initialize()
    await editor.shutdown()
    assert await asyncio.wait_for(process.wait(), PATIENCE_S) == 0
    writer.close()


async def test_ctrl_c_is_quiet():
    async with in_subprocess(start_new_session=True) as (editor, process):
        await editor.initialize()
        os.kill(process.pid, signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), PATIENCE_S) == 130
        assert process.stderr and b"Traceback" not in await process.stderr.read()


async def test_without_uvloop_it_is_the_same_server():
    script = "import sys\nsys.modules['uvloop'] = None\nfrom chant_lsp.cli.lsp import run\nsys.exit(run([]))\n"
    async with in_subprocess(command=[sys.executable, "-c", script]) as (editor, process):
        await editor.initialize()
        await editor.shutdown()
        assert await asyncio.wait_for(process.wait(), PATIENCE_S) == 0


async def test_one_terminal_for_both_ways_is_answered_from_the_first_message_on():
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    params = {"processId": None, "rootUri": None, "capabilities": {}}
    message = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}).encode()
    os.write(ours, b"Content-Length: %d\r\n\r\n%s" % (len(message), message))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "chant_lsp", "lsp", stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL
    )
    try:
        head = await asyncio.wait_for(asyncio.to_thread(os.read, ours, 15), PATIENCE_S)
        assert head == b"Content-Length:"
    finally:
        process.kill()
        await process.wait()
        os.close(theirs)
        os.close(ours)
