"""`chant-lsp check` as a user and a script meet it: what it prints, and how it exits."""

import json

import pytest

MISSPELT = "---\nstatus: opne 😀\n---\n\n# T\n"


def test_a_clean_project(project, check):
    assert check() == (0, "1 file checked: nothing found.\n", "")


def test_a_finding_has_file_line_and_column(project, check):
    (project / ".chant/specs/002-b.md").write_text(MISSPELT)
    code, out, _ = check()
    assert code == 1
    first, *drawing = out.splitlines()
    assert first.startswith(".chant/specs/002-b.md:2:9: error: `opne 😀` is no `status`; chant knows pending,")
    assert first.endswith(" [invalid-value]")
    assert drawing == [
        "   2 | status: opne 😀",
        "     |         ^^^^^^^",
        "",
        "2 files checked: 1 error.",
    ]


def test_information_and_hints_are_no_failure(project, check):
    (project / ".chant/specs/002-b.md").write_text("---\ncommit: abc\n---\n# T\n")
    code, out, _ = check()
    assert (code, out.splitlines()[-1]) == (0, "2 files checked: 1 hint.")


def test_one_file_is_checked_with_the_others_in_view(project, check):
    (project / ".chant/specs/002-b.md").write_text("---\ndepends_on: 001-a\n---\n# T\n")
    assert check(".chant/specs/002-b.md") == (0, "1 file checked: nothing found.\n", "")


def test_from_a_folder_inside_the_project(project, check, monkeypatch):
    (project / "src").mkdir()
    (project / ".chant/archive").mkdir()
    (project / ".chant/archive/old.md").write_text("---\nstatus: completed\n---\n# Old\n")
    monkeypatch.chdir(project / ".chant" / "specs")
    assert check() == (0, "1 file checked: nothing found.\n", "")


@pytest.mark.parametrize("arguments", [(), ("--fix",), ("--format", "json")])
def test_a_file_is_checked_once_whatever_leads_to_it(project, check, arguments):
    text = "---\nstatus: complete\ndepends_on: [zzz]\n---\n# T\n"
    (project / ".chant/specs/002-b.md").write_text(text)
    once = check(*arguments, ".")
    (project / ".chant/specs/002-b.md").write_text(text)
    assert check(*arguments, ".", project, ".chant/specs/002-b.md", ".chant/specs") == once


def test_what_a_name_hides_cannot_command_the_terminal_or_begin_a_line(project, check):
    (project / ".chant/specs/\x1b[31m\n::error::b.md").write_text("---\nstatus: opne\n---\n# T\n")
    _, out, _ = check()
    assert "\x1b" not in out
    assert ".chant/specs/�[31m�::error::b.md:2:9: error: " in out
    assert "\n::error" not in out


