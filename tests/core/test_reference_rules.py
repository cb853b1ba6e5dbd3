"""References, order, and state against evidence: what is said, how much it matters, and of what nothing is said."""

from __future__ import annotations

import pytest

from chant_lsp.core.check import check
from chant_lsp.core.edit import apply_edits
from chant_lsp.core.findings import Severity
from chant_lsp.core.index import Change, SpecIndex
from chant_lsp.core.kinds import parse_page
from chant_lsp.core.noted import note_lost
from chant_lsp.core.rules._schemas import find_schema_fault
from chant_lsp.core.text import Source
from tests.fixtures import fixture, index_of

ME = ".chant/specs/002-me.md"


def spec(id: str, block: str = "", folder: str = ".chant/specs") -> str:
    return f"//- {folder}/{id}.md\n---\n{block}\n---\n# T\n"


def said(text: str, path: str = ME) -> list[str]:
    found = check(index_of(fixture(text)[0]), path)
    return [f"{one.code} {one.severity.name.lower()}: {one.message}" for one in found]


# name -> (the project's files, what is said of 002-me)
SAID = {
    "an id in other letters": (
        spec("002-me", "depends_on: [001-Other]") + spec("001-other", "status: completed"),
        [
            "wrong-case error: `001-Other` is written `001-other`, and chant tells capital from small letters;"
            " write it so."
        ],
    ),
    "a slip away from what is there already": (
        spec("002-me", "depends_on: [001-other, 001-othre]") + spec("001-other", "status: completed"),
        ["unknown-dependency error: No spec has the id `001-othre`, and chant waits for it for ever."],
    ),
    "another repository": (
        spec("002-me", "status: completed\ndepends_on: ['kv:001']"),
        ["cross-repo-dependency error: chant never finds specs of other repositories: it waits for `kv:001` for ever."],
    ),
    "a file that chant cannot read names nobody": (
        spec("002-me", "labels: x\ndepends_on: [zzz]"),
        [
            "wrong-type error: `labels` takes a list; found the text `x`.",
            "unknown-dependency warning: No spec has the id `zzz`, and chant waits for it for ever.",
        ],
    ),
    "a member that chant cannot read": (
        spec("002-me", "type: driver\nmembers: [002-me.1]") + spec("002-me.1", "type: implementation"),
        [
            "unseen-dependency error: chant cannot read `002-me.1`, so there is no such spec for it;"
            " mend that file first."
        ],
    ),
    "an id that is a number to YAML, zeros in front or not": (
        spec("002-me", "depends_on: [003.1]") + spec("003.1", ""),
        ["wrong-type error: `depends_on` takes a list of texts; found the number `003.1`."],
    ),
    "an input that only the spec itself writes": (
        spec("002-me", "informed_by: [a.md]\ntarget_files: [a.md]"),
        [
            "missing-input warning: `a.md` is not there, and only this spec writes it;"
            " chant passes over it without a word."
        ],
    ),
    "a circle that a completed spec is in": (
        spec("002-me", "depends_on: [001-o]") + spec("001-o", "status: completed\ndepends_on: [002-me]"),
        [
            "dependency-cycle warning: These specs wait for each other, and `chant dag` never ends:"
            " 002-me → 001-o → 002-me; break the circle."
        ],
    ),
    "a member that waits for what waits for its driver": (
        spec("002-me", "depends_on: [001-d]") + spec("001-d", "type: driver") + spec("001-d.1", "depends_on: [002-me]"),
        [
            "dependency-cycle warning: These specs wait for each other, some by way of a driver and its members:"
            " 002-me → 001-d → 001-d.1 → 002-me; break the circle."
        ],
    ),
    "what waits for a member whose driver waits for it": (
        spec("002-me", "depends_on: [001-d.1]")
        + spec("001-d", "type: driver\ndepends_on: [002-me]")
        + spec("001-d.1", ""),
        [
            "dependency-cycle warning: These specs wait for each other, some by way of a driver and its members:"
            " 002-me → 001-d.1 → 002-me; break the circle."
        ],
    ),
    "a group that depends on its members": (
        spec("002-me", "type: group\ndepends_on: [002-me.1]") + spec("002-me.1", "") + spec("002-me.2", ""),
        [],
    ),
    "an archived member": (
        spec("002-me", "type: driver\nmembers: [002-me.1]") + spec("002-me.1", "", ".chant/archive/002-me"),
        [],
    ),
    "an id as an input, not written yet": (
        spec("002-me", "depends_on: [001-o]\ninformed_by: [001-o]") + spec("001-o", "target_files: [a.md]"),
        ["input-not-written information: `a.md` is not there yet: 001-o (pending) writes it."],
    ),
    "the input of an input": (
        spec("002-me", "depends_on: [001-o]\ninformed_by: [a.md]")
        + spec("001-o", "depends_on: [000-p]")
        + spec("000-p", "target_files: [a.md]"),
        ["input-not-written information: `a.md` is not there yet: 000-p (pending) writes it."],
    ),
    "an input of an earlier member": (
        spec("d", "type: driver")
        + spec("d.1", "target_files: [a.md]")
        + spec("d.2", "informed_by: [a.md]").replace("d.2", "002-me"),
        [
            "input-not-written information: `a.md` is not there yet: d.1 (pending) writes it.",
            "undeclared-dependency information: d.1 writes `a.md`, and this does not wait for it;"
            " add it to `depends_on`.",
        ],
    ),
    "a source that is there and that others change": (
        spec("002-me", "informed_by: [src/a.py]") + spec("001-o", "target_files: [src/a.py]") + "//- src/a.py\n",
        [],
    ),
    "who writes last what everybody reads": (
        spec("002-me", "informed_by: [src/a.py]")
        + spec("003-o", "depends_on: [002-me]\ntarget_files: [src/a.py]")
        + "//- src/a.py\n",
        [],
    ),
    "two who write the same source": (
        spec("002-me", "target_files: [src/a.py]") + spec("001-o", "target_files: [src/a.py]") + "//- src/a.py\n",
        ["output-conflict hint: `001-o` may write `src/a.py` at the same time; let one depend on the other."],
    ),
    "one after the other, by way of a third": (
        spec("002-me", "target_files: [a.md]")
        + spec("003-o", "depends_on: [002-me]")
        + spec("004-p", "depends_on: [003-o]\ntarget_files: [a.md]"),
        [],
    ),
    "one of the two is done": (
        spec("002-me", "target_files: [a.md]") + spec("001-o", "status: completed\ntarget_files: [a.md]"),
        [],
    ),
    "a run that was left behind": (
        spec("002-me", "status: in_progress") + "//- .chant/logs/002-me.log\n",
        [
            "nobody-running hint: Its run is gone without a word, it seems, and nothing is at work on it any more;"
            " set it to `failed` or `pending`, so that it can be started."
        ],
    ),
    "work without any trace of a run": (spec("002-me", "status: in_progress"), []),
    "a driver at work": (
        spec("002-me", "type: driver\nstatus: in_progress") + "//- .chant/logs/002-me.log\n",
        [],
    ),
    "an empty approval": (spec("002-me", "approval:"), []),
    "a decision without a time": (
        spec("002-me", "status: completed\napproval: {status: approved, by: Ada, at: null}"),
        ["approval-incomplete error: `approved` needs `at`, too: who decided, and when."],
    ),
    "a schema at the end": (
        spec("002-me", "status: completed\noutput_schema: a.json"),
        ["missing-schema error: `a.json` is not there, so chant's lint refuses this spec."],
    ),
    "a schema that nothing was compared with": (
        spec("002-me", "status: completed\noutput_schema: a.json") + "//- a.json\n[]\n",
        ["invalid-schema hint: `a.json` is no JSON Schema: it is a list where a schema has to be, an object."],
    ),
    "a schema and an answer": (
        spec("002-me", "status: completed\noutput_schema: a.json") + "//- a.json\n{\n//- .chant/logs/002-me.log\n",
        [
            "invalid-schema error: `a.json` is no JSON Schema:"
            " line 2 is no JSON (expecting property name enclosed in double quotes)."
        ],
    ),
    "a prompt in a project without prompts": (spec("002-me", "prompt: standard"), []),
    "a prompt beside": (
        spec("002-me", "prompt: Standard") + "//- .chant/prompts/standard.md\n",
        [
            "unknown-prompt warning: There is no `.chant/prompts/Standard.md`; chant notices when the spec is in"
            " progress already, and leaves it there. Did you mean `standard`?"
        ],
    ),
}


