"""What a project was like before a run, so that the run can be reviewed and taken back.

With git, the files that are tracked or not ignored go into its store, under a ref of the run; the index, the branches,
the stash and the work tree are as they were. Without git, and for what git cannot hold, the run's folder has copies. A
list says of every file what it was like, and where its bytes are kept, or why they are not.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chant_lsp.runs.kept import keep_copy, read_copy, read_record, seal_of, write_record
from chant_lsp.runs.profile import Policy, is_output, is_spec
from chant_lsp.runs.snapshot import FileMark, Snapshot, Tree, digest_bytes, is_whole, open_quietly, take_tree
from chant_lsp.runs.store import run_folder
from chant_lsp.workspace.git import GitError
from chant_lsp.workspace.git_objects import (
    Blob,
    Repository,
    find_repository,
    keep_tree,
    known_blobs,
    message_of,
    read_blobs,
    unignored,
    write_blob,
    write_blobs,
)
from chant_lsp.workspace.layout import Project

BEFORE_NAME = "before.json.gz"
MAX_COPY_BYTES = 1024 * 1024
"""Of a file that is copied though nobody declared it."""
MAX_COPIES_BYTES = 64 * 1024 * 1024
MAX_DECLARED_BYTES = 64 * 1024 * 1024
"""Of a declared output."""
_TRIES = 4
_SHOWN = 3

GIT, COPY = "git", "copy"
IGNORED, LEFT_OUT = "ignored by git", "too large or unreadable"
"""Why a file's bytes are not kept."""


class CheckpointError(Exception):
    """What is there could not be kept; the text is a sentence with the way out."""


@dataclass(frozen=True, slots=True)
class Image:
    """A project before a run."""

    kind: str
    """`git` or `copies`."""
    algorithm: str
    """Of the hashes."""
    marks: Snapshot
    kept: Mapping[str, str]
    """Where the bytes of each path are: GIT, COPY; or why nowhere."""
    folders: frozenset[str]
    head: str = ""
    """Of git: the commit that was checked out."""
    note: str = ""
    """What a person should know: why git has not kept it, and what is too large; '' for nothing."""


def take_checkpoint(project: Project, policy: Policy, run_id: str) -> Image:
    """Keep the project as it is now. Errors: CheckpointError; nothing should be started then.

    Cost: one walk, reading every file within bounds, and eight short calls of git.
    """
    folder = run_folder(project, run_id)
    try:
        image = _keep(project, policy, run_id, folder)
    except OSError as error:
        reason = f"{error.strerror or error} ({project.relative(error.filename or folder) or folder})"
        raise CheckpointError(
            f"Nothing was started, because the state before the run could not be kept: {reason}; "
            "make room or mend that, and run it again."
        ) from None
    return image


def _keep(project: Project, policy: Policy, run_id: str, folder: Path) -> Image:
    note = ""
    try:
        repository = find_repository(project.root)
        if repository is not None and (image := _with_git(project, policy, run_id, folder, repository)) is not None:
            return image
    except GitError as error:
        note = f"The checkpoint is a copy of small files, because {str(error).rstrip('.')}."
    return _with_copies(project, policy, folder, note)


# -- with git


def _with_git(project: Project, policy: Policy, run_id: str, folder: Path, repository: Repository) -> Image | None:
    """None where the repository ignores the whole project. Errors: GitError, OSError."""
    listed = unignored(project.root)
    if repository.prefix and not listed:
        return None
    tree = take_tree(project.root, repository.algorithm, policy.files, listed)
    kept = {path: _place_in_git(path, mark, policy, listed) for path, mark in tree.marks.items()}
    _copy(project.root, folder, tree.marks, kept, repository.algorithm)
    _store(project.root, tree.marks, kept)
    image = _image("git", repository.algorithm, tree, kept, "", repository.head)
    seal = write_record(folder / BEFORE_NAME, _to_values(image))
    blobs = [Blob(path, _git_mode(tree.marks[path]), _id(tree.marks[path])) for path in kept if kept[path] == GIT]
    parent = repository.head if not repository.prefix else ""
    keep_tree(project.root, blobs, run_id, parent, _message(run_id, seal), folder / "index")
    return image