def test_a_file_outside_any_project_is_checked_by_itself(tmp_path, check, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loose.md").write_text("---\ndepends_on: [nobody]\nlabels: x\n---\n# T\n")
    code, out, _ = check("loose.md")
    assert code == 1
    assert out.splitlines() == [
        "loose.md:3:9: error: `labels` takes a list; found the text `x`. [wrong-type]",
        "   3 | labels: x",
        "     |         ^",
        "     = fix: Make it a list",
        "",
        "1 file checked: 1 error.",
    ]


def test_json(project, check):
    (project / ".chant/specs/002-b.md").write_text(MISSPELT.replace("opne 😀", "complete"))
    code, out, _ = check("--format", "json")
    said = json.loads(out)
    (finding,) = said["findings"]
    assert code == 1
    assert said["version"] == 1
    assert said["summary"] == {"files": 2, "error": 1, "warning": 0, "information": 0, "hint": 0}
    place = {"start": {"line": 2, "column": 9}, "end": {"line": 2, "column": 17}}
    assert finding.pop("message").startswith("`complete` is no `status`")
    assert finding == {
        "path": ".chant/specs/002-b.md",
        "id": "002-b",
        "code": "invalid-value",
        "severity": "error",
        "range": place,
        "fix": {"title": "Change to `completed`", "edits": [{"range": place, "text": "completed"}]},
    }


@pytest.mark.parametrize("arguments", [("nowhere",), ()], ids=["no such path", "no project"])
def test_what_cannot_be_checked_is_one_sentence(tmp_path, check, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    code, out, err = check(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("chant-lsp check: ")
    assert err.count("\n") == 1


def test_bytes_that_are_no_text_are_named_where_they_begin(project, check):
    (project / ".chant/specs/bytes.md").write_bytes(b"---\ntype: code\n---\n# \xc3\xa9\xff\xfe\n")
    code, out, _ = check(".chant/specs/bytes.md")
    assert code == 1
    assert out.startswith(".chant/specs/bytes.md:4:4: error: The file is not UTF-8 from here on")


OTHER_FILES = {
    "the configuration": (".chant/config.md", "---\nproject: {name: x}\ndefautls: {}\n---\n", "unknown-setting"),
    "a prompt": (".chant/prompts/standard.md", "---\nextends: nothing\n---\n{{> parent}}\n", "missing-parent"),
    "our own settings": (".chant/lsp.yaml", "diagnostics: {severity: {missing-titel: off}}\n", "invalid-setting"),
}


@pytest.mark.parametrize("path, text, code", OTHER_FILES.values(), ids=OTHER_FILES)
@pytest.mark.parametrize("named", [True, False])
def test_files_that_are_no_specs_are_checked_too(project, check, path, text, code, named):
    place = project / path
    place.parent.mkdir(exist_ok=True)
    place.write_text(text)
    exit_code, out, _ = check("--format", "json", *([path] if named else []))
    assert exit_code == 1
    found = [(each["path"], each["id"]) for each in json.loads(out)["findings"] if each["code"] == code]
    assert found == [(path, None)]


def test_severities_of_the_project(project, check):
    (project / ".chant/specs/002-b.md").write_text("---\ncommit: abc\n---\n# T\n")
    (project / ".chant/lsp.yaml").write_text("diagnostics:\n  severity:\n    legacy-key: error\n")
    code, out, _ = check()
    assert (code, out.splitlines()[-1]) == (1, "3 files checked: 1 error.")


def test_our_own_settings_are_mended_and_matter_as_much_as_is_set(project, check):
    place = project / ".chant/lsp.yaml"
    place.write_bytes(b"Agent: [a]\r\ndiagnostics: {severity: {nope: hint, invalid-setting: error}}")
    code, out, _ = check("--fix")
    assert (code, out.splitlines()[-1]) == (1, "2 files checked: 1 error.")
    assert place.read_bytes() == b"agent: a\r\ndiagnostics: {severity: {nope: hint, invalid-setting: error}}"
    place.write_bytes(place.read_bytes().replace(b"error", b"off"))
    assert check()[0] == 0


def test_what_our_own_settings_were_meant_to_say_counts_for_what_is_mended_after_them(project, check):
    place, text = project / ".chant/specs/002-b.md", "---\ncommit: abc\n---\n# T\n"
    place.write_text(text)
    settings = project / ".chant/lsp.yaml"
    settings.write_text("diagnostics: {severity: {legacy-key: none}}\n")
    assert check("--fix")[::2] == (0, "Mended 1 finding in 1 file.\n")
    assert settings.read_text() == "diagnostics: {severity: {legacy-key: off}}\n"
    assert place.read_text() == text


@pytest.mark.parametrize("path", [".chant/specs/002-b.md", ".chant/prompts/b.md"])
def test_a_file_that_leads_out_of_the_project_is_said_to_be_unread(project, tmp_path_factory, check, path):
    outside = tmp_path_factory.mktemp("elsewhere") / "secret"
    outside.write_text("a secret\n")
    (project / path).parent.mkdir(exist_ok=True)
    (project / path).symlink_to(outside)
    said = f"chant-lsp check: `{path}` leads out of the project and is not read; put a real file there.\n"
    assert check(path) == (2, "", said)


@pytest.mark.parametrize("folder", [".chant", ".chant/specs", ".chant/archive"])
def test_a_folder_that_leads_out_of_the_project_is_said_to_be_unread(tmp_path, check, monkeypatch, folder):
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "specs").mkdir(parents=True)
    link = tmp_path / "project" / folder
    link.parent.mkdir(parents=True)
    link.symlink_to(elsewhere)
    monkeypatch.chdir(tmp_path / "project")
    code, _, said = check()
    assert code == 2
    assert said == f"chant-lsp check: `{folder}` leads out of the project and is not read; put a real folder there.\n"
