"""The change that a gate is about, in real repositories."""

import os
import subprocess

import pytest

from chant_lsp.runs.fix import find_fix
from chant_lsp.runs.redaction import looks_secret
from chant_lsp.workspace.scan import load_index
from tests.runs.stage import make_project

FIX = "---\nstatus: completed\ntarget_files: [src/store.py]\n---\n\n# Fix\n"
TEST = "---\nstatus: completed\ntarget_files: [tests/test_it.py]\n---\n\n# Reproduce\n"
FILES = {
    ".chant/specs/002-reproduction.md": TEST,
    ".chant/specs/005-fork-fix.md": FIX,
    ".chant/config.md": "---\nproject:\n  name: x\n---\n",
    "src/store.py": "one\n",
}
IDENTITY = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"} | {
    f"GIT_{who}_{what}": "ada@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
}


def git(project, *arguments):
    done = subprocess.run(
        ["git", *arguments],
        cwd=project.root,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **IDENTITY},
    )
    return done.stdout.strip()


def write(project, path, text):
    place = project.root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


def commit(project, message="chant(005-fork-fix): fix it"):
    git(project, "add", "-A")
    git(project, "commit", "-qm", message)
    return git(project, "rev-parse", "HEAD")


@pytest.fixture
def project(request, tmp_path):
    """A repository with one commit on main."""
    project = make_project(tmp_path, FILES)
    long_ids = ["--object-format=sha256"] if getattr(request, "param", "") == "sha256" else []
    try:
        git(project, "init", "-q", "--template=", "-b", "main", *long_ids)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"this git makes no repository with long ids: {error.stderr}")
    commit(project, "begin")
    return project


both = pytest.mark.parametrize("project", ["sha1", pytest.param("sha256", marks=pytest.mark.slow)], indirect=True)


def look(project):
    index = load_index(project)
    specs = index.specs
    return find_fix(
        project,
        index,
        specs[".chant/specs/005-fork-fix.md"],
        [specs[".chant/specs/002-reproduction.md"]],
    )


def test_without_a_repository_nothing_is_known(tmp_path):
    assert "no git repository" in look(make_project(tmp_path, FILES)).problem


def test_without_a_phase_that_fixes_nothing_is_known(project):
    assert "makes a fix" in find_fix(project, load_index(project), None).problem


def test_what_is_not_committed_is_looked_at_on_the_disk(project):
    write(project, "src/store.py", "two\n")
    write(project, "tests/test_it.py", "new\n")
    write(project, "notes.txt", "of nobody's concern\n")
    found = look(project)
    assert (found.where, found.paths, found.commit) == (
        "the files on the disk",
        ("src/store.py", "tests/test_it.py"),
        "",
    )


@pytest.mark.slow
@both
def test_to_commit_what_was_on_the_disk_changes_nothing(project):
    write(project, "src/store.py", "two\n")
    write(project, "tests/test_it.py", "new\n")
    before = look(project)
    git(project, "checkout", "-qb", "chant/005-fork-fix")
    commit(project)
    after = look(project)
    assert (before.commit, before.diff) == ("", after.diff) and after.commit
    write(project, "src/store.py", "three\n")
    commit(project)
    assert look(project).diff != before.diff


@pytest.mark.slow
@both
def test_nor_does_it_to_commit_that_a_file_has_gone(project):
    assert look(project).paths == ()
    (project.root / "src/store.py").unlink()
    before = look(project)
    assert before.paths == ("src/store.py",)
    git(project, "checkout", "-qb", "chant/005-fork-fix")
    commit(project)
    assert look(project).commit and look(project).diff == before.diff


@pytest.mark.parametrize("branch", ["chant/005-fork-fix", pytest.param("mine", marks=pytest.mark.slow)])
def test_the_branch_of_the_fix_wins(project, branch):
    base = git(project, "rev-parse", "HEAD")
    git(project, "checkout", "-qb", branch)
    if branch == "mine":
        write(project, ".chant/specs/005-fork-fix.md", FIX.replace("status", "branch: mine\nstatus"))
    write(project, "src/store.py", "two\n")
    tip = commit(project)
    git(project, "checkout", "-q", "main")
    if branch == "mine":
        write(project, ".chant/specs/005-fork-fix.md", FIX.replace("status", "branch: mine\nstatus"))
    found = look(project)
    assert (found.base, found.commit, found.where) == (base, tip, f"branch {branch}")
    assert "src/store.py" in found.paths
    assert found.problem == ""


@pytest.mark.slow
def test_a_prefix_of_the_project_counts(project):
    write(project, ".chant/config.md", "---\nproject:\n  name: x\ndefaults:\n  branch_prefix: fix/\n---\n")
    commit(project, "config")
    git(project, "checkout", "-qb", "fix/005-fork-fix")
    write(project, "src/store.py", "two\n")
    commit(project)
    git(project, "checkout", "-q", "main")
    assert look(project).where == "branch fix/005-fork-fix"


