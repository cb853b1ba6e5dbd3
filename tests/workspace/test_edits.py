"""Edits of users' files: small, atomic, inside the project, never over somebody else's change."""

from __future__ import annotations

import os
import stat

import pytest

from chant_lsp.core.findings import Edit
from chant_lsp.core.text import Source, Span
from chant_lsp.workspace.edits import (
    EditConflictError,
    EditRefusedError,
    decode,
    real_relative,
    replace_file,
    write_edits,
)

STATUS = (Edit(Span(8, 15), "failed"),)


@pytest.fixture
def spec(tmp_path):
    path = tmp_path / ".chant" / "specs" / "001-a.md"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"status: pending\n")
    return path


# before -> after, with the span of `pending` replaced
BYTES = {
    "a final line end": (b"status: pending\n", b"status: failed\n"),
    "none": (b"status: pending", b"status: failed"),
    "CRLF": (b"status: pending\r\n# \xc3\xa9\r\n", b"status: failed\r\n# \xc3\xa9\r\n"),
    "a byte order mark": (b"\xef\xbb\xbfstatus: pending\n", b"\xef\xbb\xbfstatus: failed\n"),
    "NUL and U+2028": (b"status: pending\0\xe2\x80\xa8\r", b"status: failed\0\xe2\x80\xa8\r"),
}


@pytest.mark.parametrize("before, after", BYTES.values(), ids=BYTES.keys())
@pytest.mark.parametrize("given", ["bytes", "source"])
def test_every_other_byte_stays(spec, before, after, given):
    spec.write_bytes(before)
    assert write_edits(spec, before if given == "bytes" else decode(before), STATUS) == after
    assert spec.read_bytes() == after
    assert os.listdir(spec.parent) == [spec.name]


def test_the_mode_is_kept(spec):
    spec.chmod(0o640)
    write_edits(spec, b"status: pending\n", STATUS)
    assert stat.S_IMODE(spec.stat().st_mode) == 0o640


def test_a_file_that_changed_meanwhile_is_left_alone(spec):
    spec.write_bytes(b"status: pending\nmine\n")
    with pytest.raises(EditConflictError):
        write_edits(spec, b"status: pending\n", STATUS)
    assert spec.read_bytes() == b"status: pending\nmine\n" and os.listdir(spec.parent) == [spec.name]


def test_a_file_that_is_gone_is_not_made_again(spec):
    spec.unlink()
    with pytest.raises(EditConflictError):
        write_edits(spec, b"status: pending\n", STATUS)
    assert os.listdir(spec.parent) == []


@pytest.mark.parametrize("before", [b"status: pending\xff\n", b"\xff\xfes\0t\0"])
def test_what_is_not_utf8_is_refused(spec, before):
    spec.write_bytes(before)
    with pytest.raises(EditRefusedError, match="UTF-8"):
        write_edits(spec, before, STATUS)
    assert spec.read_bytes() == before


def test_a_lone_surrogate_is_refused(spec):
    with pytest.raises(EditRefusedError):
        write_edits(spec, Source("status: pending\ud800"), STATUS)


def test_nothing_to_change_writes_nothing(spec):
    inode = spec.stat().st_ino
    write_edits(spec, b"status: pending\n", ())
    assert spec.stat().st_ino == inode


def test_a_link_inside_the_project_is_followed_and_stays(spec, tmp_path):
    real = tmp_path / "real.md"
    spec.rename(real)
    spec.symlink_to(real)
    write_edits(spec, b"status: pending\n", STATUS)
    assert spec.is_symlink() and real.read_bytes() == b"status: failed\n"


@pytest.mark.parametrize("how", ["file", "folder", "dots"])
def test_nothing_outside_the_project_is_written(tmp_path, how):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.md").write_bytes(b"status: pending\n")
    root = tmp_path / "project"
    (root / ".chant" / "specs").mkdir(parents=True)
    path = root / ".chant" / "specs" / "x.md"
    if how == "file":
        path.symlink_to(outside / "x.md")
    elif how == "folder":
        (root / ".chant" / "specs").rmdir()
        (root / ".chant" / "specs").symlink_to(outside)
    else:
        path = root / ".." / "outside" / "x.md"
    with pytest.raises(EditRefusedError, match="outside the project"):
        write_edits(path, b"status: pending\n", STATUS, root=root)
    assert (outside / "x.md").read_bytes() == b"status: pending\n"


def test_what_is_no_regular_file_is_refused(spec):
    spec.unlink()
    os.mkfifo(spec)
    with pytest.raises(EditRefusedError):
        write_edits(spec, b"status: pending\n", STATUS)


def test_a_new_file_gets_its_folders_and_the_usual_mode(tmp_path):
    replace_file(tmp_path, tmp_path / "a" / "b" / "c.md", None, b"x")
    umask = os.umask(0)
    os.umask(umask)
    made = tmp_path / "a" / "b" / "c.md"
    assert made.read_bytes() == b"x" and stat.S_IMODE(made.stat().st_mode) == 0o666 & ~umask


def test_a_failed_write_leaves_the_old_file_and_no_other(spec, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_edits(spec, b"status: pending\n", STATUS)
    assert spec.read_bytes() == b"status: pending\n" and os.listdir(spec.parent) == [spec.name]


def test_real_paths_are_those_behind_the_links(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert real_relative(tmp_path, tmp_path / "link" / "new.md") == "real/new.md"
    assert real_relative(tmp_path, tmp_path / "real" / ".." / ".." / "x") is None
    assert real_relative(tmp_path, tmp_path / "\0") is None
