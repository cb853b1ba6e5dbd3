"""Changing users' files: small edits, atomically, never over a file that changed meanwhile.

A file is written beside its target, synced and renamed over it, so that a reader and a crash see the old bytes or the
new ones. The folders on the way are opened one by one without following links: whatever is swapped in between the check
and the write, nothing outside the project is touched.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from chant_lsp.core.edit import apply_edits
from chant_lsp.core.findings import Edit
from chant_lsp.core.text import Source
from chant_lsp.workspace.swap import take_place, wait_for_writers

_TEMPORARY = re.compile(r"\.chant-lsp-[0-9a-f]{16}\.tmp")
LEFTOVER_S = 60.0
BOM = b"\xef\xbb\xbf"


class EditConflictError(Exception):
    """The file on disk is not the one that the edits were made for."""


class EditRefusedError(Exception):
    """The file cannot be edited at all: outside the project, not a regular file, not UTF-8."""


class _Found(NamedTuple):
    content: bytes
    status: os.stat_result


def decode(content: bytes) -> Source:
    """A file's bytes as text, a byte order mark set aside. Errors: UnicodeDecodeError."""
    bom = content.startswith(BOM)
    return Source(content[len(BOM) :].decode("utf-8") if bom else content.decode("utf-8"), bom)


def encode(source: Source) -> bytes:
    """The reverse of `decode`. Errors: UnicodeEncodeError for lone surrogates."""
    return (BOM if source.bom else b"") + source.text.encode("utf-8")


def write_edits(path: Path, before: Source | bytes, edits: Iterable[Edit], *, root: Path | None = None) -> bytes:
    """Make the edits in the file and return its new bytes.

    Shape:  `before` is what the edits were made for; their spans are offsets of its text (without a byte order mark).
            `root` is the project's folder, by default the one whose `.chant` holds the file.
    Errors: EditConflictError when the disk says otherwise; EditRefusedError; OSError. The file is then as it was.
    """
    try:
        expected = before if isinstance(before, bytes) else encode(before)
        source = decode(before) if isinstance(before, bytes) else before
        after = encode(Source(apply_edits(source.text, edits), source.bom))
    except UnicodeError:
        raise EditRefusedError(f"{path.name} is not UTF-8; save it as UTF-8 first") from None
    if after != expected:
        replace_file(root or _project_of(path), path, expected, after)
    return after


def replace_file(root: Path, path: Path, before: bytes | None, after: bytes, *, follow: bool = True) -> None:
    """Put `after` in the place of `before`; None: of whatever is there, or of nothing.

    A link is followed as long as it stays in the project; without `follow`, none is: the path is the one that was
    decided about. The mode is kept; missing folders are made only for None.
    Errors: EditConflictError, EditRefusedError, OSError.
    """
    with open_parent(root, path, create=before is None, follow=follow) as (folder, name):
        found = _read(folder, name)
        if before is not None and (found is None or found.content != before):
            raise EditConflictError(f"{path.name} was changed meanwhile")
        temporary = f".chant-lsp-{secrets.token_hex(8)}.tmp"
        try:
            _write_new(folder, temporary, after, found.status if found else None)
            check_unchanged(folder, name, found.status if found else None)
            _put(folder, temporary, name, found)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary, dir_fd=folder)
            raise
        with contextlib.suppress(OSError):
            os.fsync(folder)


def read_file(root: Path, path: str, limit_bytes: int) -> bytes | None:
    """The bytes of a regular file of the project, no link followed on the way to it.

    Shape: None for a file that is not there, is no file, is larger, or cannot be read.
    """
    try:
        with open_parent(root, root / path, create=False, follow=False) as (folder, name):
            if os.stat(name, dir_fd=folder, follow_symlinks=False).st_size > limit_bytes:
                return None
            found = _read(folder, name)
    except (OSError, ValueError, EditRefusedError):
        return None
    return found.content if found is not None else None


