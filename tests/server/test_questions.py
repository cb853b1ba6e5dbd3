"""What a run asks, put to the user of an editor: by a message, by the client's own means, in line 1; and trust."""

import pytest

from chant_lsp.runs.model import EventType
from chant_lsp.server.app import COMMANDS
from chant_lsp.server.convert import to_uri
from chant_lsp.server.trust import HARMLESS
from tests.runs.stage import events, last_run, make_project

from .editor import in_process
from .test_commands import call, shown
from .test_diagnostics import ready, settled, start
from .test_runs import scripted_runs, states, title  # noqa: F401 - scripted_runs is a fixture

OWN_MEANS = {"initializationOptions": {"questions": True, "runOutput": True}}
STEPS = ("store=src/x.py:new\n", "write=out.md", "tick")
MESSAGE = "window/showMessageRequest"


def asked(editor):
    return [params for method, params in editor.asked if method == MESSAGE]


@pytest.mark.slow
async def test_any_client_is_asked_by_a_message(tmp_path, scripted_runs):  # noqa: F811
    scripted_runs(*STEPS)
    project = make_project(tmp_path)
    uri = to_uri(project.specs / "001-write.md")
    async with in_process() as (editor, server):
        editor.answers[MESSAGE] = lambda params: params["actions"][0]
        await start(editor, tmp_path)
        await settled(editor, server)
        await call(editor, "chant.run", uri=uri)
        await editor.until(lambda: states(editor)[-1:] == ["done"])
    (message,) = asked(editor)
    assert message["message"] == (
        "001-write asks to write src/x.py (not a declared output).\n--- /dev/null\n+++ b/src/x.py\n@@ -0,0 +1 @@\n+new"
    )
    assert [action["title"] for action in message["actions"]] == ["Allow once", "Allow for this run", "Deny"]
    given = next(event.fields for event in events(project) if event.type is EventType.ANSWER)
    assert (given["decision"], given["by"]) == ("allow_once", "editor")
    assert (tmp_path / "src/x.py").read_text() == "new\n"


@pytest.mark.slow
async def test_a_message_that_is_closed_leaves_the_question_in_line_1(tmp_path, scripted_runs):  # noqa: F811
    scripted_runs(*STEPS)
    project = make_project(tmp_path)
    uri = to_uri(project.specs / "001-write.md")
    async with ready(tmp_path) as (editor, _):
        await call(editor, "chant.run", uri=uri)
        await editor.until(lambda: asked(editor))
        assert (await title(editor, uri)).endswith("s - asks to write src/x.py")
        lenses = await editor.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
        assert [lens["command"]["title"] for lens in lenses[:4]][1:] == ["Answer…", "Stop", "Open log"]
        assert lenses[1]["command"]["command"] == "chant.answer"
        # Clicked, it is asked once more; and answered this time.
        editor.answers[MESSAGE] = lambda params: params["actions"][2]
        await call(editor, "chant.answer", **lenses[1]["command"]["arguments"][0])
        await editor.until(lambda: states(editor)[-1:] == ["done"])
    assert len(asked(editor)) == 2 and not (tmp_path / "src").exists()


@pytest.mark.slow
async def test_two_windows_ask_and_the_first_answer_counts(tmp_path, scripted_runs):  # noqa: F811
    scripted_runs(*STEPS, "wait=go")
    project = make_project(tmp_path)
    uri = to_uri(project.specs / "001-write.md")
    async with in_process() as (first, server), in_process() as (second, other):
        await start(first, tmp_path, **OWN_MEANS)
        await settled(first, server)
        await call(first, "chant.run", uri=uri)
        await first.until(lambda: first.messages("chant/question"))
        # A window that is opened later asks, too.
        await start(second, tmp_path, **OWN_MEANS)
        await settled(second, other)
        await second.until(lambda: second.messages("chant/question"))
        (question,) = first.messages("chant/question")
        assert second.messages("chant/question") == [question]
        assert question["text"] == "001-write asks to write src/x.py (not a declared output)."
        assert (question["scope"], question["argv"]) == ("write src/x.py", None)
        assert question["diff"].endswith("+new\n")
        about = {"uri": uri, "question": question["question"]}
        given = await call(second, "chant.answer", **about, decision="allow_run")
        assert given == {"answered": True, "message": "write src/x.py: allowed for this run."}
        late = await call(first, "chant.answer", **about, decision="deny")
        assert not late["answered"] and shown(first)[-1] == late["message"]
        closed = [{"run": question["run"], "question": question["question"]}]
        for editor in (first, second):
            await editor.until(lambda editor=editor: editor.messages("chant/questionClosed") == closed)
        (tmp_path / "go").touch()
        await first.until(lambda: states(first)[-1:] != ["running"])
    assert (tmp_path / "src/x.py").exists() and last_run(project).permissions_denied == 0


@pytest.mark.slow
async def test_a_stop_denies_what_is_open(tmp_path, scripted_runs):  # noqa: F811
    scripted_runs(*STEPS)
    project = make_project(tmp_path)
    uri = to_uri(project.specs / "001-write.md")
    async with ready(tmp_path, **OWN_MEANS) as (editor, _):
        await call(editor, "chant.run", uri=uri)
        await editor.until(lambda: editor.messages("chant/question"))
        assert (await call(editor, "chant.stop", uri=uri))["stopped"]
        await editor.until(lambda: editor.messages("chant/questionClosed"))
        answer = await call(editor, "chant.answer", uri=uri, decision="allow_once")
        assert answer == {"answered": False, "message": "001-write asks nothing now."}
    assert not (tmp_path / "src").exists()


async def test_where_nothing_is_asked(tmp_path):
    project = make_project(tmp_path)
    async with ready(tmp_path) as (editor, _):
        answer = await call(editor, "chant.answer", uri=to_uri(project.specs / "001-write.md"), decision="deny")
        assert answer["message"] == shown(editor)[-1] == "001-write asks nothing now."
        answer = await call(editor, "chant.answer", uri=to_uri(tmp_path / "x.md"))
        assert "not a chant spec" in answer["message"]


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in HARMLESS])
async def test_nothing_runs_in_a_workspace_that_is_not_trusted(tmp_path, command):
    project = make_project(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    async with ready(tmp_path, initializationOptions={"trusted": False}) as (editor, _):
        answer = await call(editor, command, uri=to_uri(project.specs / "001-write.md"))
        assert answer == {"refused": "Nothing runs in a workspace that is not trusted; trust it first."}
        assert shown(editor)[-1] == answer["refused"]
    assert sorted(tmp_path.rglob("*")) == before
    assert "pending" in (project.specs / "001-write.md").read_text()


def test_what_may_be_used_without_trust_is_there():
    assert set(COMMANDS) >= HARMLESS
    assert not {name for name in HARMLESS if any(word in name for word in ("run", "Run", "answer", "pprove", "eject"))}
