"""A commit as git knows it; nothing but hexadecimal digits ever reaches git."""

import subprocess

import pytest

from chant_lsp.workspace.commits import read_commit
from chant_lsp.workspace.git import GitError

WHO = {"NAME": "Å. Person", "EMAIL": "a@example.org", "DATE": "2026-01-31T12:00:00Z"}


def git(folder, *arguments):
    environment = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in WHO.items()}
    command = ["git", "-c", "commit.gpgsign=false", *arguments]
    environment["PATH"] = "/usr/bin:/bin:/usr/local/bin"
    return subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(tmp_path):
    git(tmp_path, "init", "-q")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "Fix *it* – für 😀\n\nMore words.")
    return tmp_path


def test_a_commit(repository):
    full = git(repository, "rev-parse", "HEAD").strip()
    for hash_ in (full, full[:7], full[:7].upper()):
        found = read_commit(repository, hash_)
        assert found == (full, "Fix *it* – für 😀", "Å. Person", 1769860800.0, "2026-01-31")


@pytest.mark.parametrize("hash_", ["0000000", "HEAD", "--output=x", "", "abc..def", "abcd\n"])
def test_no_commit(repository, hash_):
    assert read_commit(repository, hash_) is None
    assert not (repository / "x").exists()


def test_the_hash_of_a_file_is_no_commit(repository):
    (repository / "a.txt").write_text("a")
    blob = git(repository, "hash-object", "-w", "a.txt").strip()
    assert read_commit(repository, blob) is None


def test_no_repository(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(GitError):
        read_commit(tmp_path, "abcd")


def test_no_git(repository, monkeypatch):
    monkeypatch.setenv("PATH", str(repository))
    with pytest.raises(GitError):
        read_commit(repository, "abcd")


@pytest.mark.slow
def test_nothing_that_a_repository_names_is_started(repository):
    trace = repository / "trace"
    program = f"sh -c 'touch {trace}'"
    for key in ("gpg.program", "core.pager", "core.fsmonitor", "core.sshCommand", "diff.external", "credential.helper"):
        git(repository, "config", key, program)
    git(repository, "config", "log.showSignature", "true")
    git(repository, "config", "remote.origin.url", f"ext::touch {trace}")
    git(repository, "config", "remote.origin.promisor", "true")
    git(repository, "config", "extensions.partialClone", "origin")
    git(repository, "config", "protocol.ext.allow", "always")
    git(repository, "config", "core.repositoryFormatVersion", "1")
    full = git(repository, "rev-parse", "HEAD").strip()
    assert read_commit(repository, full) is not None
    assert read_commit(repository, "0123456789012345678901234567890123456789") is None
    assert not trace.exists()
