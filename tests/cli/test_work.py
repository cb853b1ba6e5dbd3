"""`chant-lsp work`, `prompt` and `stop` as a user meets them: which spec is meant, what is refused, exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from chant_lsp.__main__ import main

GOOD = "---\ntype: code\nstatus: {status}\n{more}---\n# T\n\n## Acceptance Criteria\n\n- [ ] a\n"


def make(root: Path, **specs: str) -> Path:
    """A project with specs `name="status; more frontmatter"`; `_` stands for `-` in names."""
    folder = root / ".chant" / "specs"
    folder.mkdir(parents=True)
    for name, words in specs.items():
        status, _, more = words.partition("; ")
        path = folder / f"{name.strip('n').replace('_', '-')}.md"
        path.write_text(GOOD.format(status=status or "pending", more=more and more + "\n"))
    return root


# name -> (specs, what is asked for, exit code, the sentence)
REFUSED = {
    "unmet dependency": (
        {"n001_a": "failed", "n002_b": "pending; depends_on: [001-a]"},
        "002-b",
        1,
        "002-b cannot run: waiting for 001-a (failed).",
    ),
    "unknown dependency": ({"n002_b": "pending; depends_on: [001]"}, "002", 1, "waiting for `001`, which is no spec."),
    "missing input": (
        {"n001_a": "completed; target_files: [in.md]", "n002_b": "pending; informed_by: [in.md]"},
        "002-b",
        1,
        "002-b cannot run: input `in.md` is not there: 001-a (completed) writes it; run that first.",
    ),
    "human gate": (
        {"n006_p": "pending; labels: [human-gate]"},
        "006-p",
        1,
        "is a human gate: only a person may do this",
    ),
    "approval": ({"n001_a": "pending; approval: {required: true}"}, "001", 1, "waiting for a person's approval."),
    "completed": ({"n001_a": "completed"}, "001", 1, "001-a is already completed; run it again with `--again`"),
    "cancelled": ({"n001_a": "cancelled"}, "001", 1, "it is cancelled; set its status to pending first."),
    "ready is a trap": ({"n001_a": "ready"}, "001", 1, "set its status to pending first."),
    "driver": ({"n001_a": "pending; members: []"}, "001", 1, None),
    "broken": ({"n001_a": "[pending"}, "001-a", 1, "Cannot read the frontmatter of .chant/specs/001-a.md, line "),
    "wrong type": ({"n001_a": "pending; labels: x"}, "001-a", 1, "line 4"),
    "an alias": ({"n001_a": "pending; labels: &x [human-gate]"}, "001-a", 1, "line 4"),
    "cut off": ({"n001_a": "pending; prompt: a---b\nlabels: [human-gate]"}, "001-a", 1, "line 4"),
    "never ends": ({"n001_a": "pending; labels: [human-gate] #"}, "unterminated", 1, "line 1"),
    "hidden": ({"n001_a": "pending; labels: [human-gate] #"}, "hidden", 1, "line 1"),
    "output outside": ({"n001_a": "pending; target_files: [../x]"}, "001", 1, "Output `../x` is outside the project"),
    "output in git": ({"n001_a": "pending; target_files: [.git/config]"}, "001", 1, "is not for agents to write"),
    "output is a prompt": ({"n001_a": "pending; target_files: [.chant/prompts/x.md]"}, "001", 1, "is not for agents"),
    "no such prompt": ({"n001_a": "pending; prompt: nope"}, "001", 1, "no prompt file `.chant/prompts/nope.md`"),
    "no such spec": ({"n001_a": ""}, "009", 2, "there is no spec `009`"),
    "ambiguous": ({"n001_a": "", "n001_b": ""}, "001", 2, "`001` fits several specs: 001-a, 001-b; name one of them."),
    "no such path": ({"n001_a": ""}, ".chant/specs/x.md", 2, "there is no spec at .chant/specs/x.md"),
}


@pytest.mark.parametrize("specs, asked, code, sentence", REFUSED.values(), ids=REFUSED.keys())
def test_a_refusal_is_one_sentence_with_the_reason(tmp_path, capsys, monkeypatch, specs, asked, code, sentence):
    monkeypatch.chdir(make(tmp_path, **specs))
    path = tmp_path / ".chant" / "specs" / "001-a.md"
    if asked in ("unterminated", "hidden"):
        text = path.read_text()
        path.write_text(text.replace("\n---\n", "\n") if asked == "unterminated" else "\ufeff" + text)
        asked = "001-a"
    if sentence is None:
        path.write_text(path.read_text().replace("type: code", "type: driver"))
        sentence = "001-a is a driver, which has no work of its own; run its members."
    assert main(["work", asked]) == code
    out, said = capsys.readouterr()
    assert sentence in said and said.startswith("chant-lsp work: ") and said.count("\n") == 1 and out == ""
    assert not (tmp_path / ".chant" / "runs").exists() or not list((tmp_path / ".chant" / "runs").glob("2*"))


def test_an_unknown_agent_is_refused(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(make(tmp_path, n001_a=""))
    assert main(["work", "001", "--agent", "rm -rf"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("chant-lsp work: There is no agent named `rm -rf`; known: ")
    assert "example" in said and said.endswith("; `chant-lsp agents` says more.\n")


def test_a_repository_cannot_say_what_an_agent_is(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(make(tmp_path, n001_a=""))
    (tmp_path / ".chant" / "lsp.yaml").write_text("agent: evil\nagents:\n  evil: [touch, pwned]\n")
    assert main(["work", "001"]) == 1
    assert "no agent named `evil`" in capsys.readouterr().err and not (tmp_path / "pwned").exists()


def test_nothing_to_prove_is_refused(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(make(tmp_path))
    (tmp_path / ".chant" / "specs" / "001-a.md").write_text("# T\n")
    assert main(["work", "001"]) == 1
    assert "neither target_files nor acceptance criteria" in capsys.readouterr().err


def test_outside_of_a_project_nothing_is_meant(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for command in ("work", "prompt", "stop"):
        assert main([command, "001"]) == 2
        assert "is in no chant project" in capsys.readouterr().err
        assert main([command, "001", "--root", str(tmp_path)]) == 2
        assert "is no chant project" in capsys.readouterr().err


@pytest.mark.parametrize("command", [("work", "--until-gate"), ("runs",)])
def test_an_empty_name_does_not_mean_all_specs(tmp_path, capsys, monkeypatch, command):
    monkeypatch.chdir(make(tmp_path, n001_a=""))
    assert main([*command, ""]) == 2
    assert "there is no spec ``" in capsys.readouterr().err


# how a spec can be named, and from where
NAMES = [
    ("001-a", "."),
    ("001", "."),
    ("-a", "."),
    ("001-a.md", "."),
    (".chant/specs/001-a.md", "."),
    ("./.chant/specs/001-a.md", "."),
    (".chant/specs/001-a.md", "src/deep"),
    ("../../.chant/specs/001-a.md", "src/deep"),
    ("001-a.md", ".chant/specs"),
    ("{root}/.chant/specs/001-a.md", "/"),
]


@pytest.mark.parametrize("name, folder", NAMES)
def test_a_spec_is_named_by_id_part_or_path(tmp_path, capsysbinary, monkeypatch, name, folder):
    make(tmp_path, n001_a="")
    (tmp_path / "src" / "deep").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / folder)
    name = name.format(root=tmp_path)
    assert main(["prompt", "--", name]) == 0
    assert b"# Spec 001-a (.chant/specs/001-a.md)" in capsysbinary.readouterr().out


@pytest.mark.slow
def test_the_prompt_is_printed_byte_for_byte_and_nothing_else(tmp_path):
    make(tmp_path, n001_a="pending; informed_by: [in.md]")
    (tmp_path / "in.md").write_bytes("é\u202e\r\n".encode())
    command = [sys.executable, "-m", "chant_lsp", "prompt", "001"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    assert done.stderr == b"" and "é\\u{202E}\r\n=====".encode() in done.stdout


def test_a_prompt_with_a_missing_input_is_not_printed(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(make(tmp_path, n001_a="pending; informed_by: [in.md]"))
    assert main(["prompt", "001"]) == 1
    out, said = capsys.readouterr()
    assert out == "" and said.startswith("chant-lsp prompt: Input `in.md` is not there, and no spec writes it")


def test_stop_says_that_nothing_runs(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(make(tmp_path, n001_a=""))
    assert main(["stop", "001"]) == 1
    assert capsys.readouterr().err == "chant-lsp stop: 001-a is not running.\n"


@pytest.mark.parametrize("arguments", [["work"], ["work", "001", "--nope"], ["stop"], ["prompt", "a", "b"]])
def test_usage_errors_exit_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == 2
