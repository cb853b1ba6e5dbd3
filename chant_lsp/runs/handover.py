"""What a person does with a finished fix: which branch and which commits it is, and the commands that take it into the
fork and open the staging pull request there.

Words only. Nothing is committed, pushed or opened by us, and the branch that is checked out stays what it is.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec
from chant_lsp.runs.checks import upstream
from chant_lsp.runs.fix import main_branch, new_branch
from chant_lsp.runs.remotes import UPSTREAM, Remote, choose_remotes, compare_url, read_remotes
from chant_lsp.workspace.files import named_files
from chant_lsp.workspace.git import GitError, changed_files, git_word
from chant_lsp.workspace.layout import Project
from chant_lsp.workspace.settings import own_settings

MAX_COMMITS = 20
MAX_FILES = 20


class Step(NamedTuple):
    """One command for a person to run."""

    what: str
    """What it does, the beginning of a line."""
    command: str
    """Quoted for a shell, without a line end."""


class Handover(NamedTuple):
    """Where a finished fix stands on its way into the fork."""

    spec_id: str
    summary: str
    """One sentence: the branch and its commits, or what is in the way."""
    steps: tuple[Step, ...] = ()
    """In order; empty when there is nothing to do from here."""
    page: str = ""
    """Where the pull request can be opened in a browser, once the branch is pushed; '' for unknown hosts."""

    def text(self) -> str:
        """All of it, a few lines; each ends with a line end."""
        lines = [self.summary]
        width = max((len(step.what) for step in self.steps), default=0)
        lines += [f"  {step.what:{width}}  {step.command}" for step in self.steps]
        lines += [f"Or open {self.page}"] if self.page else []
        return "\n".join(lines) + "\n"

    def document(self) -> str:
        """The same as a page in Markdown."""
        commands = "".join(
            f"# {step.what}\n{step.command}\n" if step.what else f"{step.command}\n" for step in self.steps
        )
        parts = [f"# How {self.spec_id} gets into the fork", self.summary]
        parts += [f"```sh\n{commands}```"] if commands else []
        parts += [f"Or, once the branch is there, open {self.page}"] if self.page else []
        parts += ["Nothing of this is done for you: a person pushes and opens."]
        return "\n\n".join(parts) + "\n"

    def values(self) -> dict[str, Any]:
        """As plain values."""
        steps = [step._asdict() for step in self.steps]
        return {"spec": self.spec_id, "summary": self.summary, "steps": steps, "page": self.page or None}


class _Tree(NamedTuple):
    """What git says of the project."""

    branch: str
    """'' on no branch at all."""
    main: str
    changed: tuple[str, ...]
    """Of the fix's files, those that are not committed."""
    commits: tuple[str, ...]
    """Of the branch, behind the main one: a line each, the last one first."""

    @property
    def on_main(self) -> bool:
        return not self.branch or self.branch in (self.main, "main", "master")


def make_handover(project: Project, index: SpecIndex, spec: Spec) -> Handover:
    """How a finished fix gets into the fork, as things are now.

    Cost:   some calls of git.
    Errors: none; what is in the way is the summary.
    """
    tests = [path for other in upstream(index, spec, "reproduction") for path in named_files(project, other.outputs)]
    files = list(dict.fromkeys((*named_files(project, spec.outputs), *tests)))
    try:
        tree = _look(project, main_branch(index), files)
    except GitError as error:
        summary = f"There is no git repository to hand the fix over from ({str(error).rstrip('.')})."
        return Handover(spec.id, summary)
    own = own_settings(project).fork
    found = read_remotes(project.root)
    # With neither word nor sign, `origin` may be the very project that nobody wants to push to.
    fork = choose_remotes(found, own).fork if own is not None or UPSTREAM in found else None
    branch = new_branch(spec) if tree.on_main else tree.branch
    steps = [*_iter_commit(spec, tree, branch), *_iter_offer(index, spec, fork, own, tree.main, branch)]
    page = compare_url(fork, tree.main, fork, branch) if fork is not None else None
    return Handover(spec.id, _summary(tree, branch, fork, own, found), tuple(steps), page or "")


def _look(project: Project, main: str, files: Sequence[str]) -> _Tree:
    folder = project.root
    differing = {project.relative(path) for path in changed_files(folder)}
    branch = git_word(folder, "symbolic-ref", "--quiet", "--short", "HEAD")
    log = git_word(
        folder, "log", f"--max-count={MAX_COMMITS}", "--no-show-signature", "--format=%h %s", f"{main}..HEAD"
    )
    return _Tree(branch, main, tuple(path for path in files if path in differing), tuple(log.splitlines()))


def _summary(tree: _Tree, branch: str, fork: Remote | None, asked: str | None, found: dict[str, Remote]) -> str:
    if fork is None:
        known = f" (there are {', '.join(sorted(found))})" if found else " (there are none yet)"
        if asked is not None:
            where = (
                f"the remote `{asked}`, which `.chant/lsp.yaml` calls the fork, is not among this repository's{known}"
            )
        else:
            where = f"no remote is known to be the fork; name it as `fork:` in .chant/lsp.yaml{known}"
        return f"The fix is not ready for the fork: {where}."
    if tree.changed or tree.on_main:
        where = f"on `{tree.branch}`" if tree.branch else "on no branch"
        what = (
            f"{_count(len(tree.changed), 'file')} not committed"
            if tree.changed
            else "its commits are on the main branch"
        )
        return f"The fix is made, {where}, {what}: give it a branch of its own for the fork `{fork.name}`."
    commits = _count(len(tree.commits), "commit")
    last = f", the last one {tree.commits[0]}" if tree.commits else ""
    return f"Branch `{branch}` is ready for the fork `{fork.name}` ({fork.repository}): {commits}{last}."


def _iter_commit(spec: Spec, tree: _Tree, branch: str) -> Iterator[Step]:
    if tree.on_main:
        yield Step("make a branch", shlex.join(["git", "switch", "--create", branch]))
    if tree.changed:
        yield Step("commit", _joined("git", "add", "--", *tree.changed[:MAX_FILES]))
        yield Step("", _joined("git", "commit", "--message", spec.title or spec.id))


def _iter_offer(
    index: SpecIndex, spec: Spec, fork: Remote | None, asked: str | None, main: str, branch: str
) -> Iterator[Step]:
    name = fork.name if fork is not None else asked or "FORK"
    if fork is None:
        yield Step("name the fork", f"git remote add {shlex.quote(name)} ADDRESS")
    yield Step("push", _joined("git", "push", name, branch))
    if fork is None or "github" in fork.host:
        repository = fork.repository if fork is not None else "OWNER/REPOSITORY"
        words = ["gh", "pr", "create", "--repo", repository, "--base", main, "--head", branch]
        words += ["--title", spec.title or spec.id]
        document = next((path for path in _documents(index, spec)), None)
        yield Step("open the staging PR", _joined(*words, *_body(document)))
    elif "gitlab" in fork.host:
        words = ["glab", "mr", "create", "--repo", fork.repository, "--target-branch", main, "--source-branch", branch]
        yield Step("open the staging MR", _joined(*words, "--title", spec.title or spec.id, "--description", ""))


def _documents(index: SpecIndex, spec: Spec) -> Iterator[str]:
    """What the staging pull request can say: the documents that the fix was made from."""
    return (
        mention.text
        for mention in spec.inputs
        if mention.text.endswith(".md") and index.files.kind(mention.text) == "file"
    )


def _body(document: str | None) -> list[str]:
    return ["--body-file", document] if document is not None else ["--body", ""]


def _joined(*words: str) -> str:
    return shlex.join(words)


def _count(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number} {what}s"
