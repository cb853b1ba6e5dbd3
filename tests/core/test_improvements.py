"""What the menu offers beyond the fix of one finding, and what the files are afterwards."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.check import check
from chant_lsp.core.edit import apply_edits
from chant_lsp.core.features.action import FIX_ALL, SORT, Action
from chant_lsp.core.features.actions import actions_at, actions_in_page
from chant_lsp.core.features.improvements import carry_out
from chant_lsp.core.features.run_facts import Situation
from chant_lsp.core.features.sorting import sort_edits
from chant_lsp.core.findings import Severity
from chant_lsp.core.fixing import fix_all, safe_fix
from chant_lsp.core.frontmatter import read_frontmatter
from chant_lsp.core.kinds import parse_page
from chant_lsp.core.schema import FIELDS
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source, Span
from tests.chance import tries
from tests.core.test_rule_pages import CODES, examples
from tests.families import family
from tests.fixtures import fixture, index_of

ME = "//- .chant/specs/003-root-cause.md\n"
REST = "---\n\n# Me\n\n## Acceptance Criteria\n\n- [ ] One\n"
OTHERS = """\
//- .chant/specs/001-comprehension.md
---
type: research
status: completed
labels: [issue-42]
target_files: [.chant/research/issue-42-comprehension.md]
---
# Understand
//- .chant/specs/002-reproduction.md
---
depends_on: [001-comprehension]
target_files: [tests/regression/test_issue_42.py]
---
# A red test
//- .chant/prompts/research.md
x
//- .chant/research/notes.md
x
"""

TITLES = {
    "in the head": (
        "---\nty$0pe: research\ndepends_on: [002-reproduction]\n" + REST,
        ["Add `informed_by` and `target_files`, which a research spec needs", "Create phase 4: sprawl"],
    ),
    "what is there is not added": (
        "---\ntype: research\norigin: [x]$0\n" + REST,
        ["Add `target_files`, which a research spec needs", "Create phase 4: sprawl"],
    ),
    "nowhere to add it": ("---\n{ty$0pe: research}\n" + REST, ["Create phase 4: sprawl"]),
    "no criteria": ("---\ntype: co$0de\n---\n# Me\n", ["Add acceptance criteria", "Create phase 4: sprawl"]),
    "in the body": ("---\ntype: code\n" + REST + "x$0", []),
    "one dependency": (
        "---\ndepends_on: 002$0-reproduction\n" + REST,
        ["Create phase 4: sprawl", "Write it as a list"],
    ),
    "one dependency in lines of its own": (
        "---\ndepends_on: >-\n  002$0-reproduction\n" + REST,
        ["Create phase 4: sprawl"],
    ),
    "an output that is not there": (
        "---\ntarget_files: [docs/x$0.md]\n" + REST,
        ["Create docs/x.md", "Create phase 4: sprawl"],
    ),
    "an input that is not there": (
        "---\ninformed_by: [docs/x$0.md]\n" + REST,
        ["Create docs/x.md", "Create phase 4: sprawl"],
    ),
    "an input that somebody writes": (
        "---\ninformed_by: [.chant/research/issue-42-comprehension$0.md]\n" + REST,
        ["Create phase 4: sprawl"],
    ),
    "an input that is there": ("---\ninformed_by: [.chant/research/notes$0.md]\n" + REST, ["Create phase 4: sprawl"]),
    "an input outside": ("---\ninformed_by: [../x$0.md]\n" + REST, ["Create phase 4: sprawl"]),
    "code is not made up": ("---\ntarget_files: [src/x$0.py]\n" + REST, ["Create phase 4: sprawl"]),
    "a prompt": ("---\nprompt: mine$0\n" + REST, ["Create .chant/prompts/mine.md", "Create phase 4: sprawl"]),
    "a schema": (
        "---\noutput_schema: .chant/schemas/x.json$0\n" + REST,
        ["Create .chant/schemas/x.json", "Create phase 4: sprawl"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), TITLES.values(), ids=TITLES.keys())
def test_titles(text, expected):
    found = [
        action.title for action in menu(ME + text + OTHERS) if action.kind.startswith("refactor") or is_new(action)
    ]
    assert found == expected


NEXT = {
    "of the second phase": ("002-reproduction", "003-root-cause", "is there already"),
    "of a date": ("2026-02-08-004-sprawl", "2026-02-08-005-fork-fix", ""),
    "of many digits": ("0099-sprawl", "0100-fork-fix", ""),
    "of no number": ("sprawl", "fork-fix", ""),
}


@pytest.mark.parametrize(("id", "following", "disabled"), NEXT.values(), ids=NEXT.keys())
def test_the_id_of_the_next_phase(id, following, disabled):
    text = f"//- .chant/specs/{id}.md\n---\ntype$0: code\n{REST}"
    if disabled:
        text += f"//- .chant/specs/{following}.md\n---\n---\n# T\n"
    (action,) = [one for one in menu(text) if one.key == "next-phase"]
    assert action.disabled == (f"{following} {disabled}" if disabled else "")
    assert action.opens == ("" if disabled else f".chant/specs/{following}.md")


def test_no_phase_follows_the_last_one_nor_another_kind_of_spec():
    for id in ("006-upstream-pr", "001-rename-things"):
        text = f"//- .chant/specs/{id}.md\n---\ntype$0: code\n{REST}"
        assert not [one for one in menu(text) if one.key == "next-phase"]


def test_the_next_phase_reads_what_the_phases_before_it_write_and_has_no_finding():
    text = (
        ME
        + "---\ntype$0: research\ndepends_on: [002-reproduction]\n"
        + "target_files: [.chant/research/issue-42-root-cause.md]\n"
    )
    created = done(text + REST + OTHERS, "next-phase")
    path = ".chant/specs/004-sprawl.md"
    assert created[path].startswith(
        """\
