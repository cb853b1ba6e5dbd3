"""What pygls needs to survive real clients: each repair with its reason, and a test in tests/server/test_hardening.py.

- A request whose params do not fit is never answered, and the client waits for ever (pygls#438): answer -32602.
- An enum value that lsprotocol does not know, such as a markup kind of a newer client, is such a misfit: let it pass.
- Each notification leaves a future behind for ever: forget it when its handler is done.
- `shutdown` while a request is pending fails with "dictionary changed size during iteration" (pygls#606).
- `exit` ends the process by an exception from inside a handler and its exit code is lost: tell the transport instead.
- Requests before `initialize` and after `shutdown` are an internal error or unanswered: answer as the protocol says.
- Each failing notification pops up a message in the editor: log each, show at most one of a kind.
- An editor that dies leaves its servers behind when another child holds their stdin: watch its process.
"""

from __future__ import annotations

import asyncio
import contextvars
import enum
import logging
import os
import sys
import time
from collections.abc import Callable, Coroutine, Mapping
from functools import cache, partial
from typing import Any

import cattrs
from lsprotocol import converters, types
from pygls.exceptions import (
    FeatureNotificationError,
    FeatureRequestError,
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcParseError,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol, lsp_method

from chant_lsp.server.kept import Answers, Moment
from chant_lsp.server.lull import Lull
from chant_lsp.server.params import STRUCTURES
from chant_lsp.server.plain import ENCODER, Encoded, to_plain
from chant_lsp.server.shortcut import Shortcut, Shortcuts
from chant_lsp.server.transport import Connection

logger = logging.getLogger(__name__)


WATCH_INTERVAL_S = 2.0


@cache
def tolerant_converter() -> cattrs.Converter:
    """lsprotocol's converter, but an enum value that it does not know stays what it is.

    One for all servers of a process: what it compiles for a type takes longer than to use it.
    Without cattrs' detailed validation the code it generates for `initialize` takes a third less time to compile; the
    detail would tell which field misfits, which the message for the client does without.
    """
    converter = cattrs.Converter(detailed_validation=False)
    for kind in vars(types).values():
        if isinstance(kind, type) and issubclass(kind, enum.Enum):
            converter.register_structure_hook(kind, _structure_enum)
    return converters.get_converter(converter)


def _structure_enum(value: Any, kind: type[enum.Enum]) -> Any:
    try:
        return kind(value)
    except ValueError:
        return value


class _Pending(dict[Any, Any]):
    """Requests in flight; `items()` is a copy, because cancelling one removes it while pygls goes through them."""

    def items(self) -> Any:
        return list(super().items())


class Refused(JsonRpcException):
    """What was asked for cannot be, for a reason that the user is told; nothing has failed."""

    CODE = types.LSPErrorCodes.RequestFailed
    MESSAGE = "Refused"


class HardenedProtocol(LanguageServerProtocol):
    """pygls' protocol with the repairs of this module."""

    def __init__(self, server: Any, converter: cattrs.Converter) -> None:
        super().__init__(server, converter)
        self._request_futures = _Pending()
        self._shortcuts = Shortcuts(self.fm, converter)
        self.lull = Lull()
        self.moment: Callable[[], Moment] = lambda: (time.monotonic(),)
        """All that answers depend on; as long as nobody says, no answer is kept."""
        self._answers = Answers(lambda: self.moment())
        self.on_exit: Callable[[], None] = lambda: None
        self.revise: Callable[[types.ServerCapabilities], None] = lambda capabilities: None
        """Called with what the answer to `initialize` is going to announce."""

    @property
    def exit_code(self) -> int:
        """0 after a `shutdown`, otherwise 1, as the protocol wants it."""
        return 0 if self._shutdown else 1

    # -- in

    def receive(self, message: Any) -> None:
        """Handle one decoded message; a request that cannot be handled is answered, anything else is logged."""
        if not isinstance(message, dict) or ("method" not in message and "id" not in message):
            self.receive_garbage("a message must be an object with a method or an id")
            return
        self.lull.heard()
        if self._workspace is not None and not self._shutdown and (way := self._shortcuts.find(message)):
            self._take(way, message)
            return
        params = message.get("params")
        if isinstance(params, dict) and str(params.get("command")).startswith("chant."):
            # Every command of ours takes one object; left out, it is the empty one.
            params.setdefault("arguments", [{}])
        try:
            self._admit(message)
            structured = self.structure_message(message)
        except Exception as error:
            self._refuse(message, error)
            return
        if "method" not in message:
            error = getattr(structured, "error", None)
            self._handle_response(message["id"], getattr(structured, "result", None), error)
        elif hasattr(structured, "id"):
            # A context of its own, in which pygls keeps the request's id.
            context = contextvars.copy_context()
            context.run(self._handle_request, structured.id, structured.method, structured.params)
        elif "id" in message:
            self._refuse(message, JsonRpcInvalidRequest("A notification has no id"))
        else:
            self._handle_notification(structured.method, getattr(structured, "params", None))

    def receive_garbage(self, reason: str) -> None:
        """Answer what is no message at all; its id, and so its sender's wait, is unknown."""
        logger.error("Unreadable message: %s", reason)
        self._send_error(None, JsonRpcParseError(reason))

    def _admit(self, message: dict[str, Any]) -> None:
        """Whether this message may come now: what the protocol says of the time before and after a session."""
        method = message.get("method")
        if not _is_id(message.get("id")):
            raise JsonRpcInvalidRequest("An id is a number or a text")
        if method is None or method == types.EXIT:
            return
        if self._shutdown:
            raise JsonRpcInvalidRequest("The server is shutting down")
        if (self._workspace is None) != (method == types.INITIALIZE):
            if method == types.INITIALIZE:
                raise JsonRpcInvalidRequest("The server has been initialized before")
            raise JsonRpcServerNotInitialized("The server has not been initialized yet")
        if self.get_message_type(method) is None:
            raise JsonRpcMethodNotFound.of(str(method))

    def structure_message(self, data: dict[str, Any]) -> Any:
        """The typed message.

        Errors: JsonRpcInvalidParams for whatever does not fit.
        """
        try:
            if "method" in data:
                kind: Any = self.get_message_type(data["method"])
                if by_hand := STRUCTURES.get(data["method"]):
                    identity = {"id": data["id"]} if "id" in data else {}
                    return kind(params=by_hand(data["params"]), **identity)
                return self._converter.structure(data, kind)
            return super().structure_message(data)
        except Exception as error:
            raise _misfit(data, error) from error

    def _refuse(self, message: dict[str, Any], error: Exception) -> None:
        if not isinstance(error, JsonRpcException):
            error = JsonRpcInvalidRequest(_first_line(error))
        if "id" not in message:
            # The protocol allows to ignore notifications that start with $/; others should not get lost silently.
            level = logging.DEBUG if str(message.get("method")).startswith("$/") else logging.WARNING
            logger.log(level, "Ignoring %s: %s", _describe(message), error.message)
        elif "method" in message:
            self._send_error(message["id"] if _is_id(message["id"]) else None, error)
        elif _is_id(message["id"]):
            self._handle_response(message["id"], None, error.to_response_error())

    # -- dispatch

    def _take(self, way: Shortcut, message: dict[str, Any]) -> None:
        """Answer a message in one go."""
        question = self._answers.question(message) if way.keeps else None
        if question is not None and (known := self._answers.get(question)) is not None:
            self._answer_json(message["id"], known)
            return
        try:
            params = way.structure(message.get("params"))
        except Exception as error:
            self._refuse(message, _misfit(message, error))
            return
        try:
            result = way.handler(params)
            if asyncio.iscoroutine(result):
                self._answer_later(message["id"], result)
            elif question is not None:
                answer = ENCODER.encode(result)
                self._answers.keep(question, answer)
                self._answer_json(message["id"], answer)
            elif way.answers:
                self._answer(message["id"], result)
        except Refused as refusal:
            self._send_error(message["id"], refusal)
        except Exception:
            error = JsonRpcInternalError.of(sys.exc_info())
            if way.answers:
                logger.exception("%s failed", _describe(message))
                self._send_response(message["id"], error=error.to_response_error())
            self._server._report_server_error(error, FeatureRequestError if way.answers else FeatureNotificationError)

    def _answer(self, msg_id: int | str, result: Any) -> None:
        self._answer_json(msg_id, result.json if isinstance(result, Encoded) else ENCODER.encode(result))

    def _answer_json(self, msg_id: int | str, result: str) -> None:
        self._send_body(f'{{"jsonrpc":"2.0","id":{ENCODER.encode(msg_id)},"result":{result}}}')

    def _answer_later(self, msg_id: Any, work: Coroutine[Any, Any, Any]) -> None:
        """Answer a request when its work is done: a handler that mostly knows the answer had to ask somebody else."""
        task = asyncio.get_running_loop().create_task(work)
        self._request_futures[msg_id] = task  # type: ignore[assignment]  # pygls keeps tasks among them, too
        task.add_done_callback(partial(self._finish, msg_id, partial(self._send_handler_result, msg_id=msg_id)))

    def _execute_handler(self, msg_id: Any, handler: Any, callback: Any, args: Any = None, kwargs: Any = None) -> None:
        super()._execute_handler(msg_id, handler, partial(self._finish, msg_id, callback), args, kwargs)

    def _finish(self, msg_id: Any, callback: Callable[[Any], None], future: Any) -> None:
        self._request_futures.pop(msg_id, None)
        if not future.cancelled() and isinstance(refusal := future.exception(), Refused):
            self._send_error(msg_id, refusal)
        else:
            callback(future)

    def _handle_cancel_notification(self, msg_id: Any) -> None:
        """Cancel what still runs; a request that has just been answered is the usual case and worth no word."""
        if future := self._request_futures.pop(msg_id, None):
            future.cancel()

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Any:
        """As pygls does, with the last word on what is announced."""
        result = yield from super().lsp_initialize(params)
        self.revise(result.capabilities)
        return result

    @lsp_method(types.EXIT)
    def lsp_exit(self, *args: Any) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - pygls takes any
        """End the server; the process leaves with `exit_code`."""
        self.on_exit()

    # -- out

    def notify_plain(self, method: str, params: Mapping[str, Any]) -> None:
        """Send a notification whose params are plain JSON values already."""
        self._send_plain({"jsonrpc": "2.0", "method": method, "params": params})

    def notify_json(self, method: str, params: str) -> None:
        """Send a notification whose params are JSON already, in ASCII."""
        self._send_body(f'{{"jsonrpc":"2.0","method":"{method}","params":{params}}}')

    def _send_data(self, data: Any) -> None:
        """What pygls sends, too."""
        try:
            self._send_plain(data)
        except Exception as error:
            logger.exception("Cannot send")
            self._server._report_server_error(error, JsonRpcInternalError)

    def _serialize_message(self, data: Any) -> Any:
        return to_plain(data)

    def _send_plain(self, message: Any) -> None:
        """Send a message of plain JSON values; objects of lsprotocol may stand anywhere among them."""
        self._send_body(ENCODER.encode(message))

    def _send_body(self, body: str) -> None:
        if self.writer is not None:
            # The encoder escapes what is not ASCII, so that characters are bytes; a lone surrogate cannot break it.
            self.writer.write(f"Content-Length: {len(body)}\r\n\r\n{body}".encode("ascii"))

    def backlog_bytes(self) -> int:
        """How much the client has not read yet; 0 where that cannot be known."""
        return self.writer.backlog_bytes() if isinstance(self.writer, Connection) else 0

    def _send_error(self, msg_id: Any, error: JsonRpcException) -> None:
        reply = {"code": error.code, "message": error.message}
        self._send_data({"jsonrpc": "2.0", "id": msg_id, "error": reply})


def _misfit(message: Mapping[str, Any], error: Exception) -> JsonRpcInvalidParams:
    """What the client is told of params that do not fit; cattrs raises all kinds of exceptions."""
    logger.warning("Message that does not fit: %s", _describe(message), exc_info=error)
    return JsonRpcInvalidParams(f"Invalid params: {_first_line(error)}")


def _is_id(value: Any) -> bool:
    return value is None or isinstance(value, (int, str))


def _describe(message: Mapping[str, Any]) -> str:
    return f"{message.get('method', 'a response')} (id {message.get('id')!r})"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]


