"""What is offered, and what the text is after an offer was accepted."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.check import check
from chant_lsp.core.features.completion import complete
from chant_lsp.core.features.offers import Offer, Offers, Surroundings
from chant_lsp.core.findings import Severity
from chant_lsp.core.index import Change
from chant_lsp.core.order import cycle_members
from chant_lsp.core.prompt_file import parse as parse_prompt
from chant_lsp.core.text import Source
from tests.chance import tries
from tests.fixtures import fixture, index_of

ME = "//- .chant/specs/003-me.md\n"
REST = "\n---\n\n# Me\n\n## Acceptance Criteria\n\n- [ ] One\n"
OTHERS = """\
//- .chant/specs/001-comprehension.md
---
type: research
status: completed
labels: [issue-42, bug]
target_files: [.chant/research/issue-42-comprehension.md]
---
# Understand the lost write
//- .chant/specs/002-reproduction.md
---
depends_on: [001-comprehension]
labels: [issue-42]
target_files: [tests/regression/test_issue_42.py]
---
# A red test
//- .chant/specs/004-later.md
---
depends_on: [003-me]
---
# Later
//- .chant/specs/005-much-later.md
---
depends_on: [004-later]
---
# Much later
//- .chant/archive/000-old.md
---
status: cancelled
---
# Old
//- .chant/research/notes.md
notes
//- .chant/context/deep/issue.md
issue
//- .chant/schemas/report.json
{}
//- .chant/prompts/research.md
---
name: research
purpose: Find out
---
//- .chant/prompts/extensions/tone.md
Be kind.
//- .chant/config.md
---
project: {name: x}
---
//- .gitignore
*.log
/out/
//- src/store.py
x
//- src/store.log
x
//- src/deep/a.py
x
//- src/.env
x
//- src/id_rsa
x
//- out/x.md
x
//- docs/plan.md
x
//- docs/it's.md
x
//- node_modules/a.js
x
"""
NOW_S = 1_770_000_000.0

LABELS = {
    "status": ("status: $0", ["pending", "in_progress", "paused", "completed", "failed", "needs_attention", "blocked"]),
    "status that is there": ("status: fail$0ed", ["pending", "in_progress"]),
    "type": ("type: $0", ["code", "task", "driver", "documentation", "research", "group"]),
    "flag": ("public: $0", ["true", "false"]),
    "nested flag": ("approval:\n  required: $0", ["true", "false"]),
    "nested choice": ("approval:\n  status: $0", ["pending", "approved", "rejected"]),
    "nested keys": ("approval:\n  by: me\n  $0", ["required", "status", "at"]),
    "nested keys in braces": ("approval: {$0}", ["required", "status", "by", "at"]),
    "retry keys": ("retry_state:\n  $0", ["attempts", "last_retry_time", "next_retry_time"]),
    "time": ("completed_at: $0", ["2026-02-02T02:40:00Z"]),
    "who": ("approval:\n  by: $0", ["Ada", "Grace"]),
    "ids": ("depends_on: [$0]", ["001-comprehension", "002-reproduction", "000-old"]),
    "ids by a part": ("depends_on: [prod$0]", ["002-reproduction"]),
    "ids by the title": ("depends_on: [lost wr$0]", ["001-comprehension"]),
    "ids, some taken": ("depends_on:\n- 001-comprehension\n- $0", ["002-reproduction", "000-old"]),
    "ids, the one under the cursor": ("depends_on:\n- 001$0-comprehension", ["001-comprehension"]),
    "ids for a list that is a text": ("depends_on: 00$0", ["001-comprehension", "002-reproduction", "000-old"]),
    "members, of which there are none": ("members: [$0]", []),
    "no keys in a list": ("approval: [$0]", []),
    "one id": ("original_spec: 00$0", ["001-comprehension", "002-reproduction", "004-later", "005-much-later"]),
    "inputs": (
        "depends_on: [002-reproduction]\ninformed_by: [$0]",
        ["tests/regression/test_issue_42.py", ".chant/research/issue-42-comprehension.md", ".chant/research/notes.md"],
    ),
    "inputs without dependencies": ("informed_by:\n- $0", [".chant/research/notes.md", ".chant/context/deep/issue.md"]),
    "inputs of any spec": ("informed_by: [issue$0]", [".chant/context/deep/issue.md"]),
    "inputs, a spec": ("informed_by: [001$0]", ["001-comprehension"]),
    "inputs, a folder": ("informed_by: [src/$0]", ["src/deep/", "src/store.py", "src/*.py", "src/**/*.py"]),
    "inputs, a part of a name": ("informed_by: [src/st$0]", ["src/store.py"]),
    "inputs, a glob": ("informed_by: [src/*$0]", ["src/*.py", "src/**/*.py"]),
    "inputs, hidden": ("informed_by: [.chant/$0]", [".chant/research/notes.md", ".chant/context/deep/issue.md"]),
    "inputs, the top": ("tracks: [do$0]", ["docs/"]),
    "sources before documents": (
        "depends_on: [002-reproduction]\ntracks: [$0]",
        ["tests/regression/test_issue_42.py", "docs/", "src/"],
    ),
    "documents, asked for": ("tracks: [.chant/res$0]", [".chant/research/"]),
    "inputs outside": ("informed_by: [../$0]", []),
    "not what it writes itself": ("target_files: [.chant/research/notes.md]\norigin: [note$0]", []),
    "outputs": (
        "type: research\ndepends_on: [001-comprehension]\ntarget_files: [$0]",
        [".chant/research/issue-42-me.md"],
    ),
    "outputs of code": ("labels: [issue-7]\ntarget_files: [$0]", ["tests/test_me.py", ".chant/research/issue-7-me.md"]),
    "outputs, a folder": ("target_files: [src/$0]", ["src/deep/", "src/store.py"]),
    "schema": ("output_schema: $0", [".chant/schemas/report.json", "docs/", "src/"]),
    "prompt": ("prompt: $0", ["research"]),
    "labels": ("labels: [$0]", ["issue-42", "bug", "human-gate"]),
    "labels, some taken": ("labels: [issue-42, $0]", ["bug", "human-gate"]),
    "labels, typed": ("labels: [g$0]", ["bug", "human-gate"]),
    "branch": ("status: failed\nbranch: $0", ["chant/003-me"]),
    "branch before the work": ("branch: $0", ["chant/"]),
    "model": ("model: $0", ["opus", "sonnet", "haiku"]),
    "a quoted key": ('"depends_on": [$0]', ["001-comprehension", "002-reproduction", "000-old"]),
    "a quoted key below another": ("depends_on:\n'labels': [$0]", ["issue-42", "bug", "human-gate"]),
    "a quoted key in braces": ('approval: {"required": $0}', ["true", "false"]),
    "a quoted key in a map": ("approval:\n  'status': $0", ["pending", "approved", "rejected"]),
    "keys beside a quoted one": ("approval:\n  'status': pending\n  $0", ["required", "by", "at"]),
    "before another item": ("labels: [x,$0 bug]", []),
    "before another key": ("approval: {required: true,$0 status: pending}", []),
    "before a quotation mark": ("depends_on:\n- $0'001-comprehension'", []),
    "before a quotation mark in brackets": ('labels: [$0"bug"]', []),
    "a key with a mark of its own": ("depends_on:\n- 001-x\n? labels\n: - $0x", []),
    "half a quoted key": ('depends_on:\n"lab$0', []),
    "a block of text": ("depends_on:\n- >-\n  0$0", []),
    "a block of text behind a key": ("depends_on: |\n  0$0", []),
    "behind a block of text": (
        "depends_on:\n- |\n  001-comprehension\n\n- $0",
        ["002-reproduction", "000-old"],
    ),
    "own words": ("commits: [$0]", []),
    "unknown key": ("foo: $0", []),
    "a list where a text belongs": ("status:\n  - $0", []),
    "below a key that takes a text": ("prompt:\n  $0", []),
}


@pytest.mark.parametrize(("fields", "expected"), LABELS.values(), ids=LABELS.keys())
def test_offers_in_frontmatter(fields, expected):
    found = [offer.label for offer in offers(ME + "---\n" + fields + REST + OTHERS).offers]
    assert found[: len(expected)] == expected
    assert expected or not found
    assert len(set(found)) == len(found)


NEVER = {
    "itself": ("depends_on: [$0]", "003-me"),
    "who waits for it": ("depends_on: [$0]", "004-later"),
    "who waits for who waits for it": ("depends_on: [muc$0]", "005-much-later"),
    "itself as a member": ("members: [$0]", "003-me"),
    "secrets": ("informed_by: [src/$0]", "src/.env"),
    "keys": ("informed_by: [src/$0]", "src/id_rsa"),
    "what git ignores": ("informed_by: [src/$0]", "src/store.log"),
    "folders that git ignores": ("informed_by: [$0]", "out/"),
    "machine-made folders": ("informed_by: [$0]", "node_modules/"),
    "extensions as prompts": ("prompt: $0", "extensions/tone"),
    "a status nothing leads out of, but last": ("status: $0ready\nlabels: []", "never"),
}


@pytest.mark.parametrize("fields", ["$0", "status: $0", "approval:\n  $0", "type: $0"])
def test_what_stands_beside_a_label_is_plain_and_in_few_words(fields):
    details = [offer.detail for offer in offers(f"---\n{fields}\n---\n").offers]
    assert details and not [detail for detail in details if "`" in detail or detail.endswith(".")]


def test_a_spec_that_chant_cannot_read_is_offered_as_such():
    found = offers(ME + "---\ndepends_on: [$0]" + REST + "//- .chant/specs/007-x.md\n---\nlabels: x\n---\n# T\n")
    assert offer_of(found, "007-x").detail == "T · chant cannot read it"


def test_the_members_of_a_driver_are_those_that_chant_takes_for_some():
    members = "".join(f"//- .chant/specs/{name}.md\n# T\n" for name in ("003-me.2", "003-me.1", "003-meant.1"))
    for fields, expected in (("members: [$0]", ["003-me.1", "003-me.2"]), ("members:\n- 003-me.1\n- $0", ["003-me.2"])):
        found = offers(ME + "---\n" + fields + REST + OTHERS + members).offers
        assert [offer.label for offer in found] == expected


@pytest.mark.parametrize(("fields", "label"), NEVER.values(), ids=NEVER.keys())
def test_never_offered(fields, label):
    assert label not in [offer.label for offer in offers(ME + "---\n" + fields + REST + OTHERS).offers]


ACCEPTED = {
    "value": ("status: pen$0", "pending", "status: pending"),
    "value without a space": ("status:$0", "pending", "status: pending"),
    "value in place of another": ("status: fai$0led  # why", "pending", "status: pending  # why"),
    "in brackets": ("depends_on: [$0]", "001-comprehension", "depends_on: [001-comprehension]"),
    "in an open bracket": ("depends_on: [$0", "001-comprehension", "depends_on: [001-comprehension"),
    "behind a comma": (
        "depends_on: [002-reproduction,$0]",
        "001-comprehension",
        "depends_on: [002-reproduction, 001-c",
    ),
    "the whole item": ("depends_on: [00$01, x]", "001-comprehension", "depends_on: [001-comprehension, x]"),
    "behind a dash": ("depends_on:\n- 0$0", "001-comprehension", "depends_on:\n- 001-comprehension\n"),
    "behind a lone dash": ("depends_on:\n  -$0", "001-comprehension", "depends_on:\n  - 001-comprehension\n"),
    "without a dash": ("depends_on:\n  0$0", "001-comprehension", "depends_on:\n  - 001-comprehension\n"),
    "a list that is a text": ("depends_on: 0$0", "001-comprehension", "depends_on: [001-comprehension]\n"),
    "a list without a space": ("labels:$0", "bug", "labels: [bug]\n"),
    "double quotes": ('depends_on: ["0$0"]', "001-comprehension", 'depends_on: ["001-comprehension"]'),
    "single quotes": ("depends_on: ['0$0']", "001-comprehension", "depends_on: ['001-comprehension']"),
    "an open quote": ('depends_on: ["0$0', "001-comprehension", 'depends_on: ["001-comprehension"\n'),
    "an open quote before its bracket": (
        "depends_on: ['$0]",
        "001-comprehension",
        "depends_on: ['001-comprehension']\n",
    ),
    "an open quote before a comment": (
        'depends_on: [x, "0$0 ]  # c',
        "001-comprehension",
        'depends_on: [x, "001-comprehension" ]  # c\n',
    ),
    "an open quote in braces": ('approval: {by: "A$0}', "Ada", 'approval: {by: "Ada"}\n'),
    "quotes where YAML needs them": ("informed_by: [docs/$0]", "docs/it's.md", 'informed_by: ["docs/it\'s.md"]'),
    "single quotes doubled": ("informed_by: ['docs/$0']", "docs/it's.md", "informed_by: ['docs/it''s.md']"),
    "a glob": ("informed_by: [src/*$0]", "src/**/*.py", "informed_by: [src/**/*.py]"),
    "a glob at the top": ("informed_by: [*$0]", "*.md", None),
    "a path with dots": ("informed_by: [./src/$0]", "src/store.py", "informed_by: [src/store.py]"),
    "key": ("stat$0", "status", "status: \n"),
    "key with a colon": ("stat$0: x", "status", "status: x\n"),
    "nested key": ("approval:\n  req$0", "required", "approval:\n  required: \n"),
    "map": ("approval: $0", "{required: true}", "approval: {required: true}\n"),
    "emoji before": ("labels: [😀, $0]", "bug", "labels: [😀, bug]"),
}


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(("fields", "label", "expected"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_accepted(fields, label, expected, end):
    text = (ME + "---\n" + fields + REST).replace("\n", end).replace(f"me.md{end}", "me.md\n") + OTHERS
    if expected is None:
        assert label not in [offer.label for offer in offers(text).offers]
        return
    after = accepted(text, label)
    assert f"\n{expected}" in after.replace(end, "\n")
    assert after.count("\n") == after.count(end)


SNIPPETS = {
    "choice": ("type: code\nsta$0", "status", "status: ${1|pending,in_progress,"),
    "list": ("depen$0", "depends_on", "depends_on: [$1]"),
    "text": ("prom$0", "prompt", "prompt: $1"),
    "flag": ("publ$0", "public", "public: ${1|true,false|}"),
    "approval": ("appr$0", "approval", "approval: {required: ${1|true,false|}}"),
    "retry_state": ("retr$0", "retry_state", "retry_state: {attempts: ${1:0}, last_retry_time: ${2:0}, next_re"),
    "none where the colon is": ("stat$0: x", "status", ""),
}


@pytest.mark.parametrize(("fields", "label", "expected"), SNIPPETS.values(), ids=SNIPPETS.keys())
def test_snippets(fields, label, expected):
    offer = offer_of(offers(ME + "---\n" + fields + REST), label)
    assert offer.snippet.startswith(expected)
    assert bool(offer.snippet) == bool(expected)


KEYS = {
    "code": ("$0", ["type", "status", "depends_on", "informed_by", "target_files", "labels", "prompt", "approval"]),
    "research": ("type: research\n$0", ["informed_by", "target_files", "status", "depends_on"]),
    "documentation": ("type: documentation\n$0", ["tracks", "target_files", "status"]),
    "driver": ("type: driver\n$0", ["members", "status"]),
    "some there": ("status: x\ndepends_on: []\n$0", ["type", "informed_by"]),
    "the one under the cursor": ("status: x\nty$0pe: code", ["type", "depends_on"]),
    "quoted ones there": ("'type': code\n\"status\" : x\n$0", ["depends_on"]),
    "a quoted one": ("'ty$0pe': code\nstatus: x", ["type", "depends_on"]),
}

UNCLOSED = {
    "keys": ("type: research\n$0", ["informed_by", "target_files", "status"]),
    "half a key": ("type: documentation\nt$0", ["tracks", "target_files"]),
    "inputs": (
        "depends_on: [002-reproduction]\ninformed_by:\n- $0",
        ["tests/regression/test_issue_42.py", ".chant/research/issue-42-comprehension.md"],
    ),
    "outputs": ("type: research\nlabels: [issue-7]\ntarget_files: [$0", [".chant/research/issue-7-me.md"]),
    "behind an empty line": ("type: research\ndepends_on:\n- 001-x\n\n- 00$0", ["001-comprehension"]),
    "keys behind an empty line": ("type: research\n\nstatus: x\n$0", ["informed_by", "target_files", "depends_on"]),
    "above text": ("type: research\nlabels: [issue-7]\ntarget_files: [$0]\n\n# T", [".chant/research/issue-7-me.md"]),
}


@pytest.mark.parametrize("end", ["", "\n"], ids=["end of file", "line end"])
@pytest.mark.parametrize(("fields", "expected"), UNCLOSED.values(), ids=UNCLOSED.keys())
def test_what_is_typed_counts_before_the_frontmatter_is_closed(fields, expected, end):
    files, (path, offset) = fixture(OTHERS + ME + "---\n" + fields + end)
    found = complete(Surroundings(index_of(files), path), Source(files[path]), offset).offers
    assert [offer.label for offer in found[: len(expected)]] == expected


@pytest.mark.parametrize(("fields", "expected"), KEYS.values(), ids=KEYS.keys())
def test_keys(fields, expected):
    found = [offer.label for offer in offers(ME + "---\n" + fields + REST).offers]
    assert found[: len(expected)] == expected
    assert found[-1] in ("replay_count", "replayed_at", "original_completed_at", "retry_state", "derived_fields")


HEAD = ME + "---\ntype: research\nstatus: pending\n---\n\n# Me\n\n"
BODY = {
    "sections": ("$0", []),
    "a heading": ("##$0", ["## Acceptance Criteria", "## Context", "## Task", "## Questions", "## Findings"]),
    "a heading with a space": ("## $0", ["## Acceptance Criteria", "## Context"]),
    "a part of a heading": ("## Acc$0", ["## Acceptance Criteria", "## Context"]),
    "a heading, others there": ("## Task\n\n## Acceptance Criteria\n\n## $0", ["## Context", "## Questions"]),
    "no second title": ("#$0", ["## Acceptance Criteria"]),
    "a criterion": ("## Acceptance Criteria\n\n$0", ["- [ ] "]),
    "a criterion, begun": ("## Acceptance Criteria\n\n- [ ] a\n- [$0", ["- [ ] "]),
    "a criterion, closed": ("## Acceptance Criteria\n\n- [$0]", ["- [ ] "]),
    "no criterion elsewhere": ("## Task\n\n- $0", []),
    "in a fence": ("```\n## $0", []),
    "behind a fence": ("```\n```\n## $0", ["## Acceptance Criteria"]),
    "a wiki link": ("See [[$0", ["001-comprehension", "002-reproduction", "004-later", "005-much-later", "000-old"]),
    "a part of a wiki link": ("See [[repro$0]] now", ["002-reproduction"]),
    "a plain id": ("See 00$0", ["001-comprehension", "002-reproduction", "004-later", "005-much-later", "000-old"]),
    "a part of a plain id": ("See (001-c$0", ["001-comprehension"]),
    "no id for a word": ("See comp$0", []),
    "no id for a letter": ("See 0$0", []),
    "a link": ("See [this]($0", ["001-comprehension.md", "002-reproduction.md", "004-later.md"]),
    "a link to a document": ("See [this](not$0", ["../research/notes.md"]),
    "a link, folder by folder": ("See [this](../../src/$0)", ["../../src/deep/", "../../src/store.py"]),
    "a link outside": ("See [this](../../../$0)", []),
    "text": ("Some words $0", []),
}


@pytest.mark.parametrize(("body", "expected"), BODY.values(), ids=BODY.keys())
def test_offers_in_the_body(body, expected):
    found = [offer.label for offer in offers(HEAD + body + "\n" + OTHERS).offers]
    assert found[: len(expected)] == expected
    assert expected or not found


BODY_ACCEPTED = {
    "a heading": ("## Acc$0", "## Acceptance Criteria", "## Acceptance Criteria\n"),
    "a criterion": ("## Acceptance Criteria\n\n  - [$0]", "- [ ] ", "  - [ ] \n"),
    "a wiki link": ("See [[00$0", "001-comprehension", "See [[001-comprehension]]\n"),
    "a closed wiki link": ("See [[00$0x]] now", "001-comprehension", "See [[001-comprehension]] now\n"),
    "a plain id": ("See 00$01, then", "001-comprehension", "See 001-comprehension, then\n"),
    "a link": ("See [a](00$0)", "001-comprehension.md", "See [a](001-comprehension.md)\n"),
}


@pytest.mark.parametrize(("body", "label", "expected"), BODY_ACCEPTED.values(), ids=BODY_ACCEPTED.keys())
def test_accepted_in_the_body(body, label, expected):
    assert accepted(HEAD + body + "\n" + OTHERS, label).endswith(expected)


def test_a_title_where_there_is_none():
    text = "//- .chant/specs/003-root-cause.md\n---\nstatus: pending\n---\n\n#$0\n"
    assert accepted(text, "# Root cause").endswith("---\n\n# Root cause\n")


# -- whole specs

PHASES = [
    "phase 1: comprehension",
    "phase 2: reproduction",
    "phase 3: root cause",
    "phase 4: sprawl",
    "phase 5: fork fix",
    "phase 6: upstream pr",
]
FILES = ["001-comprehension", "002-reproduction", "003-root-cause", "004-sprawl", "005-fork-fix", "006-upstream-pr"]


def test_an_empty_file_can_be_any_phase_the_one_it_is_named_after_first():
    found = offers("//- .chant/specs/003-root-cause.md\n$0" + "\n" + OTHERS).offers
    assert [offer.label for offer in found] == [PHASES[2], *PHASES[:2], *PHASES[3:], "spec"]


def test_an_empty_file_of_no_phase_goes_on_where_the_others_are():
    found = offers("//- .chant/specs/003-x.md\n$0" + "\n" + OTHERS).offers
    assert found[0].label == "phase 3: root cause"
    assert found[0].detail == "research · after 002-reproduction"


def test_the_six_phases_make_an_investigation_without_a_finding():
    files = {".chant/prompts/research.md": "---\nname: research\n---\n", ".chant/prompts/standard.md": "x"}
    for name, label in zip(FILES, PHASES, strict=True):
        path = f".chant/specs/{name}.md"
        index = index_of({**files, path: ""})
        found = complete(Surroundings(index, path), Source(""), 0)
        files[path] = offer_of(found, label).text
        if name == "001-comprehension":
            files[path] = files[path].replace("status: pending", "status: pending\nlabels: [issue-42]")
    index = index_of(files)
    worst = [finding for path in files for finding in check(index, path) if finding.severity <= Severity.WARNING]
    assert [(finding.code, finding.message) for finding in worst] == []
    gate = index.spec_of("006-upstream-pr")
    assert gate is not None
    assert gate.is_human_gate
    assert gate.depends_on == ("005-fork-fix",)
    cause = index.spec_of("003-root-cause")
    assert cause is not None
    assert [one.text for one in cause.inputs] == [
        ".chant/research/comprehension.md",
        "tests/regression/test_issue_42.py",
    ]


def test_a_member_is_a_plain_part_of_its_driver_first():
    files = f"//- .chant/specs/009-lead.md\n---\ntype: driver\n---\n# Lead\n{OTHERS}"
    found = offers(f"//- .chant/specs/009-lead.2.md\n$0\n{files}")
    assert found.offers[0].label == "spec"
    assert "\n# Part 2\n" in found.offers[0].text
    assert offers("//- .chant/specs/v1.2-fix.md\n$0").offers[-1].label == "spec"


def test_a_second_investigation_does_not_reach_into_the_first():
    files = "".join(f"//- .chant/specs/{name}.md\n---\nstatus: completed\n---\n# T\n" for name in FILES)
    found = offers(f"//- .chant/specs/007-comprehension.md\n$0\n{files}")
    assert "depends_on" not in offer_of(found, PHASES[0]).text


def test_an_investigation_begins_with_the_report_that_nobody_has_read():
    text = (
        "//- .chant/specs/001-comprehension.md\n$0\n//- .chant/context/issue-7.md\nx\n//- .chant/context/gh-8.md\ny\n"
    )
    text += "//- .chant/specs/000-old.md\n---\ninformed_by: [.chant/context/gh-8.md]\n---\n# T\n"
    found = offer_of(offers(text), PHASES[0])
    assert "labels: [issue-7]\ntarget_files: [.chant/research/issue-7-comprehension.md]\n" in found.text
    assert "informed_by:\n  - .chant/context/issue-7.md\n---\n\n# Understand issue 7\n" in found.text


def test_an_investigation_of_which_nothing_is_known_asks_for_its_issue():
    found = offer_of(offers("//- .chant/specs/001-comprehension.md\n$0\n"), PHASES[0])
    assert "target_files: [.chant/research/comprehension.md]" in found.text
    assert "labels: [${1:issue-1}]\ntarget_files: [.chant/research/${1:issue-1}-comprehension.md]" in found.snippet
    assert "# Understand $1\n" in found.snippet


def test_frontmatter_for_a_body_that_has_none():
    text = ME + "$0\n# Title\n"
    assert [offer.label for offer in offers(text).offers] == ["frontmatter"]
    assert accepted(text, "frontmatter").startswith("---\ntype: code\nstatus: pending\n---\n")


# -- properties


@settings(deadline=None, max_examples=tries(200))
@given(st.text(st.sampled_from("-:[]{},*#( \r\n'\"ab0/."), max_size=60), st.integers(0, 80), st.booleans())
def test_any_text_is_answered_within_itself(tail, offset, in_block):
    text = ("---\n" if in_block else "") + tail
    offset = min(offset, len(text))
    index = index_of({".chant/specs/001-a.md": text, ".chant/specs/0b.md": "---\n---\n# ab"})
    found = complete(Surroundings(index, ".chant/specs/001-a.md"), Source(text), offset)
    assert 0 <= found.span.start <= offset <= found.span.end <= len(text)
    assert all(offer.label and "\n" not in offer.label for offer in found.offers)


@settings(deadline=None, max_examples=tries(60))
@given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=12),
    st.sampled_from(["depends_on: [$0]", "depends_on:\n- $0"]),
)
def test_no_offer_closes_a_circle(edges, fields):
    lists = {i: sorted({b for a, b in edges if a == i and b != i}) for i in range(8)}
    files = {
        f".chant/specs/{i}-s.md": f"---\ndepends_on: [{', '.join(f'{b}-s' for b in lists[i])}]\n---\n# T\n"
        for i in range(1, 8)
    }
    me = ".chant/specs/0-s.md"
    text = f"---\n{fields}\n---\n# T\n"
    offset = text.index("$0")
    text = text.replace("$0", "")
    index = index_of({**files, me: text})
    found = complete(Surroundings(index, me), Source(text), offset)
    for offer in found.offers:
        after = text[: found.span.start] + offer.text + text[found.span.end :]
        changed = index_of({**files, me: after})
        one = changed.get(me)
        assert one is not None
        assert not cycle_members(changed, one), offer.label


# -- looking


def offers(text: str) -> Offers:
    files, (path, offset) = fixture(text)
    index = index_of(files)
    prompts = [name for name in files if name.startswith(".chant/prompts/")]
    index.apply([Change(name, parse_prompt(name, Source(files[name]))) for name in prompts])
    around = Surroundings(index, path, NOW_S, lambda: ["Ada", "Grace"])
    return complete(around, Source(files[path]), offset)


def offer_of(found: Offers, label: str) -> Offer:
    return next(offer for offer in found.offers if offer.label == label)


def accepted(text: str, label: str) -> str:
    files, (path, _) = fixture(text)
    found = offers(text)
    before, after = files[path][: found.span.start], files[path][found.span.end :]
    offer = offer_of(found, label)
    typed = files[path][found.span.start : fixture(text)[1][1]]
    assert fuzzy(typed, offer.matched or offer.label), "the client would filter it out"
    return before + offer.text + after


def fuzzy(typed: str, word: str) -> bool:
    """Whether the letters of one are in the other, in their order: how editors filter."""
    return re.search(".*?".join(map(re.escape, typed.lower())), word.lower()) is not None
