"""`chant-lsp review` and `chant-lsp discard`, as somebody at a terminal meets them."""

from __future__ import annotations

import json
import subprocess

import pytest

from chant_lsp.__main__ import main
from tests.runs.stage import SPEC, last_run, make_project, perform, status_of

pytestmark = pytest.mark.slow


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project in which 001-write has written its output and a file that it should not have."""
    made = make_project(tmp_path, {".chant/specs/001-write.md": SPEC, "src/app.py": "one\n", "gone.txt": "a\nb\nc\n"})
    perform(made, "write=out.md", "tick", "put=src/app.py", "remove=gone.txt")
    monkeypatch.chdir(tmp_path)
    return made


def listed(told: str) -> list[str]:
    """The list of files, without the columns' spaces."""
    return [" ".join(line.split()) for line in told.split("\n\n")[0].splitlines()[1:]]


def test_review_lists_and_draws(project, capsys):
    assert main(["review", "001"]) == 0
    told = capsys.readouterr().out
    run = last_run(project).id
    assert told.startswith(f"001-write, run {run} (failed 0s ago) changed 4 files.\n")
    assert listed(told)[:2] == ["M .chant/specs/001-write.md +3 -3", "D gone.txt +0 -3 outside its outputs"]
    assert listed(told)[2:] == ["A out.md +1 -0", "M src/app.py +1 -1 outside its outputs"]
    assert (
        "\ndiff --git a/src/app.py b/src/app.py\n--- a/src/app.py\n+++ b/src/app.py\n@@ -1 +1 @@\n-one\n+put\n" in told
    )
    assert "-- [ ] It is written\n" in told and "+- [x] It is written\n" in told


def test_git_takes_the_diff_back(project, capsys):
    main(["review", "001"])
    diff = capsys.readouterr().out
    subprocess.run(["git", "apply", "-R", "-"], cwd=project.root, input=diff.encode(), check=True)
    assert (project.root / "src/app.py").read_text() == "one\n"
    assert (project.root / "gone.txt").exists() and not (project.root / "out.md").exists()


def test_review_tells_later_edits_apart(project, capsys):
    (project.root / "src/app.py").write_text("put\nmine\n")
    main(["review", "001"])
    told = capsys.readouterr().out
    assert "M src/app.py +1 -1 outside its outputs; changed since" in listed(told)
    assert "and since the run, src/app.py:\ndiff --git" in told and "\n+mine\n" in told


def test_review_of_a_project_with_too_many_files_says_so(project, capsys, monkeypatch):
    monkeypatch.setattr("chant_lsp.runs.snapshot.MAX_FILES", 1)
    main(["review", "001", "--stat"])
    assert capsys.readouterr().out.splitlines()[1].startswith("There are too many files to look at all of them, so")


def test_review_as_json(project, capsys):
    assert main(["review", "001", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["version"] == 1 and told["spec"] == "001-write" and told["recorded"] is True and told["whole"] is True
    gone = next(file for file in told["files"] if file["path"] == "gone.txt")
    assert gone == {
        "path": "gone.txt",
        "old_path": "gone.txt",
        "how": "deleted",
        "outside": True,
        "others": False,
        "since": None,
        "added": 0,
        "removed": 3,
        "diff": gone["diff"],
        "diff_since": "",
    }


def test_discard_wants_a_yes(project, capsys, monkeypatch):
    assert main(["discard", "001"]) == 1
    told = capsys.readouterr().err
    assert "  delete out.md\n" in told and "  put back src/app.py\n" in told
    assert told.endswith("chant-lsp discard: nobody is there to ask; add --yes.\n")
    assert (project.root / "out.md").exists()


def test_discard_takes_all_of_it_back(project, capsys):
    assert main(["discard", "001", "--yes"]) == 0
    assert set(capsys.readouterr().out.splitlines()) == {
        "deleted out.md",
        "put back .chant/specs/001-write.md",
        "put back gone.txt",
        "put back src/app.py",
    }
    assert (project.root / "gone.txt").read_text() == "a\nb\nc\n"
    assert (project.specs / "001-write.md").read_text() == SPEC
    assert main(["discard", "001", "--yes"]) == 0
    assert capsys.readouterr().out.startswith("There is nothing to take back: nothing that run ")


def test_discard_refuses_what_was_changed_since_and_says_how_to_go_on(project, capsys):
    (project.root / "src/app.py").write_text("mine\n")
    assert main(["discard", "001", "--yes"]) == 1
    told = capsys.readouterr().err
    assert told == (
        "chant-lsp discard: 1 file has to stay, so nothing was taken back:\n"
        "  src/app.py was changed after the run\n"
        "To take back the others: chant-lsp discard 001-write out.md .chant/specs/001-write.md gone.txt\n"
    )
    assert (project.root / "out.md").exists()
    assert main(["discard", "001", "out.md", "gone.txt", "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["discarded"] == ["out.md", "gone.txt"]
    assert (project.root / "src/app.py").read_text() == "mine\n"


def test_discard_only_what_was_written_outside(project, capsys):
    assert main(["discard", "001", "--outside", "--yes"]) == 0
    assert set(capsys.readouterr().out.splitlines()) == {"put back gone.txt", "put back src/app.py"}
    assert (project.root / "out.md").exists()
    assert status_of(project).startswith("needs_attention")


def test_a_path_as_seen_from_here(project, capsys, monkeypatch):
    monkeypatch.chdir(project.root / "src")
    assert main(["discard", "001", "app.py", "--yes"]) == 0
    assert capsys.readouterr().out == "put back src/app.py\n"
    assert main(["discard", "001", "other.py", "--yes"]) == 1
    assert "did not change `other.py`" in capsys.readouterr().err


def test_each_attempt_keeps_its_own(project, capsys):
    first = last_run(project).id
    perform(project, "write=out.md", "tick", "put=second.txt")
    assert last_run(project).attempt == 2
    main(["review", "001", "--stat"])
    assert "second.txt" in (told := capsys.readouterr().out) and "gone.txt" not in told
    main(["review", "001", "--stat", "--run", first])
    assert "gone.txt" in (told := capsys.readouterr().out) and "second.txt" not in told
    assert (project.runs / first / "prompt.md").exists()
    assert main(["review", "001", "--run", "nonsense"]) == 2
    assert "has no run `nonsense`" in capsys.readouterr().err


def test_a_spec_that_the_run_deleted_comes_back(tmp_path, monkeypatch, capsys):
    project = make_project(tmp_path)
    perform(project, "write=out.md", "remove=.chant/specs/001-write.md")
    monkeypatch.chdir(tmp_path)
    assert main(["discard", "001-write", "--yes"]) == 0
    assert (project.specs / "001-write.md").read_text() == SPEC


def test_a_spec_that_never_ran(tmp_path, monkeypatch, capsys):
    make_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["review", "001"]) == 2
    assert capsys.readouterr().err == "chant-lsp review: 001-write has not been run yet.\n"
