"""A project with one clean spec, and `chant-lsp check` in it."""

import pytest

from chant_lsp.__main__ import main

CLEAN = "---\ntype: code\n---\n\n# T\n"


@pytest.fixture(autouse=True)
def leave_this_process_as_it_is(monkeypatch):
    """A command that runs in the tests' own process must not make that one adopt orphans and stop logging."""
    monkeypatch.setattr("chant_lsp.cli.work._settle_process", lambda: None)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """The root of a project with the spec 001-a, where the command runs."""
    specs = tmp_path / ".chant" / "specs"
    specs.mkdir(parents=True)
    (specs / "001-a.md").write_text(CLEAN)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def check(capsys):
    """Runs `chant-lsp check`: exit code, stdout, stderr."""

    def check(*arguments):
        code = main(["check", *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return check
