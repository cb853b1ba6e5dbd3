"""`chant-lsp new`: an investigation from whatever is known of an issue."""

import json

import pytest

from chant_lsp.__main__ import main
from chant_lsp.core.check import check
from chant_lsp.core.features.run_facts import Situation
from chant_lsp.core.features.standing import standing
from chant_lsp.core.findings import Severity
from chant_lsp.core.investigations import Issue, next_number, read_issue
from chant_lsp.workspace.layout import project_at
from chant_lsp.workspace.scan import load_index

PHASES = ["comprehension", "reproduction", "root-cause", "sprawl", "fork-fix", "upstream-pr"]


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / ".chant" / "specs").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def specs(project):
    return sorted(path.stem for path in (project / ".chant" / "specs").iterdir())


MEANT = {
    "42": Issue("issue-42"),
    "#42": Issue("issue-42"),
    "issue 42": Issue("issue-42"),
    "42: a write disappears": Issue("issue-42", "a write disappears"),
    "https://github.com/acme/store/issues/7": Issue("issue-7", "", "https://github.com/acme/store/issues/7"),
    "https://gitlab.com/a/b/-/issues/7#note_1": Issue("issue-7", "", "https://gitlab.com/a/b/-/issues/7#note_1"),
    "A write disappears": Issue("a-write-disappears", "A write disappears"),
    "Écrire: (perdu)": Issue("crire-perdu", "Écrire: (perdu)"),
    "  ": None,
    "!?": None,
}


@pytest.mark.parametrize(("words", "issue"), MEANT.items())
def test_what_is_meant(words, issue):
    assert read_issue(words) == issue


def test_a_report_says_what_it_is_about():
    assert read_issue("", "# Issue #42: a write disappears\n") == Issue("issue-42", "a write disappears")
    assert read_issue("7", "# Issue #42: a write disappears\n") == Issue("issue-7", "a write disappears")


def test_numbers_go_on_behind_the_last():
    assert next_number(["001-a", "009-b", "2026-02-08-050-c", "x"]) == 10
    assert next_number([]) == 1


@pytest.mark.parametrize("issue", [["42"], ["A write disappears"], ["https://example.org/issues/42", "Lost", "writes"]])
def test_what_is_new_is_clean_and_waits_for_its_turn(project, issue, capsys):
    assert main(["new", *issue]) == 0
    assert specs(project) == [f"00{number}-{name}" for number, name in enumerate(PHASES, 1)]
    index = load_index(project_at(project))
    findings = [finding for path in index.specs for finding in check(index, path)]
    assert [finding for finding in findings if finding.severity <= Severity.WARNING] == []
    lines = [standing(index, index.specs[f".chant/specs/{id}.md"], None, Situation()).line for id in specs(project)]
    assert lines[0] == "Ready"
    assert lines[1:5] == [f"Blocked: waiting for {id} (pending)" for id in specs(project)[:4]]
    assert lines[5] == "Human gate: 3 of 3 boxes open"


def test_a_second_one_follows_the_first(project, capsys):
    assert main(["new", "42"]) == 0
    assert main(["new", "43", "--json"]) == 0
    found = json.loads(capsys.readouterr().out.partition("target_files of 005-fork-fix.\n")[2])
    assert (found["written"], found["issue"], found["specs"][0]) == (True, "issue-43", "007-comprehension")
    assert len(specs(project)) == 12


def test_a_report_is_kept_word_for_word(project, tmp_path_factory):
    report = tmp_path_factory.mktemp("elsewhere") / "mail.txt"
    report.write_text("# Issue #42: lost\n\nIt is gone.\n")
    assert main(["new", "--from", str(report)]) == 0
    assert (project / ".chant/context/issue-42.md").read_text() == report.read_text()
    assert ".chant/context/issue-42.md" in (project / ".chant/specs/001-comprehension.md").read_text()


def test_a_report_in_its_place_stays_there(project):
    report = project / ".chant" / "context" / "issue-9.md"
    report.parent.mkdir()
    report.write_text("It is gone.\n")
    assert main(["new", "--from", ".chant/context/issue-9.md"]) == 0
    assert report.read_text() == "It is gone.\n"
    assert "labels: [issue-9]" in (project / ".chant/specs/001-comprehension.md").read_text()


def test_nothing_is_written_for_a_try(project, capsys):
    assert main(["new", "42", "--dry-run"]) == 0
    assert ".chant/specs/006-upstream-pr.md" in capsys.readouterr().out
    assert specs(project) == []


def test_nothing_is_overwritten(project, capsys):
    context = project / ".chant" / "context"
    context.mkdir()
    (context / "issue-42.md").write_text("mine\n")
    assert main(["new", "42"]) == 1
    assert "issue-42.md is there already, and stays as it is." in capsys.readouterr().err
    assert (specs(project), (context / "issue-42.md").read_text()) == ([], "mine\n")


def test_a_link_out_of_the_project_is_not_followed(project, tmp_path_factory, capsys):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (project / ".chant" / "context").symlink_to(elsewhere)
    assert main(["new", "42"]) == 1
    assert list(elsewhere.iterdir()) == [] and specs(project) == []


@pytest.mark.parametrize("arguments", [[], ["--from", "nowhere.txt"], ["42", "--root", "nowhere"]])
def test_what_is_unclear(project, arguments, capsys):
    assert main(["new", *arguments]) == 2
    assert capsys.readouterr().err.startswith("chant-lsp new: ")
