"""What git tells: files that differ, and nothing that a repository configures is run."""

import subprocess

import pytest

from chant_lsp.workspace.git import GitError, changed_files

IDENTITY = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")


def git(folder, *arguments):
    subprocess.run(["git", *IDENTITY, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path):
    git(tmp_path, "init")
    for name in ("same.md", "edited.md", "gone.md"):
        (tmp_path / name).write_text(name)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "start")
    return tmp_path


def names(folder, base=None):
    return {path.removeprefix(f"{folder}/") for path in changed_files(folder, base)}


def test_edited_deleted_staged_and_untracked_files_differ(repository):
    (repository / "edited.md").write_text("other")
    (repository / "gone.md").unlink()
    (repository / "new é.md").write_text("new")
    (repository / "staged.md").write_text("new")
    git(repository, "add", "staged.md")
    (repository / ".gitignore").write_text("ignored.md\n")
    (repository / "ignored.md").write_text("new")
    assert names(repository) == {"edited.md", "gone.md", "new é.md", "staged.md", ".gitignore"}


def test_a_base_is_where_the_branch_left_it(repository):
    git(repository, "checkout", "-b", "work")
    (repository / "edited.md").write_text("mine")
    git(repository, "commit", "-am", "mine")
    git(repository, "checkout", "main")
    (repository / "same.md").write_text("theirs")
    git(repository, "commit", "-am", "theirs")
    git(repository, "checkout", "work")
    assert names(repository) == set()
    assert names(repository, "main") == {"edited.md"}


def test_before_the_first_commit_all_is_new(tmp_path):
    git(tmp_path, "init")
    (tmp_path / "a.md").write_text("a")
    assert names(tmp_path) == {"a.md"}


@pytest.mark.parametrize("base", ["nowhere", "--output=/tmp/x"])
def test_an_unknown_base_is_one_sentence(repository, base):
    with pytest.raises(GitError, match=r"^git says: .+\.$"):
        changed_files(repository, base)


def test_no_repository_is_one_sentence(tmp_path):
    with pytest.raises(GitError, match="not a git repository"):
        changed_files(tmp_path)


def test_a_repository_cannot_have_programs_run(repository):
    trap = repository / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {repository}/sprung\n")
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "diff.external"):
        git(repository, "config", key, str(trap))
    (repository / "edited.md").write_text("other")
    assert "edited.md" in names(repository)
    assert not (repository / "sprung").exists()
