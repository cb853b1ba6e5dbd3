"""An ACP agent that does what its arguments say, one step after the other; for the tests of the runner.

Standard library alone, so that it starts fast and can misbehave on every level. Steps are WORD or WORD=VALUE (STEPS).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path


class Wire:
    """Blocking JSON lines on the standard streams."""

    def __init__(self) -> None:
        self.ids = 0

    def send(self, message: dict) -> None:
        sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        sys.stdout.flush()

    def receive(self) -> dict:
        line = sys.stdin.readline()
        if not line:
            sys.exit(0)
        return json.loads(line)

    def ask(self, method: str, params: dict) -> dict:
        self.ids += 1
        self.send({"id": self.ids, "method": method, "params": params})
        while True:
            message = self.receive()
            if message.get("id") == self.ids and "method" not in message:
                return message

    def update(self, update: dict) -> None:
        self.send({"method": "session/update", "params": {"sessionId": "s", "update": update}})

    def say(self, text: str) -> None:
        self.update({"sessionUpdate": "agent_message_chunk", "content": {"type": "text", "text": text}})


wire = Wire()


def write(path: str) -> None:
    """Write a file through the client."""
    wire.ask("fs/write_text_file", {"sessionId": "s", "path": str(Path(path).absolute()), "content": f"by {path}\n"})


def tick(_: str) -> None:
    """Tick all boxes of the own spec through the client."""
    spec = os.environ["CHANT_SPEC_FILE"]
    answer = wire.ask("fs/read_text_file", {"sessionId": "s", "path": spec})
    content = answer["result"]["content"].replace("- [ ]", "- [x]")
    wire.ask("fs/write_text_file", {"sessionId": "s", "path": spec, "content": content})


def rewrite(text: str) -> None:
    """Add a line to the own spec through the client."""
    spec = os.environ["CHANT_SPEC_FILE"]
    answer = wire.ask("fs/read_text_file", {"sessionId": "s", "path": spec})
    content = answer["result"]["content"] + text + "\n"
    wire.say(json.dumps(wire.ask("fs/write_text_file", {"sessionId": "s", "path": spec, "content": content})) + "\n")


def read(path: str) -> None:
    """Read a file through the client and say what came."""
    wire.say(json.dumps(wire.ask("fs/read_text_file", {"sessionId": "s", "path": path})) + "\n")


def ask(value: str) -> None:
    """KIND:PATH - ask for permission, and say what the answer was."""
    kind, _, path = value.partition(":")
    call = {
        "toolCallId": "c",
        "title": f"{kind} {path}",
        "kind": kind,
        "locations": [{"path": str(Path(path).absolute())}] if path else [],
    }
    options = [
        {"optionId": "yes", "name": "Yes", "kind": "allow_once"},
        {"optionId": "no", "name": "No", "kind": "reject_once"},
    ]
    answer = wire.ask("session/request_permission", {"sessionId": "s", "toolCall": call, "options": options})
    wire.say(f"answer: {answer['result']['outcome'].get('optionId')}\n")


def request(call: dict) -> None:
    """Ask for permission, and say what the answer was."""
    options = [
        {"optionId": "always", "name": "Always", "kind": "allow_always"},
        {"optionId": "yes", "name": "Yes", "kind": "allow_once"},
        {"optionId": "no", "name": "No", "kind": "reject_once"},
    ]
    params = {"sessionId": "s", "toolCall": {"toolCallId": "c", **call}, "options": options}
    answer = wire.ask("session/request_permission", params)
    wire.say(f"answer: {answer['result']['outcome'].get('optionId')}\n")


def propose(value: str) -> None:
    """PATH:TEXT - ask for permission to give a file a text, and show it."""
    path, _, text = value.partition(":")
    diff = {"type": "diff", "path": str(Path(path).absolute()), "oldText": None, "newText": text}
    request({"title": "a harmless edit", "kind": "edit", "content": [diff]})


def edit(value: str) -> None:
    """JSON: [path, [old, new]...] - ask for permission for several changes of a file."""
    path, *changes = json.loads(value)
    diffs = [{"type": "diff", "path": str(Path(path).absolute()), "oldText": a, "newText": b} for a, b in changes]
    request({"title": "a harmless edit", "kind": "edit", "content": diffs})


def execute(line: str) -> None:
    """Ask for permission to run a command line by itself."""
    request({"title": "a harmless command", "kind": "execute", "rawInput": {"command": line}})


def store(value: str) -> None:
    """PATH:TEXT - write a file through the client, and say what came of it."""
    path, _, text = value.partition(":")
    answer = wire.ask("fs/write_text_file", {"sessionId": "s", "path": str(Path(path).absolute()), "content": text})
    wire.say(f"stored: {json.dumps(answer.get('error', 'yes'))}\n")


def terminal(value: str) -> None:
    """JSON of a terminal/create - run a command to its end, and say what it printed and how it ended."""
    answer = wire.ask("terminal/create", {"sessionId": "s", **json.loads(value)})
    if "error" in answer:
        wire.say(f"refused: {json.dumps(answer['error'])}\n")
        return
    id = {"sessionId": "s", "terminalId": answer["result"]["terminalId"]}
    wire.ask("terminal/wait_for_exit", id)
    wire.say(f"terminal: {json.dumps(wire.ask('terminal/output', id)['result'])}\n")
    wire.ask("terminal/release", id)


def leave(value: str) -> None:
    """JSON of a terminal/create - start a command and let it run."""
    wire.say(f"left: {json.dumps(wire.ask('terminal/create', {'sessionId': 's', **json.loads(value)}))}\n")


def put(path: str) -> None:
    """Write a file without asking anybody."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text("put\n", "utf-8")


