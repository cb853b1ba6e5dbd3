"""The dispatcher: which command runs, what it loads, and what a user sees when it fails."""

import subprocess
import sys
import types

import pytest

from chant_lsp import __version__
from chant_lsp.__main__ import COMMANDS, main


def command(monkeypatch, run):
    """Make `run` the body of `chant-lsp check`."""
    module = types.ModuleType("chant_lsp.cli.check")
    module.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "chant_lsp.cli.check", module)


def test_arguments_and_exit_code_are_passed_on(monkeypatch):
    command(monkeypatch, lambda argv: len(argv))
    assert main(["check", "a", "b", "c"]) == 3


@pytest.mark.parametrize("argv", [["nonsense"], ["Check"], ["--what"]])
def test_an_unknown_command_is_usage_and_2(argv, capsys):
    assert main(argv) == 2
    said = capsys.readouterr().err
    assert f"there is no command '{argv[0]}'" in said
    assert all(name in said for name in COMMANDS)


def test_no_command_is_usage_and_2(capsys):
    assert main([]) == 2
    assert capsys.readouterr().err.startswith("usage:")


def test_help_and_version(capsys):
    assert main(["--help"]) == 0
    assert main(["--version"]) == 0
    assert f"chant-lsp {__version__}" in capsys.readouterr().out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name, capsys):
    try:
        code = main([name, "--help"])
    except SystemExit as ended:  # argparse's way
        code = ended.code
    assert (code, capsys.readouterr().out.partition(" ")[0]) == (0, "usage:")


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_so_it_has_in_a_process_of_its_own(name):
    result = subprocess.run([sys.executable, "-m", "chant_lsp", name, "--help"], capture_output=True, text=True)
    assert (result.returncode, result.stdout.partition(" ")[0]) == (0, "usage:")


def fail(argv):
    raise ValueError("first line\nsecond line")


def test_an_unexpected_error_is_one_sentence_and_2(monkeypatch, capsys):
    monkeypatch.delenv("CHANT_LSP_DEBUG", raising=False)
    command(monkeypatch, fail)
    assert main(["check"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("chant-lsp check: could not go on: first line second line (")
    assert said.count("\n") == 1


def test_debug_shows_the_traceback(monkeypatch, capsys):
    monkeypatch.setenv("CHANT_LSP_DEBUG", "1")
    command(monkeypatch, fail)
    assert main(["check"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c_is_130(monkeypatch, capsys):
    def interrupted(argv):
        raise KeyboardInterrupt

    command(monkeypatch, interrupted)
    assert main(["check"]) == 130
    assert capsys.readouterr().err == ""


def test_a_reader_that_has_gone_is_met_without_a_word(tmp_path):
    script = (
        "import sys, types\n"
        "from chant_lsp.__main__ import main\n"
        "module = types.ModuleType('chant_lsp.cli.check')\n"
        "module.run = lambda argv: [print('x' * 1000) for _ in range(1000)] and 0\n"
        "sys.modules['chant_lsp.cli.check'] = module\n"
        "sys.exit(main(['check']))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout and process.stderr
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.wait()


@pytest.mark.slow
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_are_met_without_a_word(closed, tmp_path):
    """Else what is said on the one would land in the other, or in the first file that is opened."""
    line = f"exec {sys.executable} -m chant_lsp check nowhere {closed}"
    process = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True)
    assert (process.returncode, process.stdout) == (2, "")
    assert process.stderr == (
        "" if "2>&-" in closed else "chant-lsp check: there is no `nowhere`; name a spec or a folder that exists.\n"
    )


@pytest.mark.slow
def test_findings_that_nobody_wants_to_see_are_told_by_the_exit_code(tmp_path):
    (tmp_path / "a.md").write_text("---\nstatus: opne\n---\n# T\n")
    line = f"exec {sys.executable} -m chant_lsp check a.md >&-"
    process = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True)
    assert (process.returncode, process.stderr) == (1, "")


BAD_LSP_ARGUMENTS = [["--tcp"], ["--tcp", "host"], ["--tcp", "h:99999"], ["--pipe", "x"], ["extra"], ["--tcp=a:1", "b"]]


@pytest.mark.parametrize("argv", BAD_LSP_ARGUMENTS)
def test_wrong_arguments_of_lsp_are_usage_and_2(argv, capsys):
    assert main(["lsp", *argv]) == 2
    assert "usage: chant-lsp lsp" in capsys.readouterr().err
