"""Projects of which a checkpoint is taken, without an agent: the test itself is the run, and later the user."""

from __future__ import annotations

import os
import stat
import subprocess
from datetime import datetime, timezone
from pathlib import Path

from stage import make_project

from chant_lsp.core.spec import parse
from chant_lsp.runs.assembly import read_spec_text
from chant_lsp.runs.changes import record_changes
from chant_lsp.runs.checkpoint import Image, take_checkpoint
from chant_lsp.runs.model import Run, RunState
from chant_lsp.runs.profile import Policy, make_policy
from chant_lsp.runs.snapshot import IGNORED_PATHS
from chant_lsp.runs.store import make_run_folder, new_run_id
from chant_lsp.workspace.layout import Project

SPEC_PATH = ".chant/specs/001-write.md"
IDENTITY = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")


def git(folder: Path, *arguments: str) -> str:
    """What git prints, with an identity and nothing of ours."""
    done = subprocess.run(["git", *IDENTITY, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


def project_in_git(root: Path, files: dict[str, str] | None = None) -> Project:
    """A project whose files are all committed."""
    project = make_project(root, files)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "start")
    return project


def policy_of(project: Project) -> Policy:
    source = read_spec_text(project, SPEC_PATH)
    assert source is not None
    return make_policy(project, parse(SPEC_PATH, source))


def begin(project: Project) -> tuple[Run, Image]:
    """A run that has just taken its checkpoint."""
    run_id = new_run_id("001-write")
    make_run_folder(project, run_id)
    image = take_checkpoint(project, policy_of(project), run_id)
    now = datetime.now(timezone.utc)
    run = Run(run_id, "001-write", SPEC_PATH, RunState.DONE, "scripted", os.getpid(), "here", now, "pending")
    return run, image


def end(project: Project, run: Run) -> int:
    """The run records what it changed."""
    return record_changes(project, run.id, policy_of(project), [])


def tree(root: Path) -> dict[str, tuple[int, bytes | str]]:
    """Every file, link and folder with its mode and content, but for what runs keep and git's own files."""
    found: dict[str, tuple[int, bytes | str]] = {}
    for place in sorted(root.rglob("*")):
        path = place.relative_to(root).as_posix()
        if ".git" in path.split("/") or any(path.startswith(ours) for ours in IGNORED_PATHS):
            continue
        mode = place.lstat().st_mode
        if stat.S_ISLNK(mode):
            found[path] = (stat.S_IFMT(mode), os.readlink(place))
        elif stat.S_ISDIR(mode):
            found[path] = (stat.S_IFMT(mode), "")
        else:
            found[path] = (mode, place.read_bytes())
    return found
