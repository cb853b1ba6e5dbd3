"""What git tells: files that differ, and nothing that a repository configures is run."""

import subprocess

import pytest

from chant_lsp.workspace.git import GitError, changed_files

IDENTITY = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")


def git(folder, *arguments, check=True):
    subprocess.run(["git", *IDENTITY, *arguments], cwd=folder, check=check, capture_output=True)


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


KEYS = ["core.fsmonitor", "diff.external", "diff.x.command", "diff.x.textconv"]
KEYS += ["filter.x.clean", "filter.x.smudge", "filter.x.process", "filter.A.c.clean"]


@pytest.fixture
def trapped(repository):
    """A repository whose configuration names a program wherever it can, and whose files are to go through it."""
    set_traps(repository, repository / "sprung")
    (repository / ".gitattributes").write_text("*.md diff=x filter=x\ngone.md filter=A.c\n")
    (repository / "gone.md").write_text("other")
    (repository / "edited.md").write_text("other")
    # Of the same size: no look at the disk but one into the file tells that this one is no other.
    (repository / "same.md").write_text("same.md")
    return repository


def set_traps(folder, mark):
    trap = folder / ".git/trap"
    trap.write_text(f"#!/bin/sh\ntouch {mark}\n")
    trap.chmod(0o755)
    for key in KEYS:
        git(folder, "config", key, str(trap))
    for name in ("x", "A.c"):
        git(folder, "config", f"filter.{name}.required", "true")


@pytest.mark.slow
def test_a_repository_cannot_have_programs_run(trapped):
    assert names(trapped) == {".gitattributes", "edited.md", "gone.md"}
    assert not (trapped / "sprung").exists()
    git(trapped, "diff", "--no-ext-diff", "--name-only", check=False)
    assert (trapped / "sprung").exists(), "the trap works"


@pytest.mark.slow
def test_nor_can_a_repository_within_it(repository, tmp_path):
    inner = repository / "inner"
    inner.mkdir()
    git(inner, "init")
    (inner / "a.md").write_text("one")
    git(inner, "add", ".")
    git(inner, "commit", "-m", "start")
    git(repository, "add", "inner")
    git(repository, "commit", "-m", "a sub-module")
    set_traps(inner, tmp_path / "sprung")
    (inner / ".gitattributes").write_text("*.md filter=x\n")
    (inner / "a.md").write_text("two")
    names(repository)
    assert not (tmp_path / "sprung").exists()
    git(repository, "diff", "--name-only", check=False)
    assert (tmp_path / "sprung").exists(), "the trap works"


@pytest.mark.slow
def test_a_filter_that_cannot_be_named_to_git_is_one_sentence(trapped):
    with (trapped / ".git/config").open("a") as config:
        config.write(f'[filter "a=b"]\n\tclean = {trapped}/.git/trap\n')
    (trapped / ".gitattributes").write_text("*.md filter=a=b\n")
    with pytest.raises(GitError, match=r"a=b.+\.$"):
        names(trapped)
    assert not (trapped / "sprung").exists()
