"""A model on loopback, with the chat interface that most agents can be given: it says what a test has scripted."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Call:
    """A tool that the model wants to be used."""

    tool: str
    arguments: dict[str, Any]


HANG = "hang"
"""Instead of an answer: silence, until the test is over."""


@dataclass
class Model:
    """The stub: one step an answer, then a closing word."""

    steps: Sequence[Call | str]
    port: int = 0
    asked: list[str] = field(default_factory=list)
    """Every conversation that was sent, as text."""
    results: list[str] = field(default_factory=list)
    """What came back for each tool call, in order."""
    hanging: threading.Event = field(default_factory=threading.Event)
    """Set once an answer hangs."""
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serve(*steps: Call | str) -> Iterator[Model]:
    """The model at `127.0.0.1:model.port/v1`; each step is a tool call, a text, or HANG."""
    model = Model(steps)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

        def do_POST(self) -> None:
            _answer(self, model)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    model.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.over.set()
        server.shutdown()
        server.server_close()


def _answer(handler: BaseHTTPRequestHandler, model: Model) -> None:
    request = json.loads(handler.rfile.read(int(handler.headers.get("content-length", 0))) or b"{}")
    messages = request.get("messages", [])
    tools = {tool["function"]["name"] for tool in request.get("tools", [])}
    model.asked.append(json.dumps(messages, ensure_ascii=False))
    results = [str(message["content"]) for message in messages if message["role"] == "tool"]
    step: Call | str = "A title"
    if tools:  # without any it is a side question, such as for a title
        model.results = results
        step = model.steps[len(results)] if len(results) < len(model.steps) else "Done."
    if step == HANG:
        model.hanging.set()
        model.over.wait(120)
        return
    handler.send_response(200)
    handler.send_header("content-type", "text/event-stream")
    handler.end_headers()
    for chunk in _chunks(step, len(results)):
        handler.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
    handler.wfile.write(b"data: [DONE]\n\n")


def _chunks(step: Call | str, number: int) -> Iterator[dict[str, Any]]:
    if isinstance(step, Call):
        function = {"name": step.tool, "arguments": json.dumps(step.arguments)}
        call = {"index": 0, "id": f"call-{number}", "type": "function", "function": function}
        yield _chunk({"role": "assistant", "tool_calls": [call]})
        yield _chunk({}, "tool_calls")
        return
    for word in step.split(" "):
        yield _chunk({"role": "assistant", "content": f"{word} "})
    yield _chunk({}, "stop")


def _chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "stub", "choices": [choice]}
