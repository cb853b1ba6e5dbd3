"""Bytes in, message bodies out, and back: stdio and TCP on the event loop, without threads where the system allows it.

pygls reads stdin line by line in a thread pool; three thread hops a message are most of what a keystroke costs there.
It also writes with blocking calls, so that a client which stops reading stops the server's event loop for ever. Here
the loop reads chunks and cuts them into messages, and writes what the pipe takes, keeping the rest until the client
reads again.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import re
import stat
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Protocol

logger = logging.getLogger(__name__)

MAX_HEADER_BYTES = 16 * 1024
MAX_BODY_BYTES = 256 * 1024 * 1024
MAX_BACKLOG_BYTES = 64 * 1024 * 1024
"""Unread output at which a client counts as gone; nothing is dropped before, as each message builds on the last."""

_WHOLE = re.compile(rb"Content-Length: ([0-9]{1,8})\r\n\r\n")
_LENGTH = re.compile(rb"content-length:[ \t]*([0-9]{1,9})", re.IGNORECASE)
CHUNK_BYTES = 256 * 1024
PIPE_BYTES = 64 * 1024
"""What a pipe holds."""


class UnreadableStreamError(Exception):
    """What arrived cannot be cut into messages any more; there is no way to find the next one."""


class Framer:
    """Cuts a byte stream into the bodies of its messages, however the chunks fall."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._body_bytes: int | None = None

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The bodies that are complete now.

        Errors: UnreadableStreamError for a header or a body beyond all measure; a header without a length is skipped.
        """
        if not self._buffer and self._body_bytes is None:
            # Nearly always, a chunk is one message.
            start = _WHOLE.match(chunk)
            if start is not None and len(chunk) - start.end() == int(start[1]):
                yield chunk[start.end() :]
                return
        self._buffer += chunk
        while (body := self._take_body()) is not None:
            yield body

    def _take_body(self) -> bytes | None:
        while self._body_bytes is None:
            header = self._take_header()
            if header is None:
                return None
            self._body_bytes = _content_length(header)
        size = self._body_bytes
        if len(self._buffer) < size:
            return None
        body = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._body_bytes = None
        return body

    def _take_header(self) -> bytes | None:
        end = self._buffer.find(b"\r\n\r\n", 0, MAX_HEADER_BYTES + 4)
        if end < 0:
            if len(self._buffer) > MAX_HEADER_BYTES:
                raise UnreadableStreamError(f"no end of header in {MAX_HEADER_BYTES} bytes")
            return None
        header = bytes(self._buffer[:end])
        del self._buffer[: end + 4]
        return header


def _content_length(header: bytes) -> int | None:
    for line in header.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            size = int(value)
            if size > MAX_BODY_BYTES:
                raise UnreadableStreamError(f"a message of {size} bytes")
            return size
    # Something that is no header stands in front: the last length that is there begins the next message.
    lengths = _LENGTH.findall(header)
    if lengths and int(lengths[-1]) <= MAX_BODY_BYTES:
        return int(lengths[-1])
    logger.warning("Skipping a header without Content-Length: %r", header[:200])
    return None


class Receiver(Protocol):
    """What a transport needs from the server."""

    on_exit: Callable[[], None]
    """What the server calls when it wants to end; set by the transport."""

    def receive(self, message: Any) -> None:
        """Handle one decoded message; raises nothing."""
        ...

    def receive_garbage(self, reason: str) -> None:
        """Answer a body that is not JSON."""
        ...

    def set_writer(self, writer: Any) -> None:
        """Use this writer (`write(bytes)`, `close()`) from now on."""
        ...


class Connection(asyncio.Protocol):
    """One client on asyncio transports; for stdio the reading and the writing side are two of them."""

    def __init__(self, receiver: Receiver, stop: Callable[[], None], pipe: int | None = None) -> None:
        self._receiver = receiver
        self._stop = stop
        self._framer = Framer()
        self._output: asyncio.WriteTransport | None = None
        self._pipe = pipe
        """Where the writing side ends, if that is a pipe."""

    def connection_made(self, transport: Any) -> None:
        """asyncio: a side is there; the writing one comes first, as what can be read wants an answer."""
        if self._output is None:
            self._output = transport
            self._receiver.set_writer(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio: the client closed one side, or died."""
        self._stop()

    def data_received(self, data: bytes) -> None:
        """asyncio: some bytes, cut anywhere."""
        try:
            for body in self._framer.feed(data):
                deliver(self._receiver, body)
        except UnreadableStreamError as error:
            logger.error("Closing the connection: %s", error)  # noqa: TRY400 - the reason is all there is to know
            self._stop()

    def write(self, data: bytes) -> None:
        """Send what the client takes now and keep the rest until it reads again."""
        if self._output is None or self._output.is_closing():
            return
        if self._pipe is not None and not self._output.get_write_buffer_size():
            # uvloop would send it when the handler is done, which may have more to do than to answer.
            with contextlib.suppress(OSError):  # full, or closed: the transport knows what to do then
                data = data[os.write(self._pipe, data) :]
            if not data:
                return
        self._output.write(data)
        if self._output.get_write_buffer_size() > MAX_BACKLOG_BYTES:
            logger.error("The client has stopped reading; giving it up")
            self._output.abort()
            self._stop()

    def backlog_bytes(self) -> int:
        """How much the client has not read yet, beyond what the pipe holds."""
        return self._output.get_write_buffer_size() if self._output else 0

    def close(self) -> None:
        """Close when what is waiting has been sent."""
        if self._output is not None:
            self._output.close()

    async def drain(self, limit_s: float) -> None:
        """Wait until all is sent or the client is gone, at most `limit_s` seconds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + limit_s
        while self._output and not self._output.is_closing() and self.backlog_bytes() and loop.time() < deadline:
            await asyncio.sleep(0.005)


def deliver(receiver: Receiver, body: bytes) -> None:
    """Decode one body and hand it over."""
    try:
        # With `bytes`, json looks for the encoding first, which the protocol says.
        message = json.loads(str(body, "utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        receiver.receive_garbage(f"not JSON: {error}")
        return
    receiver.receive(message)


class BlockingWriter:
    """Writes to a file descriptor that the event loop cannot watch, such as a regular file."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, data: bytes) -> None:
        """Write all of it before returning."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._descriptor, view) :]

    def close(self) -> None:
        """The descriptor closes with the process."""


def take_stdio() -> tuple[int, int]:
    """Move the protocol off file descriptors 0 and 1, and return its own (reading, writing).

    Afterwards stdin is empty and stdout is stderr, for this process and for each child that inherits them: a stray
    print cannot break the protocol, and a child that reads its stdin cannot swallow messages.
    """
    reading, writing = os.dup(0), os.dup(1)
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.close(empty)
    os.dup2(2, 1)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(reading, os.O_BINARY)
        msvcrt.setmode(writing, os.O_BINARY)
    return reading, writing


def run(serving: Coroutine[Any, Any, None]) -> None:
    """Run to its end, on uvloop where there is one: a message is through its loop in half the time of asyncio's."""
    try:
        import uvloop
    except ImportError:  # it is neither for Windows nor for PyPy
        asyncio.run(serving)
    else:
        uvloop.run(serving)


