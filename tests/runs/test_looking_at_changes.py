"""Looking at what a run changed: file by file, as it was, as the run left it, and what was edited since."""

from __future__ import annotations

import pytest
from checkpoints import SPEC_PATH, begin, end, project_in_git
from stage import SPEC, make_project

from chant_lsp.runs import review as looking
from chant_lsp.runs.discard import changes_of
from chant_lsp.runs.review import review, side_of, whole_diff
from tests.families import family

LINES = "one\ntwo\nthree\n"
CHANGED = ("app.py", "gone.txt", "new.txt", "out.md")


@pytest.fixture(params=family({"git": project_in_git, "copies": make_project}, ("copies",)))
def seen(request, tmp_path):
    """A project, a run that is over, and what it changed."""
    files = {SPEC_PATH: SPEC, "app.py": "one\n", "gone.txt": "x\n", "old.txt": LINES, "same.txt": ""}
    project = request.param(tmp_path, files)
    run, _ = begin(project)
    (tmp_path / "app.py").write_text("two\n")
    (tmp_path / "gone.txt").unlink()
    (tmp_path / "old.txt").rename(tmp_path / "new.txt")
    (tmp_path / "new.txt").write_text(f"{LINES}four\n")
    (tmp_path / "out.md").write_text("written\n")
    end(project, run)
    changes = changes_of(project, run)
    assert changes is not None
    return project, run, changes


def test_each_file_before_and_after(seen):
    project, run, changes = seen
    (project.root / "app.py").write_text("mine\n")

    def text(path, moment):
        side = side_of(project, changes, path, moment)
        return side and side.text

    assert {path: (text(path, "before"), text(path, "after")) for path in CHANGED} == {
        "app.py": ("one\n", "two\n"),
        "gone.txt": ("x\n", None),
        "new.txt": (LINES, f"{LINES}four\n"),
        "out.md": (None, "written\n"),
    }
    assert text("same.txt", "before") is None and text("../x", "after") is None
    for file in review(project, run, changes).files:
        sides = (side_of(project, changes, file.path, moment) for moment in ("before", "after"))
        assert tuple(sides) == (file.before, file.after)


def test_for_one_text_no_other_file_is_read(seen, monkeypatch):
    project, _, changes = seen
    asked = []
    read_before = looking.read_before
    monkeypatch.setattr(looking, "read_before", lambda *told: asked.append(told[-1]) or read_before(*told))
    for path, moment in (("app.py", "before"), ("app.py", "after"), ("out.md", "after"), ("same.txt", "before")):
        side_of(project, changes, path, moment)
    assert asked == [["app.py"]]


def test_what_is_there_now_is_only_read_where_somebody_has_changed_it(seen, monkeypatch):
    project, run, changes = seen
    asked = []
    read_now = looking.read_now
    monkeypatch.setattr(looking, "read_now", lambda *told: asked.append(told[-1]) or read_now(*told))
    assert [file.since for file in review(project, run, changes).files] == [""] * 4 and asked == []
    (project.root / "app.py").write_text("two\nmine\n")
    (project.root / "out.md").unlink()
    (project.root / "gone.txt").write_text("x\n")
    found = review(project, run, changes)
    since = {file.path: file.since for file in found.files}
    assert since == {"app.py": "changed", "gone.txt": "back", "new.txt": "", "out.md": "back"}
    assert asked == ["app.py", "gone.txt"]
    assert "\n+mine\n" in whole_diff(found)
