"""Answers that are kept until something changes."""

from types import SimpleNamespace

import pytest

from chant_lsp.server import chant_server
from chant_lsp.server.kept import MAX_KEPT, Answers
from chant_lsp.server.session import Home

from .editor import in_process
from .test_diagnostics import ready, settled, start
from .workspace import write_files

HOVER = {"method": "textDocument/hover", "params": {"position": {"line": 1}}}


def test_the_same_question_has_the_same_answer_until_something_changes():
    moment = [("files", 1)]
    answers = Answers(lambda: moment[0])
    question = answers.question({"id": 1, **HOVER})
    assert question is not None and answers.get(question) is None
    answers.keep(question, "{}")
    assert answers.get(answers.question({"id": 2, **HOVER})) == "{}"  # type: ignore[arg-type]
    moment[0] = ("files", 2)
    assert answers.get(question) is None


@pytest.mark.parametrize(
    "other",
    [
        {"method": "textDocument/definition"},
        {"params": {"position": {"line": 2}}},
        {"params": {"position": {"line": "1"}}},
        {"params": {"position": {"line": True}}},
        {"params": None},
    ],
)
def test_another_question_has_another_answer(other):
    answers = Answers(lambda: ())
    question = answers.question(HOVER)
    assert question is not None and answers.get(question) is None
    answers.keep(question, "{}")
    assert answers.question({**HOVER, **other}) != question


@pytest.mark.slow
def test_a_question_nested_beyond_all_measure_is_like_no_other():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    assert Answers(lambda: ()).question({"method": "textDocument/hover", "params": deep}) is None
    while deep:
        deep = deep[0]  # one level at a time, as Python would take it apart recursively


def test_only_so_many_are_kept():
    answers = Answers(lambda: ())
    for line in range(MAX_KEPT * 3):
        question = answers.question({"method": "x", "params": line})
        assert question is not None and answers.get(question) is None
        answers.keep(question, "{}")
    assert len(answers._known) <= MAX_KEPT


PICTURE = """\
//- .chant/specs/001-first.md
---
status: pending
depends_on: [002-second]
---

# First
//- .chant/specs/002-second.md
---
status: pending
---

# Second
"""


def at(monkeypatch, seconds):
    """Let the server's clock show this; the event loop has its own."""
    monkeypatch.setattr(chant_server, "time", SimpleNamespace(monotonic=lambda: seconds))


async def test_what_is_asked_again_is_not_worked_out_again_and_follows_every_change(tmp_path, monkeypatch):
    files = write_files(tmp_path, PICTURE)
    first, second = files[".chant/specs/001-first.md"], files[".chant/specs/002-second.md"]
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        uri, other = editor.open(first), editor.open(second)
        await settled(editor, server)
        # What running text names may change what a hover says, and is read a little later.
        await editor.until_true(lambda: not server.session.homes[0].bodies.unread)
        worked = []
        way = server.protocol._shortcuts.find({"id": 1, "method": "textDocument/hover"})
        monkeypatch.setitem(
            server.protocol._shortcuts._known,
            "textDocument/hover",
            way._replace(handler=lambda params: worked.append(params) or way.handler(params)),
        )
        at(monkeypatch, 5.0)

        async def hover():
            where = {"textDocument": {"uri": uri}, "position": {"line": 2, "character": 16}}
            found = await editor.request("textDocument/hover", where)
            return found["contents"]["value"]

        assert "Second" in await hover() and "Second" in await hover()
        assert len(worked) == 1
        editor.change(other, second.read_text("utf-8").replace("# Second", "# Another"))
        assert "Another" in await hover()
        editor.close(other)
        assert "Second" in await hover()
        second.write_text(second.read_text("utf-8").replace("# Second", "# Third"), "utf-8")
        editor.changed_on_disk((second, 2))
        assert "Third" in await hover()
        assert len(worked) == 4


async def test_what_tells_of_the_time_is_worked_out_again(tmp_path, monkeypatch):
    write_files(tmp_path, PICTURE)
    async with ready(tmp_path) as (_, server):
        at(monkeypatch, 5.0)
        before = server.protocol.moment()
        assert server.protocol.moment() == before
        at(monkeypatch, 6.1)
        assert server.protocol.moment() != before


async def test_a_project_that_is_opened_anew_gets_answers_of_its_own(tmp_path):
    write_files(tmp_path, PICTURE)
    async with ready(tmp_path) as (_, server):
        (known,) = server.session.homes
        one, other = (Home(known.project, known.base) for _ in range(2))
        assert server._moment_of(one) == server._moment_of(one) != server._moment_of(other)