def watch_parent(
    process_id: int, on_gone: Callable[[], None], interval_s: float = WATCH_INTERVAL_S
) -> Coroutine[Any, Any, None]:
    """What calls `on_gone` once when the process has ended, to be run as a task.

    A process that cannot be seen now is not watched: it lives in another container, as remote editors do. It is looked
    for at once, because the editor may be gone by the time that the task is first run.
    """
    # On Windows, os.kill(pid, 0) would end it.
    seen = sys.platform != "win32" and _is_alive(process_id)
    return (
        _watch_parent(process_id, os.getppid() == process_id, on_gone, interval_s)
        if seen
        else _watch_nobody(process_id)
    )


async def _watch_nobody(process_id: int) -> None:
    logger.warning("The editor's process %s is not to be seen from here; not watching it", process_id)


async def _watch_parent(process_id: int, is_parent: bool, on_gone: Callable[[], None], interval_s: float) -> None:
    # A dead parent is still there as a zombie until its own parent notices; our own parent is then another process.
    while _is_alive(process_id) and (not is_parent or os.getppid() == process_id):
        await asyncio.sleep(interval_s)
    logger.warning("The editor's process %s has ended", process_id)
    on_gone()


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


class OncePerKind:
    """Says yes to the first error of a kind and no to the others: a pop-up a keystroke helps nobody."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def is_new(self, kind: str) -> bool:
        """Whether this kind was never asked about."""
        if kind in self._seen:
            return False
        self._seen.add(kind)
        return True
