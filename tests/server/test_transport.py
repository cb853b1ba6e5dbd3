"""Bytes to messages and back, whatever the pipe does to them."""

import asyncio
import itertools
import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chant_lsp.server import transport
from chant_lsp.server.transport import Connection, Framer, UnreadableStreamError, serve_descriptors

from .editor import PATIENCE_S, frame


class Recorder:
    """A receiver that keeps what it gets."""

    def __init__(self):
        self.messages = []
        self.garbage = []
        self.writer = None
        self.on_exit = lambda: None

    def receive(self, message):
        self.messages.append(message)

    def receive_garbage(self, reason):
        self.garbage.append(reason)

    def set_writer(self, writer):
        self.writer = writer


def serve_pipes(receiver):
    """A server's task, and the client's ends of the pipes: where it writes, and where it reads."""
    to_server, from_client = os.pipe()
    to_client, from_server = os.pipe()
    return asyncio.create_task(serve_descriptors(receiver, to_server, from_server)), from_client, to_client


def bodies_of(*chunks: bytes) -> list[bytes]:
    framer = Framer()
    return [body for chunk in chunks for body in framer.feed(chunk)]


@given(st.lists(st.binary(max_size=40), max_size=6), st.data())
def test_messages_survive_any_split(bodies, data):
    stream = b"".join(map(frame, bodies))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    edges = [0, *cuts, len(stream)]
    assert bodies_of(*(stream[a:b] for a, b in itertools.pairwise(edges))) == bodies


HEADERS = {
    "other headers": b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}",
    "any case and spacing": b"CONTENT-length :  2 \r\n\r\n{}",
    "a stray message without a header": b'{"jsonrpc":"2.0"}Content-Length: 2\r\n\r\n{}',
    "a header of bare line feeds before": b"Content-Length: 9\n\n{}Content-Length: 2\r\n\r\n{}",
    "a stray line": b"hello from a shell profile\r\nContent-Length: 2\r\n\r\n{}",
    "a header without length": b"Content-Type: x\r\n\r\nContent-Length: 2\r\n\r\n{}",
    "a length that is no number": b"Content-Length: many\r\n\r\nContent-Length: 2\r\n\r\n{}",
    "a negative length": b"Content-Length: -5\r\n\r\nContent-Length: 2\r\n\r\n{}",
}


@pytest.mark.parametrize("stream", HEADERS.values(), ids=HEADERS.keys())
def test_the_message_is_found_behind(stream):
    assert bodies_of(stream) == [b"{}"]


ENDLESS = {
    "a header that never ends": b"x" * (transport.MAX_HEADER_BYTES + 1),
    "a body beyond all measure": b"Content-Length: 99999999999999\r\n\r\n",
}


@pytest.mark.parametrize("stream", ENDLESS.values(), ids=ENDLESS.keys())
def test_gives_up_on(stream):
    with pytest.raises(UnreadableStreamError):
        bodies_of(stream)


def test_a_body_that_is_no_json_is_reported_and_the_next_is_read():
    receiver = Recorder()
    Connection(receiver, lambda: None).data_received(frame(b"{nonsense") + frame(b"\xff\xfe") + frame(b'{"a": 1}'))
    assert len(receiver.garbage) == 2
    assert receiver.messages == [{"a": 1}]


def test_deep_nesting_is_garbage_and_no_crash():
    receiver = Recorder()
    Connection(receiver, lambda: None).data_received(frame(b"[" * 200_000) + frame(b"{}"))
    assert len(receiver.garbage) == 1
    assert receiver.messages == [{}]


async def test_a_huge_message_arrives_whole():
    receiver = Recorder()
    reading, writing = os.pipe()
    output = os.open(os.devnull, os.O_WRONLY)
    serving = asyncio.create_task(serve_descriptors(receiver, reading, output))
    body = json.dumps({"text": "å" * 1_000_000}, ensure_ascii=False).encode()

    def send():
        with open(writing, "wb") as pipe:
            pipe.write(frame(body))

    await asyncio.get_running_loop().run_in_executor(None, send)
    await asyncio.wait_for(serving, PATIENCE_S)
    assert len(receiver.messages[0]["text"]) == 1_000_000


async def test_a_client_that_stops_reading_does_not_stop_the_loop():
    receiver = Recorder()
    serving, from_client, to_client = serve_pipes(receiver)
    while receiver.writer is None:
        await asyncio.sleep(0)
    receiver.writer.write(b"x" * 5_000_000)
    assert receiver.writer.backlog_bytes() > 4_000_000
    seen = 0
    while seen < 5_000_000:
        seen += len(await asyncio.get_running_loop().run_in_executor(None, os.read, to_client, 1 << 20))
    assert seen == 5_000_000
    os.close(from_client)
    await asyncio.wait_for(serving, PATIENCE_S)
    os.close(to_client)


async def test_a_client_that_never_reads_is_given_up(monkeypatch):
    monkeypatch.setattr(transport, "MAX_BACKLOG_BYTES", 1_000_000)
    receiver = Recorder()
    serving, from_client, to_client = serve_pipes(receiver)
    while receiver.writer is None:
        await asyncio.sleep(0)
    receiver.writer.write(b"x" * 5_000_000)
    await asyncio.wait_for(serving, PATIENCE_S)
    os.close(from_client)
    os.close(to_client)


async def test_files_are_served_by_a_thread(tmp_path):
    receiver = Recorder()
    (tmp_path / "in").write_bytes(frame(b'{"a": 1}') + frame(b'{"b": 2}'))
    reading = os.open(tmp_path / "in", os.O_RDONLY)
    writing = os.open(tmp_path / "out", os.O_WRONLY | os.O_CREAT)
    await asyncio.wait_for(serve_descriptors(receiver, reading, writing), PATIENCE_S)
    assert receiver.messages == [{"a": 1}, {"b": 2}]
    receiver.writer.write(b"answer")
    assert (tmp_path / "out").read_bytes() == b"answer"


async def test_what_comes_while_the_server_ends_goes_nowhere():
    receiver = Recorder()
    serving, from_editor, to_editor = serve_pipes(receiver)
    os.write(from_editor, frame(b"1"))
    while not receiver.messages:
        await asyncio.sleep(0)
    serving.cancel()
    os.write(from_editor, frame(b"2"))
    with pytest.raises(asyncio.CancelledError):
        await serving
    for _ in range(10):
        await asyncio.sleep(0)
    assert receiver.messages == [1]
    os.close(from_editor)
    os.close(to_editor)


async def test_an_answer_is_on_its_way_before_the_handler_goes_on():
    receiver = Recorder()
    serving, from_editor, to_editor = serve_pipes(receiver)
    while receiver.writer is None:
        await asyncio.sleep(0)
    os.set_blocking(to_editor, False)
    receiver.writer.write(b"answer")
    assert os.read(to_editor, 100) == b"answer"
    receiver.on_exit()
    await serving
    os.close(from_editor)
    os.close(to_editor)
