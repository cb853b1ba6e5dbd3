"""Each repair of chant_lsp/server/hardening.py, over the wire."""

import asyncio
import subprocess
import sys

import pytest
from lsprotocol import types

from chant_lsp.server.hardening import OncePerKind, watch_parent

from .editor import PATIENCE_S, ResponseError, in_process

ODD_CAPABILITIES = {
    "textDocument": {
        "hover": {"contentFormat": ["asciidoc", "markdown"]},
        "documentSymbol": {"symbolKind": {"valueSet": [1, 2, 99]}},
        "completion": {"completionItem": {"tagSupport": {"valueSet": [1, 77]}}},
        "publishDiagnostics": {"tagSupport": {"valueSet": [1, 2, 33]}},
        "semanticTokens": {"requests": {}, "tokenTypes": [], "tokenModifiers": [], "formats": ["absolute"]},
    },
    "workspace": {"workspaceEdit": {"resourceOperations": ["create", "teleport"], "failureHandling": "shrug"}},
    "general": {"positionEncodings": ["utf-9", "utf-16"]},
    "somethingNew": {"supported": True},
}


async def test_initialize_answers_values_that_no_enum_knows():
    async with in_process() as (editor, _):
        result = await editor.initialize(capabilities=ODD_CAPABILITIES, trace="chatty")
        assert result["serverInfo"]["name"] == "chant-lsp"
        assert result["capabilities"]["positionEncoding"] == "utf-16"


BAD_PARAMS = {
    "no position": {"textDocument": {"uri": "file:///a.md"}},
    "wrong type": {"textDocument": [], "position": 7},
    "nothing": None,
}


@pytest.mark.parametrize("params", BAD_PARAMS.values(), ids=BAD_PARAMS.keys())
async def test_params_that_do_not_fit_are_answered(params):
    async with in_process() as (editor, _):
        await editor.initialize()
        with pytest.raises(ResponseError) as refusal:
            await editor.request("textDocument/hover", params)
        assert refusal.value.code == -32602


BAD_NOTIFICATIONS = [None, {}, [], {"textDocument": {"uri": 1}}, {"textDocument": {"uri": "a", "version": 1}}, "x"]


