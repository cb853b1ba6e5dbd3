"""The pre-commit hook as its definition has it run."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

REPOSITORY = Path(__file__).parents[2]
(HOOK,) = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text())
IDENTITY = ("-c", "user.name=A", "-c", "user.email=a@example.org")


def git(folder, *arguments):
    subprocess.run(["git", *IDENTITY, *arguments], cwd=folder, check=True, capture_output=True)


def run_hook(folder):
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = shlex.split(HOOK["entry"])
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env={**os.environ, "PATH": programs})


@pytest.mark.slow
def test_the_hook_stops_a_commit_that_breaks_a_reference(tmp_path):
    specs = tmp_path / ".chant" / "specs"
    specs.mkdir(parents=True)
    (specs / "a.md").write_text("---\n---\n# A\n")
    (specs / "b.md").write_text("---\ndepends_on: [a]\n---\n# B\n")
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "start")
    assert run_hook(tmp_path).returncode == 0

    git(tmp_path, "rm", "-q", ".chant/specs/a.md")
    done = run_hook(tmp_path)
    assert done.returncode == 1
    assert "b.md:2:14: error: No spec has the id `a`" in done.stdout


def test_the_hook_gets_no_file_names():
    assert (HOOK["pass_filenames"], HOOK["always_run"], HOOK["language"]) == (False, True, "python")
