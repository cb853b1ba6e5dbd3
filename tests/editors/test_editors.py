"""Other editors: the recipes of the documentation, loaded by the editors themselves where Debian has them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib

REPOSITORY = Path(__file__).parents[2]
RECIPES = REPOSITORY / "docs" / "editors"
HERE = Path(__file__).parent

FILES = {
    "001-understand.md": "---\nstatus: completed\n---\n# Understand 😀\n",
    "002-reproduce.md": "---\nstatus: complete\ndepends_on: [001-understand]\n---\n# Reproduce\n",
}


@pytest.fixture
def spec(tmp_path):
    """A project whose second spec has one mistake in line 2 and a reference in line 3."""
    specs = tmp_path / "pro ject" / ".chant" / "specs"
    specs.mkdir(parents=True)
    for name, text in FILES.items():
        (specs / name).write_text(text)
    (specs.parent / "lsp.yaml").write_text("agent: example\n")
    return specs / "002-reproduce.md"


def run(spec, home, *argv):
    """What an editor prints, in an empty home, with this chant-lsp on its PATH."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": programs, "HOME": str(home), "SPEC": str(spec), "TERM": "dumb"}
    done = subprocess.run(argv, capture_output=True, text=True, timeout=120, env=environment, cwd=spec.parent)
    return done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("nvim"), reason="Neovim is not installed: `make setup`")
def test_neovim(spec, tmp_path):
    driver = f"luafile {HERE / 'neovim.lua'}"
    said = run(spec, tmp_path, "nvim", "--headless", "--clean", "-u", str(RECIPES / "neovim.lua"), "-c", driver)
    line = next((line for line in said.splitlines() if line.startswith("[[")), None)
    assert line is not None, said
    assert json.loads(line) == [
        ["diagnostic", 2, 8, 16, "invalid-value"],
        ["hover", "**001-understand** · code · completed"],
        ["definition", "001-understand.md"],
        ["action", "Change to `completed`"],
        ["line", "status: completed"],
        ["settings", "**agent**"],
        ["other", 0],
    ]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("emacs"), reason="Emacs is not installed: `make setup`")
def test_emacs(spec, tmp_path):
    said = run(
        spec, tmp_path, "emacs", "--batch", "--eval", "(package-initialize)",
        "-l", str(RECIPES / "emacs.el"), "-l", str(HERE / "emacs.el"),
    )  # fmt: skip
    steps = ("diagnostic", "hover", "definition", "action", "line")
    lines = [line for line in said.splitlines() if line.split(" ")[0] in steps]
    assert lines == [
        "diagnostic complete",
        "hover **001-understand** · code · completed",
        "definition 001-understand.md",
        "action Change to `completed`",
        "line status: completed",
    ], said


@pytest.mark.skipif(sys.version_info < (3, 11), reason="reads TOML with Python 3.11's library")
def test_helix_and_zed_start_the_same_command():
    """They are not in Debian: their recipes are read, and name the command that the others run."""
    helix = tomllib.loads((RECIPES / "helix.toml").read_text())
    server = helix["language-server"]["chant-lsp"]
    assert [server["command"], *server["args"]] == ["chant-lsp", "lsp"]
    assert "chant-lsp" in next(each for each in helix["language"] if each["name"] == "markdown")["language-servers"]

    zed = tomllib.loads((RECIPES / "zed" / "extension.toml").read_text())
    assert zed["language_servers"]["chant-lsp"]["languages"] == ["Markdown"]
    source = (RECIPES / "zed" / "src" / "lib.rs").read_text()
    assert 'which("chant-lsp")' in source
    assert 'vec!["lsp".to_string()]' in source
