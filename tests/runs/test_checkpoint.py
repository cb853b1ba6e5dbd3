"""What a project was like before a run: kept in git without a trace, or as copies; whatever the repository is like."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from checkpoints import SPEC_PATH, begin, end, git, policy_of, project_in_git, tree
from stage import SPEC, make_project

from chant_lsp.runs import checkpoint
from chant_lsp.runs.checkpoint import CheckpointError, load_image, read_before, take_checkpoint
from chant_lsp.runs.discard import carry_out, make_plan
from chant_lsp.runs.store import make_run_folder, new_run_id, run_folder
from chant_lsp.workspace.git_objects import ref_of
from chant_lsp.workspace.layout import Project

pytestmark = pytest.mark.slow

FILES = {
    SPEC_PATH: SPEC,
    "src/app.py": "one\n",
    "crlf.txt": "a\r\nb\r\n",
    'odd "name" é\n.txt': "odd",
    "-rf": "dash",
    "tool.sh": "#!/bin/sh\n",
}


@pytest.fixture
def project(tmp_path) -> Project:
    made = project_in_git(tmp_path / "p", FILES)
    (made.root / "tool.sh").chmod(0o700)
    (made.root / "new.txt").write_bytes(b"untracked \x00\xff")
    (made.root / "src/app.py").write_text("two\n")
    (made.root / "link").symlink_to("src/app.py")
    return made


def facts(project: Project) -> dict[str, str | bytes]:
    """What a user would miss."""
    root = project.root
    return {
        "status": git(root, "status", "--porcelain=v2", "--branch", "--untracked-files=all"),
        "index": git(root, "ls-files", "--stage"),
        "stash": git(root, "stash", "list"),
        "branches": git(root, "for-each-ref", "refs/heads", "refs/tags", "refs/stash"),
        "head": (root / ".git/HEAD").read_bytes() if (root / ".git").is_dir() else "",
    }


def check_kept(project: Project, *, but: frozenset[str] = frozenset(), kind: str = "git") -> None:
    """Every file comes back from a checkpoint, byte for byte, and nothing else is different."""
    before, files = facts(project) if kind == "git" else {}, tree(project.root)
    run, image = begin(project)
    assert image.kind == kind, image.note
    assert load_image(project, run.id) == image
    if kind == "git":
        assert facts(project) == before
        assert git(project.root, "fsck", "--strict", "--no-dangling") == ""
    kept = read_before(project, run.id, image, image.marks)
    for path, (mode, content) in files.items():
        if mode != 0o040000 and path not in but:
            assert kept[path] == (content.encode() if isinstance(content, str) else content), path
    assert tree(project.root) == files


def test_tracked_and_untracked_files_are_kept_and_nothing_is_touched(project):
    check_kept(project)
    ref = git(project.root, "for-each-ref", "--format=%(refname) %(authorname)", "refs/chant-lsp").strip()
    assert ref.startswith("refs/chant-lsp/runs/") and ref.endswith(" chant-lsp")
    assert git(project.root, "show", f"{ref.split()[0]}:src/app.py") == "two\n"


def test_what_is_staged_stays_staged(project):
    git(project.root, "add", "src/app.py")
    (project.root / "src/app.py").write_text("three\n")
    check_kept(project)
    assert git(project.root, "show", ":src/app.py") == "two\n"


def test_ignored_files_are_left_out_but_for_outputs_and_chants_own(project):
    (project.root / ".gitignore").write_text("*.log\nout.md\n.chant/\n")
    for name in ("secret.log", "out.md", ".chant/research.md"):
        (project.root / name).write_text(name)
    check_kept(project, but=frozenset({"secret.log"}))
    run, _ = begin(project)
    (project.root / "secret.log").write_text("changed")
    end(project, run)
    assert [(one.path, one.why) for one in make_plan(project, run).kept] == [
        ("secret.log", "is not in the checkpoint: ignored by git")
    ]


def test_nothing_that_a_repository_configures_runs_or_changes_a_byte(project, tmp_path):
    ran = tmp_path / "ran"
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\necho $0 $@ >> {ran}\ncat\n")
    trap.chmod(0o755)
    hooks = project.root / ".git/hooks"
    for name in ("reference-transaction", "post-index-change", "pre-commit", "post-checkout", "fsmonitor-watchman"):
        (hooks / name).write_text(trap.read_text())
        (hooks / name).chmod(0o755)
    for name, value in {
        "filter.trap.clean": str(trap),
        "filter.trap.smudge": str(trap),
        "filter.trap.process": str(trap),
        "filter.trap.required": "true",
        "core.fsmonitor": str(trap),
        "core.hooksPath": str(hooks),
        "core.autocrlf": "true",
        "core.safecrlf": "true",
        "core.eol": "crlf",
        "core.splitIndex": "true",
        "core.untrackedCache": "true",
        "core.logAllRefUpdates": "always",
        "commit.gpgSign": "true",
        "gpg.program": str(trap),
        "user.useConfigOnly": "true",
        "diff.external": str(trap),
        "core.pager": str(trap),
        "core.editor": str(trap),
        "core.precomposeUnicode": "true",
        "i18n.commitEncoding": "utf-16",
    }.items():
        git(project.root, "config", name, value)
    (project.root / ".git/info/attributes").write_text(
        "* filter=trap ident text eol=crlf working-tree-encoding=UTF-16\n"
    )
    files = tree(project.root)
    _, image = begin(project)
    assert image.kind == "git"
    assert not ran.exists(), ran.read_text()
    assert tree(project.root) == files
    run, _ = begin(project)
    (project.root / "crlf.txt").write_text("changed")
    (project.root / "src/app.py").unlink()
    end(project, run)
    carry_out(project, make_plan(project, run))
    assert tree(project.root) == files
    assert not ran.exists(), ran.read_text()


def test_variables_of_git_that_a_hook_inherits_lead_nowhere_else(project, tmp_path, monkeypatch):
    project_in_git(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "other/.git/index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "other"))
    begin(project)
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name)
    assert git(project.root, "for-each-ref", "refs/chant-lsp")
    assert not git(tmp_path / "other", "for-each-ref", "refs/chant-lsp")


def test_without_an_identity(project, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.delenv("EMAIL", raising=False)
    check_kept(project)


def test_an_empty_repository(tmp_path):
    project = make_project(tmp_path, FILES)
    git(project.root, "init", "-q")
    check_kept(project)


def test_a_repository_with_long_ids(tmp_path):
    project = make_project(tmp_path, FILES)
    git(project.root, "init", "-q", "--object-format=sha256")
    check_kept(project)


def test_a_detached_head(project):
    git(project.root, "checkout", "-q", "--detach")
    check_kept(project)


def test_a_worktree(project, tmp_path):
    git(project.root, "worktree", "add", "-q", str(tmp_path / "w"))
    other = Project(tmp_path / "w")
    (other.root / "new.txt").write_text("x")
    check_kept(other)


def test_a_merge_in_progress(project):
    root = project.root
    git(root, "checkout", "-q", "-b", "other")
    git(root, "commit", "-qam", "two")
    git(root, "checkout", "-q", "-b", "third", "HEAD^")
    (root / "src/app.py").write_text("three\n")
    git(root, "commit", "-qam", "three")
    with pytest.raises(subprocess.CalledProcessError):
        git(root, "merge", "other")
    assert "<<<<<<<" in (root / "src/app.py").read_text()
    check_kept(project)


def test_sub_modules_and_repositories_within(project, tmp_path):
    library = project_in_git(tmp_path / "library", {"lib.py": "x\n", ".gitignore": "*.o\n"})
    git(project.root, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(library.root), "vendor/lib")
    nested = project.root / "nested"
    nested.mkdir()
    git(nested, "init", "-q")
    for path in ("vendor/lib/lib.py", "vendor/lib/x.o", "nested/file"):
        (project.root / path).write_text("changed\n")
    check_kept(project, but=frozenset({"vendor/lib/x.o"}))


def test_a_project_below_the_top_of_its_repository(tmp_path):
    git(tmp_path, "init", "-q")
    project = make_project(tmp_path / "packages/one", FILES)
    run, image = begin(project)
    assert image.kind == "git"
    assert "src/app.py" in git(tmp_path, "ls-tree", "-r", "--name-only", ref_of(run.id))


def test_a_project_that_its_repository_ignores_is_copied(tmp_path):
    git(tmp_path, "init", "-q")
    (tmp_path / ".gitignore").write_text("*\n")
    check_kept(make_project(tmp_path / "one", FILES), kind="copies")


def test_without_git_small_files_are_copied_and_nobody_else_reads_them(tmp_path):
    project = make_project(tmp_path, FILES)
    check_kept(project, kind="copies")
    run, _ = begin(project)
    for place in run_folder(project, run.id).rglob("*"):
        assert place.stat().st_mode & 0o077 == 0, place


def test_a_broken_repository_is_no_reason_to_stop(project):
    (project.root / ".git/config").write_text("[broken")
    _, image = begin(project)
    assert image.kind == "copies"
    assert image.note.startswith("The checkpoint is a copy of small files, because git says: ")


def test_what_is_too_large_is_named_and_stays_as_the_run_left_it(project, monkeypatch):
    from chant_lsp.runs import snapshot

    monkeypatch.setattr(snapshot, "MAX_HASHED_FILE_BYTES", 10_000)
    (project.root / "big.bin").write_bytes(b"x" * 10_001)
    run, image = begin(project)
    assert image.note == "Too large or unreadable, so it could not be put back: `big.bin`."
    (project.root / "big.bin").write_bytes(b"y" * 10_001)
    end(project, run)
    assert [(one.path, one.why) for one in make_plan(project, run).kept] == [
        ("big.bin", "is not in the checkpoint: too large or unreadable")
    ]


def test_a_checkpoint_that_cannot_be_written_is_a_sentence(project):
    run_id = new_run_id("001-write")
    (make_run_folder(project, run_id) / checkpoint.BEFORE_NAME).mkdir()
    with pytest.raises(CheckpointError) as error:
        take_checkpoint(project, policy_of(project), run_id)
    assert str(error.value).startswith(
        "Nothing was started, because the state before the run could not be kept: Is a dir"
    )


@pytest.mark.parametrize("name", ["001 a", "é" * 90, "a..b", "x.lock", "@{1}", "a~b^c:d?e*f[g\\h", "-a", "a" * 180])
def test_any_spec_has_a_ref(tmp_path, name):
    project = project_in_git(tmp_path)
    run_id = new_run_id(name)
    make_run_folder(project, run_id)
    take_checkpoint(project, policy_of(project), run_id)
    assert git(project.root, "rev-parse", "--verify", ref_of(run_id))


def test_a_thousand_files_are_soon_kept(tmp_path):
    project = project_in_git(tmp_path, FILES | {f"src/{n % 20}/{n}.py": f"x = {n}\n" * 100 for n in range(1000)})
    calls: list[list[str]] = []
    real = subprocess.run

    def counted(command, *args, **options):
        calls.append(command)
        return real(command, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "run", counted)
        begin(project)
    # Not a time, which depends on the machine: no process for each file.
    assert len(calls) <= 9


TAKE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from checkpoints import policy_of
from chant_lsp.runs.checkpoint import take_checkpoint
from chant_lsp.runs.store import make_run_folder, new_run_id
from chant_lsp.workspace.layout import Project
project = Project(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    run_id = new_run_id("001-write")
    make_run_folder(project, run_id)
    take_checkpoint(project, policy_of(project), run_id)
"""


def test_killed_at_any_moment_nothing_is_different(project):
    before, files = facts(project), tree(project.root)
    random_ = random.Random(1)
    for _ in range(8):
        (project.root / "new.txt").write_bytes(os.urandom(1000))
        files["new.txt"] = (files["new.txt"][0], (project.root / "new.txt").read_bytes())
        told = [sys.executable, "-c", TAKE, str(project.root), str(Path(__file__).parent)]
        taker = subprocess.Popen(told, stdout=subprocess.PIPE, text=True, start_new_session=True)
        assert taker.stdout is not None and taker.stdout.readline() == "ready\n"
        time.sleep(random_.random() * 0.15)
        os.killpg(taker.pid, signal.SIGKILL)
        taker.wait()
        assert facts(project) == before
        assert tree(project.root) == files
    check_kept(project)
