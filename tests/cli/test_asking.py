"""`chant-lsp work` at a terminal: a question is shown with what would happen, and a letter answers it."""

from __future__ import annotations

import json
import os
import pty
import select
import sys
import time
from pathlib import Path

import pytest

from chant_lsp.runs.model import RunState
from tests.runs.stage import HERE, SPEC, last_run, make_project

pytestmark = pytest.mark.slow

PATIENCE_S = 60


def at_terminal(project, steps: list[str], answers: list[str], *extra: str) -> str:
    """Work on `001-write` at a terminal of its own, typing an answer each time that it asks; all that was shown."""
    table = json.dumps({"scripted": steps})
    command = [sys.executable, str(HERE / "scripted_work.py"), table, "001-write", "--agent", "scripted", *extra]
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(command[0], [*command, "--root", str(project.root)])
    shown, deadline = "", time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            found = os.read(terminal, 65536)
        except OSError:
            break
        shown += found.decode("utf-8", "replace")
        if answers and shown.rstrip(" ").endswith("[n] no:"):
            os.write(terminal, f"{answers.pop(0)}\n".encode())
    os.close(terminal)
    os.waitpid(pid, 0)
    return shown.replace("\r\n", "\n")


def test_a_letter_answers(tmp_path: Path):
    project = make_project(tmp_path)
    steps = ["store=a.txt:1", "store=b.txt:2", "write=out.md", "tick"]
    shown = at_terminal(project, steps, ["what?", "y", "n"])
    assert (
        "001-write asks to write a.txt (not a declared output).\n--- /dev/null\n+++ b/a.txt\n@@ -0,0 +1 @@\n+1\n"
        in shown
    )
    assert "001-write allowed once by terminal\n" in shown and "001-write denied by terminal\n" in shown
    assert (tmp_path / "a.txt").exists() and not (tmp_path / "b.txt").exists()
    assert last_run(project).state is RunState.DONE


def test_a_chain_asks_for_each_of_its_runs(tmp_path: Path):
    second = SPEC.replace("type: research", "type: research\ndepends_on: [001-write]").replace("out.md", "two.md")
    project = make_project(tmp_path, {".chant/specs/001-write.md": SPEC, ".chant/specs/002-next.md": second})
    steps = ["store=a.txt:1", "write=out.md", "write=two.md", "tick"]
    shown = at_terminal(project, steps, ["r", "n", "n", "n"], "--until-gate")
    assert shown.index("001-write allowed for this run by terminal") < shown.index("002-next asks to write a.txt")
    assert "002-next denied by terminal" in shown


def test_where_the_output_is_read_by_a_program_nobody_is_asked(tmp_path: Path):
    project = make_project(tmp_path)
    shown = at_terminal(project, ["store=a.txt:1"], [], "--json")
    assert "nobody to ask" in shown and "[n] no" not in shown