def _message(run_id: str, seal: str) -> str:
    why = "Kept by chant-lsp, so that the run can be reviewed and taken back."
    return f"Before the run {run_id}\n\n{why}\n\nList: {seal}\n"


def _place_in_git(path: str, mark: FileMark, policy: Policy, listed: set[str]) -> str:
    wanted = path in listed or path.startswith(".chant/") or is_output(policy, path) or is_spec(policy, path)
    if path.startswith(".git/"):
        # git refuses to hold what is its own; yet a hook is what an agent should not leave behind.
        return IGNORED if path.endswith(".sample") else COPY if mark.digest else LEFT_OUT
    return (GIT if mark.digest else LEFT_OUT) if wanted else IGNORED


def _store(root: Path, marks: Snapshot, kept: dict[str, str]) -> None:
    """Put what git lacks into its store; a file that is changing all the time is given up. Errors: GitError."""
    ids = {path: _id(marks[path]) for path, place in kept.items() if place == GIT}
    known = known_blobs(root, ids.values()) if ids else set()
    missing = [path for path, id in ids.items() if id not in known]
    for path in [path for path in missing if stat.S_ISLNK(marks[path].mode)]:
        missing.remove(path)
        target = _read(root, path, marks[path])
        if target is None or write_blob(root, target) != ids[path]:
            kept[path] = LEFT_OUT
    for _ in range(_TRIES):
        try:
            stored = write_blobs(root, missing) if missing else []
            break
        except GitError:
            missing = [path for path in missing if _is_there(root, path, marks[path])]
    else:
        stored = []
        known = known_blobs(root, ids.values())
    written = dict(zip(missing, stored, strict=False))
    for path, id in ids.items():
        # What was stored is what was hashed: nobody has put another file, or a link, in its place between the two.
        if id not in known and not stat.S_ISLNK(marks[path].mode) and written.get(path) != id:
            kept[path] = LEFT_OUT


def _is_there(root: Path, path: str, mark: FileMark) -> bool:
    try:
        status = os.lstat(root / path)
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size == mark.facts[0] and os.access(root / path, os.R_OK)


def _git_mode(mark: FileMark) -> str:
    if stat.S_ISLNK(mark.mode):
        return "120000"
    return "100755" if mark.mode & 0o100 else "100644"


def _id(mark: FileMark) -> str:
    return (mark.digest or b"").hex()


# -- without


def _with_copies(project: Project, policy: Policy, folder: Path, note: str) -> Image:
    tree = take_tree(project.root, "sha256", policy.files)
    kept = {}
    left = MAX_COPIES_BYTES
    for path in sorted(tree.marks, key=lambda path: not (is_spec(policy, path) or is_output(policy, path))):
        mark = tree.marks[path]
        declared = is_spec(policy, path) or is_output(policy, path)
        fits = mark.facts[0] <= (MAX_DECLARED_BYTES if declared else min(MAX_COPY_BYTES, left))
        # What git runs is only put back where a ref says that nobody has slipped it into our folder.
        kept[path] = COPY if mark.digest and fits and not path.startswith(".git/") else LEFT_OUT
        left -= mark.facts[0] if kept[path] == COPY and not declared else 0
    _copy(project.root, folder, tree.marks, kept, "sha256")
    image = _image("copies", "sha256", tree, kept, note)
    write_record(folder / BEFORE_NAME, _to_values(image))
    return image


def _copy(root: Path, folder: Path, marks: Snapshot, kept: dict[str, str], algorithm: str) -> None:
    """Copy what is to be copied; what is no longer what was hashed is given up. Errors: OSError of our own folder."""
    for path in [path for path, place in kept.items() if place == COPY]:
        content = _read(root, path, marks[path])
        if content is not None and (digest := digest_bytes(content, algorithm)) == marks[path].digest:
            keep_copy(folder, digest, content)
        else:
            kept[path] = LEFT_OUT


def _read(root: Path, path: str, mark: FileMark) -> bytes | None:
    try:
        if stat.S_ISLNK(mark.mode):
            return os.fsencode(os.readlink(root / path))
        with open(root / path, "rb", opener=open_quietly) as file:
            return file.read(mark.facts[0] + 1)
    except OSError:
        return None


