"""Keeping files in git's own store without a trace in the user's index, branches or work tree.

Bytes go in and come out as they are: no filter, no conversion of line ends and no attribute of the repository has a
say, so that what is taken back is what was there. Names are project-relative paths; undecodable ones have Python's
surrogate escapes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from chant_lsp.workspace.git import GitError, ask_git

REFS = "refs/chant-lsp/runs/"
SLOW_S = 300.0
"""For what reads or writes much."""

_INDEX = (
    *("-c", "core.splitIndex=false", "-c", "core.untrackedCache=false", "-c", "core.sparseCheckout=false"),
    *("-c", "core.protectNTFS=false", "-c", "core.protectHFS=false", "-c", "index.version=2"),
)
"""A scratch index shares nothing with the real one, and holds any name that the disk has."""
_IDENTITY = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "chant-lsp"), ("EMAIL", "chant-lsp@localhost"))
}
_NOT_IN_REFS = re.compile(r"[\x00-\x20\x7f~^:?*\[\\%]|(?<=\.)\.|(?<=@)\{|/")
_LONGEST_NAME_BYTES = 240
_MAX_NESTED = 50
"""Repositories within the project that are looked into."""


class Repository(NamedTuple):
    """The repository that a project lies in."""

    algorithm: str
    """Of its object ids: `sha1` or `sha256`."""
    prefix: str
    """Where in it the project is; '' at its top."""
    head: str
    """The commit that is checked out; '' before the first."""


class Blob(NamedTuple):
    """One file of a tree."""

    path: str
    mode: str
    """git's: `100644`, `100755` or `120000`."""
    id: str


def find_repository(folder: Path) -> Repository | None:
    """The repository whose work tree holds the folder; None where there is none. Errors: GitError."""
    try:
        told = ask_git(folder, "rev-parse", "--is-inside-work-tree", "--show-object-format", "--show-prefix")
    except GitError as error:
        if "not a git repository" in str(error):
            return None
        raise
    inside, algorithm, prefix = os.fsdecode(told).split("\n", 2)
    if inside != "true":
        return None
    return Repository(algorithm, prefix.rstrip("\n"), head_of(folder))