def copy(value: str) -> None:
    """FROM:TO - write what stands in a file of the test's through the client."""
    source, _, target = value.partition(":")
    content = Path(source).read_text("utf-8")
    wire.ask("fs/write_text_file", {"sessionId": "s", "path": str(Path(target).absolute()), "content": content})


def place(value: str) -> None:
    """FROM:TO - the same without asking anybody."""
    source, _, target = value.partition(":")
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    Path(target).write_text(Path(source).read_text("utf-8"), "utf-8")


def remove(path: str) -> None:
    """Delete a file without asking anybody."""
    Path(path).unlink()


def link(value: str) -> None:
    """NAME:TARGET - put a link in the place of a file."""
    name, _, target = value.partition(":")
    Path(name).unlink(missing_ok=True)
    Path(name).symlink_to(target)


def flood(count: str) -> None:
    """So many KiB of text."""
    for _ in range(int(count)):
        wire.say("x" * 1023 + "\n")


def line(count: str) -> None:
    """One message of so many bytes."""
    wire.say("y" * int(count))


def garbage(count: str) -> None:
    """So many lines that are no JSON."""
    for number in range(int(count)):
        print(f"Loading plugin {number} ...", flush=True)


def odd(_: str) -> None:
    """Valid JSON that is no message, and messages that no client knows."""
    for text in (
        "42",
        "[]",
        '"x"',
        "null",
        '{"id": [1]}',
        '{"method": 5}',
        "{}",
        '{"method": "nobody/knows", "id": 7}',
    ):
        print(text, flush=True)
    wire.update({"sessionUpdate": "of_the_future", "x": 1})
    wire.receive()


def abandon(code: str) -> None:
    """End while a request of ours is open."""
    wire.send({"id": 99, "method": "fs/read_text_file", "params": {"sessionId": "s", "path": "out.md"}})
    os._exit(int(code))


