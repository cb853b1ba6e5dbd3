"""`chant-lsp gate` as a person meets it at a terminal, and as everybody else does."""

import json
import os
import pty
import select
import subprocess
import sys
import time
from typing import NamedTuple

import pytest

from chant_lsp.__main__ import main
from chant_lsp.runs import person
from chant_lsp.runs.person import Process, why_no_person, why_not_at_terminal

GATE = """\
---
type: task
status: pending
labels: [human-gate]
informed_by: [notes.md]
approval:
  required: true
  status: pending
---

# Decide

## Acceptance Criteria

- [x] I read it
"""
PATIENCE_S = 60

# A terminal whose process has no agent above it, whoever runs the tests: its parent ends at once.
ALONE = "import os, sys\nif os.fork(): os._exit(0)\nfrom chant_lsp.__main__ import main\n"
ALONE += "code = main(sys.argv[2:])\nopen(sys.argv[1], 'w').write(str(code))\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A gate that a person could approve."""
    monkeypatch.setattr(person, "ancestors", list)
    for name in ("CI", "GITHUB_ACTIONS", "CHANT_SPEC_ID"):
        monkeypatch.delenv(name, raising=False)
    specs = tmp_path / "project" / ".chant" / "specs"
    specs.mkdir(parents=True)
    (specs / "006-decide.md").write_text(GATE)
    (specs / "001-code.md").write_text("---\ntype: code\n---\n\n# T\n")
    (tmp_path / "project" / "notes.md").write_text("notes\n")
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


class Said(NamedTuple):
    code: int
    text: str


class Terminal:
    """`chant-lsp` at a terminal of its own; what is typed is typed when it has asked."""

    def __init__(self, folder, *arguments, **variables):
        self.answer = folder.parent / "code"
        self.answer.unlink(missing_ok=True)
        self.fd, child = pty.openpty()
        quiet = {name: value for name, value in os.environ.items() if name not in person._PIPELINES}
        environment = {name: value for name, value in quiet.items() if name not in person._AGENT_MARKS} | variables
        command = [sys.executable, "-c", ALONE, str(self.answer), *arguments]
        subprocess.run(command, cwd=folder, stdin=child, stdout=child, stderr=child, env=environment, check=True)
        os.close(child)
        self.text = ""

    def type(self, after, words):
        self._until(lambda: after in self.text)
        os.write(self.fd, f"{words}\n".encode())

    def end(self):
        self._until(lambda: self.answer.exists() and self.answer.read_text())
        self._read(0.2)
        os.close(self.fd)
        return Said(int(self.answer.read_text()), self.text.replace("\r\n", "\n"))

    def _until(self, condition):
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, self.text
            self._read(0.1)

    def _read(self, wait_s):
        if select.select([self.fd], [], [], wait_s)[0]:
            try:
                self.text += os.read(self.fd, 65536).decode()
            except OSError:
                time.sleep(0.05)


def spec_text(project):
    return (project / ".chant/specs/006-decide.md").read_text()


# -- a person


@pytest.mark.slow
def test_a_person_approves_by_typing_the_id(project):
    terminal = Terminal(project, "gate", "approve", "006", "--by", "Ada Lovelace")
    terminal.type("Type 006-decide to approve it as Ada Lovelace: ", "006-decide")
    said = terminal.end()
    assert said.code == 0, said.text
    assert "✓ passed   Every box ticked by a person" in said.text
    assert "006-decide is approved by Ada Lovelace; .chant/approvals/006-decide.json" in said.text
    assert "  status: approved\n  by: Ada Lovelace\n" in spec_text(project)


@pytest.mark.slow
@pytest.mark.parametrize("words", ["yes", "", "006"])
def test_anything_else_approves_nothing(project, words):
    terminal = Terminal(project, "gate", "approve", "006", "--by", "Ada")
    terminal.type("Type 006-decide to approve it", words)
    assert terminal.end().code == 1
    assert spec_text(project) == GATE


@pytest.mark.slow
def test_a_person_rejects_with_a_reason(project):
    terminal = Terminal(project, "gate", "reject", "006", "--by", "Ada")
    terminal.type("Why? ", "It is too slow.")
    terminal.type("Type 006-decide to reject it as Ada: ", "006-decide")
    assert terminal.end().code == 0
    assert "  status: rejected\n" in spec_text(project) and "REJECTED\nIt is too slow.\n" in spec_text(project)


@pytest.mark.slow
def test_an_open_box_is_a_reason_not_to_ask(project):
    (project / ".chant/specs/006-decide.md").write_text(GATE.replace("[x]", "[ ]"))
    said = Terminal(project, "gate", "approve", "006", "--by", "Ada").end()
    assert said.code == 1
    assert "006-decide cannot be approved: 1 of 1 boxes is not ticked; tick each that holds." in said.text
    assert "Type 006" not in said.text


# -- nobody