async def serve_descriptors(receiver: Receiver, reading: int, writing: int) -> None:
    """Serve the client behind two file descriptors until it leaves; both belong to this function and are closed."""
    stopped = asyncio.Event()
    receiver.on_exit = stopped.set
    if _can_watch(reading) and _can_watch(writing):
        loop = asyncio.get_running_loop()
        connection = Connection(receiver, stopped.set, writing)
        output, _ = await loop.connect_write_pipe(lambda: connection, os.fdopen(writing, "wb", buffering=0))
        source, _ = await loop.connect_read_pipe(lambda: connection, os.fdopen(reading, "rb", buffering=0))
        if hasattr(source, "max_size"):
            # asyncio asks for 256 KiB, which the system maps and takes back again at each message: 13 µs.
            source.max_size = PIPE_BYTES  # type: ignore[attr-defined]
        try:
            await stopped.wait()
            await connection.drain(limit_s=1.0)
        finally:
            # Whatever comes while the loop itself is ended has nobody left to go to.
            source.close()
            output.close()
    else:
        receiver.set_writer(BlockingWriter(writing))
        _read_in_thread(reading, Connection(receiver, stopped.set))
        await stopped.wait()


async def serve_tcp(receiver: Receiver, host: str, port: int) -> None:
    """Listen, serve the first client that connects, and end with it; port 0 takes any free one."""
    stopped = asyncio.Event()
    receiver.on_exit = stopped.set
    connection = Connection(receiver, stopped.set)
    server = await asyncio.get_running_loop().create_server(lambda: connection, host, port, backlog=1)
    address = server.sockets[0].getsockname()
    print(f"listening on {address[0]}:{address[1]}", file=sys.stderr, flush=True)
    try:
        await stopped.wait()
        await connection.drain(limit_s=1.0)
    finally:
        connection.close()
        server.close()


def _can_watch(descriptor: int) -> bool:
    """Whether the event loop can wait for it: pipes, sockets and terminals, but no files, and nothing on Windows."""
    if sys.platform == "win32":
        return False
    mode = os.fstat(descriptor).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(descriptor)


def _read_in_thread(reading: int, connection: Connection) -> None:
    loop = asyncio.get_running_loop()

    def read() -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is left to tell
            while chunk := os.read(reading, CHUNK_BYTES):
                loop.call_soon_threadsafe(connection.data_received, chunk)
            loop.call_soon_threadsafe(connection.connection_lost, None)

    threading.Thread(target=read, name="stdin", daemon=True).start()