def head_of(folder: Path) -> str:
    """The commit that is checked out; '' before the first, and where git cannot say."""
    try:
        return os.fsdecode(ask_git(folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")).strip()
    except GitError:
        return ""


def unignored(folder: Path) -> set[str]:
    """What is tracked or not ignored below a folder, in the repositories within it, too. Errors: GitError."""
    found: set[str] = set()
    waiting = [""]
    for _ in range(_MAX_NESTED):
        if not waiting:
            break
        prefix = waiting.pop()
        for name in _listed(folder / prefix, nested=bool(prefix)):
            # A sub-module is one name, another repository one with a slash.
            path = prefix + name.rstrip("/")
            place = os.path.join(folder, path)
            if os.path.lexists(f"{place}/.git") and not os.path.islink(place):
                waiting.append(path + "/")
            else:
                found.add(path)
    return found


def _listed(folder: Path, nested: bool) -> set[str]:
    command = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    try:
        return set(os.fsdecode(ask_git(folder, *command, timeout_s=SLOW_S)).split("\0")) - {""}
    except GitError:
        # A broken repository within the project is not the project's.
        if nested:
            return set()
        raise


def known_blobs(folder: Path, ids: Collection[str]) -> set[str]:
    """Which of the objects the repository has. Errors: GitError."""
    told = ask_git(folder, "cat-file", "--batch-check", given=_lines(ids), timeout_s=SLOW_S)
    return {words[0] for line in told.decode("ascii").splitlines() if (words := line.split())[1:2] == ["blob"]}


def write_blobs(folder: Path, paths: Collection[str]) -> list[str]:
    """Put the files' bytes into the store; their ids in the order of the paths.

    Errors: GitError, also when one of the files has gone.
    """
    # Absolute, because git looks for relative ones from the top of the repository.
    given = b"".join(b'"%s"\n' % _quoted(os.path.join(folder, path)) for path in paths)
    command = ("hash-object", "-w", "--no-filters", "--stdin-paths")
    return ask_git(folder, *command, given=given, timeout_s=SLOW_S).decode("ascii").split()


def write_blob(folder: Path, content: bytes) -> str:
    """Put bytes into the store; their id. Errors: GitError."""
    return ask_git(folder, "hash-object", "-w", "--no-filters", "--stdin", given=content).decode("ascii").strip()


def keep_tree(folder: Path, blobs: Iterable[Blob], name: str, parent: str, message: str, scratch: Path) -> None:
    """Make a commit of the blobs and a ref to it, so that git never throws them away.

    Shape:  `scratch` is a path for an index that exists only meanwhile.
    Errors: GitError.
    """
    index = {"GIT_INDEX_FILE": str(scratch)}
    given = b"".join(b"%s %s\t%s\0" % (b.mode.encode(), b.id.encode(), os.fsencode(b.path)) for b in blobs)
    try:
        ask_git(folder, *_INDEX, "update-index", "-z", "--index-info", given=given, variables=index, timeout_s=SLOW_S)
        tree = ask_git(folder, *_INDEX, "write-tree", variables=index, timeout_s=SLOW_S).decode("ascii").strip()
    finally:
        scratch.unlink(missing_ok=True)
        scratch.with_name(f"{scratch.name}.lock").unlink(missing_ok=True)
    parents = ("-p", parent) if parent else ()
    commit = ask_git(folder, "commit-tree", tree, *parents, given=os.fsencode(message), variables=_IDENTITY)
    ref, id = ref_of(name), commit.decode("ascii").strip()
    ask_git(folder, "-c", "core.logAllRefUpdates=false", "update-ref", ref, id)


def message_of(folder: Path, name: str) -> str:
    """The message of the commit that was kept under a name. Errors: GitError."""
    told = ask_git(folder, "cat-file", "commit", ref_of(name))
    return os.fsdecode(told.partition(b"\n\n")[2])


def read_blobs(folder: Path, ids: Iterable[str]) -> dict[str, bytes]:
    """The bytes of the objects that the repository has, by id. Errors: GitError."""
    told = ask_git(folder, "cat-file", "--batch", given=_lines(ids), timeout_s=SLOW_S)
    found: dict[str, bytes] = {}
    at = 0
    while at < len(told):
        end = told.index(b"\n", at)
        words = told[at:end].split()
        at = end + 1
        if len(words) == 3:
            size = int(words[2])
            found[words[0].decode("ascii")] = told[at : at + size]
            at += size + 1
    return found


def remove_refs(folder: Path, names: Iterable[str]) -> None:
    """Let go of what was kept under these names. Errors: GitError; a name that is not there is none."""
    given = b"".join(b"delete %s\0\0" % os.fsencode(ref_of(name)) for name in names)
    if given:
        ask_git(folder, "update-ref", "-z", "--stdin", given=given)


def ref_of(name: str) -> str:
    """The ref for a name, which may hold what refs may not."""
    safe = _NOT_IN_REFS.sub(lambda found: f"%{ord(found[0]):02X}", name)
    return REFS + safe if len(os.fsencode(safe)) <= _LONGEST_NAME_BYTES else REFS + _shortened(name)


def _shortened(name: str) -> str:
    import hashlib

    return f"{name[:16]}-{hashlib.sha256(os.fsencode(name)).hexdigest()[:32]}"


def _lines(ids: Iterable[str]) -> bytes:
    return "".join(f"{id}\n" for id in dict.fromkeys(ids)).encode("ascii")


def _quoted(path: str) -> bytes:
    """A path as git quotes it."""
    plain = (32 <= byte < 127 and byte not in b'"\\' for byte in os.fsencode(path))
    pairs = zip(os.fsencode(path), plain, strict=True)
    return b"".join(b"%c" % byte if is_plain else b"\\%03o" % byte for byte, is_plain in pairs)
