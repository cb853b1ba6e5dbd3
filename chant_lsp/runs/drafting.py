"""The first version of a pull request's text, with what the journals know; never over a file that is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from chant_lsp.core.index import SpecIndex
from chant_lsp.core.phases import files_of
from chant_lsp.core.pull_request import Document, documents_of, draft, phases_before, text_path
from chant_lsp.core.spec import Spec
from chant_lsp.runs.deciding import Done
from chant_lsp.runs.fix import versions_of
from chant_lsp.runs.manifest import latest_done
from chant_lsp.runs.refusals import Refusal
from chant_lsp.runs.remotes import Remote, remotes_of
from chant_lsp.workspace.edits import EditRefusedError, create_file
from chant_lsp.workspace.git import GitError, run_git
from chant_lsp.workspace.git_objects import Repository, find_repository
from chant_lsp.workspace.layout import Project


class Drafted(NamedTuple):
    """A text that is not written yet."""

    path: str
    """Project-relative."""
    text: str


def make_draft(project: Project, index: SpecIndex, spec: Spec, by: str) -> Drafted | Refusal:
    """The text for a gate's pull request. Errors: a Refusal where there is none to make, or where one is there."""
    path = text_path(index, spec)
    if path is None:
        return Refusal(f"{spec.id} ends in no pull request: only a gate called `upstream-pr` does.")
    if index.files.kind(path) is not None or project.absolute(path).exists():
        return Refusal(f"{path} is there already, and stays as it is; delete it for a new first version.")
    before = phases_before(index, spec)
    paths = [each for each in documents_of(before) if index.files.kind(each)]
    documents = [Document(each, link) for each, link in zip(paths, _links(project, paths), strict=True)]
    return Drafted(path, draft(index, spec, by or "NAME", documents, list(_iter_verified(project, before))))


def write_draft(project: Project, index: SpecIndex, spec: Spec, by: str) -> Done | Refusal:
    """Make the text and write it. Errors: a Refusal; then nothing was written."""
    drafted = make_draft(project, index, spec, by)
    if isinstance(drafted, Refusal):
        return drafted
    try:
        create_file(project.root, project.absolute(drafted.path), drafted.text.encode())
    except (EditRefusedError, OSError) as error:
        return Refusal(f"{drafted.path} cannot be written: {error}.")
    return Done(
        f"{drafted.path} is a first version; write it in your own words, then delete its second line.", drafted.path
    )


def _iter_verified(project: Project, before: Mapping[str, Spec]) -> Iterator[str]:
    """What was run, by the phases' journals; a phase of which none tells is left out."""
    test = next(iter(files_of(before["reproduction"])), "") if "reproduction" in before else ""
    for name, words in (("reproduction", ("red",)), ("fork-fix", ("unchanged", "green", "suite"))):
        run = latest_done(project, before[name].id) if name in before else None
        for check in run.checks if run is not None else ():
            if check.name in words and check.passed:
                yield f"- {check.message or f'`{test}`: {check.name}'}"


def _links(project: Project, paths: Sequence[str]) -> list[str]:
    """Where each of the files can be read in the fork; '' for one that cannot."""
    fork = remotes_of(project).fork
    try:
        repository = find_repository(project.root) if fork is not None and "github" in fork.host else None
    except GitError:
        repository = None
    return [_link(project, repository, fork, path) if repository and fork else "" for path in paths]


def _link(project: Project, repository: Repository, fork: Remote, path: str) -> str:
    """Where a file can be read in the fork; '' unless it is committed as it is, and the fork has that commit."""
    place = project.inside(path)
    if place is None:
        return ""
    try:
        found = versions_of(project, repository, place)
        if not found.before or found.blob != found.before:
            return ""
        about = ("--", f":(top,literal){found.name}")
        commit = run_git(project.root, "log", "-1", "--no-show-signature", "--format=%H", *about).strip()
        there = run_git(project.root, "branch", "--remotes", "--contains", commit, "--format=%(refname:short)")
    except GitError:
        return ""
    known = any(line.startswith(f"{fork.name}/") for line in there.splitlines())
    return f"{fork.page}/blob/{commit}/{quote(found.name)}" if commit and known else ""
