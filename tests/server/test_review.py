"""What a run changed, as an editor shows it and takes it back."""

from __future__ import annotations

import asyncio
import threading

import pytest

from chant_lsp.runs import review as looking
from chant_lsp.server.convert import to_uri
from chant_lsp.workspace import scan
from tests.runs.stage import SPEC, make_project, perform, status_of

from .editor import PATIENCE_S, in_process
from .test_commands import call
from .test_diagnostics import ready, settled, start

pytestmark = pytest.mark.slow

OWN_PLACE = {"initializationOptions": {"changes": True}}


@pytest.fixture
def project(tmp_path):
    """A project in which 001-write has written its output and a file that it should not have."""
    made = make_project(tmp_path, {".chant/specs/001-write.md": SPEC, "src/app.py": "one\n"})
    perform(made, "write=out.md", "tick", "put=src/app.py", "put=other.txt")
    return made


def choose(editor, *titles):
    """Let the user click these buttons, one question after the other."""
    left = list(titles)
    editor.answers["window/showMessageRequest"] = lambda params: {"title": left.pop(0)} if left else None


async def test_a_client_with_a_place_for_changes_gets_the_files_and_their_texts(project):
    uri = to_uri(project.specs / "001-write.md")
    async with ready(project.root, **OWN_PLACE) as (editor, _):
        found = await call(editor, "chant.reviewChanges", uri=uri)
        told = {file["path"]: (file["how"], file["remarks"], file["onDisk"]) for file in found["files"]}
        assert told == {
            ".chant/specs/001-write.md": ("changed", [], True),
            "other.txt": ("created", ["outside its outputs"], True),
            "out.md": ("created", [], True),
            "src/app.py": ("changed", ["outside its outputs"], True),
        }
        asked = {"uri": uri, "run": found["run"], "path": "src/app.py"}
        assert await call(editor, "chant.changedText", **asked, side="before") == {"text": "one\n"}
        assert await call(editor, "chant.changedText", **asked, side="after") == {"text": "put\n"}


async def test_any_other_client_is_shown_a_diff(project):
    uri = to_uri(project.specs / "001-write.md")
    async with in_process() as (editor, server):
        editor.answers["window/showDocument"] = lambda params: {"success": True}
        await start(editor, project.root)
        await settled(editor, server)
        found = await call(editor, "chant.reviewChanges", uri=uri)
        shown = next(params for method, params in editor.asked if method == "window/showDocument")
        place = project.runs / found["run"] / "changes.diff"
        assert shown["uri"] == to_uri(place)
        assert "\n-one\n+put\n" in place.read_text()
        assert place.stat().st_mode & 0o777 == 0o600


async def test_discard_asks_with_what_will_be_lost_and_takes_the_run_back(project):
    uri = to_uri(project.specs / "001-write.md")
    async with ready(project.root) as (editor, _):
        choose(editor, "Discard")
        done = await call(editor, "chant.discardChanges", uri=uri)
        asked = next(params for method, params in editor.asked if method == "window/showMessageRequest")
        assert asked["message"] == (
            "Delete other.txt, out.md and put back .chant/specs/001-write.md, src/app.py? "
            "What the run of 001-write wrote there is lost."
        )
        buttons = ["Discard", "Discard only what is outside its outputs", "Review changes"]
        assert [action["title"] for action in asked["actions"]] == buttons
        assert sorted(done["discarded"]) == [".chant/specs/001-write.md", "other.txt", "out.md", "src/app.py"]
        assert (project.root / "src/app.py").read_text() == "one\n"
        assert project.absolute(".chant/specs/001-write.md").read_text() == SPEC


async def test_nothing_is_done_when_nobody_says_so(project):
    uri = to_uri(project.specs / "001-write.md")
    async with ready(project.root) as (editor, _):
        assert (await call(editor, "chant.discardChanges", uri=uri))["discarded"] == []
        assert (project.root / "out.md").exists()


