"""`chant-lsp status`, `graph` and `schema` as a user and a script meet them."""

import json
import shutil

import pytest

from chant_lsp.__main__ import main


@pytest.fixture
def project(tmp_path, monkeypatch):
    specs = tmp_path / ".chant" / "specs"
    specs.mkdir(parents=True)
    (specs / "001-a.md").write_text("---\nstatus: completed\ntarget_files: [a.txt]\n---\n# Understand\n")
    (specs / "002-b.md").write_text("---\ndepends_on: [001-a]\ntarget_files: [b.txt]\n---\n# Reproduce\n")
    (specs / "003-c.md").write_text("---\ndepends_on: [002-b]\ntarget_files: [c.txt]\n---\n# Find\n")
    (specs / "odd.md").write_text("---\ntype: docs\n---\n# \x1b[31mOdd\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys, *arguments):
    code = main(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


def test_status(project, capsys):
    assert run(capsys, "status") == (
        0,
        """\
3 phases
  ● 001-a  Understand  Done
  ◕ 002-b  Reproduce   Ready
  ⊗ 003-c  Find        Blocked: waiting for 002-b (pending)

Other specs
  ✗ odd  \ufffd[31mOdd  Cannot read frontmatter: line 2, 'docs' is no type

4 specs: 1 cannot read frontmatter, 1 done, 1 blocked, 1 ready.
""",
        "",
    )


def test_status_of_one_investigation(project, capsys):
    _, out, _ = run(capsys, "status", "003")
    assert "odd" not in out
    assert out.endswith("3 specs: 1 done, 1 blocked, 1 ready.\n")


def test_status_for_scripts(project, capsys):
    said = json.loads(run(capsys, "status", "--format", "json")[1])
    assert said["version"] == 1
    assert [[phase["id"] for phase in group] for group in said["investigations"]] == [
        ["001-a", "002-b", "003-c"],
        ["odd"],
    ]
    assert said["investigations"][0][2] == {
        "id": "003-c",
        "path": ".chant/specs/003-c.md",
        "title": "Find",
        "type": "code",
        "status": "pending",
        "state": "Blocked",
        "says": "Blocked: waiting for 002-b (pending)",
        "reasons": ["waiting for 002-b (pending)"],
        "run": None,
        "result": "unknown",
        "changes": [],
    }
    assert said["summary"] == {"Cannot read frontmatter": 1, "Done": 1, "Blocked": 1, "Ready": 1}


def test_status_without_any_spec(tmp_path, capsys, monkeypatch):
    (tmp_path / ".chant/specs").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "status") == (0, "0 specs.\n", "")


FORMATS = {"mermaid": "flowchart TD\n", "dot": "digraph chant {\n", "json": "{\n"}


@pytest.mark.parametrize("name, beginning", FORMATS.items(), ids=FORMATS)
def test_graph(project, capsys, name, beginning):
    code, out, _ = run(capsys, "graph", "--format", name)
    assert code == 0
    assert out.startswith(beginning)
    assert all(id in out for id in ("001-a", "002-b", "003-c", "odd"))


def test_graph_of_one_investigation(project, capsys):
    said = json.loads(run(capsys, "graph", "002", "--format", "json")[1])
    assert [node["id"] for node in said["nodes"]] == ["001-a", "002-b", "003-c"]


@pytest.mark.parametrize("command", ["status", "graph"])
def test_no_project_is_one_sentence(project, capsys, command):
    shutil.rmtree(project / ".chant")
    code, out, err = run(capsys, command)
    assert (code, out) == (2, "")
    assert err.startswith(f"chant-lsp {command}: ")
    assert err.count("\n") == 1


def test_schema(capsys):
    from jsonschema import Draft7Validator

    code, out, _ = run(capsys, "schema")
    schema = json.loads(out)
    Draft7Validator.check_schema(schema)
    wrong = {"status": "open", "labels": "x"}
    assert code == 0
    assert sorted(error.path[0] for error in Draft7Validator(schema).iter_errors(wrong)) == ["labels", "status"]


def test_the_evidence_of_the_spec_that_is_named(tmp_path, capsys, monkeypatch):
    spec = tmp_path / ".chant/specs/001-write.md"
    spec.parent.mkdir(parents=True)
    spec.write_text("---\nstatus: failed\ntarget_files: [out.md]\n---\n\n# Write\n")
    folder = tmp_path / ".chant/runs/20261122T100000Z-001-write-3fa9"
    folder.mkdir(parents=True)
    missing = {"what": "red", "path": "out.md", "message": "`out.md` passes."}
    lines = [
        {"type": "started", "spec": "001-write", "path": ".chant/specs/001-write.md", "pid": 1},
        {"type": "check", "name": "outputs", "passed": True, "message": "All outputs are written."},
        {"type": "check", "name": "red", "passed": False, "message": "`out.md` passes."},
        {"type": "evidence", "complete": False, "missing": [missing]},
        {"type": "ended", "state": "failed", "message": "`out.md` passes."},
    ]
    stamped = ({"at": "2026-11-22T10:00:00.000Z", "seq": seq, **line} for seq, line in enumerate(lines))
    (folder / "events.jsonl").write_text("".join(json.dumps(line) + "\n" for line in stamped))
    monkeypatch.chdir(tmp_path)
    assert main(["status", "001"]) == 0
    assert capsys.readouterr().out.endswith(
        "Evidence of 001-write, run 20261122T100000Z-001-write-3fa9\n"
        "  ✓ outputs  All outputs are written.\n"
        "  ✗ red      `out.md` passes.\n"
    )
    assert main(["status", "001", "--format", "json"]) == 0
    evidence = json.loads(capsys.readouterr().out)["evidence"]
    assert [check["passed"] for check in evidence["checks"]] == [True, False]
    assert evidence["missing"] == [missing] and evidence["handover"] is None
    assert main(["status"]) == 0
    assert "Evidence of" not in capsys.readouterr().out
