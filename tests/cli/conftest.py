"""A project with one clean spec, and `chant-lsp check` in it."""

import logging

import pytest

from chant_lsp.__main__ import main

CLEAN = "---\ntype: code\n---\n\n# T\n"


@pytest.fixture(autouse=True)
def logging_of_others():
    """What `work` does to the logging of its own process is not for the tests after it."""
    level = logging.getLogger().level
    yield
    logging.getLogger().setLevel(level)


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