@pytest.mark.parametrize("params", BAD_NOTIFICATIONS)
async def test_notifications_that_do_not_fit_are_ignored(params):
    async with in_process() as (editor, _):
        await editor.initialize()
        for method in ("textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "$/setTrace"):
            editor.notify(method, params)
        assert await editor.request("shutdown") is None


async def test_an_unknown_method_is_answered():
    async with in_process() as (editor, _):
        await editor.initialize()
        with pytest.raises(ResponseError) as refusal:
            await editor.request("chant/unheardOf")
        assert refusal.value.code == -32601


ODD_MESSAGES = {
    "a notification with an id": (
        {"id": "n", "method": "textDocument/didClose", "params": {"textDocument": {"uri": "x"}}},
        -32600,
    ),
    "an edit with an id": ({"id": "n", "method": "textDocument/didChange", "params": {}}, -32602),
    "a request with a list for an id": ({"id": ["n"], "method": "textDocument/hover"}, -32600),
    "a request with an object for an id": ({"id": {}, "method": "shutdown"}, -32600),
    "an answer to nothing": ({"id": "nobody", "result": 1}, None),
    "an answer to a list": ({"id": [], "result": 1}, None),
    "an answer to null": ({"id": None, "error": {"code": 1, "message": "x"}}, None),
    "an error of the wrong shape": ({"id": 5, "error": "no"}, None),
    "a method that is a list": ({"id": "n", "method": ["x"]}, -32600),
    "a cancellation of a list": ({"method": "$/cancelRequest", "params": {"id": []}}, None),
    "a cancellation of nothing": ({"method": "$/cancelRequest"}, None),
    "a file event of nothing": ({"method": "workspace/didChangeWatchedFiles", "params": {"changes": None}}, None),
}


@pytest.mark.parametrize("message, code", ODD_MESSAGES.values(), ids=ODD_MESSAGES.keys())
async def test_odd_messages_do_not_end_the_session(message, code):
    async with in_process() as (editor, _):
        await editor.initialize()
        editor._waiting["n"] = answer = asyncio.get_running_loop().create_future()
        editor.send({"jsonrpc": "2.0", **message})
        assert await editor.request("shutdown") is None
        replies = [each["error"]["code"] for each in editor.unmatched]
        if answer.done():
            error = answer.exception()
            assert isinstance(error, ResponseError)
            replies.append(error.code)
        assert replies == ([code] if code else [])


async def test_garbage_is_answered_and_the_session_goes_on():
    async with in_process() as (editor, _):
        await editor.initialize()
        for body in (b"{oops", b"[]", b"7", b"null"):
            editor.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        await editor.until(lambda: len(editor.unmatched) == 4)
        assert {message["error"]["code"] for message in editor.unmatched} == {-32700}
        assert await editor.request("shutdown") is None


async def test_before_initialize_requests_are_refused_as_the_protocol_says():
    async with in_process() as (editor, _):
        with pytest.raises(ResponseError) as refusal:
            await editor.request("textDocument/hover", {})
        assert refusal.value.code == -32002


async def test_a_second_initialize_is_refused():
    async with in_process() as (editor, _):
        await editor.initialize()
        with pytest.raises(ResponseError) as refusal:
            await editor.initialize()
        assert refusal.value.code == -32600


async def test_after_shutdown_requests_are_refused_as_the_protocol_says():
    async with in_process() as (editor, _):
        await editor.initialize()
        await editor.request("shutdown")
        with pytest.raises(ResponseError) as refusal:
            await editor.request("textDocument/hover", {})
        assert refusal.value.code == -32600


async def test_exit_code_is_0_after_shutdown_and_1_without():
    for says_goodbye, code in ((True, 0), (False, 1)):
        async with in_process() as (editor, server):
            await editor.initialize()
            if says_goodbye:
                await editor.request("shutdown")
            editor.notify("exit")
        assert server.protocol.exit_code == code


async def test_notifications_leave_nothing_behind():
    async with in_process() as (editor, server):

        @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
        async def did_save(params: types.DidSaveTextDocumentParams):
            await asyncio.sleep(0)

        await editor.initialize()
        for _ in range(100):
            editor.notify("textDocument/didSave", {"textDocument": {"uri": "file:///a.md"}})
            editor.notify("$/setTrace", {"value": "off"})
            editor.notify("$/cancelRequest", {"id": 12345})
        await editor.request("shutdown")
        assert server.protocol._request_futures == {}


async def test_shutdown_while_a_command_runs_is_clean():
    async with in_process() as (editor, server):

        @server.command("test.slow")
        async def slow():
            await asyncio.sleep(1000)

        await editor.initialize()
        pending = editor.post("workspace/executeCommand", {"command": "test.slow"})
        assert await editor.request("shutdown") is None
        with pytest.raises(ResponseError) as cancelled:
            await asyncio.wait_for(pending, PATIENCE_S)
        assert cancelled.value.code == -32800


async def test_failing_notifications_pop_up_once_for_each_kind():
    async with in_process() as (editor, server):

        @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
        def did_save(params: types.DidSaveTextDocumentParams):
            raise {"a": KeyError, "b": ValueError}[params.text_document.uri[-1]]("details that differ")

        await editor.initialize()
        for uri in ("file:///a", "file:///b", "file:///a", "file:///b", "file:///a"):
            editor.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        await editor.request("shutdown")
        shown = [params["message"] for params in editor.messages("window/showMessage")]
        assert [message.count("KeyError") for message in shown] == [1, 0]
        assert [message.count("ValueError") for message in shown] == [0, 1]


async def test_an_answer_that_does_not_fit_fails_the_question():
    async with in_process() as (editor, server):
        editor.answers["window/showDocument"] = lambda params: {"success": {"no": "bool"}, "x": []}
        editor.answers["workspace/configuration"] = lambda params: 42
        await editor.initialize()
        from pygls.exceptions import JsonRpcException

        with pytest.raises(JsonRpcException):
            await server.workspace_configuration_async(types.ConfigurationParams([types.ConfigurationItem()]))


async def test_a_process_that_ends_is_noticed():
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    gone = asyncio.Event()
    watching = asyncio.create_task(watch_parent(process.pid, gone.set, interval_s=0.01))
    await asyncio.sleep(0)
    assert not gone.is_set()
    process.communicate(b"\n")
    await asyncio.wait_for(gone.wait(), PATIENCE_S)
    await watching


async def test_a_process_that_ends_before_the_task_runs_is_noticed():
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    gone = asyncio.Event()
    watching = asyncio.create_task(watch_parent(process.pid, gone.set, interval_s=0.01))
    process.communicate(b"\n")
    await asyncio.wait_for(gone.wait(), PATIENCE_S)
    await watching


async def test_a_process_that_cannot_be_seen_is_not_watched():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    gone = asyncio.Event()
    await asyncio.wait_for(watch_parent(process.pid, gone.set, interval_s=0.01), PATIENCE_S)
    assert not gone.is_set()


def test_only_the_first_of_a_kind_is_new():
    once = OncePerKind()
    assert [once.is_new(kind) for kind in "aabab"] == [True, False, True, False, False]
