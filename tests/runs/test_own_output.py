"""A file of the project into which `chant-lsp work` itself prints: no trace of the agent, and no place to hide."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TextIO

import pytest
from stage import HERE, SPEC, last_run, make_project, output, status_of

from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from chant_lsp.runs.evidence import Before, find_own_output, gather
from chant_lsp.runs.profile import make_policy
from chant_lsp.runs.snapshot import take_tree

DOES: dict[str, tuple[str, list[str]]] = {
    "nothing but print": ("", []),
    "write into it, too": ("echo more >> log.txt", []),
    "give it a second name": ("ln log.txt evil.py", ["evil.py", "log.txt"]),
    "put another file in its place": ("mv log.txt evil.py && echo new > log.txt", ["evil.py", "log.txt"]),
    "put a link in its place": ("mv log.txt evil.py && ln -s evil.py log.txt", ["evil.py", "log.txt"]),
    "delete it": ("rm log.txt", ["log.txt"]),
    "write beside it": ("echo x > log.txt.1", ["log.txt.1"]),
}


def touched(root: Path, own: frozenset[str], script: str, log: TextIO) -> list[str]:
    """What counts as touched outside after we have printed and a script has run."""
    spec = parse(".chant/specs/001-write.md", Source(SPEC))
    project = make_project(root)
    before = Before(take_tree(root).marks, SPEC, own)
    print("a line of ours", file=log, flush=True)
    subprocess.run(script, shell=True, cwd=root, check=True)
    found = gather(project, spec, make_policy(project, spec), before, ())
    return [one.path for one in found.missing if one.what == "outside"]


@pytest.mark.parametrize("stream", ["__stdout__", "__stderr__"])
@pytest.mark.parametrize("script, seen", DOES.values(), ids=DOES.keys())
def test_only_what_we_print_ourselves_goes_unseen(tmp_path, monkeypatch, stream, script, seen):
    make_project(tmp_path)
    with (tmp_path / "log.txt").open("w") as log:
        monkeypatch.setattr(sys, stream, log)
        own = find_own_output(tmp_path, take_tree(tmp_path).marks)
        assert own == {"log.txt"}
        assert touched(tmp_path, own, script, log) == seen


def test_what_was_denied_is_looked_at(tmp_path, monkeypatch):
    project = make_project(tmp_path)
    spec = parse(".chant/specs/001-write.md", Source(SPEC))
    policy = make_policy(project, spec)
    policy.grants.denied.add("log.txt")
    with (tmp_path / "log.txt").open("w") as log:
        monkeypatch.setattr(sys, "__stdout__", log)
        snapshot = take_tree(tmp_path).marks
        print("a line", file=log, flush=True)
        found = gather(project, spec, policy, Before(snapshot, SPEC, find_own_output(tmp_path, snapshot)), ())
    assert [one.path for one in found.missing if one.what == "outside"] == ["log.txt"]


def test_a_file_that_others_know_by_another_name_is_looked_at(tmp_path, monkeypatch):
    make_project(tmp_path)
    with (tmp_path / "log.txt").open("w") as log:
        (tmp_path / "same.txt").hardlink_to(tmp_path / "log.txt")
        monkeypatch.setattr(sys, "__stdout__", log)
        assert find_own_output(tmp_path, take_tree(tmp_path).marks) == frozenset()


def test_a_file_that_is_merely_open_is_looked_at(tmp_path, monkeypatch):
    make_project(tmp_path)
    with (tmp_path / "log.txt").open("w"):
        monkeypatch.setattr(sys, "__stdout__", None)
        assert find_own_output(tmp_path, take_tree(tmp_path).marks) == frozenset()


@pytest.mark.slow
@pytest.mark.parametrize("evil", [False, True], ids=["printed into", "and a second name"])
def test_a_run_whose_output_goes_into_the_project_is_done(tmp_path, evil):
    project = make_project(tmp_path)
    steps = ("say=hello", "write=out.md", "tick", *(["shell=ln log.txt evil.py"] if evil else []))
    with (tmp_path / "log.txt").open("w") as log:
        table = json.dumps({"scripted": steps})
        command = [sys.executable, str(HERE / "scripted_work.py"), table, "001-write", "--agent", "scripted"]
        done = subprocess.run([*command, "--root", str(tmp_path)], stdout=log, stderr=log, timeout=60)
    assert (done.returncode, status_of(project).split()[0]) == ((1, "needs_attention") if evil else (0, "completed"))
    assert "hello" in (tmp_path / "log.txt").read_text()
    assert "[What this command prints goes into `log.txt`" in output(project)
    evidence = last_run(project).evidence
    assert evidence is not None
    assert [one.path for one in evidence.missing] == (["evil.py", "log.txt"] if evil else [])
