"""A human gate in the editor: looked at in the background, and decided by who answers the editor's question."""

import asyncio
import json
import os
import shutil

import pytest

from chant_lsp.runs import gates, person, staleness
from chant_lsp.runs.person import Process
from chant_lsp.server import gate_book
from chant_lsp.server.convert import to_uri
from chant_lsp.workspace import people
from tests.runs.results import work
from tests.runs.stage import make_project

from .editor import PATIENCE_S, in_process
from .test_commands import call
from .test_diagnostics import settled, start
from .test_runs import title

GATE = """\
---
type: task
status: pending
labels: [human-gate]
informed_by: [.chant/research/notes.md]
approval:
  required: true
  status: pending
---

# Decide

## Acceptance Criteria

- [{mark}] I read it
"""
ASK = "window/showMessageRequest"


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setattr(person, "ancestors", list)
    monkeypatch.setattr(people, "who_is_here", lambda project: "Ada")
    for name in (*person._AGENT_MARKS, "CHANT_SPEC_ID"):
        monkeypatch.delenv(name, raising=False)
    files = {".chant/specs/006-decide.md": GATE.format(mark="x"), ".chant/research/notes.md": "notes\n"}
    return make_project(tmp_path, files)


def gate_of(project):
    return project.specs / "006-decide.md"


def answering(editor, *wanted):
    """Answer each question with the first of these that it offers, else by closing it."""

    def answer(params):
        return next((action for action in params["actions"] if action["title"] in wanted), None)

    editor.answers[ASK] = answer


def questions(editor):
    return [params["message"] for method, params in editor.asked if method == ASK]


async def line_1(editor, uri, expected):
    """Ask for line 1 whenever there is news of it, until it says what is expected."""

    async def look():
        while expected not in (line := await title(editor, uri)):
            await asyncio.sleep(0)
        return line

    return await asyncio.wait_for(look(), PATIENCE_S)


async def test_line_1_counts_the_checks_once_they_are_made(project):
    async with in_process() as (editor, server):
        await start(editor, project.root)
        uri = editor.open(gate_of(project))
        await settled(editor, server)
        assert await line_1(editor, uri, "checks") == "Human gate: 1 of 2 checks open"


@pytest.mark.slow
async def test_line_1_knows_of_stale_inputs_what_the_others_know(project, monkeypatch):
    worked_out = []
    for module in (gates, staleness):
        monkeypatch.setattr(module, "staleness_of", lambda *told: worked_out.append(told) or {})
    research = "---\nstatus: pending\ntarget_files: [.chant/research/notes.md]\ninformed_by: [issue.md]\n---\n\n# A\n"
    (project.specs / "001-look.md").write_text(research)
    (project.root / "issue.md").write_text("It is slow.\n")
    gate_of(project).write_text(GATE.format(mark="x").replace("labels:", "depends_on: [001-look]\nlabels:"))
    work(project, "001-look")
    async with in_process() as (editor, server):
        await start(editor, project.root)
        uri = editor.open(gate_of(project))
        await settled(editor, server)
        await line_1(editor, uri, "all checks passed")
        worked_out.clear()
        (project.root / "issue.md").write_text("It is very slow.\n")
        server.stale.wake(server.session.homes[0])
        assert await line_1(editor, uri, "1 of 2") == "Human gate: 1 of 2 checks open"
        assert not worked_out


async def test_a_gate_that_cannot_be_looked_at_is_left_alone_until_something_changes(project, monkeypatch):
    looks = []

    def read_gates(*told):
        looks.append(told)
        raise ValueError("a trap")

    monkeypatch.setattr(gate_book, "read_gates", read_gates)
    async with in_process() as (editor, server):
        await start(editor, project.root)
        uri = editor.open(gate_of(project))
        await settled(editor, server)
        page = server.gates._pages[server.session.homes[0]]

        async def asked_until_known():
            while page.old or page.looking:
                await title(editor, uri)
            return len(looks)

        before = await asked_until_known()
        for _ in range(3):
            assert await title(editor, uri) == "Human gate: its box is ticked"
        assert await asked_until_known() == before > 0
        editor.change(uri, GATE.format(mark=" "))
        assert await title(editor, uri) == "Human gate: 1 of 1 boxes open"
        assert await asked_until_known() > before


async def test_of_a_project_that_is_gone_no_gate_is_known(project):
    async with in_process() as (editor, server):
        await start(editor, project.root)
        uri = editor.open(gate_of(project))
        await settled(editor, server)
        await line_1(editor, uri, "checks")
        editor.close(uri)
        shutil.rmtree(project.chant)
        editor.changed_on_disk((project.chant, 3))
        await editor.until_true(lambda: not server.session.homes)
        assert not server.gates._pages


async def test_approving_takes_an_answer_that_the_editor_gives(project):
    async with in_process() as (editor, server):
        await start(editor, project.root)
        uri = editor.open(gate_of(project))
        await settled(editor, server)
        assert await call(editor, "chant.approve", uri=uri) == {}, "nobody answered"
        assert gate_of(project).read_text() == GATE.format(mark="x")
        answering(editor, "Approve as Ada")
        assert "approved by Ada" in (await call(editor, "chant.approve", uri=uri))["message"]
        asked = "Do you approve 006-decide? 1 of 2 checks could not be made; the review says why."
        assert questions(editor)[0] == asked
        assert "  status: approved\n  by: Ada\n" in gate_of(project).read_text()
        editor.change(uri, gate_of(project).read_text())
        await line_1(editor, uri, "Human gate: approved by Ada")
        record = json.loads((project.chant / "approvals" / "006-decide.json").read_text())
        assert (record["by"], list(record["inputs"])) == ("Ada", [".chant/research/notes.md"])