def create_file(root: Path, path: Path, content: bytes) -> None:
    """Write a new file, with the folders that it needs; links out of the project are not followed.

    Errors: FileExistsError when something is there, which stays as it is; EditRefusedError, OSError.
    """
    with open_parent(root, path, create=True) as (folder, name):
        _write_new(folder, name, content, None)


def is_temporary(path: str) -> bool:
    """Whether a path is that of a file that is being written, to be renamed in a moment."""
    return _TEMPORARY.fullmatch(path.rpartition("/")[2]) is not None


def remove_leftovers(folder: Path) -> None:
    """Remove what a write that was killed left in the folder; a write that is going on is younger than this."""
    for left in folder.glob(".chant-lsp-*.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - left.lstat().st_mtime > LEFTOVER_S:
                left.unlink()


def real_relative(root: Path, path: Path) -> str | None:
    """The project-relative POSIX path behind all links, of a file that need not exist; None outside the project."""
    try:
        real_root = Path(os.path.realpath(root))
        real = Path(os.path.realpath(path))
    except (OSError, ValueError):
        return None
    return real.relative_to(real_root).as_posix() if real.is_relative_to(real_root) else None


def _relative(root: Path, path: Path) -> str | None:
    """The project-relative POSIX path as it is written; None where it leads out, or back."""
    inside = path.is_relative_to(root) and ".." not in path.parts
    return path.relative_to(root).as_posix() if inside else None


def _project_of(path: Path) -> Path:
    for folder in path.absolute().parents:
        if folder.name == ".chant":
            return folder.parent
    return path.absolute().parent


@contextlib.contextmanager
def open_parent(root: Path, path: Path, create: bool, follow: bool = True) -> Iterator[tuple[int, str]]:
    """The opened folder that really holds the file, and the file's name in it.

    Shape:  `create` makes the folders on the way; without `follow` the path is taken as it is written.
    Errors: EditRefusedError for what is outside the project, OSError, also for a link on the way.
    """
    relative = real_relative(root, path) if follow else _relative(root, path)
    if relative is None or relative == ".":
        raise EditRefusedError(f"{path} is outside the project")
    *folders, name = relative.split("/")
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    here = os.open(os.path.realpath(root), flags)
    try:
        for folder in folders:
            if create:
                with contextlib.suppress(FileExistsError):
                    os.mkdir(folder, dir_fd=here)
            below = os.open(folder, flags, dir_fd=here)
            os.close(here)
            here = below
        yield here, name
    finally:
        os.close(here)


def _read(folder: int, name: str) -> _Found | None:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(name, flags, dir_fd=folder)
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise EditRefusedError(f"{name} is not a regular file")
        wait_for_writers(descriptor)
        return _Found(file.read(), os.fstat(descriptor))


def _write_new(folder: int, name: str, content: bytes, like: os.stat_result | None) -> None:
    mode = 0o666 if like is None else 0o600
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(name, flags, mode, dir_fd=folder), "wb") as file:
        file.write(content)
        file.flush()
        if like is not None:
            with contextlib.suppress(OSError):
                os.fchown(file.fileno(), like.st_uid, like.st_gid)
            os.fchmod(file.fileno(), stat.S_IMODE(like.st_mode))
        os.fsync(file.fileno())


def _put(folder: int, temporary: str, name: str, found: _Found | None) -> None:
    """Errors: EditConflictError if the file is not the one that was read."""
    if found is None:
        os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    elif not take_place(folder, temporary, name, found.content):
        raise EditConflictError(f"{name} was changed meanwhile")


def check_unchanged(folder: int, name: str, before: os.stat_result | None) -> None:
    """Errors: EditConflictError if what has the name now is not what had it before (None: nothing)."""
    try:
        now = _facts(os.stat(name, dir_fd=folder, follow_symlinks=False))
    except FileNotFoundError:
        now = None
    if now != (_facts(before) if before else None):
        raise EditConflictError(f"{name} was changed meanwhile")


def _facts(status: os.stat_result) -> tuple[int, ...]:
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_mode