@pytest.mark.parametrize("asked", [{"outside": True}, {}], ids=["asked for", "chosen"])
async def test_only_what_was_written_outside(project, asked):
    uri = to_uri(project.specs / "001-write.md")
    async with ready(project.root) as (editor, _):
        choose(editor, "Discard" if asked else "Discard only what is outside its outputs")
        done = await call(editor, "chant.discardChanges", uri=uri, **asked)
        assert sorted(done["discarded"]) == ["other.txt", "src/app.py"]
        assert (project.root / "out.md").exists()


async def test_unsaved_edits_are_not_run_over(project):
    place = project.specs / "001-write.md"
    async with in_process() as (editor, server):
        await start(editor, project.root)
        uri = editor.open(place, place.read_text() + "not saved\n")
        await settled(editor, server)
        refused = (await call(editor, "chant.discardChanges", uri=uri))["refused"]
        assert refused.startswith(".chant/specs/001-write.md has unsaved edits")
        assert status_of(project).startswith("needs_attention")


async def test_a_run_of_which_not_all_is_known_has_not_just_changed_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("chant_lsp.runs.snapshot.MAX_FILES", 1)
    made = make_project(tmp_path, {".chant/specs/001-write.md": SPEC, "a.txt": "looked at"})
    await asyncio.to_thread(perform, made, "write=out.md")
    async with ready(made.root) as (editor, _):
        answer = await call(editor, "chant.reviewChanges", uri=to_uri(made.specs / "001-write.md"))
        assert answer["refused"].startswith("The last run of 001-write has changed nothing. There are too many files")


async def test_what_is_not_open_is_not_read_for_edits(project, monkeypatch):
    uri, read, asked = to_uri(project.specs / "001-write.md"), [], []
    async with ready(project.root) as (editor, _):
        monkeypatch.setattr(scan, "read_source", lambda file: read.append(file))
        editor.answers["window/showMessageRequest"] = lambda params: asked.append(params)
        assert (await call(editor, "chant.discardChanges", uri=uri))["discarded"] == []
        assert asked and read == []


async def test_what_was_edited_since_stays_and_is_named(project):
    uri = to_uri(project.specs / "001-write.md")
    (project.root / "src/app.py").write_text("mine\n")
    async with ready(project.root) as (editor, _):
        choose(editor, "Discard the others")
        done = await call(editor, "chant.discardChanges", uri=uri)
        asked = next(params for method, params in editor.asked if method == "window/showMessageRequest")
        assert asked["message"].endswith(" 1 stays: src/app.py was changed after the run.")
        assert done["kept"] == ["src/app.py"]
        assert (project.root / "src/app.py").read_text() == "mine\n"


async def test_a_spec_that_never_ran_says_so(tmp_path):
    project = make_project(tmp_path)
    uri = to_uri(project.specs / "001-write.md")
    async with ready(project.root) as (editor, _):
        for command in ("chant.reviewChanges", "chant.discardChanges"):
            assert (await call(editor, command, uri=uri))["refused"] == "001-write has not been run yet."


async def test_drawing_many_changes_keeps_nobody_waiting(project, monkeypatch):
    drawn = threading.Event()
    monkeypatch.setattr(looking, "whole_diff", lambda seen: "" if drawn.wait(PATIENCE_S) else "waited in vain")
    uri = to_uri(project.specs / "001-write.md")
    async with in_process() as (editor, server):
        editor.answers["window/showDocument"] = lambda params: {"success": True}
        await start(editor, project.root)
        await settled(editor, server)
        asked = {"command": "chant.reviewChanges", "arguments": [{"uri": uri}]}
        waiting = editor.post("workspace/executeCommand", asked)
        await call(editor, "chant.explain", uri=uri)
        drawn.set()
        found = await waiting
        assert (project.runs / found["run"] / "changes.diff").read_text() == ""
