"""Frontmatter made at random, with chant's verdict known by how it was made.

A document is a few known keys with values of a small grammar. Each value is made together with what it is to chant: the
words below are the oracle, written from what its reader accepts (chant-reference.md §2.2, §3.1, §3.2, §3.6), and know
nothing of this project's own tables. A key is refused if and only if there is an error on its lines.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from chant_lsp.core.check import check
from chant_lsp.core.findings import Severity
from chant_lsp.core.text import Source
from tests.fixtures import ONLY_FILE, index_of

DOCUMENTS = 400
"""For each seed."""

STATUSES = [
    "pending",
    "in_progress",
    "paused",
    "completed",
    "failed",
    "needs_attention",
    "ready",
    "blocked",
    "cancelled",
]
ENUMS = {
    "type": ["code", "task", "driver", "documentation", "research", "group"],
    "status": STATUSES,
    "verification_status": ["passed", "failed", "partial"],
    "approval.status": ["pending", "approved", "rejected"],
}
LISTS = [
    "labels",
    "target_files",
    "context",
    "commits",
    "tracks",
    "informed_by",
    "origin",
    "conflicting_files",
    "blocked_specs",
    "verification_failures",
    "derived_fields",
    "members",
]
TEXTS = [
    "prompt",
    "branch",
    "completed_at",
    "model",
    "schedule",
    "source_branch",
    "target_branch",
    "original_spec",
    "last_verified",
    "replayed_at",
    "original_completed_at",
    "output_schema",
]
KEYS = [*LISTS, *TEXTS, "type", "status", "verification_status", "depends_on", "replay_count", "public"]
KEYS += ["approval", "retry_state", "owner"]
RETRY = ("attempts", "last_retry_time", "next_retry_time")
OUR_ERRORS = {"wrong-type", "invalid-value", "missing-field", "duplicate-key", "yaml-syntax"}


class Text(NamedTuple):
    """A string."""

    text: str


class Number(NamedTuple):
    """A whole number."""

    value: int


class Other(NamedTuple):
    """`float`, `bool` or `null`."""

    kind: str


Value = Text | Number | Other | list | dict
"""What YAML says."""

STRINGS = [
    "abc",
    "src/x.py",
    "001-a",
    "007",
    "yes",
    "no",
    "on",
    "off",
    "y",
    "n",
    "1.2.3",
    "2026-01-22",
    "12:30",
    "1_000",
    "0x",
    "0o9",
    "-x",
    "docs/",
    "é",
    "🎉",
    "72e5526e",
]
STRINGS += [*STATUSES, "code", "passed", "approved", "Pending", "TRUEE", "nul", "00", "-01", "0b2", "+", "1e"]
INTEGERS = {"0": 0, "12": 12, "-3": -3, "+7": 7, "0x1F": 31, "0o17": 15, "0b101": 5, "-0": 0}
INTEGERS |= {str(n): n for n in (2**32 - 1, 2**32, 2**64 - 1, 2**64)}
FLOATS = ["1.5", "-0.5", "1e3", ".inf", "-.INF", ".nan", "1.", ".5", "6.02E23", "003.1", "00e1"]
BOOLEANS = ["true", "True", "TRUE", "false", "False", "FALSE"]
NULLS = ["~", "null", "Null", "NULL"]


def make_scalar(chance: random.Random) -> tuple[str, Value]:
    """A scalar as it is written, and what it says."""
    kind = chance.randrange(9)
    if kind < 3:
        word = chance.choice(STRINGS)
        return word, Text(word)
    if kind < 5:
        word = chance.choice([*STRINGS, "12", "true", "null", "", "a b", "1.5", "code"])
        return chance.choice([f'"{word}"', f"'{word}'"]), Text(word)
    if kind == 5:
        word = chance.choice(list(INTEGERS))
        return word, Number(INTEGERS[word])
    if kind == 6:
        return chance.choice(FLOATS), Other("float")
    if kind == 7:
        return chance.choice(BOOLEANS), Other("bool")
    return chance.choice(NULLS), Other("null")


def make_flow(chance: random.Random, depth: int = 0) -> tuple[str, Value]:
    """A value on one line."""
    kind = chance.random()
    if kind < 0.6 or depth > 1:
        return make_scalar(chance)
    parts = [make_flow(chance, depth + 1) for _ in range(chance.randrange(4))]
    if kind < 0.85:
        return f"[{', '.join(text for text, _ in parts)}]", [value for _, value in parts]
    names = chance.sample(["a", "required", "status", "by", "at", *RETRY], len(parts))
    text = ", ".join(f"{name}: {text}" for name, (text, _) in zip(names, parts, strict=True))
    return f"{{{text}}}", {name: value for name, (_, value) in zip(names, parts, strict=True)}


def make_map(chance: random.Random, key: str) -> dict[str, tuple[str, Value]]:
    """Keys for a map field, mostly with what belongs there."""
    names = ("required", "status", "by", "at", "note") if key == "approval" else (*RETRY, "note")
    good = {
        "required": ("true", Other("bool")),
        "status": ("approved", Text("approved")),
        "by": ("ada", Text("ada")),
        "at": ("x", Text("x")),
    }
    made = {}
    for name in names:
        if chance.random() < (0.6 if key == "approval" else 0.95):
            usual = good.get(name, ("7", Number(7)))
            made[name] = usual if chance.random() < 0.8 else make_flow(chance)
    return made


def make_field(chance: random.Random, key: str) -> tuple[list[str], Value]:
    """The lines of one key, and its value."""
    style = chance.random()
    if key in ("approval", "retry_state") and style < 0.7:
        made = make_map(chance, key)
        said = {name: value for name, (_, value) in made.items()}
        if not made:
            return [f"{key}: {{}}"], {}
        return [f"{key}:", *(f"  {name}: {text}" for name, (text, _) in made.items())], said
    if style < 0.3:
        items = [make_flow(chance) for _ in range(chance.randint(1, 3))]
        indent = chance.choice(["", "  "])
        return [f"{key}:", *(f"{indent}- {text}" for text, _ in items)], [value for _, value in items]
    if style < 0.35:
        return [f"{key}:{chance.choice(['', ' ', ' # nothing'])}"], Other("null")
    if key in ENUMS and style < 0.75:
        word = chance.choice(ENUMS[key])
        return [f"{key}: {word}"], Text(word)
    text, value = make_flow(chance)
    return [f"{key}: {text}{chance.choice(['', '', ' # a comment'])}"], value


def is_null(value: Value) -> bool:
    return isinstance(value, Other) and value.kind == "null"


def accepts(key: str, value: Any) -> bool:
    """chant's verdict on one key."""
    if key in ENUMS:
        optional = key == "verification_status"
        return (optional and is_null(value)) or (isinstance(value, Text) and value.text in ENUMS[key])
    if key in LISTS:
        return is_null(value) or (isinstance(value, list) and not any(isinstance(item, (list, dict)) for item in value))
    if key == "depends_on":
        several = isinstance(value, list) and all(isinstance(item, Text) for item in value)
        return is_null(value) or isinstance(value, Text) or several
    if key in TEXTS or key in ("approval.by", "approval.at"):
        return not isinstance(value, (list, dict))
    if key in ("public", "approval.required"):
        is_bool = isinstance(value, Other) and value.kind == "bool"
        return is_bool or (key == "public" and is_null(value))
    if key == "replay_count":
        return is_null(value) or (isinstance(value, Number) and 0 <= value.value < 2**32)
    if key.startswith("retry_state."):
        return isinstance(value, Number) and 0 <= value.value < 2**64
    if key in ("approval", "retry_state"):
        return is_null(value) or (isinstance(value, dict) and accepts_map(key, value))
    return True


