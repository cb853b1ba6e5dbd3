"""The change that a gate is about, as git has it: which files it touches, and what in it should not leave the house.

Looked for in this order: a branch of the phase that makes the fix (the one that its spec names, or chant's own name for
it), the branch that is checked out when it is not the main one, the commits that the spec lists, and last what differs
on the disk from the last commit, of what the phases declare as outputs. Read only; nothing of a repository's
configuration is run.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from chant_lsp.core.drawn_diff import hunks
from chant_lsp.core.gates import FixFacts
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import CONFIG_PATH
from chant_lsp.core.phases import files_of, name_in
from chant_lsp.core.spec import Spec
from chant_lsp.runs.redaction import looks_secret
from chant_lsp.runs.secret_paths import secret_reason
from chant_lsp.runs.snapshot import digest_bytes
from chant_lsp.workspace.git import GitError, git_word, run_git
from chant_lsp.workspace.git_objects import Repository, find_repository
from chant_lsp.workspace.layout import Project

MAX_SECRETS = 50
MAX_DIFF_CHARS = 20_000_000
DEFAULT_PREFIX = "chant/"
"""Before a spec's id in the names of chant's branches, unless `defaults.branch_prefix` says otherwise."""

_DIFF = ("diff", "--no-ext-diff", "--no-textconv", "--no-color", "--no-renames", "--no-relative")
_HUNK = re.compile(r"@@ -\S+ \+(?P<line>\d+)(?:,\d+)? @@")


class _Range(NamedTuple):
    """From one commit to another."""

    base: str
    commit: str
    where: str
    branch: str


def find_fix(project: Project, index: SpecIndex, fix: Spec | None, others: Sequence[Spec] = ()) -> FixFacts:
    """The change of the phase `fix`, with the outputs of the other phases that write code.

    Errors: none; what cannot be known is a FixFacts with its `problem`.
    """
    if fix is None:
        return FixFacts(problem="No phase before this gate makes a fix, so there is no diff to look at.")
    try:
        repository = find_repository(project.root)
    except GitError:
        repository = None
    if repository is None or not repository.head:
        return FixFacts(problem="The project is in no git repository with a commit, so there is no diff to look at.")
    try:
        found = _find_range(project, index, fix)
        if found is not None:
            return _committed(project, repository, found)
        return _on_disk(project, repository, [path for spec in (fix, *others) for path in files_of(spec)])
    except GitError as error:
        return FixFacts(problem=f"The diff of {fix.id} cannot be read: {error}")


def _find_range(project: Project, index: SpecIndex, fix: Spec) -> _Range | None:
    folder, main = project.root, main_branch(index)
    for branch in dict.fromkeys(_branches_of(index, fix)):
        tip = _commit(folder, f"refs/heads/{branch}")
        base = _base(folder, main, branch, tip) if tip else None
        if tip and base and tip != base:
            return _Range(base, tip, f"branch {branch}", branch)
    current = git_word(folder, "symbolic-ref", "--quiet", "--short", "HEAD")
    head = _commit(folder, "HEAD")
    base = _base(folder, main, current, head) if head and current and current != main else None
    if head and base and base != head:
        return _Range(base, head, f"branch {current}", current)
    commits = [_commit(folder, hash_) for hash_ in fix.texts("commits") if re.fullmatch("[0-9a-fA-F]{4,64}", hash_)]
    before = _commit(folder, f"{commits[0]}^") if commits and all(commits) else ""
    return _Range(before, commits[-1], f"the commits of {fix.id}", "") if before else None


def _branches_of(index: SpecIndex, fix: Spec) -> Iterator[str]:
    """The names that the fix's branch may have."""
    named = fix.text("branch")
    config = index.pages.get(CONFIG_PATH)
    prefix = config.text("defaults.branch_prefix") if config is not None and hasattr(config, "text") else None
    names = (named, f"{prefix or DEFAULT_PREFIX}{fix.id}", f"{DEFAULT_PREFIX}{fix.id}", new_branch(fix))
    return (name for name in names if name and not name.startswith("-"))


def new_branch(spec: Spec) -> str:
    """A name for the fix's branch: the spec's own `branch`, or what it is about."""
    named = spec.text("branch")
    if named and not named.startswith("-"):
        return named
    issue = next((label for label in spec.labels if re.fullmatch(r"(?:issue|bug|gh)-\w+", label)), None)
    return f"fix/{issue or re.sub(r'[^A-Za-z0-9._-]+', '-', name_in(spec.id))}"


def main_branch(index: SpecIndex) -> str:
    """The name of the branch that fixes go to, as the project's configuration has it."""
    config = index.pages.get(CONFIG_PATH)
    named = config.text("defaults.main_branch") if config is not None and hasattr(config, "text") else None
    return named if named and not named.startswith("-") else "main"


