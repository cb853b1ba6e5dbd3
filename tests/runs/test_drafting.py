"""The first version of a pull request's text: what it links to is in the fork, just as it is on the disk."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from checkpoints import git
from stage import make_project

from chant_lsp.runs import drafting
from chant_lsp.runs.drafting import Drafted, make_draft
from chant_lsp.workspace.layout import Project
from chant_lsp.workspace.scan import load_index

GATE_PATH = ".chant/specs/006-upstream-pr.md"
FILES = {
    ".chant/lsp.yaml": "fork: origin\n",
    ".chant/specs/001-comprehension.md": "---\nstatus: completed\ntarget_files: [about.md]\n---\n\n# What\n",
    ".chant/specs/003-root-cause.md": "---\nstatus: completed\ntarget_files: [cause-é.md]\n---\n\n# Why\n",
    GATE_PATH: (
        "---\ntype: driver\nlabels: [human-gate]\ndepends_on: [001-comprehension, 003-root-cause]\n"
        "target_files: [pull-request.md]\n---\n\n# Offer it\n"
    ),
    "about.md": "# What\n",
    "cause-é.md": "# Why\n",
}
PAGE = "https://github.com/me/store/blob"


@pytest.fixture(params=["sha1", pytest.param("sha256", marks=pytest.mark.slow)])
def project(request, tmp_path) -> Project:
    """A project whose only commit the fork has."""
    project = make_project(tmp_path, FILES)
    try:
        git(project.root, "init", "-q", "--template=", f"--object-format={request.param}")
    except subprocess.CalledProcessError as error:
        pytest.skip(f"this git makes no repository with {request.param}: {error.stderr}")
    git(project.root, "remote", "add", "origin", "https://github.com/me/store.git")
    commit(project.root)
    return project


def commit(root: Path, pushed: bool = True) -> str:
    git(root, "add", "-A")
    git(root, "commit", "-qm", "more")
    if pushed:
        git(root, "update-ref", "refs/remotes/origin/main", "HEAD")
    return git(root, "rev-parse", "HEAD").strip()


def text_of(project: Project) -> str:
    index = load_index(project)
    drafted = make_draft(project, index, index.specs[GATE_PATH], "Ada")
    assert isinstance(drafted, Drafted), drafted
    return drafted.text


def test_documents_are_linked_to_where_the_fork_has_them(project):
    first = git(project.root, "rev-parse", "HEAD").strip()
    (project.root / "about.md").write_text("# What it is\n")
    second = commit(project.root)
    text = text_of(project)
    assert f"{PAGE}/{second}/about.md" in text and f"{PAGE}/{first}/cause-%C3%A9.md" in text


@pytest.mark.slow
def test_what_is_not_in_the_fork_as_it_is_has_no_link(project):
    (project.root / "about.md").write_text("# What it is\n")
    assert f"{PAGE}/" in text_of(project) and "/about.md" not in text_of(project)
    commit(project.root, pushed=False)
    assert f"{PAGE}/" in text_of(project) and "/about.md" not in text_of(project)


def test_the_remotes_are_looked_at_once(project, monkeypatch):
    asked = []
    remotes_of = drafting.remotes_of
    monkeypatch.setattr(drafting, "remotes_of", lambda project: asked.append(project) or remotes_of(project))
    assert text_of(project).count(f"{PAGE}/") == 2 and len(asked) == 1