def spawn(pid_file: str) -> None:
    """Leave a process behind that detaches itself and ignores TERM; its pid goes to a file."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            for descriptor in (0, 1, 2):
                os.close(descriptor)
            Path(pid_file + ".new").write_text(str(os.getpid()))
            Path(pid_file + ".new").rename(pid_file)
            time.sleep(300)
        os._exit(0)


def mark(path: str) -> None:
    """Create a file, for a test that waits for this moment; it holds our pid."""
    Path(path + ".new").write_text(str(os.getpid()))
    Path(path + ".new").rename(path)


def wait(path: str) -> None:
    """Wait for a test to create a file."""
    while not Path(path).exists():
        time.sleep(0.01)


def hang(how: str) -> None:
    """Wait to be cancelled; `deaf` ignores that, `stubborn` ignores TERM and the end of its input, too."""
    if how == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        if how == "stubborn":
            time.sleep(300)
        message = wire.receive()
        if message.get("method") == "session/cancel" and how != "deaf":
            raise CancelledError


class CancelledError(Exception):
    """The client took the prompt back."""


STEPS = {
    "write": write,
    "tick": tick,
    "rewrite": rewrite,
    "read": read,
    "ask": ask,
    "propose": propose,
    "edit": edit,
    "execute": execute,
    "store": store,
    "terminal": terminal,
    "leave": leave,
    "put": put,
    "copy": copy,
    "place": place,
    "remove": remove,
    "link": link,
    "say": lambda text: wire.say(text + "\n"),
    "environment": lambda _: wire.say(json.dumps(dict(os.environ)) + "\n"),
    "descriptors": lambda _: wire.say(json.dumps(sorted(os.listdir("/proc/self/fd"))) + "\n"),
    "prompt": lambda path: Path(path).write_bytes(prompt.encode()),
    "flood": flood,
    "line": line,
    "garbage": garbage,
    "odd": odd,
    "spawn": spawn,
    "mark": mark,
    "wait": wait,
    "nap": lambda seconds: time.sleep(float(seconds)),
    "hang": hang,
    "told": lambda _: wire.say(f"told: {told}\n"),
    "abandon": abandon,
    "shell": lambda line: subprocess.run(line, shell=True, check=True),
    "complain": lambda text: print(text, file=sys.stderr, flush=True),
    "exit": lambda code: os._exit(int(code)),
    "die": lambda _: os.kill(os.getpid(), signal.SIGKILL),
}

prompt = ""
told: list[str] = []
"""What the client has set before the prompt."""


def main(steps: list[str]) -> None:
    """Answer the handshake, then play the steps for each prompt."""
    global prompt
    opening = dict(step.partition("=")[::2] for step in steps)
    while True:
        message = wire.receive()
        method, id = message.get("method"), message.get("id")
        if "mute" in opening:
            continue
        if "noisy" in opening:
            garbage("1000000")
        if method == "session/prompt":
            prompt = message["params"]["prompt"][0]["text"]
            wire.send({"id": id, "result": play(steps)})
            if "twice" in opening:
                wire.send({"id": id, "result": {"stopReason": "refusal"}})
        elif method:
            wire.send({"id": id, **open_session(method, message.get("params", {}), opening)})
            if method == "session/new" and "unread" in opening:
                mark(opening["unread"])
                time.sleep(300)


def open_session(method: str, params: dict, opening: dict[str, str]) -> dict:
    """The answer to what comes before the prompt.

    Words: `version=V`, `broken` (no handshake), `locked` (until a key is named), `options=A,B` and `models=A,B` (the
    new and the old way to offer models), `mode_options=A,B` and `modes=A,B` (the same of modes).
    """
    if method == "initialize" and "broken" in opening:
        return {"error": {"code": -32603, "message": "out of cheese"}}
    if method == "initialize":
        version = opening.get("version", "1")
        return {"result": {"protocolVersion": int(version) if version.isdigit() else version, "agentCapabilities": {}}}
    if method == "session/new" and "locked" in opening and not told:
        return {"error": {"code": -32000, "message": "Authentication required"}}
    if method == "session/new":
        return {"result": {"sessionId": "s", **offer(opening)}}
    told.append(f"{method} {next(params[key] for key in ('value', 'modelId', 'modeId', 'methodId') if key in params)}")
    return {"result": {"configOptions": []} if method == "session/set_config_option" else {}}


def offer(opening: dict[str, str]) -> dict:
    """The choices that a new session has."""
    offered: dict = {}
    if names := opening.get("options", "").split(","):
        values = [{"value": name, "name": name.title()} for name in names]
        option = {"id": "m", "name": "Model", "category": "model", "type": "select", "currentValue": names[0]}
        offered["configOptions"] = [{**option, "options": values}] if names[0] else []
    if names := list(filter(None, opening.get("mode_options", "").split(","))):
        values = [{"value": name, "name": name.title()} for name in names]
        option = {"id": "d", "name": "Mode", "category": "mode", "type": "select", "currentValue": names[0]}
        offered.setdefault("configOptions", []).append({**option, "options": values})
    if names := list(filter(None, opening.get("models", "").split(","))):
        models = [{"modelId": name, "name": name.title()} for name in names]
        offered["models"] = {"availableModels": models, "currentModelId": names[0]}
    if names := list(filter(None, opening.get("modes", "").split(","))):
        modes = [{"id": name, "name": name.title()} for name in names]
        offered["modes"] = {"availableModes": modes, "currentModeId": names[0]}
    return offered


def play(steps: list[str]) -> dict:
    """One turn."""
    model = {}
    try:
        for step in steps:
            word, _, value = step.partition("=")
            if word == "model":
                model = {"_meta": {"model": value}}
            elif word in STEPS:
                STEPS[word](value)
    except CancelledError:
        return {"stopReason": "cancelled"}
    return {"stopReason": "end_turn", **model}


if __name__ == "__main__":
    main(sys.argv[1:])