def test_the_branch_that_is_checked_out_counts_where_it_is_not_the_main_one(project):
    git(project, "checkout", "-qb", "issue-42")
    write(project, "src/store.py", "two\n")
    commit(project)
    assert look(project).where == "branch issue-42"


@pytest.mark.slow
def test_the_commits_that_the_spec_lists_count(project):
    write(project, "src/store.py", "two\n")
    tip = commit(project)
    write(project, ".chant/specs/005-fork-fix.md", FIX.replace("target", f"commits: [{tip[:8]}]\ntarget"))
    found = look(project)
    assert (found.commit, found.paths, found.where) == (tip, ("src/store.py",), "the commits of 005-fork-fix")


def test_secrets_and_specs_in_the_diff_are_found(project):
    git(project, "checkout", "-qb", "chant/005-fork-fix")
    write(
        project, "src/store.py", 'one\ntwo\ntoken = read_token()\nTOKEN = "gh' + 'p_0123456789abcdefghijABCDEFGHIJ"\n'
    )
    write(project, ".chant/specs/007-new.md", "---\ntype: code\n---\n\n# New\n")
    write(project, ".env", "A=b\n")
    commit(project)
    found = look(project)
    assert found.secrets == (".env (environment variables, which hold secrets)", "src/store.py:4")
    assert ".chant/specs/007-new.md" in found.paths


def test_secrets_on_the_disk_are_found_however_much_differs(project, monkeypatch):
    secret = 'TOKEN = "gh' + 'p_0123456789abcdefghijABCDEFGHIJ"'
    before = [f"line {number % 50}" for number in range(4000)]
    write(project, "src/store.py", "\n".join(before))
    commit(project)
    write(project, "src/store.py", "\n".join([*before[:9], secret, *before[9:20], secret, *before[20:]]))
    assert look(project).secrets == ("src/store.py:10", "src/store.py:22")
    # Of so many lines, none is compared with all others.
    monkeypatch.delattr("chant_lsp.core.drawn_diff.SequenceMatcher")
    write(project, "src/store.py", "\n".join([*reversed(before), secret]))
    assert look(project).secrets == ("src/store.py:4001",)


@pytest.mark.slow
def test_a_project_below_the_top_of_its_repository(tmp_path):
    project = make_project(tmp_path / "packages" / "store", FILES)
    top = make_project(tmp_path, {"README": "x\n"})
    git(top, "init", "-q", "--template=", "-b", "main")
    commit(top, "begin")
    git(top, "checkout", "-qb", "chant/005-fork-fix")
    write(project, "src/store.py", "two\n")
    write(top, "elsewhere.py", "x\n")
    commit(top)
    assert look(project).paths == ("../../elsewhere.py", "src/store.py")


@pytest.mark.slow
def test_a_repository_that_names_programs_starts_none(project):
    trap = project.root / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {project.root}/sprung\n")
    trap.chmod(0o755)
    write(project, ".gitattributes", "*.py diff=x filter=x\n")
    for key in ("diff.external", "core.fsmonitor", "diff.x.textconv", "filter.x.clean", "filter.x.smudge"):
        git(project, "config", key, str(trap))
    write(project, "src/store.py", "two\n")
    look(project)
    assert not (project.root / "sprung").exists()


@pytest.mark.slow
def test_nor_does_a_sub_module_that_names_one(project):
    inner = make_project(project.root / "inner", {"a.txt": "one\n"})
    git(inner, "init", "-q", "--template=", "-b", "main")
    commit(inner)
    git(project, "add", "inner")
    base = commit(project, "a sub-module")
    git(project, "checkout", "-qb", "chant/005-fork-fix")
    write(inner, "a.txt", "two\n")
    commit(inner)
    commit(project)
    trap = inner.root / ".git/trap"
    trap.write_text(f"#!/bin/sh\ntouch {project.root}/sprung\n")
    trap.chmod(0o755)
    git(inner, "config", "diff.external", str(trap))
    git(project, "config", "diff.submodule", "diff")
    assert look(project).paths == ("inner",)
    assert not (project.root / "sprung").exists()
    git(project, "diff", "--no-ext-diff", base, "HEAD")
    assert (project.root / "sprung").exists(), "the trap works"


SECRETS = {
    "AWS_KEY = 'AKIA" + "ABCDEFGHIJKLMNOP'": True,
    'password = "s3cr3t-and-l0ng"': True,
    "api_key: 9f8e7d6c5b4a39281706": True,
    "-----BEGIN RSA PRIVATE KEY-----": True,
    "url = 'https://ada:hunter22@example.org'": True,
    "password = os.environ['PASSWORD1']": False,
    "token = read_token()": False,
    "token: str": False,
    "secret = settings.secret_of(user1)": False,
    'password = "test-password1"': False,
    'api_key = "<YOUR-KEY-1>"': False,
    "Authorization: Bearer $TOKEN12345678": False,
    "def tokenise(text1, tokens2):": False,
}


@pytest.mark.parametrize(("line", "expected"), SECRETS.items())
def test_a_line_with_a_secret(line, expected):
    assert looks_secret(line) is expected