def _base(folder: Path, main: str, branch: str, tip: str) -> str:
    """Where a branch left the main one; '' when that cannot be told."""
    for ref in (
        f"refs/remotes/upstream/{main}",
        f"refs/remotes/origin/{main}",
        f"refs/heads/{main}",
        "refs/heads/master",
    ):
        if ref == f"refs/heads/{branch}" or not _commit(folder, ref):
            continue
        if base := git_word(folder, "merge-base", ref, tip):
            return base
    return ""


def _commit(folder: Path, ref: str) -> str:
    """The full hash of a commit; '' when there is none."""
    return git_word(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")


def _committed(project: Project, repository: Repository, found: _Range) -> FixFacts:
    listed = run_git(project.root, *_DIFF, "--raw", "--no-abbrev", "-z", found.base, found.commit, "--").split("\0")
    # `:mode mode blob blob status`, then the path.
    blobs = {name: head.split(" ")[3] for head, name in zip(listed[::2], listed[1::2], strict=False)}
    diff = run_git(project.root, *_DIFF, "--unified=0", found.base, found.commit, "--")
    return _facts(repository, blobs, diff, found)


def _on_disk(project: Project, repository: Repository, outputs: Sequence[str]) -> FixFacts:
    """What of the declared outputs differs from the last commit.

    Files are read by us: where git compares with the disk, it may start what a repository's configuration names.
    """
    blobs, diff = {}, ""
    for path in outputs:
        place = project.inside(path)
        if place is None:
            continue
        name, content, blob, before = versions_of(project, repository, place)
        if blob != before:
            old = run_git(project.root, "cat-file", "blob", before) if before else ""
            # As git writes of a file that is gone.
            blobs[name] = blob or "0" * len(before)
            diff += _difference(name, old, (content or b"")[:MAX_DIFF_CHARS].decode("utf-8", "replace"))
    return _facts(repository, blobs, diff, _Range("", "", "the files on the disk", ""))


class Versions(NamedTuple):
    """A file as it is on the disk, and as the last commit has it."""

    name: str
    """Its path from the top of the repository."""
    content: bytes | None
    """What is in it now; None where there is no such file."""
    blob: str
    """What git would call that, just as it is; '' where there is no such file."""
    before: str
    """What git calls the one in the last commit; '' for none."""


def versions_of(project: Project, repository: Repository, place: Path) -> Versions:
    """A file of the project, of which the last commit may have another version. Errors: GitError."""
    name = f"{repository.prefix}{project.relative(place)}"
    content = _read(place)
    blob = digest_bytes(content, repository.algorithm).hex() if content is not None else ""
    entry = run_git(project.root, "ls-tree", "-z", "HEAD", "--", f":(top,literal){name}").partition("\0")[0]
    mode_type_blob = entry.partition("\t")[0].split(" ")
    before = mode_type_blob[2] if len(mode_type_blob) == 3 and mode_type_blob[1] == "blob" else ""
    return Versions(name, content, blob, before)


def _read(place: Path) -> bytes | None:
    """What is in a regular file; None where there is none."""
    try:
        return place.read_bytes() if place.is_file() else None
    except OSError:
        return None


def _difference(name: str, old: str, new: str) -> str:
    """As git draws it; where very many lines differ, all between the first and the last of them are new."""
    return "".join(f"{line}\n" for line in ("--- a", f"+++ b/{name}", *hunks(old, new)))


def _facts(repository: Repository, blobs: Mapping[str, str], diff: str, found: _Range) -> FixFacts:
    def shown(name: str) -> str:
        """A path as the project has it; of what lies outside the project, from there."""
        return posixpath.relpath(f"/{name}", f"/{repository.prefix}")

    paths = [shown(name) for name in blobs]
    # What is there in the end, and not how: to commit what was on the disk changes nothing.
    made = "".join(f"{blob} {name}\n" for name, blob in sorted(blobs.items()))
    secrets = [f"{path} ({reason})" for path in paths if (reason := secret_reason(path))]
    secrets += [f"{shown(name)}:{line}" for name, line in _iter_secrets(diff[:MAX_DIFF_CHARS])]
    return FixFacts(
        where=found.where,
        branch=found.branch,
        commit=found.commit,
        base=found.base,
        diff=hashlib.sha256(made.encode("utf-8", "surrogateescape")).hexdigest(),
        paths=tuple(sorted(set(paths))),
        secrets=tuple(secrets[:MAX_SECRETS]),
    )


def _iter_secrets(diff: str) -> Iterator[tuple[str, int]]:
    """Where the added lines of a diff have what looks like a secret: path and line."""
    path, number, before = "", 0, ""
    for line in diff.split("\n"):
        before, last = line, before
        if line.startswith("+++ ") and last.startswith("--- "):
            path = line[4:].removeprefix("b/").rstrip("\t")
        elif hunk := _HUNK.match(line):
            number = int(hunk["line"])
        elif line.startswith("+"):
            if looks_secret(line[1:]):
                yield path, number
            number += 1
        elif line.startswith(" "):
            number += 1