def accepts_map(key: str, value: dict[str, Value]) -> bool:
    known = ("required", "status", "by", "at") if key == "approval" else RETRY
    complete = key == "approval" or all(name in value for name in RETRY)
    return complete and all(accepts(f"{key}.{name}", each) for name, each in value.items() if name in known)


def make_document(chance: random.Random) -> Iterator[tuple[str, list[str], bool]]:
    """Keys with their lines, and whether chant takes them."""
    keys = chance.sample(KEYS, chance.randint(1, 6))
    if chance.random() < 0.1:
        keys.append(chance.choice(keys))
    for i, key in enumerate(keys):
        lines, value = make_field(chance, key)
        again = key in keys[:i] and key != "owner"
        yield key, lines, accepts(key, value) and not again


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_an_error_is_what_chant_refuses(seed: int):
    chance = random.Random(seed)
    wrong = []
    for _ in range(DOCUMENTS):
        fields = list(make_document(chance))
        front = "".join("".join(f"{line}\n" for line in lines) for _, lines, _ in fields)
        text = f"---\n{front}---\n\n# A\n"
        source = Source(text)
        findings = check(index_of({ONLY_FILE: text}), ONLY_FILE)
        errors = [each for each in findings if each.severity is Severity.ERROR and each.code in OUR_ERRORS]
        at = {source.line_of(error.span.start) for error in errors}
        line = 1
        for _, lines, taken in fields:
            own = set(range(line, line + len(lines)))
            line += len(lines)
            if bool(at & own) == taken:
                wrong.append((lines, taken, [error.message for error in errors]))
    assert wrong == []
