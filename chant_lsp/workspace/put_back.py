"""Putting files back as they were: bytes, mode, link or nothing; never over what somebody changed meanwhile.

Each file is the old one or the new one at any instant. No link is followed, neither on the way nor at the end.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from chant_lsp.workspace.edits import EditConflictError, check_unchanged, open_parent
from chant_lsp.workspace.swap import take_away, take_place

MAX_READ_BYTES = 256 * 1024 * 1024


class Found(NamedTuple):
    """What is at a path."""

    status: os.stat_result
    content: bytes | None
    """Of a file, or a link's target; None where it is too large to be looked at."""


class Wanted(NamedTuple):
    """What is to be there."""

    mode: int
    """As `lstat` says, the kind included: a file or a link."""
    content: bytes
    """Of a file, or a link's target."""


def put_back(
    root: Path, path: str, is_expected: Callable[[Found | None], bool], wanted: Wanted | None, beside: str
) -> None:
    """Put `wanted` at a path, None: nothing, if what is there now is what is expected; None: nothing is there.

    Shape:  missing folders are made; `beside` is the name of the file that is written first, in the same folder, and of
            the only one that is left when this is killed.
    Errors: EditConflictError, EditRefusedError, OSError; what is there is as it was then.
    """
    if wanted is None and not os.path.lexists(root / path):
        return
    with open_parent(root, root / path, create=wanted is not None, follow=False) as (folder, name):
        found = _look(folder, name)
        if not is_expected(found):
            raise EditConflictError(f"{path} was changed meanwhile")
        if wanted is None:
            _take_away(folder, name, found, beside)
        else:
            _put(folder, name, found, wanted, beside)
        with contextlib.suppress(OSError):
            os.fsync(folder)


def remove_folder(root: Path, path: str) -> bool:
    """Remove a folder if it is empty; whether it was. Errors: none."""
    try:
        with open_parent(root, root / path, create=False, follow=False) as (folder, name):
            os.rmdir(name, dir_fd=folder)
    except (OSError, ValueError):
        return False
    return True


def make_folder(root: Path, path: str) -> None:
    """Make a folder, and those above it, where nothing is in the way. Errors: none."""
    with contextlib.suppress(OSError), open_parent(root, root / path / "x", create=True, follow=False):
        return


def _put(folder: int, name: str, found: Found | None, wanted: Wanted, temporary: str) -> None:
    try:
        _write(folder, temporary, wanted)
        check_unchanged(folder, name, found.status if found else None)
        if found is None:
            # Unlike a rename, a link never takes the place of something.
            os.link(temporary, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
            os.unlink(temporary, dir_fd=folder)
        elif (content := _file_content(found)) is None or stat.S_ISLNK(wanted.mode):
            os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        else:
            _take_place(folder, temporary, name, content)
    except FileExistsError:
        _remove(folder, temporary)
        raise EditConflictError(f"{name} was created meanwhile") from None
    except BaseException:
        _remove(folder, temporary)
        raise


def _take_place(folder: int, temporary: str, name: str, content: bytes) -> None:
    if not take_place(folder, temporary, name, content):
        raise EditConflictError(f"{name} was changed meanwhile")


def _take_away(folder: int, name: str, found: Found | None, beside: str) -> None:
    check_unchanged(folder, name, found.status if found else None)
    content = _file_content(found)
    if content is None:
        os.unlink(name, dir_fd=folder)
    elif not take_away(folder, name, beside, content):
        raise EditConflictError(f"{name} was changed meanwhile")


def _file_content(found: Found | None) -> bytes | None:
    """The bytes of a file; None for what is no file."""
    return found.content if found is not None and stat.S_ISREG(found.status.st_mode) else None


def _write(folder: int, name: str, wanted: Wanted) -> None:
    if stat.S_ISLNK(wanted.mode):
        os.symlink(wanted.content, os.fsencode(name), dir_fd=folder)
        return
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(name, flags, 0o600, dir_fd=folder), "wb") as file:
        file.write(wanted.content)
        file.flush()
        os.fchmod(file.fileno(), stat.S_IMODE(wanted.mode))
        os.fsync(file.fileno())


def _look(folder: int, name: str) -> Found | None:
    try:
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if stat.S_ISLNK(status.st_mode):
            return Found(status, os.fsencode(os.readlink(name, dir_fd=folder)))
        if not stat.S_ISREG(status.st_mode):
            return Found(status, b"")
        if status.st_size > MAX_READ_BYTES:
            return Found(status, None)
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        with os.fdopen(os.open(name, flags, dir_fd=folder), "rb") as file:
            return Found(os.fstat(file.fileno()), file.read())
    except FileNotFoundError:
        return None


def _remove(folder: int, name: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(name, dir_fd=folder)
