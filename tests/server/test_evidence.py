"""What a failed run left open, as the editor shows it: findings at their places, line 1, and the way there."""

import subprocess

import pytest

from chant_lsp.runs.journal import Journal
from chant_lsp.runs.lock import hold
from chant_lsp.runs.model import EventType
from chant_lsp.runs.store import EVENTS_NAME, make_run_folder, new_run_id
from chant_lsp.server.convert import to_uri
from tests.runs.stage import make_project

from .editor import in_process
from .test_commands import call, shown
from .test_diagnostics import ready, settled, start

SPEC = """\
---
status: {status}
target_files: [cause.md, notes.md]
---

# Find the cause

## Acceptance Criteria

- [ ] It is found
"""
PATH = ".chant/specs/003-root-cause.md"
MISSING = [
    {"what": "output", "path": "notes.md", "message": "Output `notes.md` was not written.", "detail": "absent"},
    {"what": "section", "path": "cause.md", "message": "`cause.md` has no section `Why`.", "detail": "Why | Cause"},
    {"what": "criterion", "path": PATH, "message": "1 of 1 acceptance criteria are not ticked."},
]


def leave(project, *missing):
    """What a run that failed leaves behind."""
    with hold(project.runs, "003-root-cause") as lock:
        journal = Journal(make_run_folder(project, new_run_id("003-root-cause")) / EVENTS_NAME, lock)
        journal.append(EventType.STARTED, spec="003-root-cause", path=PATH, pid=1, host="h")
        journal.append(EventType.EVIDENCE, complete=False, missing=list(missing))
        journal.append(EventType.ENDED, state="failed", message=missing[0]["message"])
        journal.close()


@pytest.fixture
def project(tmp_path):
    return make_project(tmp_path, {PATH: SPEC.format(status="failed"), "cause.md": "# Cause\n\nWho knows.\n"})


async def title_of_line_1(editor, uri):
    lenses = await editor.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
    return [lens["command"]["title"] for lens in lenses if lens["range"]["start"]["line"] == 0]


def places(editor, uri):
    """The lines that something is said of, in order, by code."""
    found = editor.published(uri)[-1]["diagnostics"]
    return [(item["range"]["start"]["line"], item["code"]) for item in found]


async def test_what_is_missing_is_told_at_its_place_and_gone_when_it_is_there(project):
    leave(project, *MISSING)
    uri = to_uri(project.root / PATH)
    async with in_process() as (editor, server):
        await start(editor, project.root)
        editor.open(project.root / PATH)
        await settled(editor, server)
        await editor.until(lambda: len(editor.codes(uri)) == 3)
        assert places(editor, uri) == [(2, "evidence-missing"), (2, "evidence-missing"), (9, "evidence-missing")]
        first, problem, *_ = await title_of_line_1(editor, uri)
        assert first.startswith("Failed") and first.endswith(": Output 'notes.md' was not written. (2 more)")
        assert problem == "Show problem"
        for name, text in {"notes.md": "Noted.\n", "cause.md": "# C\n\n## The cause\n\nA race.\n"}.items():
            (project.root / name).write_text(text)
            editor.notify(
                "workspace/didChangeWatchedFiles", {"changes": [{"uri": to_uri(project.root / name), "type": 2}]}
            )
        await editor.until(lambda: len(editor.codes(uri)) == 1)
        assert places(editor, uri) == [(9, "evidence-missing")]


async def test_show_problem_goes_there(project):
    leave(project, *MISSING[1:])
    uri = to_uri(project.root / PATH)
    async with in_process() as (editor, server):
        await start(editor, project.root)
        editor.open(project.root / PATH)
        await settled(editor, server)
        await editor.until(lambda: len(editor.codes(uri)) == 2)
        editor.answers["window/showDocument"] = lambda params: {"success": True}
        answer = await call(editor, "chant.showProblem", uri=uri)
        assert answer == {"message": "`cause.md` has no section `Why`."}
        asked = dict(editor.asked)["window/showDocument"]
        assert asked["uri"] == uri and asked["selection"]["start"] == {"line": 2, "character": 15}


async def test_nothing_to_show(project):
    uri = to_uri(project.root / PATH)
    async with ready(project.root) as (editor, _):
        answer = await call(editor, "chant.showProblem", uri=uri)
        assert answer["refused"] == shown(editor)[-1]
        assert "is not to be seen in the file" in answer["refused"]


async def test_a_finished_fix_has_a_way_into_the_fork(tmp_path):
    text = "---\nstatus: completed\ntarget_files: [a.py]\n---\n\n# Fix it\n"
    project = make_project(tmp_path, {".chant/specs/005-fork-fix.md": text, PATH: SPEC.format(status="completed")})
    uri = to_uri(project.root / ".chant/specs/005-fork-fix.md")
    async with in_process() as (editor, server):
        await start(editor, project.root)
        editor.open(project.root / ".chant/specs/005-fork-fix.md")
        await settled(editor, server)
        assert "Into the fork…" in await title_of_line_1(editor, uri)
        editor.answers["window/showDocument"] = lambda params: {"success": True}
        answer = await call(editor, "chant.handOver", uri=uri)
        assert answer["text"].startswith("There is no git repository to hand the fix over from")
        page = project.runs / ".previews" / "005-fork-fix-handover.md"
        assert dict(editor.asked)["window/showDocument"]["uri"] == to_uri(page)
        assert page.read_text().startswith("# How 005-fork-fix gets into the fork\n\nThere is no git repository")
        refused = await call(editor, "chant.handOver", uri=to_uri(project.root / PATH))
        assert refused["refused"] == "003-root-cause is no finished fix; only that goes into the fork."


async def test_what_is_handed_over_is_on_the_disk_whatever_is_being_typed(tmp_path):
    red = "---\nstatus: completed\ntarget_files: [test_x.py]\n---\n\n# Red\n"
    fix = "---\nstatus: completed\ndepends_on: [002-reproduction]\ntarget_files: [x.py]\n---\n\n# Fix it\n"
    files = {".chant/specs/002-reproduction.md": red, ".chant/specs/005-fork-fix.md": fix, "x.py": "", "test_x.py": ""}
    project = make_project(tmp_path, files)
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    async with in_process() as (editor, server):
        editor.answers["window/showDocument"] = lambda params: {"success": True}
        await start(editor, project.root)
        typed = editor.open(project.specs / "002-reproduction.md")
        editor.change(typed, red.replace("test_x.py", "other.py"))
        await settled(editor, server)
        answer = await call(editor, "chant.handOver", uri=to_uri(project.specs / "005-fork-fix.md"))
        assert "git add -- x.py test_x.py\n" in answer["text"]
