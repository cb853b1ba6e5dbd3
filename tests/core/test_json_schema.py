"""The exported JSON Schema: valid itself, and of one mind with chant on real values."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft7Validator

from chant_lsp.core.frontmatter import Mapping, Node, Scalar, Sequence, read_frontmatter
from chant_lsp.core.json_schema import frontmatter_schema
from chant_lsp.core.schema import FIELDS
from chant_lsp.core.values import iter_faults, scalar_kind
from tests.corpus import needs_corpus, text_of, verdicts

SCHEMA = frontmatter_schema()
VALIDATOR = Draft7Validator(SCHEMA)


def test_it_is_a_schema():
    Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == Draft7Validator.META_SCHEMA["$schema"]


def test_it_knows_every_key_and_says_what_each_is_for():
    assert list(SCHEMA["properties"]) == list(FIELDS)
    assert all(each["description"].endswith((".", "`")) for each in SCHEMA["properties"].values())


def to_json(node: Node) -> Any:
    """A value as a library for YAML 1.2 hands it to a schema."""
    if isinstance(node, Scalar):
        kind = scalar_kind(node)
        if kind == "text":
            return node.text
        if kind == "null":
            return None
        if kind == "boolean":
            return node.text.lower() == "true"
        return (
            int(node.text, 0) if kind == "integer" else float(node.text.replace(".inf", "inf").replace(".nan", "nan"))
        )
    if isinstance(node, Mapping):
        return {key.text: to_json(value) for key, value in node.entries}
    return [to_json(item) for item in node.items] if isinstance(node, Sequence) else None


def values_of(frontmatter: str) -> Any:
    return {key.text: to_json(value) for key, value in read_frontmatter(f"---\n{frontmatter}---\n").entries}


CASES = {
    "nothing": ("", True),
    "unknown keys": ("owner: [1, {a: b}]\n", True),
    "type": ("type: code\n", True),
    "type, wrong": ("type: docs\n", False),
    "type, empty": ("type:\n", False),
    "status, list": ("status: [pending]\n", False),
    "verdict, empty": ("verification_status:\n", True),
    "one dependency": ("depends_on: 001-a\n", True),
    "dependencies": ("depends_on: [001-a, 'x']\n", True),
    "a number": ("depends_on: [1]\n", False),
    "labels": ("labels: [1, true, null, a]\n", True),
    "a label": ("labels: a\n", False),
    "a list in a list": ("labels: [[a]]\n", False),
    "text": ("prompt: 12\n", True),
    "text, list": ("prompt: [a]\n", False),
    "flag": ("public: false\n", True),
    "flag, word": ("public: yes\n", False),
    "count": ("replay_count: 4294967295\n", True),
    "count, too large": ("replay_count: 4294967296\n", False),
    "count, negative": ("replay_count: -1\n", False),
    "approval": ("approval: {required: true, by: ada, note: x}\n", True),
    "approval, empty": ("approval:\n", True),
    "approval, flag": ("approval: true\n", False),
    "approval, nothing required": ("approval: {required: }\n", False),
    "retries": ("retry_state: {attempts: 1, last_retry_time: 2, next_retry_time: 3}\n", True),
    "retries, one": ("retry_state: {attempts: 1}\n", False),
    "time": ("completed_at: yesterday\n", True),
}


@pytest.mark.parametrize("frontmatter, valid", CASES.values(), ids=CASES.keys())
def test_it_accepts_what_chant_accepts(frontmatter: str, valid: bool):
    assert VALIDATOR.is_valid(values_of(frontmatter)) == valid
    assert (not list(iter_faults(read_frontmatter(f"---\n{frontmatter}---\n")))) == valid


def test_a_tool_that_looks_at_formats_is_told_of_a_wrong_time():
    strict = Draft7Validator(SCHEMA["properties"]["completed_at"], format_checker=Draft7Validator.FORMAT_CHECKER)
    assert SCHEMA["properties"]["completed_at"]["format"] == "date-time"
    assert strict.is_valid("2026-02-01T10:00:00Z")


@needs_corpus
def test_it_agrees_with_chants_verdicts():
    wrong = []
    for verdict in verdicts():
        frontmatter = read_frontmatter(text_of(verdict["file"]))
        values = {key.text: to_json(value) for key, value in frontmatter.entries}
        if VALIDATOR.is_valid(values) != (verdict["verdict"] == "ok"):
            wrong.append(verdict["file"])
    assert wrong == []
