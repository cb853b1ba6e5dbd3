"""The commits of a run, and how they get into the spec's frontmatter beside whoever else writes there."""

from __future__ import annotations

import pytest
from checkpoints import SPEC_PATH, git, policy_of, project_in_git
from stage import SPEC, make_project

from chant_lsp.core.text import Source
from chant_lsp.runs.commits import commits_of_run
from chant_lsp.runs.status import StatusError, chant_model, with_fields, write_fields


def commit(project, path: str, message: str) -> str:
    place = project.root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(message)
    git(project.root, "add", path)
    git(project.root, "commit", "-qm", message)
    return git(project.root, "rev-parse", "--short", "HEAD").strip()


def found(project, before: str) -> list[str]:
    return commits_of_run(project.root, "001-write", policy_of(project), before)


def head(project) -> str:
    return git(project.root, "rev-parse", "HEAD").strip()


def test_commits_of_the_spec_are_told_oldest_first(tmp_path):
    project = project_in_git(tmp_path)
    before = head(project)
    first = commit(project, "src/a.py", "chant(001-write): look at it")
    commit(project, "src/b.py", "somebody else's work")
    commit(project, "src/c.py", "chant(001-writer): another spec's")
    second = commit(project, "out.md", "without the mark, but it is the output")
    assert found(project, before) == [first, second]
    assert found(project, head(project)) == []


@pytest.mark.slow
def test_a_project_in_a_folder_of_its_repository(tmp_path):
    git(tmp_path, "init", "-q")
    project = make_project(tmp_path / "packages" / "one")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "start")
    before = head(project)
    commit(project, "../../out.md", "not the output of this project")
    ours = commit(project, "out.md", "the output")
    assert found(project, before) == [ours]


@pytest.mark.slow
def test_a_branch_that_does_not_come_from_where_the_run_began_has_none(tmp_path):
    project = project_in_git(tmp_path)
    commit(project, "x", "x")
    before = head(project)
    git(project.root, "checkout", "-q", "-b", "other", "HEAD^")
    commit(project, "out.md", "chant(001-write): there")
    assert found(project, before) == []


@pytest.mark.slow
def test_without_git_there_are_none_and_in_a_new_repository_all_of_them(tmp_path):
    assert found(make_project(tmp_path / "a"), "") == []
    project = make_project(tmp_path / "b")
    git(project.root, "init", "-q")
    assert found(project, "") == []
    first = commit(project, "out.md", "the first")
    assert found(project, "") == [first]


# -- in the frontmatter

WRITTEN = {
    "a new field": (
        SPEC,
        ["a1b2c3d", "e4f5a6b"],
        SPEC.replace("\n---\n\n#", "\ncommits:\n- a1b2c3d\n- e4f5a6b\n---\n\n#"),
    ),
    "what looks like a number": (SPEC, ["1234567"], SPEC.replace("\n---\n\n#", "\ncommits:\n- '1234567'\n---\n\n#")),
    "in the place of others": (
        SPEC.replace("\n---\n\n#", "\ncommits:\n  - 0000000\n  - fffffff\nmodel: x\n---\n\n#"),
        ["a1b2c3d"],
        SPEC.replace("\n---\n\n#", "\ncommits:\n- a1b2c3d\nmodel: x\n---\n\n#"),
    ),
    "none any more": (SPEC.replace("\n---\n\n#", "\ncommits: [a, b]\n---\n\n#"), [], SPEC),
    "none": (SPEC, [], SPEC),
    "CRLF": (
        SPEC.replace("\n", "\r\n"),
        ["a1b2c3d"],
        SPEC.replace("\n---\n\n#", "\ncommits:\n- a1b2c3d\n---\n\n#").replace("\n", "\r\n"),
    ),
}


@pytest.mark.parametrize("text, commits, expected", WRITTEN.values(), ids=WRITTEN.keys())
def test_commits_are_written_as_chant_does(text, commits, expected):
    assert with_fields(SPEC_PATH, Source(text), {"commits": commits}).text == expected


def test_models_are_named_as_chant_does():
    names = ("claude-sonnet-4-5", "OPUS", "gpt-5", "")
    assert [chant_model(name) for name in names] == ["sonnet", "opus", "gpt-5", ""]


def test_what_cannot_be_read_any_more_is_not_written(tmp_path):
    project = make_project(tmp_path, {SPEC_PATH: "---\nstatus: [\n---\n"})
    with pytest.raises(StatusError, match="cannot be read any more"):
        write_fields(project, SPEC_PATH, {"status": "failed"})