@pytest.mark.parametrize("text, expected", SAID.values(), ids=SAID.keys())
def test_what_is_said(text, expected):
    assert said(text) == expected


def test_a_run_that_is_known_to_be_gone():
    index = index_of(fixture(spec("002-me", "status: in_progress") + spec("001-o"))[0])
    assert check(index, ME) == []
    assert note_lost(index, frozenset(("002-me",))).touched == {ME}
    (finding,) = check(index, ME)
    assert (finding.code, finding.severity) == ("nobody-running", Severity.WARNING)
    assert note_lost(index, frozenset(("002-me",))).touched == frozenset()
    assert note_lost(index, frozenset()).touched == {ME}
    assert check(index, ME) == []


# -- who is checked again

PROJECT = (
    spec("001-a", "target_files: [a.md]")
    + spec("002-me", "depends_on: [001-a]")
    + spec("003-c", "depends_on: [002-me]\ninformed_by: [a.md]\ntarget_files: [b.md]")
    + spec("004-d", "target_files: [b.md]\ndepends_on: [003-c]")
    + spec("005-e", "informed_by: [b.md]")
)


def change(index: SpecIndex, text: str) -> set[str]:
    """The ids of the specs that a change touches."""
    ((path, content),) = fixture(text)[0].items()
    touched = index.apply([Change(path, parse_page(path, Source(content)))]).touched
    return {path.rpartition("/")[2].removesuffix(".md") for path in touched}