# -- the list


def _image(kind: str, algorithm: str, tree: Tree, kept: dict[str, str], note: str, head: str = "") -> Image:
    left_out = sorted(path for path in kept if kept[path] == LEFT_OUT and not path.startswith(".git/"))
    notes = [note] if note else []
    if not is_whole(tree.marks):
        notes.append(
            f"There are too many files to look at all of them: beyond the first {len(tree.marks)}, what the run does is"
            " not known, and of no file or folder that it is new."
        )
    if left_out:
        shown = ", ".join(f"`{path}`" for path in left_out[:_SHOWN])
        more = f" and {len(left_out) - _SHOWN} more" if len(left_out) > _SHOWN else ""
        notes.append(f"Too large or unreadable, so it could not be put back: {shown}{more}.")
    return Image(kind, algorithm, tree.marks, kept, tree.folders, head, " ".join(notes))


def _to_values(image: Image) -> dict[str, Any]:
    marks = (
        [path, *mark.facts, mark.mode, mark.digest.hex() if mark.digest is not None else None, image.kept[path]]
        for path, mark in image.marks.items()
    )
    return {
        "version": 1,
        "kind": image.kind,
        "algorithm": image.algorithm,
        "head": image.head,
        "note": image.note,
        "folders": sorted(image.folders),
        "marks": list(marks),
    }


def load_image(project: Project, run_id: str) -> Image | None:
    """The checkpoint of a run; None where there is none."""
    folder = run_folder(project, run_id)
    # A repository may bring a link along, and what follows from this is read, and written, there.
    found = read_record(folder / BEFORE_NAME) if os.path.realpath(folder) == str(folder) else None
    try:
        return _from_values(found) if found is not None and found["version"] == 1 else None
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _from_values(found: Any) -> Image:
    marks, kept = {}, {}
    for path, size, mtime, ctime, inode, mode, digest, place in found["marks"]:
        if is_own_path(path):
            digest = bytes.fromhex(digest) if digest is not None else None
            marks[path] = FileMark((size, mtime, ctime, inode), mode, digest)
            kept[path] = place
    kind = "git" if found["kind"] == "git" else "copies"
    algorithm = "sha1" if found["algorithm"] == "sha1" else "sha256"
    folders = frozenset(filter(is_own_path, found["folders"]))
    return Image(kind, algorithm, marks, kept, folders, str(found["head"]), str(found["note"]))


def is_own_path(path: str) -> bool:
    """Whether a path of a record is one that we could have written: project-relative, and leading nowhere else."""
    return not path.startswith("/") and "\0" not in path and not {"", ".", ".."} & set(path.split("/"))


def is_genuine(project: Project, run_id: str, image: Image) -> bool:
    """Whether the list is the one that the checkpoint's own ref vouches for.

    A repository may carry folders that look like those of runs, but no refs of ours: what is put back, among it what
    git runs, has to come from here. Copies are never put back there.
    """
    if image.kind != "git":
        return True
    seal = seal_of(run_folder(project, run_id) / BEFORE_NAME)
    try:
        return seal is not None and message_of(project.root, run_id) == _message(run_id, seal)
    except GitError:
        return False


def read_before(project: Project, run_id: str, image: Image, paths: Iterable[str]) -> dict[str, bytes]:
    """The bytes that files, and targets that links, had before the run; those that were not kept are left out."""
    wanted = {path: image.marks[path].digest for path in paths if path in image.marks}
    in_git = {path: digest.hex() for path, digest in wanted.items() if digest and image.kept[path] == GIT}
    found: dict[str, bytes] = {}
    if in_git:
        try:
            blobs = read_blobs(project.root, in_git.values())
        except GitError:
            blobs = {}
        found.update({path: blobs[id] for path, id in in_git.items() if id in blobs})
    for path, digest in wanted.items():
        if digest and image.kept[path] == COPY:
            content = read_copy(run_folder(project, run_id), digest, image.algorithm)
            if content is not None:
                found[path] = content
    return found
