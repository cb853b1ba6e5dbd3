"""How a finished fix gets into the fork: told for each state that a repository can be in; nothing is done by us."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from stage import make_project

from chant_lsp.core.phases import goes_into_fork
from chant_lsp.runs.handover import Handover, make_handover
from chant_lsp.workspace.layout import Project
from chant_lsp.workspace.scan import load_index
from tests.families import family

FILES = {
    ".chant/config.md": "---\nproject:\n  name: x\ndefaults:\n  main_branch: main\n---\n",
    ".chant/specs/002-reproduction.md": "---\nstatus: completed\ntarget_files: [tests/test_x.py]\n---\n\n# Red\n",
    ".chant/specs/003-root-cause.md": "---\nstatus: completed\ntarget_files: [cause.md]\n---\n\n# Why\n",
    ".chant/specs/005-fork-fix.md": (
        "---\nstatus: completed\ndepends_on: [002-reproduction]\nlabels: [issue-42]\ntarget_files: [src/x.py]\n"
        "informed_by: [cause.md]\n---\n\n# Fix issue #42's race\n"
    ),
    "cause.md": "# Why\n",
    "src/x.py": "x = 1\n",
}
SOMEBODY = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
GITHUB = "https://github.com/me/store.git"


def git(project: Project, *arguments: str) -> str:
    names = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(
        ["git", *names, *arguments], cwd=project.root, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


def repository(root: Path, *remotes: tuple[str, str], settings: str = "") -> Project:
    """A project with one commit on main, whose fix is made and not committed."""
    project = make_project(root, FILES | ({".chant/lsp.yaml": settings} if settings else {}))
    git(project, "init", "--quiet")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message", "start")
    for name, url in remotes:
        git(project, "remote", "add", name, url)
    (root / "src/x.py").write_text("x = 2\n")
    (root / "tests").mkdir()
    (root / "tests/test_x.py").write_text("def test_x(): ...\n")
    return project


def handover(project: Project) -> Handover:
    index = load_index(project)
    spec = index.spec_of("005-fork-fix")
    assert spec is not None and goes_into_fork(spec)
    before = git(project, "status", "--branch", "--porcelain") if (project.root / ".git").exists() else ""
    found = make_handover(project, index, spec)
    assert before == (git(project, "status", "--branch", "--porcelain") if before else "")
    return found


def test_a_fix_on_the_main_branch_gets_one_of_its_own(tmp_path):
    found = handover(repository(tmp_path, ("origin", GITHUB), settings="fork: origin\n"))
    assert found.text() == (
        "The fix is made, on `main`, 2 files not committed: give it a branch of its own for the fork `origin`.\n"
        "  make a branch        git switch --create fix/issue-42\n"
        "  commit               git add -- src/x.py tests/test_x.py\n"
        "                       git commit --message 'Fix issue #42'\"'\"'s race'\n"
        "  push                 git push origin fix/issue-42\n"
        "  open the staging PR  gh pr create --repo me/store --base main --head fix/issue-42 "
        "--title 'Fix issue #42'\"'\"'s race' --body-file cause.md\n"
        "Or open https://github.com/me/store/compare/main...fix/issue-42?expand=1\n"
    )


@pytest.mark.slow
def test_the_commands_work_as_they_are_told(tmp_path):
    bare = tmp_path / "fork.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(bare)], check=True, timeout=60)
    project = repository(tmp_path / "p", ("origin", GITHUB), settings="fork: origin\n")
    git(project, "remote", "set-url", "--push", "origin", str(bare))
    for step in handover(project).steps[:4]:
        done = subprocess.run(
            step.command,
            shell=True,
            cwd=project.root,
            env={**os.environ, **SOMEBODY},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    found = handover(project)
    commit = git(project, "log", "-1", "--format=%h").strip()
    assert found.summary == (
        f"Branch `fix/issue-42` is ready for the fork `origin` (me/store): 1 commit, the last one {commit} "
        "Fix issue #42's race."
    )
    assert [step.what for step in found.steps] == ["push", "open the staging PR"]


def test_without_a_fork_the_way_to_one_is_told(tmp_path):
    found = handover(repository(tmp_path))
    assert found.summary == (
        "The fix is not ready for the fork: no remote is known to be the fork; name it as `fork:` in .chant/lsp.yaml "
        "(there are none yet)."
    )
    assert [step.command for step in found.steps][-3:-1] == [
        "git remote add FORK ADDRESS",
        "git push FORK fix/issue-42",
    ]


@pytest.mark.slow
def test_origin_is_the_fork_only_where_something_says_so(tmp_path):
    found = handover(repository(tmp_path / "a", ("origin", GITHUB)))
    assert "no remote is known to be the fork" in found.summary and "(there are origin)" in found.summary
    assert not any("me/store" in step.command for step in found.steps) and not found.page
    others = (("origin", GITHUB), ("upstream", "https://github.com/them/store"))
    found = handover(repository(tmp_path / "b", *others))
    assert [step.command.partition(" --base")[0] for step in found.steps][-2:] == [
        "git push origin fix/issue-42",
        "gh pr create --repo me/store",
    ]


def test_a_fork_that_is_not_there(tmp_path):
    found = handover(repository(tmp_path, ("origin", GITHUB), settings="fork: mine\n"))
    assert found.summary == (
        "The fix is not ready for the fork: the remote `mine`, which `.chant/lsp.yaml` calls the fork, is not among "
        "this repository's (there are origin)."
    )


@pytest.mark.slow
def test_a_repository_that_names_programs_starts_none(tmp_path):
    project = repository(tmp_path / "p", ("origin", GITHUB), settings="fork: origin\n")
    trap = project.root / ".git/trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    (project.root / ".git/info/attributes").write_text("*.py filter=x\n")
    git(project, "config", "filter.x.clean", str(trap))
    index = load_index(project)
    spec = index.spec_of("005-fork-fix")
    assert spec is not None
    assert "2 files not committed" in make_handover(project, index, spec).summary
    assert not (tmp_path / "sprung").exists()
    git(project, "status", "--porcelain")
    assert (tmp_path / "sprung").exists(), "the trap works"


def test_before_the_first_commit_nothing_is_committed(tmp_path):
    project = make_project(tmp_path, FILES | {".gitignore": "tests/\n", "tests/test_x.py": "def test_x(): ...\n"})
    git(project, "init", "--quiet")
    found = handover(project)
    assert [step.command for step in found.steps if step.what == "commit"] == ["git add -- src/x.py"]


def test_a_project_below_the_top_of_its_repository(tmp_path):
    git(make_project(tmp_path, {"x": "x\n"}), "init", "--quiet")
    found = handover(make_project(tmp_path / "packages/store", FILES))
    assert [step.command for step in found.steps if step.what == "commit"] == ["git add -- src/x.py"]


def test_without_git(tmp_path):
    found = handover(make_project(tmp_path, FILES))
    assert found.summary.startswith("There is no git repository to hand the fix over from (")
    assert found.steps == ()


PLACES = {
    "ssh": ("ssh://git@github.com/me/store.git", "gh pr create --repo me/store"),
    "short": ("git@github.com:me/store.git", "gh pr create --repo me/store"),
    "gitlab": ("https://gitlab.com/group/sub/store.git", "glab mr create --repo group/sub/store"),
    "another host": ("https://git.example.org/me/store.git", "git push origin fix/issue-42"),
}


@pytest.mark.parametrize("url, command", family(PLACES, ("ssh", "gitlab")))
def test_the_last_command_fits_the_host(tmp_path, url, command):
    found = handover(repository(tmp_path, ("origin", url), settings="fork: origin\n"))
    assert found.steps[-1].command.startswith(command)


def test_only_a_finished_fix_is_handed_over(tmp_path):
    index = load_index(make_project(tmp_path, FILES))
    assert [spec.id for spec in sorted(index.specs.values(), key=lambda spec: spec.id) if goes_into_fork(spec)] == [
        "005-fork-fix"
    ]