def test_who_comes_after_is_checked_again_when_the_order_changes():
    index = index_of(fixture(PROJECT)[0])
    assert said_of(index, "003-c") == ["input-not-written"]
    assert change(index, spec("002-me")) >= {"002-me", "003-c", "004-d", "005-e"}
    assert said_of(index, "003-c") == ["input-not-written", "undeclared-dependency"]
    assert "005-e" in change(index, spec("002-me", "depends_on: [005-e]"))
    assert said_of(index, "005-e") == ["input-not-written", "undeclared-dependency"]


def test_text_that_changes_no_order_touches_nobody_for_it():
    index = index_of(fixture(PROJECT)[0])
    assert change(index, spec("002-me", "depends_on: [001-a]") + "More.\n") == {"002-me"}


def said_of(index: SpecIndex, id: str) -> list[str]:
    return sorted(finding.code for finding in check(index, f".chant/specs/{id}.md"))


# -- fixes


FIXES = {
    "a flow list": ("depends_on: [start]\ninformed_by: [a.md]", "depends_on: [start, other]\ninformed_by: [a.md]"),
    "a lone text": ("depends_on: start\ninformed_by: [a.md]", "depends_on: [start, other]\ninformed_by: [a.md]"),
    "a block list": (
        "depends_on:\n  - start\ninformed_by: [a.md]",
        "depends_on:\n  - start\n  - other\ninformed_by: [a.md]",
    ),
    "no list": ("informed_by: [a.md]", "depends_on:\n- other\ninformed_by: [a.md]"),
}


@pytest.mark.parametrize("before, after", FIXES.values(), ids=FIXES.keys())
def test_a_dependency_is_added_as_the_list_is_written(before, after):
    files, _ = fixture(
        spec("002-me", before) + spec("other", "target_files: [a.md]") + spec("start", "status: completed")
    )
    finding = next(one for one in check(index_of(files), ME) if one.code == "undeclared-dependency")
    assert apply_edits(files[ME], finding.fixes[0].edits) == files[ME].replace(before, after)


@pytest.mark.parametrize("other", ["001", "001-comprehension.md"])
def test_what_is_listed_by_its_id_as_well_is_to_be_removed_and_nothing_else_is_said(other):
    listed = spec("002-me", f"depends_on: [{other}, 001-comprehension]") + spec("001-comprehension")
    (finding,) = check(index_of(fixture(listed)[0]), ME)
    assert finding.message.endswith("; remove it, as `001-comprehension` is here, too.")
    assert [fix.title for fix in finding.fixes] == [f"Remove `{other}`"]


# -- schemas

SCHEMAS = {
    '{"type": "object"}': None,
    "true": None,
    "{}": None,
    '{"type": ["string", "null"], "items": [{"type": "integer"}], "additionalProperties": false}': None,
    '{"properties": {"a": {"$ref": "#/$defs/b"}}, "$defs": {"b": {"minLength": 2}}}': None,
    "": "line 1 is no JSON (expecting value)",
    "3": "it is 3 where a schema has to be, an object",
    '{"required": "a"}': '`required` is "a" and has to be a list of texts',
    '{"properties": []}': "`properties` is a list and has to be an object",
    '{"anyOf": {}}': "`anyOf` is an object and has to be a list",
    '{"properties": {"a": {"type": "text"}}}': (
        '`properties.a.type` is "text"; the types are array, boolean, integer, null, number, object, string'
    ),
    '{"minItems": -1}': "`minItems` is -1 and has to be 0 or more",
    '{"not": {"items": 3}}': "`not.items` is 3 where a schema has to be, an object",
    '{"type": {}}': "`type` is an object; the types are array, boolean, integer, null, number, object, string",
}


@pytest.mark.parametrize("text, fault", SCHEMAS.items(), ids=SCHEMAS.keys())
def test_what_is_a_schema(text, fault):
    assert find_schema_fault(text) == fault


@pytest.mark.parametrize("text", ["[" * 100_000, '{"not": ' * 5_000 + "true" + "}" * 5_000, "NaN", "1" * 5_000])
def test_no_text_breaks_it(text):
    find_schema_fault(text)
