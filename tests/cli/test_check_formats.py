"""What `chant-lsp check` prints: for people, for GitHub, and SARIF that its schema accepts."""

import json
from pathlib import Path

import pytest

from chant_lsp.__main__ import main

REPOSITORY = Path(__file__).parents[2]
SARIF_SCHEMA = REPOSITORY / "tests/e2e/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"

MISSPELT = "---\nstatus: complete\n---\n# T\n"
CYCLE = "---\ndepends_on: [a]\n---\n# T\n"


@pytest.fixture
def report(tmp_path, monkeypatch, capsys):
    """Prints a report of a project with these specs."""
    specs = tmp_path / ".chant" / "specs"
    specs.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)

    def report(files, *arguments):
        for name, text in files.items():
            (specs / name).write_text(text, newline="")
        main(["check", *arguments])
        return capsys.readouterr().out

    return report


DRAWINGS = {
    "under the value": (
        "---\nstatus: complete\n---\n# T\n",
        """\
   2 | status: complete
     |         ^^^^^^^^
     = fix: Change to `completed`""",
    ),
    "wide characters before it": (
        "---\nlabels: [😀日, 'é']\nstatus: done\n---\n# T\n",
        """\
   3 | status: done
     |         ^^^^
     = fix: Change to `completed`""",
    ),
    "wide characters on its line": (
        "---\n{labels: [😀日], status: opnx}\n---\n# T\n",
        """\
   2 | {labels: [😀日], status: opnx}
     |                          ^^^^""",
    ),
    "a long line is cut around it": (
        f"---\n{{labels: [{'x' * 200}], status: opnx, prompt: {'y' * 200}}}\n---\n# T\n",
        f"""\
   2 | …{"x" * 19}], status: opnx, prompt: {"y" * 56}…
     |  {" " * 30}^^^^""",
    ),
    "terminal codes are no commands": (
        '---\nstatus: "\x1b[31mred"\n---\n# T\n',
        """\
   2 | status: "\ufffd[31mred\"""",
    ),
}


@pytest.mark.parametrize("text, drawing", DRAWINGS.values(), ids=DRAWINGS)
def test_the_line_is_drawn(report, text, drawing):
    out = report({"a.md": text})
    assert drawing in out
    assert "\x1b" not in out


def test_files_are_apart(report):
    out = report({"a.md": MISSPELT, "b.md": MISSPELT, "c.md": "---\n---\n# T\n"})
    first, second, end = out.split("\n\n")
    assert first.startswith(".chant/specs/a.md:2:9: error: ")
    assert second.startswith(".chant/specs/b.md:2:9: error: ")
    assert end == "3 files checked: 2 errors.\n"


def test_github_annotations(report):
    out = report({"a,b%.md": MISSPELT, "h.md": "---\ncommit: x\n---\n# T\n"}, "--format", "github")
    error, notice = out.splitlines()
    place = "file=.chant/specs/a%2Cb%25.md,line=2,endLine=2,col=9,endColumn=16,title=invalid-value"
    assert error.startswith(f"::error {place}::`complete` is no `status`")
    assert notice.startswith("::notice file=.chant/specs/h.md,line=2,endLine=2,col=1,endColumn=6,title=legacy-key::")


def test_github_says_nothing_of_clean_specs(report):
    assert report({"a.md": "---\n---\n# T\n"}, "--format", "github") == ""


def sarif(report, files):
    return json.loads(report(files, "--format", "sarif"))


def test_sarif(report, tmp_path):
    said = sarif(report, {"a b%.md": MISSPELT, "b.md": CYCLE})
    (run,) = said["runs"]
    result = next(each for each in run["results"] if each["ruleId"] == "invalid-value")
    region = {"startLine": 2, "startColumn": 9, "endLine": 2, "endColumn": 17}
    artifact = {"uri": ".chant/specs/a%20b%25.md", "uriBaseId": "SRCROOT"}
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["originalUriBaseIds"] == {"SRCROOT": {"uri": f"{tmp_path.as_uri()}/"}}
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "invalid-value"
    assert result["level"] == "error"
    assert result["locations"] == [{"physicalLocation": {"artifactLocation": artifact, "region": region}}]
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change == {
        "artifactLocation": artifact,
        "replacements": [{"deletedRegion": region, "insertedContent": {"text": "completed"}}],
    }


def test_sarif_rules_carry_their_pages(report):
    (rule,) = sarif(report, {"a.md": MISSPELT})["runs"][0]["tool"]["driver"]["rules"]
    assert rule["name"] == "InvalidValue"
    assert rule["shortDescription"]["text"].startswith("`type`, `status`")
    assert "**How to fix it.**" in rule["help"]["text"]
    assert "## Bad" not in rule["help"]["text"]
    assert "## Bad" in rule["help"]["markdown"]


@pytest.fixture(scope="module")
def sarif_schema():
    from jsonschema import Draft4Validator

    if not SARIF_SCHEMA.exists():
        pytest.skip("the SARIF schema is not installed: `make setup`")
    return Draft4Validator(json.loads(SARIF_SCHEMA.read_text(encoding="utf-8")))


def test_sarif_of_every_rule_is_valid(sarif_schema, capsys, monkeypatch):
    monkeypatch.chdir(REPOSITORY / "examples/broken")
    main(["check", "--format", "sarif"])
    said = json.loads(capsys.readouterr().out)
    assert list(sarif_schema.iter_errors(said)) == []
    assert len(said["runs"][0]["tool"]["driver"]["rules"]) > 25
    assert any("relatedLocations" in result for result in said["runs"][0]["results"])


def test_sarif_of_nothing_is_valid(sarif_schema, report):
    assert list(sarif_schema.iter_errors(sarif(report, {"a.md": "---\n---\n# T\n"}))) == []
