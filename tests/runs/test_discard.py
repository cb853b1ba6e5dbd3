"""Taking a run back: to the byte, in any order of edits, and never over what somebody wrote after it."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from checkpoints import SPEC_PATH, begin, end, policy_of, project_in_git, tree
from stage import SPEC, make_project

from chant_lsp.core.spec import parse
from chant_lsp.runs import snapshot
from chant_lsp.runs.assembly import read_spec_text
from chant_lsp.runs.changes import load_changes, record_changes
from chant_lsp.runs.discard import DiscardError, carry_out, make_plan
from chant_lsp.runs.profile import make_policy
from chant_lsp.runs.review import review
from chant_lsp.workspace.layout import Project
from tests.families import family

KINDS = {"git": project_in_git, "copies": make_project}
NAMES = ["a.txt", "b/c.txt", "b/d/e.bin", "src/f.py", "link", "run.sh", "g h/ü.txt", "out.md"]


@pytest.fixture(params=family(KINDS, ("copies",)))
def project(request, tmp_path) -> Project:
    files = {SPEC_PATH: SPEC, "src/app.py": "one\n", "notes/todo.md": "x\r\ny", "keep/me": ""}
    return request.param(tmp_path / "p", files)


def discard(project: Project, run, **how):
    return carry_out(project, make_plan(project, run, **how))


def write(project: Project, path: str, text: str) -> None:
    place = project.absolute(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(text.encode())


@pytest.mark.parametrize("project", KINDS.values(), ids=KINDS.keys(), indirect=True)
def test_everything_that_the_run_did_is_undone(project):
    root = project.root
    (root / "empty").mkdir()
    (root / "run.sh").write_text("#!/bin/sh\n")
    (root / "run.sh").chmod(0o750)
    (root / "link").symlink_to("src/app.py")
    before = tree(root)
    run, _ = begin(project)
    write(project, "out.md", "written\n")
    write(project, "new/deep/file.txt", "created\n")
    write(project, "empty/file.txt", "created\n")
    write(project, "src/app.py", "two\n")
    shutil.rmtree(root / "notes")
    (root / "notes").write_text("a file where a folder was")
    (root / "run.sh").chmod(0o644)
    (root / "link").unlink()
    (root / "link").write_text("no link any more")
    (root / "keep" / "me").unlink()
    (root / "keep" / "me").symlink_to("/etc/passwd")
    write(project, SPEC_PATH, SPEC.replace("pending", "completed").replace("[ ]", "[x]"))
    (root / "nothing in it").mkdir()
    assert end(project, run) == 10
    found = discard(project, run)
    assert not found.kept
    assert tree(root) == before
    assert not make_plan(project, run).steps


def test_beyond_what_was_looked_at_nothing_counts_as_new(project, monkeypatch):
    monkeypatch.setattr(snapshot, "MAX_FILES", 1)
    folders = [project.root / name for name in ("zz", "zz/deep")]
    for folder in folders:
        folder.mkdir()
    write(project, "zz/was there.txt", "one\n")
    run, image = begin(project)
    assert len(image.marks) == 1 and "too many files to look at all of them: beyond the first 1," in image.note
    end(project, run)
    changes = load_changes(project, run.id, policy_of(project))
    assert changes is not None and (changes.files, changes.folders, changes.lost_folders) == ((), (), ())
    assert not review(project, run, changes).whole
    discard(project, run)
    assert all(folder.is_dir() for folder in folders)


def test_what_was_changed_after_the_run_stays(project):
    run, _ = begin(project)
    for path in ("out.md", "src/app.py", "other.txt", "gone.txt"):
        write(project, path, "by the run\n")
    (project.root / "notes/todo.md").unlink()
    end(project, run)
    write(project, "src/app.py", "by the run\nand by me\n")
    write(project, "notes/todo.md", "mine")
    (project.root / "gone.txt").unlink()
    found = discard(project, run)
    assert set(found.paths) == {"out.md", "other.txt"}
    assert {one.path: one.why for one in found.kept} == {
        "notes/todo.md": "was changed after the run",
        "src/app.py": "was changed after the run",
    }
    assert (project.root / "src/app.py").read_text() == "by the run\nand by me\n"
    assert (project.root / "notes/todo.md").read_text() == "mine"


def test_a_mode_changed_after_the_run_counts_as_an_edit(project):
    run, _ = begin(project)
    write(project, "src/app.py", "two\n")
    end(project, run)
    (project.root / "src/app.py").chmod(0o600)
    assert [one.path for one in make_plan(project, run).kept] == ["src/app.py"]


def test_a_spec_that_was_edited_since_loses_only_what_the_run_did_to_it(project):
    run, _ = begin(project)
    done = SPEC.replace("pending", "completed").replace("]\n---", "]\ncompleted_at: 2026-11-22T10:00:00Z\n---")
    write(project, SPEC_PATH, done.replace("- [ ]", "- [x]"))
    end(project, run)
    write(project, SPEC_PATH, project.absolute(SPEC_PATH).read_text() + "\nA remark of mine.\n")
    found = discard(project, run)
    assert found.paths == (SPEC_PATH,)
    assert project.absolute(SPEC_PATH).read_text() == SPEC + "\nA remark of mine.\n"
    again = make_plan(project, run)
    assert not again.steps and not again.kept


def test_a_spec_whose_status_was_set_since_stays(project):
    run, _ = begin(project)
    write(project, SPEC_PATH, SPEC.replace("pending", "completed"))
    end(project, run)
    write(project, SPEC_PATH, SPEC.replace("pending", "cancelled"))
    assert [one.path for one in make_plan(project, run).kept] == [SPEC_PATH]


def test_only_what_is_named_or_only_what_is_outside(project):
    run, _ = begin(project)
    for path in ("out.md", "src/app.py", "lib/a.py", "lib/b.py"):
        write(project, path, "by the run\n")
    end(project, run)
    assert discard(project, run, paths=["lib"]).paths == ("lib/a.py", "lib/b.py")
    assert discard(project, run, outside=True).paths == ("src/app.py",)
    assert (project.root / "out.md").exists()


def test_a_run_that_is_going_cannot_be_taken_back(project):
    from dataclasses import replace

    from chant_lsp.runs.model import RunState

    run, _ = begin(project)
    with pytest.raises(DiscardError, match="001-write is running; stop it first"):
        make_plan(project, replace(run, state=RunState.RUNNING))


def test_of_a_run_that_was_killed_only_what_is_surely_its_own_goes_back(project):
    from chant_lsp.runs.journal import Journal
    from chant_lsp.runs.lock import hold
    from chant_lsp.runs.model import EventType
    from chant_lsp.runs.store import events_path

    run, _ = begin(project)
    write(project, "out.md", "by the run\n")
    with hold(project.runs, run.spec) as lock:
        journal = Journal(events_path(project, run.id), lock)
        journal.append(EventType.STARTED, spec=run.spec, path=run.path)
        journal.close()
    # Long after it: nothing can set a file's change time, so the journal is made older.
    text = events_path(project, run.id).read_text()
    assert discard(project, run).paths == ("out.md",)
    write(project, "out.md", "by whom?\n")
    events_path(project, run.id).write_text(text.replace('"at": "2', '"at": "1'))
    assert [one.why for one in make_plan(project, run).kept] == [
        "was written after the run's last sign of life, so it may be yours"
    ]


def test_a_file_that_changes_while_it_is_put_back_stays(project):
    run, _ = begin(project)
    write(project, "src/app.py", "by the run\n")
    end(project, run)
    plan = make_plan(project, run)
    write(project, "src/app.py", "by me, just now\n")
    found = carry_out(project, plan)
    assert [(one.path, one.why) for one in found.kept] == [("src/app.py", "was changed at this very moment")]
    assert (project.root / "src/app.py").read_text() == "by me, just now\n"


def test_nothing_is_written_through_a_link_that_was_put_in_a_folders_place(project, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    run, _ = begin(project)
    write(project, "src/app.py", "by the run\n")
    end(project, run)
    plan = make_plan(project, run)
    shutil.move(project.root / "src", tmp_path / "moved")
    (project.root / "src").symlink_to(elsewhere)
    (elsewhere / "app.py").write_text("by the run\n")
    found = carry_out(project, plan)
    assert not found.paths and found.kept
    assert (elsewhere / "app.py").read_text() == "by the run\n"


# -- any tree, any run, any later edits


def _edit(random_: random.Random, root: Path, mark: str) -> None:
    """One thing that an agent or a person does."""
    place = root / random_.choice(NAMES)
    if any(
        parent.is_symlink() or parent.is_file() for parent in place.parents if parent != root and root in parent.parents
    ):
        return
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
        return
    there = os.path.lexists(place)
    what = random_.choice(["write", "write", "delete", "link", "mode", "folder", "append"])
    if what in ("delete", "link", "folder", "write") and there:
        place.unlink()
    if what in ("write", "link"):
        place.parent.mkdir(parents=True, exist_ok=True)
    if what == "write":
        place.write_bytes(f"{mark} {random_.random()}\n".encode() * random_.choice([0, 1, 50]))
    elif what == "link":
        place.symlink_to(random_.choice(["a.txt", "nowhere", "/etc/hostname"]))
    elif what == "folder":
        place.mkdir(parents=True, exist_ok=True)
    elif what == "mode" and there and not place.is_symlink():
        place.chmod(random_.choice([0o600, 0o644, 0o755]))
    elif what == "append" and there and not place.is_symlink():
        place.write_bytes(place.read_bytes() + mark.encode())


def _files(found: dict) -> dict:
    return {path: state for path, state in found.items() if state[1] != "" or not _is_folder(state)}


def _is_folder(state: tuple) -> bool:
    return state[0] == 0o040000


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("kind", KINDS)
def test_any_run_is_undone_but_for_what_was_edited_since(tmp_path, kind, seed):
    random_ = random.Random(seed)
    project = KINDS[kind](tmp_path / "p")
    root = project.root
    for _ in range(random_.randrange(8)):
        _edit(random_, root, "user")
    before = tree(root)
    run, _ = begin(project)
    for _ in range(random_.randrange(1, 8)):
        _edit(random_, root, "agent")
    after = tree(root)
    end(project, run)
    for _ in range(random_.choice([0, 0, 1, 3])):
        _edit(random_, root, "later")
    now = tree(root)
    plan = make_plan(project, run)
    found = carry_out(project, plan)
    then = tree(root)
    refused = {one.path for one in found.kept}
    if now == after:
        assert not refused
        assert then == before
    for path in {*_files(before), *_files(now), *_files(then)}:
        if path in refused or now.get(path) != after.get(path):
            assert then.get(path) == now.get(path), path
        else:
            assert then.get(path) == before.get(path), path


@pytest.mark.slow
def test_a_checkpoint_that_a_repository_brings_along_is_not_believed(tmp_path):
    project = project_in_git(tmp_path / "p", {SPEC_PATH: SPEC})
    run, _ = begin(project)
    write(project, "out.md", "x")
    end(project, run)
    shutil.copytree(project.root, tmp_path / "copy", ignore=shutil.ignore_patterns(".git"))
    copy = project_in_git(tmp_path / "copy", {SPEC_PATH: SPEC})
    with pytest.raises(DiscardError, match="is not in this repository"):
        make_plan(copy, run)


def test_a_hook_and_gits_configuration_go_back(tmp_path):
    project = project_in_git(tmp_path / "p", {SPEC_PATH: SPEC})
    config = (project.root / ".git/config").read_bytes()
    run, _ = begin(project)
    write(project, ".git/hooks/pre-commit", "#!/bin/sh\nevil\n")
    write(project, ".git/config", "[core]\n\tfsmonitor = evil\n")
    end(project, run)
    assert {step.path for step in make_plan(project, run).steps} == {".git/config", ".git/hooks/pre-commit"}
    discard(project, run)
    assert (project.root / ".git/config").read_bytes() == config
    assert not (project.root / ".git/hooks/pre-commit").exists()


DISCARD = """
import sys
from pathlib import Path
from dataclasses import replace
sys.path.insert(0, sys.argv[2])
from checkpoints import SPEC_PATH
from datetime import datetime, timezone
from chant_lsp.runs.discard import carry_out, make_plan
from chant_lsp.runs.model import Run, RunState
from chant_lsp.workspace.layout import Project
now = datetime.now(timezone.utc)
run = Run(sys.argv[3], "001-write", SPEC_PATH, RunState.DONE, "scripted", 1, "here", now, "pending")
project = Project(Path(sys.argv[1]))
plan = make_plan(project, run)
print("ready", flush=True)
carry_out(project, plan)
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_killed_in_the_middle_each_file_is_old_or_new_and_asking_again_does_the_rest(tmp_path, kind):
    names = [f"src/{number}.txt" for number in range(60)]
    project = KINDS[kind](tmp_path / "p", {SPEC_PATH: SPEC, **{name: f"old {name}\n" * 500 for name in names[:40]}})
    before = tree(project.root)
    run, _ = begin(project)
    for name in names[10:]:
        write(project, name, f"new {name}\n" * 500)
    for name in names[:10]:
        project.absolute(name).unlink()
    end(project, run)
    after = tree(project.root)
    random_ = random.Random(kind)
    for _ in range(6):
        told = [sys.executable, "-c", DISCARD, str(project.root), str(Path(__file__).parent), run.id]
        process = subprocess.Popen(told, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        time.sleep(random_.random() * 0.08)
        process.kill()
        process.wait()
        now = {path: state for path, state in tree(project.root).items() if not path.endswith(".tmp")}
        for path in {*before, *now}:
            assert now.get(path) in (before.get(path), after.get(path)), path
    assert not discard(project, run).kept
    assert tree(project.root) == before


def test_a_runs_folder_that_is_a_link_is_nobodys(project, tmp_path):
    from chant_lsp.runs.checkpoint import load_image
    from chant_lsp.runs.store import run_folder

    run, _ = begin(project)
    folder = run_folder(project, run.id)
    shutil.move(folder, tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    assert load_image(project, run.id) is None


def test_what_another_run_may_have_written_meanwhile_is_left_unless_it_is_named(project):
    other = ".chant/specs/002-other.md"
    write(project, other, SPEC.replace("out.md", "other.md"))
    run, _ = begin(project)
    write(project, "out.md", "by this run\n")
    write(project, "other.md", "by the other\n")
    source = read_spec_text(project, other)
    assert source is not None
    assert record_changes(project, run.id, policy_of(project), [make_policy(project, parse(other, source))]) == 1
    assert discard(project, run).paths == ("out.md",)
    assert (project.root / "other.md").exists()
    assert discard(project, run, paths=["other.md"]).paths == ("other.md",)
