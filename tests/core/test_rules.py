"""What the rules say, offer and never do; the pages' own examples are in test_rule_pages.py."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.boundaries import BOM
from chant_lsp.core.check import check
from chant_lsp.core.edit import apply_edits
from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.frontmatter import MAX_BLOCK_BYTES
from chant_lsp.core.index import Change, SpecIndex
from chant_lsp.core.rules import OFF_BY_DEFAULT, RULES
from chant_lsp.core.rules._nearest import nearest
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source, clipped
from tests.chance import tries
from tests.fixtures import ONLY_FILE, fixture, index_of
from tests.memory_files import MemoryFiles

EXAMPLES = Path(__file__).parents[2] / "examples"


def found(text: str, path: str = ONLY_FILE) -> list[Finding]:
    files, _ = fixture(text)
    return check(index_of(files), path)


def says(text: str, path: str = ONLY_FILE) -> list[str]:
    return [f"{finding.code}: {finding.message}" for finding in found(text, path)]


def fixed(text: str, title: str, path: str = ONLY_FILE) -> str:
    files, _ = fixture(text)
    fixes = [fix for finding in check(index_of(files), path) for fix in finding.fixes if fix.title == title]
    return apply_edits(files[path], fixes[0].edits)


def spec(frontmatter: str, body: str = "# A\n") -> str:
    return f"---\n{frontmatter}---\n{body}"


# -- messages


MESSAGES = {
    "type": ("labels: a\n", "wrong-type: `labels` takes a list; found the text `a`."),
    "item": ("labels: [[a]]\n", "wrong-type: `labels` takes a list of texts; found a list."),
    "choice": (
        "verification_status: ok\n",
        "invalid-value: `ok` is no `verification_status`; chant knows passed, failed and partial."
        " Did you mean `passed`?",
    ),
    "nothing": (
        "approval:\n  status: x\n",
        "invalid-value: `x` is no `approval.status`; chant knows pending, approved and rejected.",
    ),
    "id": (
        "depends_on: nowhere\n",
        "unknown-dependency: No spec has the id `nowhere`, and chant waits for it for ever.",
    ),
    "history": (
        "status: completed\ndepends_on: nowhere\n",
        "unknown-dependency: No spec has the id `nowhere`, and chant's lint refuses it.",
    ),
    "backtick": (
        "prompt: `a`\n",
        "yaml-syntax: To YAML, a value that starts with a backtick is reserved; quote it.",
    ),
}


@pytest.mark.parametrize("frontmatter, message", MESSAGES.values(), ids=MESSAGES.keys())
def test_messages(frontmatter: str, message: str):
    assert says(spec(frontmatter)) == [message]


def test_a_key_of_ones_own_is_left_alone():
    own = [
        "parent",
        "id",
        "created",
        "title",
        "owner",
        "commit_message",
        "group",
        "auto_completed",
        "sprint",
        "team",
        "progress",
        "error",
    ]
    assert says(spec("".join(f"{key}: x\n" for key in own))) == []


SLIPS = {
    "Type": "type",
    "dependsOn": "depends_on",
    "depends-on": "depends_on",
    "dependencies": "depends_on",
    "infromed_by": "informed_by",
    "target_file": "target_files",
    "staus": "status",
    "aproval": "approval",
    "typ": "type",
    "informed": "informed_by",
    "approve": "approval",
}


@pytest.mark.parametrize("key, meant", SLIPS.items())
def test_a_slip_of_the_pen_is_told(key: str, meant: str):
    value = "[x]" if meant in ("informed_by", "target_files") else "x"
    assert fixed(spec(f"{key}: {value}\n"), f"Rename to `{meant}`") == spec(f"{meant}: {value}\n")


@pytest.mark.parametrize("key", ["infromed_by", "orgin", "informed-by"])
def test_a_slip_is_told_and_not_what_it_leaves_out(key: str):
    text = spec(f"type: research\n{key}: [https://x.y/42]\ntarget_files: [a.md]\n")
    assert [finding.code for finding in found(text)] == ["near-miss-key"]


@pytest.mark.parametrize("key", ["required {a}", "required.a", "by.at"])
def test_a_key_of_a_map_has_no_keys_itself(key: str):
    assert all(not finding.startswith("near-miss-key: To chant") for finding in says(spec(f"approval:\n  {key}: b\n")))


def test_what_people_mean():
    assert nearest("001-comprehensoin", ["002-reproduction", "001-comprehension"]) == ["001-comprehension"]
    assert nearest("zzz", ["001-comprehension"]) == []
    many = [f"2026-01-{day:02}-{number:03}-abc" for day in range(1, 29) for number in range(1, 40)]
    assert nearest("2026-01-07-012-abd", many) == ["2026-01-07-012-abc"]


# -- severity follows what is left to do


@pytest.mark.parametrize(
    "path, status, severity",
    [
        (".chant/specs/001-a.md", "pending", Severity.ERROR),
        (".chant/specs/001-a.md", "completed", Severity.ERROR),
        (".chant/archive/001-a/001-a.md", "completed", Severity.HINT),
    ],
)
def test_history_matters_less(path: str, status: str, severity: Severity):
    text = f"//- {path}\n" + spec(f"status: {status}\ndepends_on: nowhere\n")
    assert [finding.severity for finding in found(text, path)] == [severity]


# -- the other end


CYCLE = """\
//- .chant/specs/a-first.md
---
depends_on: [b-second]
---
# A
//- .chant/specs/b-second.md
---
depends_on: [a-first]
---
# B
"""


def test_a_cycle_is_told_at_each_member_with_every_hop():
    (here,), (there,) = found(CYCLE, ".chant/specs/a-first.md"), found(CYCLE, ".chant/specs/b-second.md")
    assert "a-first → b-second → a-first" in here.message
    assert "b-second → a-first → b-second" in there.message
    files, _ = fixture(CYCLE)
    assert [(end.path, Source(files[end.path]).slice(end.span), end.message) for end in here.related] == [
        (".chant/specs/b-second.md", "a-first", "b-second waits for a-first")
    ]


def test_an_output_is_the_other_end_of_an_input():
    text = """\
