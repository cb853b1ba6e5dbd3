"""`chant-lsp check`: which files, how severe, text from stdin, and fixing."""

import io
import os
import subprocess

import pytest

from chant_lsp.__main__ import main
from chant_lsp.cli import checked
from chant_lsp.workspace.scan import load_index

MISSPELT = "---\nstatus: complete # almost\n---\n\n# T"
HINTED = "---\ncommit: abc\n---\n# T\n"


@pytest.fixture
def specs(project):
    """The folder of the project's specs."""
    return project / ".chant" / "specs"


def found(out):
    """`file: code` of each finding in a text report."""
    lines = (line for line in out.splitlines() if line.startswith((".chant", "loose")))
    return [f"{line.split(':')[0].removeprefix('.chant/specs/')}: {line.rsplit('[', 1)[1][:-1]}" for line in lines]


def git(folder, *arguments):
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


# -- how severe


SEVERITIES = {
    "all, and hints are no failure": ((), 0, ["h.md: legacy-key"], HINTED),
    "hints are one if asked": (("--severity", "hint"), 1, ["h.md: legacy-key"], HINTED),
    "only errors": (("--severity", "error"), 0, [], HINTED),
    "an error is one for each": (("--severity", "error"), 1, ["h.md: invalid-value"], MISSPELT),
}


@pytest.mark.parametrize("arguments, code, expected, text", SEVERITIES.values(), ids=SEVERITIES)
def test_severity(specs, check, arguments, code, expected, text):
    (specs / "h.md").write_text(text)
    got, out, _ = check(*arguments)
    assert (got, found(out)) == (code, expected)


# -- stdin


def stdin(monkeypatch, content):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_a_text_on_stdin_is_checked_in_the_place_of_its_file(specs, check, monkeypatch):
    (specs / "002-b.md").write_text("on the disk")
    stdin(monkeypatch, b"---\ndepends_on: [001-a, 009]\n---\n# T\n")
    code, out, _ = check("--stdin-filename", ".chant/specs/002-b.md")
    assert (code, found(out)) == (1, ["002-b.md: unknown-dependency"])
    assert (specs / "002-b.md").read_text() == "on the disk"


def test_a_text_on_stdin_needs_no_file(specs, check, monkeypatch):
    stdin(monkeypatch, MISSPELT.encode())
    code, out, _ = check("--stdin-filename", ".chant/specs/new.md")
    assert (code, found(out)) == (1, ["new.md: invalid-value"])


def test_a_text_on_stdin_outside_any_project(tmp_path, check, monkeypatch):
    monkeypatch.chdir(tmp_path)
    stdin(monkeypatch, MISSPELT.encode())
    code, out, _ = check("--stdin-filename", "loose.md")
    assert (code, found(out)) == (1, ["loose.md: invalid-value"])


def test_stdin_is_fixed_to_stdout(specs, capsysbinary, monkeypatch):
    stdin(monkeypatch, MISSPELT.replace("\n", "\r\n").encode())
    code = main(["check", "--fix", "--stdin-filename", ".chant/specs/new.md"])
    said = capsysbinary.readouterr()
    assert code == 0
    assert said.out == MISSPELT.replace("complete", "completed").replace("\n", "\r\n").encode()
    assert said.err.endswith(b"1 file checked: nothing found.\n")


MISUSE = {
    "stdin and a path": ("--stdin-filename", "a.md", "b"),
    "a base of nothing": ("--base", "main"),
    "changed without git": ("--changed",),
}


@pytest.mark.parametrize("arguments", MISUSE.values(), ids=MISUSE)
def test_misuse_is_one_sentence(specs, check, arguments):
    code, out, err = check(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("chant-lsp check: ")
    assert err.count("\n") == 1


# -- fixing


def test_fixes_are_made_in_the_file_and_nothing_else(specs, check):
    (specs / "b.md").write_bytes(MISSPELT.replace("\n", "\r\n").encode())
    code, out, err = check("--fix")
    assert (specs / "b.md").read_bytes() == MISSPELT.replace("complete", "completed").replace("\n", "\r\n").encode()
    assert (code, out) == (0, "2 files checked: nothing found.\n")
    assert err == "Mended 1 finding in 1 file.\n"


def test_what_only_a_person_can_mend_is_left_and_reported(specs, check):
    text = "---\nstatus: complete\ndepends_on: [zzz]\n---\n# T\n"
    (specs / "b.md").write_text(text)
    code, out, _ = check("--fix")
    assert (specs / "b.md").read_text() == text.replace("complete", "completed")
    assert (code, found(out)) == (1, ["b.md: unknown-dependency"])


def test_a_project_is_not_read_anew_for_each_file_that_is_mended(specs, check, monkeypatch):
    for number in range(5):
        (specs / f"{number}-c.md").write_text(MISSPELT)
    read = []
    monkeypatch.setattr(checked, "load_index", lambda *given: read.append(given[0]) or load_index(*given))
    assert check("--fix")[::2] == (0, "Mended 5 findings in 5 files.\n")
    assert len(read) == 2


@pytest.mark.skipif(os.geteuid() == 0 and not os.path.exists("/proc"), reason="needs a folder that refuses")
def test_a_file_that_cannot_be_written_stays_and_is_named(specs, tmp_path_factory, check):
    outside = tmp_path_factory.mktemp("elsewhere") / "b.md"
    outside.write_text(MISSPELT)
    (specs / "b.md").symlink_to(outside)
    check("--fix")
    assert outside.read_text() == MISSPELT


# -- changed


@pytest.fixture
def repository(specs, tmp_path):
    (specs / "002-b.md").write_text(MISSPELT)
    (specs / "003-c.md").write_text("---\ndepends_on: [001-a]\n---\n# T\n")
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "start")
    return specs


def test_nothing_changed(repository, check):
    assert check("--changed") == (0, "0 files checked: nothing found.\n", "")


def test_only_what_changed_is_reported(repository, check):
    (repository / "004-d.md").write_text(MISSPELT)
    code, out, _ = check("--changed")
    assert (code, found(out)) == (1, ["004-d.md: invalid-value"])


def test_what_names_a_deleted_spec_is_reported(repository, check):
    (repository / "001-a.md").unlink()
    code, out, _ = check("--changed")
    assert (code, found(out)) == (1, ["003-c.md: unknown-dependency"])


def test_what_names_a_spec_that_chant_can_no_longer_read_is_reported(repository, check):
    (repository / "001-a.md").write_text("---\nstatus: opne\n---\n# T\n")
    code, out, _ = check("--changed")
    assert (code, found(out)) == (1, ["001-a.md: invalid-value", "003-c.md: unseen-dependency"])


def test_changes_of_a_branch(repository, tmp_path, check):
    git(tmp_path, "checkout", "-b", "work")
    (repository / "004-d.md").write_text(MISSPELT)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "mine")
    assert check("--changed")[0] == 0
    code, out, _ = check("--changed", "--base", "main")
    assert (code, found(out)) == (1, ["004-d.md: invalid-value"])