async def test_a_changed_input_reopens_it_before_ones_eyes(project):
    async with in_process() as (editor, server):
        await start(editor, project.root)
        uri = editor.open(gate_of(project))
        await settled(editor, server)
        answering(editor, "Approve as Ada")
        await call(editor, "chant.approve", uri=uri)
        editor.change(uri, gate_of(project).read_text())
        await settled(editor, server)
        assert editor.codes(uri) == []
        notes = project.chant / "research" / "notes.md"
        notes.write_text("other notes\n")
        editor.changed_on_disk((notes, 2))
        await editor.until(lambda: editor.codes(uri) == ["gate-reopened"])
        finding = editor.published(uri)[-1]["diagnostics"][0]
        assert [each["location"]["uri"] for each in finding["relatedInformation"]] == [to_uri(notes)]
        await line_1(editor, uri, "Human gate: re-opened, '.chant/research/notes.md' changed after approval")


REFUSED = {
    "an open box": ({"mark": " "}, {}, "006-decide cannot be approved: 1 of 1 boxes is not ticked"),
    "not trusted": ({}, {"initializationOptions": {"trusted": False}}, "not trusted"),
}


@pytest.mark.parametrize(("spec", "options", "reason"), REFUSED.values(), ids=REFUSED.keys())
async def test_why_it_is_refused(project, spec, options, reason):
    gate_of(project).write_text(GATE.format(**{"mark": "x", **spec}))
    async with in_process() as (editor, server):
        await start(editor, project.root, **options)
        answering(editor, "Approve as Ada", "Reject as Ada")
        uri = editor.open(gate_of(project))
        await settled(editor, server)
        assert reason in (await call(editor, "chant.approve", uri=uri))["refused"]
        assert questions(editor) == []
        assert "status: pending" in gate_of(project).read_text()


async def test_a_server_that_an_agent_started_decides_nothing(project, monkeypatch):
    monkeypatch.setattr(person, "ancestors", lambda: [Process(("claude",))])
    async with in_process() as (editor, server):
        await start(editor, project.root)
        answering(editor, "Approve as Ada", "Reject as Ada")
        uri = editor.open(gate_of(project))
        await settled(editor, server)
        for command in ("chant.approve", "chant.reject"):
            refused = (await call(editor, command, uri=uri))["refused"]
            assert refused.endswith("is not one's: it was started by the agent `claude`.")
        assert "status: pending" in gate_of(project).read_text()


async def test_unsaved_boxes_are_no_decision(project):
    async with in_process() as (editor, server):
        await start(editor, project.root)
        answering(editor, "Approve as Ada")
        uri = editor.open(gate_of(project), GATE.format(mark="x") + "more\n")
        await settled(editor, server)
        assert "unsaved edits" in (await call(editor, "chant.approve", uri=uri))["refused"]


async def test_rejecting_asks_why_where_there_is_no_field_for_a_text(project):
    async with in_process() as (editor, server):
        await start(editor, project.root)
        answering(editor, "I do not stand by it", "Reject as Ada")
        uri = editor.open(gate_of(project))
        await settled(editor, server)
        assert (await call(editor, "chant.reject", uri=uri))["message"].startswith("006-decide is rejected by Ada")
        assert gate_of(project).read_text().endswith("REJECTED\nI do not stand by it\n")


async def test_a_rejection_with_a_reason_is_confirmed(project):
    async with in_process() as (editor, server):
        await start(editor, project.root)
        uri = editor.open(gate_of(project))
        await settled(editor, server)
        assert await call(editor, "chant.reject", uri=uri, because="Too slow.") == {}
        answering(editor, "Reject as Ada")
        assert "message" in await call(editor, "chant.reject", uri=uri, because="Too slow.")
        assert gate_of(project).read_text().endswith("REJECTED\nToo slow.\n")


async def test_the_review_is_a_page_in_any_editor(project):
    async with in_process() as (editor, server):
        await start(editor, project.root)
        editor.answers["window/showDocument"] = lambda params: {"success": True}
        uri = editor.open(gate_of(project))
        await settled(editor, server)
        review = await call(editor, "chant.openReview", uri=uri)
        assert [check["state"] for check in review["checks"]] == ["unknown", "passed"]
        assert (review["canApprove"], review["canDraft"]) == (True, False)
        page = project.runs / ".previews" / "006-decide-review.md"
        assert [params["uri"] for method, params in editor.asked if method == "window/showDocument"] == [to_uri(page)]
        assert "- ✓ **Every box ticked by a person: passed.** The box is ticked." in page.read_text()
        assert os.stat(page).st_mode & 0o777 in (0o600, 0o644)


async def test_a_client_with_a_view_gets_no_page(project):
    async with in_process() as (editor, server):
        await start(editor, project.root, initializationOptions={"gateView": True})
        uri = editor.open(gate_of(project))
        await settled(editor, server)
        assert (await call(editor, "chant.openReview", uri=uri))["spec"] == "006-decide"
        assert not (project.runs / ".previews").exists()