//- .chant/specs/001-a.md
---
target_files: [notes.md]
---
# A
//- .chant/specs/002-b.md
---
depends_on: 001-a
informed_by: [notes.md]
---
# B
"""
    (finding,) = found(text, ".chant/specs/002-b.md")
    assert finding.message == "`notes.md` is not there yet: 001-a (pending) writes it."
    (end,) = finding.related
    assert (end.path, Source(fixture(text)[0][end.path]).slice(end.span)) == (".chant/specs/001-a.md", "notes.md")


# -- fixes keep every other byte


REMOVALS = {
    "block, first": ("depends_on:\n- zzz # no\n- b\nlabels: [x]\n", "depends_on:\n- b\nlabels: [x]\n"),
    "block, last": ("depends_on:\n- b # yes\n- zzz\nlabels: [x]\n", "depends_on:\n- b # yes\nlabels: [x]\n"),
    "block, only": ("type: code\ndepends_on:\n  - zzz\n# end\n", "type: code\n# end\n"),
    "flow, first": ("depends_on: [zzz, b]\n", "depends_on: [b]\n"),
    "flow, last": ("depends_on: [ b, 'zzz' ]\n", "depends_on: [ b ]\n"),
    "flow, only": ("depends_on: [ zzz ] # none\n", "depends_on: [] # none\n"),
    "flow, lines": ("depends_on: [\n  b,\n  zzz\n]\n", "depends_on: [\n  b\n]\n"),
    "text": ("depends_on: zzz\ntype: code\n", "type: code\n"),
}


@pytest.mark.parametrize("before, after", REMOVALS.values(), ids=REMOVALS.keys())
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_removing_a_dependency(before: str, after: str, line_end: str):
    other = f"//- .chant/specs/b.md\n{spec('')}//- {ONLY_FILE}\n"
    files, _ = fixture(other + spec(before))
    files[ONLY_FILE] = files[ONLY_FILE].replace("\n", line_end)
    fixes = [fix for finding in check(index_of(files), ONLY_FILE) for fix in finding.fixes]
    chosen = next(fix for fix in fixes if fix.title == "Remove `zzz`")
    assert apply_edits(files[ONLY_FILE], chosen.edits) == spec(after).replace("\n", line_end)


GATES = {
    "no fields": ("", "labels:\n- human-gate\napproval:\n  required: true\n"),
    "no labels": ("status: pending\n", "status: pending\nlabels:\n- human-gate\napproval:\n  required: true\n"),
    "flow": ("labels: [a]\n", "labels: [a, human-gate]\napproval:\n  required: true\n"),
    "empty flow": ("labels: []\n", "labels: [human-gate]\napproval:\n  required: true\n"),
    "nothing": ("labels:\n", "labels: [human-gate]\napproval:\n  required: true\n"),
    "indented": ("labels:\n  - a # b\n", "labels:\n  - a # b\n  - human-gate\napproval:\n  required: true\n"),
    "approval": ("approval:\n  by: ada\n", "labels:\n- human-gate\napproval:\n  by: ada\n  required: true\n"),
    "approved": ("approval: {required: true}\n", "labels:\n- human-gate\napproval: {required: true}\n"),
}


@pytest.mark.parametrize("before, after", GATES.values(), ids=GATES.keys())
def test_marking_a_gate(before: str, after: str):
    title = "# A human gate\n"
    assert fixed(spec(before, title), "Mark as a human gate") == spec(after, title)


@pytest.mark.parametrize("quote", ["", "'", '"'], ids=["plain", "single", "double"])
def test_expanding_an_id_keeps_the_quotes_sound(quote: str):
    dependent = spec(f"depends_on: [{quote}002{quote}] # b\n")
    text = f"//- .chant/specs/002-b.md\n{spec('')}//- {ONLY_FILE}\n{dependent}"
    after = fixed(text, "Expand to the full id")
    assert parse(ONLY_FILE, Source(after)).depends_on == ("002-b",)
    assert after.endswith("] # b\n---\n# A\n")


# -- what pages cannot show


def test_a_byte_order_mark_hides_frontmatter():
    (shown,) = found(BOM + spec("type: code\n"))
    assert (shown.code, shown.span) == ("frontmatter-hidden", (0, 1))
    assert fixed(BOM + spec("type: code\n"), "Remove the byte order mark") == spec("type: code\n")
    index = SpecIndex(MemoryFiles({}))
    index.apply([Change(ONLY_FILE, parse(ONLY_FILE, Source(spec("type: code\n"), bom=True)))])
    (unseen,) = check(index, ONLY_FILE)
    assert (unseen.code, unseen.span) == ("frontmatter-hidden", (0, 3))


def test_frontmatter_that_is_too_large():
    (finding,) = found(spec("prompt: " + "x" * MAX_BLOCK_BYTES + "\n"))
    assert (finding.code, finding.severity) == ("frontmatter-too-large", Severity.WARNING)


def test_a_null_byte_is_named():
    assert says(spec("prompt: a\x00b\n")) == ["yaml-syntax: YAML does not allow the character U+0000; remove it."]


REFERENCES = "".join(f"- https://example.org/{number}\n" for number in range(300))


def test_the_broken_example_shows_every_rule():
    folder = EXAMPLES / "broken"
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    index = index_of(files)
    all_on = dict.fromkeys(OFF_BY_DEFAULT, Severity.HINT)
    codes = {finding.code for path in index.specs for finding in check(index, path, all_on)}
    # A colon would keep Windows from checking the example out.
    not_shipped = {"frontmatter-too-large", "text-too-large", "not-utf8", "colon-in-id"}
    # Nor is a run, without which nothing is stale and no evidence is missing.
    not_shipped |= {"gate-ticked-while-stale", "stale-input", "stale-instructions", "suspect"}
    not_shipped |= {"evidence-missing", "touched-besides"}
    assert codes == {rule.__name__.replace("_", "-") for rule in RULES} - not_shipped


@pytest.mark.parametrize(
    "text",
    ["---\ntype: code\n---\n# T\n" + "a line\n" * 20_000, "---\ninformed_by:\n" + REFERENCES + "---\n# T\n"],
    ids=["characters", "references"],
)
def test_a_file_that_is_too_large_to_be_a_spec(text):
    path = ".chant/specs/001-a.md"
    index = SpecIndex(MemoryFiles({"a.md": ""}))
    index.apply([Change(path, parse(path, clipped(text)))])
    (finding,) = check(index, path)
    assert (finding.code, finding.severity) == ("text-too-large", Severity.WARNING)


# -- whatever the text


_LINES = st.sampled_from(
    """\