---
type: research
status: pending
depends_on: [003-root-cause]
labels: [issue-42]
target_files: [.chant/research/issue-42-sprawl.md]
prompt: research
informed_by:
  - .chant/research/issue-42-root-cause.md
---

# Map the sprawl of issue 42
"""
    )
    index = index_of({**fixture(text + REST + OTHERS)[0], **created})
    assert [one.code for one in check(index, path) if one.severity <= Severity.WARNING] == []


MADE = {
    "fields": (
        "---\ntype$0: research\ndepends_on: [002-reproduction]\n" + REST,
        "fields",
        "---\ntype: research\ndepends_on: [002-reproduction]\n"
        "target_files: [.chant/research/issue-42-root-cause.md]\n"
        "informed_by: [tests/regression/test_issue_42.py]\n" + REST,
    ),
    "fields of documentation": (
        "---\ntype$0: documentation\nprompt: x # y\n" + REST,
        "fields",
        "---\ntype: documentation\ntarget_files: [docs/root-cause.md]\nprompt: x # y\ntracks: []\n" + REST,
    ),
    "criteria": (
        "---\ntype$0: code\n---\n\n# Me\n\nText.\n",
        "criteria",
        "---\ntype: code\n---\n\n# Me\n\nText.\n\n## Acceptance Criteria\n\n- [ ] \n",
    ),
    "criteria without a last line end": (
        "---\ntarget_files$0: [a.md]\n---\n\n# Me",
        "criteria",
        "---\ntarget_files: [a.md]\n---\n\n# Me\n\n## Acceptance Criteria\n\n- [ ] Write `a.md`",
    ),
    "criteria above what chant appended": (
        "---\ntype$0: code\n---\n\n# Me\n\n## Agent Output\n\nx\n",
        "criteria",
        "---\ntype: code\n---\n\n# Me\n\n## Acceptance Criteria\n\n- [ ] \n\n## Agent Output\n\nx\n",
    ),
    "everything": (
        "---\nstatus: pendign$0\nlabels: a # b\n" + REST,
        "fix-all",
        "---\nstatus: pending\nlabels: [a] # b\n" + REST,
    ),
    "all of a kind": (
        "---\nstatus: pendign$0\ntype: kode\nlabels: a\n" + REST,
        "fix-code:invalid-value",
        "---\nstatus: pending\ntype: code\nlabels: a\n" + REST,
    ),
}


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(("text", "key", "expected"), MADE.values(), ids=MADE.keys())
def test_made(text, key, expected, end):
    others = OTHERS if text.endswith("\n") else ""
    after = done(ME + text.replace("\n", end) + others, key)
    assert after == {".chant/specs/003-root-cause.md": expected.replace("\n", end)}


CREATED = {
    "document": ("target_files: [docs/a-plan$0.md]", "docs/a-plan.md", "# A plan\n\n## Findings\n\n## Sources\n"),
    "document of a phase": (
        "target_files: [.chant/research/x-sprawl.md$0]",
        ".chant/research/x-sprawl.md",
        "# X sprawl\n\n## Places\n",
    ),
    "prompt": (
        "prompt: mine$0",
        ".chant/prompts/mine.md",
        "---\nname: mine\npurpose: Work on one spec\n---\n\nYou work",
    ),
    "schema": ("output_schema: s/x.json$0", "s/x.json", '{\n  "$schema": "https://json-schema.org/'),
}


@pytest.mark.parametrize(("fields", "path", "start"), CREATED.values(), ids=CREATED.keys())
def test_created_files(fields, path, start):
    created = done(f"{ME}---\n{fields}\n{REST}", f"create:{path}")
    assert list(created) == [path]
    assert created[path].startswith(start)


@pytest.mark.parametrize("key", ["create:../x.md", "create:docs/other.md", "create:/etc/x.md", "x", ""])
def test_a_key_that_nobody_offered_changes_nothing(key):
    assert done(ME + "---\ninformed_by: [../x.md, /etc/x.md$0]\n" + REST, key) == {}


# -- kinds


def test_every_fix_of_every_finding_is_in_the_menu_and_one_is_preferred_at_most():
    text = ME + "---\nstatus: pendign\nlabels: a\ndepends_on: [002, 001-comprehensoin]\nprompt: a: b\n" + REST + OTHERS
    files, _ = fixture(text)
    index = index_of(files)
    path = next(iter(files))
    spec = index.get(path)
    assert spec is not None
    findings = check(index, path)
    assert len(findings) >= 4
    for finding in findings:
        offered = [
            (action.title, action.edits, action.preferred)
            for action in actions_at(index, spec, Source(files[path]), finding.span, Situation(), findings)
            if action.finding is finding
        ]
        assert [(fix.title, fix.edits, fix.preferred) for fix in finding.fixes] == offered[: len(finding.fixes)]
        assert sum(fix.preferred for fix in finding.fixes) <= 1


SOME_CODES = ("invalid-value", "missing-input", "unknown-dependency", "unknown-setting", "wrong-type", "yaml-syntax")
CODE_BY_CODE = family({code: code for code in CODES}, SOME_CODES)


@pytest.mark.parametrize("code", CODE_BY_CODE)
def test_every_fix_of_every_rule_is_in_the_menu(code):
    for example in examples(code):
        files, _ = fixture(example.text)
        index = index_of(files)
        for path, text in files.items():
            facts, findings = index.facts(path), check(index, path)
            for finding in findings:
                if isinstance(facts, Spec):
                    found = actions_at(index, facts, Source(text), finding.span, Situation(), findings)
                else:
                    assert facts is not None
                    found = actions_in_page(index, facts, Source(text), finding.span, findings)
                offered = [(one.title, one.edits, one.preferred) for one in found if one.finding is finding]
                wanted = [(fix.title, fix.edits, fix.preferred) for fix in finding.fixes]
                assert [one for one in offered if one in wanted] == wanted
                assert sum(fix.preferred for fix in finding.fixes) <= 1


@pytest.mark.parametrize("code", CODE_BY_CODE)
def test_fixing_everything_leaves_nothing_that_can_be_fixed_unasked(code):
    for example in examples(code):
        files, _ = fixture(example.text)
        for path, text in files.items():
            index = index_of(files)
            fixed = fix_all(index, path, Source(text))
            assert apply_edits(text, fixed.edits) == fixed.text
            left = check(index_of({**files, path: fixed.text}), path)
            assert [one.code for one in left if safe_fix(one) is not None] == []


def test_bulk_fixes_are_offered_where_there_is_more_than_one():
    text = ME + "---\nstatus: pend$0ign\ntype: kode\nlabels: a\n" + REST
    found = {action.kind: action.title for action in menu(text) if action.key.startswith("fix")}
    assert found == {
        "quickfix": "Fix all 2 findings of invalid-value in this file",
        FIX_ALL: "Fix everything that needs no decision",
    }
    assert not [action for action in menu(ME + "---\nstatus$0: pending\n" + REST) if action.key.startswith("fix")]


# -- order

SORTED = {
    "known before unknown": ("zzz: 1\nstatus: a\ntype: b\n", "type: b\nstatus: a\nzzz: 1\n"),
    "comments move along": (
        "# of status\nstatus: a # x\n\n# of type\ntype: b\n",
        "\n# of type\ntype: b\n# of status\nstatus: a # x\n",
    ),
    "lists and maps": (
        "approval:\n  required: true\ninformed_by:\n- a\n- b\nlabels: [x,\n  y]\n",
        "labels: [x,\n  y]\ninformed_by:\n- a\n- b\napproval:\n  required: true\n",
    ),
    "block texts": ("prompt: |\n  a\n  b\ntype: code\n", "type: code\nprompt: |\n  a\n  b\n"),
    "a comment at the end": ("status: a\ntype: b\n# end\n", "type: b\nstatus: a\n# end\n"),
    "indented comments behind block texts": (
        "prompt: |\n  a\n  # text\nlabels:\n- >-\n  x\n # c\nstatus: b\n   # end\n",
        "# c\nstatus: b\nlabels:\n- >-\n  x\nprompt: |\n  a\n  # text\n# end\n",
    ),
    "indented comments below what moves": (
        "prompt: |\n  a\ntype: b\n  \n  # c\nmodel: d\n",
        "type: b\nprompt: |\n  a\n\n# c\nmodel: d\n",
    ),
}
UNSORTED = {
    "in order": "type: a\nstatus: b\nzzz: c\nyyy: d\n",
    "broken": "status: a\ntype: [\n",
    "two on a line": "{status: a, type: b}\n",
    "nothing": "",
}


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(("fields", "expected"), SORTED.values(), ids=SORTED.keys())
def test_sorted(fields, expected, end):
    text = f"---\n{fields}---\n\n# T\n".replace("\n", end)
    edits = sort_edits(text, read_frontmatter(text))
    assert apply_edits(text, edits) == f"---\n{expected}---\n\n# T\n".replace("\n", end)
    assert [action.edits for action in menu(f"{ME}$0---\n{fields}---\n\n# T\n") if action.kind == SORT]


@pytest.mark.parametrize("fields", UNSORTED.values(), ids=UNSORTED.keys())
def test_not_sorted(fields):
    text = f"---\n{fields}---\n\n# T\n"
    assert sort_edits(text, read_frontmatter(text)) == ()


def test_only_what_moves_is_touched():
    text = "---\ntype: a\nlabels: [b]\nstatus: c\nprompt: d\n---\n"
    (edit,) = sort_edits(text, read_frontmatter(text))
    assert text[slice(*edit.span)] == "labels: [b]\nstatus: c\n"


ENTRY = st.builds(
    "{}{}: {}\n".format,
    st.sampled_from(["", "# c\n", "\n", "    # c\n", "   \n"]),
    st.sampled_from([*FIELDS, "own", "other"]),
    st.sampled_from(["a", "[a, b]", "\n- a\n- b", "'x' # y", "", "{a: b}", "|\n  a", "\n- >-\n  a"]),
)


@settings(deadline=None, max_examples=tries(150))
@given(st.lists(ENTRY, max_size=8))
def test_sorting_keeps_every_line_and_comes_to_rest(entries):
    text = f"---\n{''.join(entries)}---\n# T\n"
    after = apply_edits(text, sort_edits(text, read_frontmatter(text)))
    assert sorted(map(str.strip, after.split("\n"))) == sorted(map(str.strip, text.split("\n")))
    assert sort_edits(after, read_frontmatter(after)) == ()
    before, now = read_frontmatter(text), read_frontmatter(after)
    assert sorted(value(text, one) for one in before.entries) == sorted(value(after, one) for one in now.entries)


def value(text, entry):
    return entry.key.text, text[slice(*entry.value.span)]


# -- looking


def is_new(action: Action) -> bool:
    return action.key.startswith("create:")


def menu(text: str) -> list[Action]:
    files, (path, offset) = fixture(text)
    index = index_of(files)
    spec = index.get(path)
    assert spec is not None
    return actions_at(index, spec, Source(files[path]), Span(offset, offset), Situation(), check(index, path))


def done(text: str, key: str) -> dict[str, str]:
    """The files that are new or different after an action."""
    files, (path, _) = fixture(text)
    index = index_of(files)
    facts = index.facts(path) or parse_page(path, Source(files[path]))
    assert facts is not None
    changes = carry_out(index, facts, Source(files[path]), key)
    changed = {name: apply_edits(files[name], edits) for name, edits in changes.edits.items() if edits}
    assert not changes.renames
    assert not set(changes.creates) & set(files)
    return {**changed, **changes.creates}
