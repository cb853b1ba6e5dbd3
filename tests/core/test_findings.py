"""Findings: their fixes are made when somebody asks for them, wherever the text has moved meanwhile."""

from chant_lsp.core.check import check, check_again, check_anew
from chant_lsp.core.findings import Edit, Finding, Fix, Later, Severity, later
from chant_lsp.core.reparse import reparse
from chant_lsp.core.text import Source, Span
from chant_lsp.core.typed import Typed, moved
from tests.fixtures import index_of

EDIT = Edit(Span(20, 25), "x")


def finding(fixes):
    return Finding("a-code", Severity.HINT, Span(20, 25), "A message.", fixes=fixes)


def test_a_fix_is_made_once_and_not_before_somebody_asks():
    made = []
    fixes = later("Mend it", lambda: made.append(1) or (EDIT,), preferred=True)
    one = moved(finding(fixes), "a.md", Typed(frozenset(), 10, 3))
    assert not made
    assert [*fixes] == [*fixes] == [Fix("Mend it", (EDIT,), True)] and len(made) == 1
    assert one.fixes == (Fix("Mend it", (Edit(Span(23, 28), "x"),), True),)
    assert len(made) == 1


def test_without_edits_there_is_no_fix():
    assert not later("Mend it", tuple) and later("Mend it", tuple) == ()


def test_however_long_somebody_types_a_fix_is_where_it_belongs():
    one = finding(Later(lambda: (Fix("Mend it", (EDIT,)),)))
    for _ in range(5_000):
        one = moved(one, "a.md", Typed(frozenset(), 10, 1))
    one = moved(one, "a.md", Typed(frozenset(), 15, -2))
    assert one.fixes[0].edits == (Edit(Span(5_018, 5_023), "x"),) and one.span == Span(5_018, 5_023)


PATH = ".chant/specs/001-a.md"
TEXT = "---\nstatus: pending\ntarget_files: [src/a.py]\n---\n\n# A\n"
OTHER = {".chant/specs/002-b.md": "---\ntarget_files: [src/a.py]\n---\n\n# B\n"}


def test_what_was_found_rests_while_it_does_not_matter_and_is_not_looked_for_again(monkeypatch):
    index = index_of({PATH: TEXT, **OTHER})
    checked = check_anew(index, PATH)
    (before,) = checked.findings
    assert before.code == "output-conflict"

    def type_(start, end, piece):
        nonlocal checked, source
        edit = source.retyped(start, end, piece)
        change, source = reparse(index.specs[PATH], edit), edit.new
        index.apply([change])
        assert change.typed is not None
        checked = check_again(checked, change.typed, index, PATH)
        return checked.findings

    source, at = Source(TEXT), TEXT.index("pending")
    assert [each.code for each in type_(at, at + 1, "")] == ["invalid-value"]
    monkeypatch.setattr(index, "producers", None)  # whoever looks for writers of the same file, fails
    (again,) = type_(at, at, "p")
    assert again == before and source.text == TEXT
    (moved_on,) = type_(at, at + 7, "in_progress")
    monkeypatch.undo()
    assert [moved_on] == [each for each in check(index, PATH) if each.code == "output-conflict"]
