"""See what changed: each text then and now, as far as it was kept."""

from __future__ import annotations

import difflib

import pytest
from results import WRITTEN, work
from stage import make_project

from chant_lsp.core import drawn_diff
from chant_lsp.runs.validation import SECRETS, TextChange, changes_of, vouch
from chant_lsp.workspace.scan import load_index

SPEC = """\
---
status: pending
target_files: [out.md]
informed_by: [{informed_by}]
---

# Write

Well.

## Acceptance Criteria

- [ ] It is there
"""
SECRET = "ghp_" + "a1B2" * 9


def project_with(root, text, informed_by="in.md"):
    project = make_project(root, {".chant/specs/001-a.md": SPEC.format(informed_by=informed_by), "in.md": text})
    work(project, "001-a")
    return project


def changes(project) -> list[TextChange]:
    index = load_index(project)
    spec = index.spec_of("001-a")
    assert spec is not None
    return changes_of(project, index, spec)


def test_nothing(tmp_path):
    assert changes(project_with(tmp_path, "a\n")) == []


def test_an_input(tmp_path):
    project = project_with(tmp_path, "a\nb\n")
    (tmp_path / "in.md").write_text("a\nc\n")
    assert changes(project) == [TextChange("in.md", "in.md", "a\nb\n", "a\nc\n")]
    assert changes(project)[0].unified() == "--- in.md (then)\n+++ in.md (now)\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"


DRAWN = {
    "nothing": ("a\n", "a\n", ""),
    "line ends are no change": ("a\r\nb\r\n", "a\nc", "@@ -1,2 +1,2 @@\n a\n-b\n+c\n"),
    "it came": ("", "a\n", "@@ -0,0 +1 @@\n+a\n"),
}


@pytest.mark.parametrize(("before", "after", "drawn"), DRAWN.values(), ids=DRAWN.keys())
def test_how_it_is_drawn(before, after, drawn):
    head = "--- in.md (then)\n+++ in.md (now)\n" if drawn else ""
    assert TextChange("in.md", "in.md", before, after).unified() == head + drawn


def test_texts_of_very_many_lines_are_not_compared_line_by_line(monkeypatch):
    for module in (difflib, drawn_diff):
        monkeypatch.setattr(module, "SequenceMatcher", None)
    lines = drawn_diff.MAX_COMPARED_LINES
    before, after = ("".join(f"{word} {i}\n" for i in range(lines)) for word in ("red", "green"))
    drawn = TextChange("in.md", "in.md", before, after).unified().splitlines()
    assert drawn[2] == f"@@ -1,{lines} +1,{lines} @@" and drawn[3] == "-red 0" and drawn[-1] == f"+green {lines - 1}"


def test_an_input_that_is_gone(tmp_path):
    project = project_with(tmp_path, "a\n")
    (tmp_path / "in.md").unlink()
    assert changes(project) == [TextChange("in.md", "", "a\n", "")]


def test_the_spec_and_its_prompt(tmp_path):
    project = project_with(tmp_path, "a\n")
    place = project.specs / "001-a.md"
    before = SPEC.format(informed_by="in.md")
    place.write_text(place.read_text().replace("Well.", "Better."))
    (project.chant / "prompts").mkdir()
    (project.chant / "prompts" / "standard.md").write_text("Work.\n")
    own, prompt = changes(project)
    assert (own.title, own.before) == (".chant/specs/001-a.md", before)
    assert "Better." in own.after
    assert (prompt.title, prompt.path, prompt.before.strip(), prompt.after.strip()) == (
        "the prompt standard",
        "",
        "",
        "Work.",
    )


def test_since_somebody_vouched_for_it(tmp_path):
    project = project_with(tmp_path, "a\n")
    (tmp_path / "in.md").write_text("b\n")
    index = load_index(project)
    spec = index.spec_of("001-a")
    assert spec is not None and vouch(project, index, spec, "Ada", "so").done
    (tmp_path / "in.md").write_text("c\n")
    assert [(one.before, one.after) for one in changes(project)] == [("b\n", "c\n")]


def test_a_secret_is_kept_nowhere(tmp_path):
    project = project_with(tmp_path, f"token: {SECRET}\na\n")
    kept = b"".join(place.read_bytes() for place in project.runs.rglob("*") if place.is_file())
    assert SECRET.encode() not in kept
    (tmp_path / "in.md").write_text(f"token: {SECRET}\nb\n")
    (change,) = changes(project)
    assert (change.path, change.note) == ("", SECRETS)
    assert SECRET not in change.unified() and "-a\n+b\n" in change.unified()


LARGE = "x" * (1024 * 1024 + 1)


@pytest.mark.parametrize(
    "text, note",
    [(LARGE, "how it was then was not kept, because it was too large"), ("a\0b", "it was no text then")],
    ids=["too large", "no text"],
)
def test_what_cannot_be_compared_says_so(tmp_path, text, note):
    project = project_with(tmp_path, text)
    (tmp_path / "in.md").write_text("b\n")
    assert changes(project) == [TextChange("in.md", "in.md", "", "b\n", note)]
    assert changes(project)[0].unified().startswith(f"# in.md: {note}\n")


def test_what_was_kept_and_is_damaged_is_not_believed(tmp_path):
    project = project_with(tmp_path, "a\n")
    for place in project.runs.glob("*/inputs/*"):
        place.write_text("something else")
    (tmp_path / "in.md").write_text(WRITTEN)
    (change,) = changes(project)
    assert change.before == "" and change.note