---|type: docs|status: ready|status: done|depends_on: 002-b|depends_on:|- 002-b|- 00|- zzz|  - a: b|labels: x, y|labels:
labels: [a, b|target_files: [../x]|informed_by:|- src/*.rs|- "**/*.py"|- notes.md|approval:|  required: yes|  status: ok
approval: true|retry_state: {attempts: 1}|Status: x|commit: abc|public: no|prompt: {{x}}|prompt: a---b|prompt: 'it's'
# Title|## Acceptance Criteria|### acceptance criteria|- [ ] a|* [x] b|```|This is a human gate.|  indented: 1|\ttab: 1
type: &a code|model: *a|<<: *a|key without colon|...|members: [001-spec.1, 002-b]|depends_on: [1, 002-b, repo:x]|--- x
  by.at: x|  required {a}: x|approval.by: x|approval {by: x}|  attempts.by: 1|retry_state:|labels {a}: x|[[003]]: x
""".strip()
    .replace("\n", "|")
    .split("|")
)
_SPECS = st.one_of(
    st.text(max_size=200),
    st.builds(
        lambda front, body, end: end.join(["---", *front, "---", *body]),
        st.lists(_LINES, max_size=8),
        st.lists(_LINES, max_size=6),
        st.sampled_from(["\n", "\r\n"]),
    ),
    st.builds(lambda lines: "\n".join(lines), st.lists(_LINES, max_size=10)),
)
OTHER = ".chant/specs/002-b.md"


@pytest.mark.slow
@settings(max_examples=tries(400), deadline=None)
@given(_SPECS)
def test_any_text_is_checked(text: str):
    files = {ONLY_FILE: text, OTHER: spec("depends_on: 001-spec\ntarget_files: [notes.md]\n")}
    index = index_of(files)
    for finding in check(index, ONLY_FILE):
        assert 0 <= finding.span.start <= finding.span.end <= len(text)
        assert finding.message and re.search(r"[.?]$", finding.message)
        assert sum(fix.preferred for fix in finding.fixes) <= 1
        for end in finding.related:
            assert 0 <= end.span.start <= end.span.end <= len(files[end.path])
        for fix in finding.fixes:
            _assert_sound(text, fix.edits)


def _assert_sound(text: str, edits: tuple) -> None:
    """The edits do something, do not overlap, and what they leave can be read again."""
    assert edits
    for before, after in pairwise(sorted(edits, key=lambda edit: edit.span)):
        assert before.span.end <= after.span.start
        assert before.span != after.span
    assert all(0 <= edit.span.start <= edit.span.end <= len(text) for edit in edits)
    changed = apply_edits(text, edits)
    assert changed != text
    parse(ONLY_FILE, Source(changed))
