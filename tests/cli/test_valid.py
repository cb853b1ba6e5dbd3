"""Stale results on the command line: `status`, `valid`, `prompt --json`, `check`."""

import hashlib
import json

import pytest

from chant_lsp.__main__ import main
from tests.runs.results import work
from tests.runs.stage import make_project

SPEC = """\
---
status: pending
{depends_on}target_files: [{output}]
informed_by: [{input}]
---

# Write

## Acceptance Criteria

- [ ] It is there
"""
FILES = {
    "issue.md": "# Issue\n",
    ".chant/specs/001-first.md": SPEC.format(depends_on="", output="a.md", input="issue.md"),
    ".chant/specs/002-second.md": SPEC.format(depends_on="depends_on: [001-first]\n", output="b.md", input="a.md"),
}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project whose two phases are done, and git's user is Ada."""
    project = make_project(tmp_path, FILES)
    work(project, "001-first")
    work(project, "002-second")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.name")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "Ada")
    return tmp_path


def run(capsys, *arguments):
    code = main(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


def lines(capsys, *arguments):
    return run(capsys, "status", *arguments)[1].splitlines()


def test_status_says_what_is_stale_and_what_is_suspect(project, capsys):
    assert [line.split("  ")[-1][:4] for line in lines(capsys)[1:3]] == ["Done", "Done"]
    (project / "issue.md").write_text("# Another issue\n")
    assert lines(capsys)[1:3] == [
        "  ◍ 001-first   Write  Stale: issue.md changed after this ran",
        "  ◎ 002-second  Write  Suspect: 001-first is stale",
    ]
    assert lines(capsys)[-1] == "2 specs: 1 stale, 1 suspect."
    said = json.loads(run(capsys, "status", "--json")[1])["investigations"][0]
    assert [(phase["result"], phase["changes"]) for phase in said] == [
        ("stale", ["issue.md changed after this ran"]),
        ("suspect", ["001-first is stale"]),
    ]


def test_valid(project, capsys):
    (project / "issue.md").write_text("# Another issue\n")
    code, out, err = run(capsys, "valid", "001", "--because", "A typo, sk-abcdefghijklmnopqrstuvwx")
    assert (code, out, err) == (0, "001-first still holds, says Ada: A typo, [redacted]\n", "")
    assert "Done" in lines(capsys)[1] and "still valid (said Ada " in lines(capsys)[1]
    assert "Done" in lines(capsys)[2]
    assert "  still valid, said Ada on 2" in "\n".join(lines(capsys, "001"))
    (project / "issue.md").write_text("# A third issue\n")
    assert "Stale" in lines(capsys)[1] and "Suspect" in lines(capsys)[2]


@pytest.mark.slow
def test_valid_says_that_a_suspect_result_holds_as_long_as_nothing_else_happens(project, capsys):
    (project / "issue.md").write_text("# Another issue\n")
    assert run(capsys, "valid", "002", "--because", "no difference", "--json")[0] == 0
    assert "Stale" in lines(capsys)[1] and "Done" in lines(capsys)[2]
    (project / "issue.md").write_text("# A third issue\n")
    assert "Suspect" in lines(capsys)[2]
    (project / "issue.md").write_text("# Another issue\n")
    work(make_project(project, {}), "001-first", "something else\n")
    assert "Stale: a.md changed after this ran" in lines(capsys)[2]


REFUSED = {
    "what is fresh": ("002", "so", "002-second is not stale: everything is as it was when it ran."),
    "no reason": ("002", " ", "Say why the result of 002-second still holds; the reason is kept with it."),
    "what never ran": ("003", "so", "003-third has no done run here, so there is no result to speak of."),
}


@pytest.mark.parametrize("id, because, why", REFUSED.values(), ids=REFUSED)
def test_valid_refuses(project, capsys, id, because, why):
    (project / ".chant/specs/003-third.md").write_text(SPEC.format(depends_on="", output="c.md", input="a.md"))
    assert run(capsys, "valid", id, "--because", because) == (1, "", f"chant-lsp valid: {why}\n")


def test_a_word_is_kept_beside_the_run_and_not_in_the_spec(project, capsys):
    before = (project / ".chant/specs/001-first.md").read_bytes()
    (project / "issue.md").write_text("# Another issue\n")
    run(capsys, "valid", "001", "--because", "a typo")
    (kept,) = (project / ".chant/runs").glob("*/valid.jsonl")
    assert oct(kept.stat().st_mode & 0o777) == "0o600"
    said = json.loads(kept.read_text())
    assert (said["by"], said["because"]) == ("Ada", "a typo")
    assert (project / ".chant/specs/001-first.md").read_bytes() == before


def test_check_tells_it_too(project, capsys):
    assert run(capsys, "check")[0] == 0
    (project / "issue.md").write_text("# Another issue\n")
    code, out, _ = run(capsys, "check", "--format", "json")
    assert code == 1
    assert [(found["id"], found["code"]) for found in json.loads(out)["findings"]] == [
        ("001-first", "stale-input"),
        ("002-second", "suspect"),
    ]


def test_prompt_for_scripts(project, capsys):
    text = run(capsys, "prompt", "002")[1]
    said = json.loads(run(capsys, "prompt", "002", "--json")[1])
    content = (project / "a.md").read_bytes()
    assert said == {
        "version": 1,
        "spec": "002-second",
        "prompt": "standard",
        "chosen": "built in",
        "text": text,
        "bytes": len(text.encode()),
        "tokens": len(text.encode()) // 4,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "inputs": [{"path": "a.md", "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}],
        "problems": [],
    }


def test_prompt_for_scripts_says_what_is_missing(project, capsys):
    (project / "a.md").unlink()
    code, out, _ = run(capsys, "prompt", "002", "--json")
    said = json.loads(out)
    assert (code, said["text"]) == (1, None)
    assert said["problems"] == ["Input `a.md` is not there: 001-first (completed) writes it; run that first."]


@pytest.mark.slow
def test_what_was_redone_and_vouched_for_is_suspect_when_it_is_redone_once_more(project, capsys):
    spec = project / ".chant/specs/002-second.md"
    spec.write_text(spec.read_text().replace("informed_by: [a.md]", "informed_by: [issue.md]"))
    work(make_project(project, {}), "002-second")
    work(make_project(project, {}), "001-first", "another result\n")
    assert "Suspect: 001-first was run again with another result" in lines(capsys)[2]
    run(capsys, "valid", "002", "--because", "no difference")
    assert "Done" in lines(capsys)[2]
    work(make_project(project, {}), "001-first", "a third result\n")
    assert "Suspect: 001-first was run again with another result" in lines(capsys)[2]