NOBODY = {
    "in a pipeline": ({"CI": "true"}, "this is a pipeline (CI is set)"),
    "for a spec": ({"CHANT_SPEC_ID": "005-fix"}, "an agent's work on 005-fix (CHANT_SPEC_ID is set)"),
    "by an agent": ({"CLAUDECODE": "1"}, "it was started by an agent (CLAUDECODE is set)"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("variables", "reason"), NOBODY.values(), ids=NOBODY.keys())
@pytest.mark.parametrize("do", [("approve",), ("reject", "--because", "x")])
def test_at_a_terminal_that_nobody_sits_at(project, variables, reason, do):
    said = Terminal(project, "gate", *do, "006", "--by", "Ada", **variables).end()
    assert (said.code, spec_text(project)) == (1, GATE)
    assert f"only a person can decide about 006-decide, at a terminal of their own: {reason}" in said.text.replace(
        "it was started for ", ""
    )


@pytest.mark.parametrize("do", [["approve"], ["reject", "--because", "x"]])
def test_without_a_terminal(project, do, capsys, monkeypatch):
    assert main(["gate", *do, "006", "--by", "Ada"]) == 1
    assert "there is no terminal to ask a person at." in capsys.readouterr().err
    assert spec_text(project) == GATE


@pytest.mark.slow
def test_a_pipe_into_a_terminal_is_no_person(project):
    """`yes 006-decide | chant-lsp gate approve`, with the output at a terminal."""
    fd, child = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name not in person._AGENT_MARKS}
    command = [sys.executable, "-m", "chant_lsp", "gate", "approve", "006", "--by", "Ada"]
    done = subprocess.run(command, input=b"006-decide\n", stdout=child, stderr=child, cwd=project, env=environment)
    os.close(child)
    assert done.returncode == 1
    assert spec_text(project) == GATE
    os.close(fd)


ABOVE = {
    "a shell": ([Process(("/bin/bash",))], None),
    "the guard of a run": (
        [Process(("/bin/sh",)), Process(("python", "-I", "-S", "/x/chant_lsp/runs/guard.py", "3"))],
        "it was started by an agent (the guard of a run is above it)",
    ),
    "an agent for a spec": ([Process(("sh",), "005-fix")], "it was started by an agent that works on 005-fix"),
    "claude": ([Process(("/usr/local/bin/claude", "--continue"))], "it was started by the agent `claude`"),
    "a package of node": (
        [Process(("node", "/usr/lib/node_modules/@google/gemini-cli/dist/index.js"))],
        "it was started by the agent `gemini-cli`",
    ),
    "a user called claude": ([Process(("/home/claude/bin/zsh", "-l"))], None),
    "an editor that has one open": ([Process(("vim", "notes-on-claude.md"))], None),
}


@pytest.mark.parametrize(("above", "reason"), ABOVE.values(), ids=ABOVE.keys())
def test_who_is_above(above, reason):
    assert why_no_person({}, above) == reason


def test_what_a_terminal_needs():
    assert why_not_at_terminal({"CI": "false"}, (True, True)) is None
    assert why_not_at_terminal({}, (True, False)) is not None


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="there is no /proc")
def test_the_processes_above_are_found():
    code = "from chant_lsp.runs.person import ancestors; print([p.spec_id for p in ancestors()][:2])"
    shell = ["sh", "-c", f'"{sys.executable}" -c "{code}"; true']
    done = subprocess.run(
        shell, env={**os.environ, "CHANT_SPEC_ID": "007-x"}, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("['007-x'")


# -- to be read


def test_show_is_a_page_with_words(project, capsys):
    assert main(["gate", "show", "006"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("006-decide  Decide\nHuman gate: 1 of 2 checks open\n")
    assert "  ? unknown  Inputs fresh\n" in page
    assert "Approve it: `chant-lsp gate approve 006-decide`, or Approve… in the editor." in page


def test_show_as_json(project, capsys):
    (project / ".chant/specs/006-decide.md").write_text(GATE.replace("[x]", "[ ]"))
    assert main(["gate", "show", "006", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["id"], found["decision"], found["offer"]) == ("006-decide", "open", None)
    assert [(check["name"], check["state"]) for check in found["checks"]] == [
        ("inputs", "unknown"),
        ("boxes", "failed"),
    ]
    assert found["obstacle"] == "1 of 1 boxes is not ticked; tick each that holds."


def test_only_gates_are_shown(project, capsys):
    assert main(["gate", "show", "001"]) == 1
    assert capsys.readouterr().err == "chant-lsp gate: 001-code is no human gate: it has no label `human-gate`.\n"


def test_a_gate_without_a_pull_request_has_no_text(project, capsys):
    assert main(["gate", "draft", "006"]) == 1
    assert "ends in no pull request" in capsys.readouterr().err


def test_what_is_there_to_do(project, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["gate"])
    assert ended.value.code == 2
