"""The values that chant takes and those that it refuses, as its own parser was seen to do."""

import pytest

from chant_lsp.core.frontmatter import read_frontmatter
from chant_lsp.core.schema import FIELDS, Kind
from chant_lsp.core.values import iter_faults


def faults(block):
    text = f"---\n{block}\n---\n"
    found = iter_faults(read_frontmatter(text))
    return [(fault.code, fault.key, text[fault.span.start : fault.span.end]) for fault in found]


REFUSED = {
    "type: feature": [("invalid-value", "type", "feature")],
    "status: Pending": [("invalid-value", "status", "Pending")],
    "status:": [("invalid-value", "status", "status")],
    "status: ~": [("invalid-value", "status", "~")],
    "type: [code]": [("wrong-type", "type", "[code]")],
    "labels: foo": [("wrong-type", "labels", "foo")],
    "target_files: a.rs": [("wrong-type", "target_files", "a.rs")],
    "members: a.1": [("wrong-type", "members", "a.1")],
    "depends_on: [1]": [("wrong-type", "depends_on[0]", "1")],
    "depends_on: [001, true, ~]": [("wrong-type", "depends_on[1]", "true"), ("wrong-type", "depends_on[2]", "~")],
    "depends_on: 1e5": [("wrong-type", "depends_on", "1e5")],
    "depends_on: 12": [("wrong-type", "depends_on", "12")],
    "depends_on: {a: b}": [("wrong-type", "depends_on", "{a: b}")],
    "prompt: [a]": [("wrong-type", "prompt", "[a]")],
    "prompt: {a: b}": [("wrong-type", "prompt", "{a: b}")],
    "public: yes": [("wrong-type", "public", "yes")],
    "public: 'true'": [("wrong-type", "public", "'true'")],
    "replay_count: -1": [("wrong-type", "replay_count", "-1")],
    "replay_count: 1.5": [("wrong-type", "replay_count", "1.5")],
    "approval: true": [("wrong-type", "approval", "true")],
    "approval: {required: yes}": [("wrong-type", "approval.required", "yes")],
    "approval: {status: ok}": [("invalid-value", "approval.status", "ok")],
    "verification_status: ok": [("invalid-value", "verification_status", "ok")],
    "retry_state: {attempts: 1}": [
        ("missing-field", "retry_state.last_retry_time", "retry_state"),
        ("missing-field", "retry_state.next_retry_time", "retry_state"),
    ],
    "informed_by:\n- path: x": [("wrong-type", "informed_by[0]", "path: x")],
    "type: code\ntype: task": [("duplicate-key", "type", "type")],
    "approval: {by: a, by: b}": [("duplicate-key", "approval.by", "by")],
    "type: !x code": [("invalid-value", "type", "!x code")],
    "type: !code x": [("invalid-value", "type", "!code x")],
    "type: !code ''": [("invalid-value", "type", "!code ''")],
    "type: !x": [("invalid-value", "type", "!x")],
    "type: ! code": [("invalid-value", "type", "! code")],
    "type: &a !x code": [("invalid-value", "type", "&a !x code")],
    "type: &a codes": [("invalid-value", "type", "codes")],
    "status: &a": [("invalid-value", "status", "status")],
    "&a type: codes": [("invalid-value", "type", "codes")],
    "approval: {status: !x approved}": [("invalid-value", "approval.status", "!x approved")],
    "approval: &a {required: yes}": [("wrong-type", "approval.required", "yes")],
    "approval: !x yes": [("wrong-type", "approval", "yes")],
    "depends_on: !x a": [("wrong-type", "depends_on", "!x a")],
    "depends_on: !x [a]": [("wrong-type", "depends_on", "!x [a]")],
    "depends_on: [!x a]": [("wrong-type", "depends_on[0]", "!x a")],
    "depends_on: &a 12": [("wrong-type", "depends_on", "12")],
    "labels: !x a": [("wrong-type", "labels", "a")],
    "labels: &a b": [("wrong-type", "labels", "b")],
    "labels: [&a [b]]": [("wrong-type", "labels[0]", "[b]")],
    "labels: [!x {a: b}]": [("wrong-type", "labels[0]", "{a: b}")],
    "prompt: !x [a]": [("wrong-type", "prompt", "[a]")],
    "public: !x yes": [("wrong-type", "public", "yes")],
    "public: !x": [("wrong-type", "public", "!x")],
    "public: !!bool": [("wrong-type", "public", "!!bool")],
    "labels: [&a foo]\nstatus: *a": [("invalid-value", "status", "*a")],
    "labels: &a [x]\nstatus: *a": [("wrong-type", "status", "*a")],
    "team: &a yes\npublic: *a": [("wrong-type", "public", "*a")],
    "team: &a 12\ndepends_on: [*a]": [("wrong-type", "depends_on[0]", "*a")],
    "team: &a {b: c}\nlabels: [*a]": [("wrong-type", "labels[0]", "*a")],
    "team: &a {required: yes}\napproval: *a": [("wrong-type", "approval.required", "yes")],
}


@pytest.mark.parametrize("block, expected", REFUSED.items(), ids=REFUSED.keys())
def test_what_chant_refuses_is_a_fault_at_its_value(block, expected):
    assert faults(block) == expected


TAKEN = [
    "",
    "type: !code",
    "type: &a !code ~",
    "type: !!str code",
    "type: &a code",
    "!x type: code",
    "status: !<!pending>",
    "verification_status: !passed",
    "approval: !x {required: !x true, status: !approved , by: !x ann}",
    "depends_on: !!str 12",
    "depends_on: [&a b, !!str 12]",
    "labels: !x [!x a, !x ]",
    "members: !x",
    "prompt: !x 12",
    "public: !x true",
    "labels: [&a pending]\nstatus: *a",
    "labels: &a [x]\ndepends_on: *a",
    "labels: [1, true, null]",
    "labels:\n-\n- a",
    "labels:",
    "labels: ~",
    "prompt: 12",
    "branch: true",
    "depends_on: a",
    "depends_on: [001, 72e5526, 'b']",
    "depends_on: []",
    "depends_on:",
    "public: true",
    "public: FALSE",
    "replay_count: 0x1F",
    "approval:",
    "approval: {}",
    "approval: {required: true, status: approved, by: me, at: now, else: 1}",
    "retry_state: {attempts: 1, last_retry_time: 2, next_retry_time: 3}",
    "completed_at: 2026-01-01",
    "unknown: {a: [b]}",
    "a: 1\na: 2",
    "status: 'pending'",
]


@pytest.mark.parametrize("block", TAKEN)
def test_what_chant_takes_is_no_fault(block):
    assert faults(block) == []


def test_the_table_has_every_key_that_chant_knows():
    assert len(FIELDS) == 32
    for field in FIELDS.values():
        assert field.meaning
        assert bool(field.choices) == (field.kind is Kind.CHOICE)
        assert bool(field.fields) == (field.kind is Kind.MAP)


@pytest.mark.parametrize("name", FIELDS)
def test_every_key_refuses_some_shape(name):
    wrong = {
        Kind.TEXT: "[a]",
        Kind.CHOICE: "[a]",
        Kind.TEXTS: "a",
        Kind.TEXT_OR_TEXTS: "{a: b}",
        Kind.FLAG: "maybe",
        Kind.COUNT: "many",
        Kind.MAP: "a",
    }[FIELDS[name].kind]
    assert faults(f"{name}: {wrong}") == [("wrong-type", name, wrong)]
