"""chant_lsp/server/protocol.py and editor-client/src/protocol.ts say the same."""

import dataclasses
import re
from pathlib import Path

from chant_lsp.server import protocol

MIRROR = Path(__file__).parents[2] / "editor-client" / "src" / "protocol.ts"
ONLY_IN_CLIENT = {"Settings", "InitializationOptions"}
"""What the server reads leniently; see workspace/settings.py and tests/server/test_lifecycle.py."""

ONLY_IN_SERVER = {"UriArgument"}
"""The one class behind all arguments that are just a document."""

TEXT = MIRROR.read_text("utf-8")

THEIRS = {
    name: re.findall(r"(\w+)(\??):", body)
    for name, body in re.findall(r"^export interface (\w+) \{(.*)\}$", TEXT, re.MULTILINE)
    if name not in ONLY_IN_CLIENT
}
OURS = {
    name: kind
    for name, kind in vars(protocol).items()
    if isinstance(kind, type) and kind.__module__ == protocol.__name__ and name not in ONLY_IN_SERVER
}


def optional(kind) -> set[str]:
    """The fields of a class that may be left out."""
    if dataclasses.is_dataclass(kind):
        return {field.name for field in dataclasses.fields(kind) if field.default is None}
    return set(kind.__optional_keys__)


def test_names_are_the_same():
    theirs = dict(re.findall(r'^export const (\w+) = "(.+)";$', TEXT, re.MULTILINE))
    ours = {name: value for name, value in vars(protocol).items() if name.isupper() and isinstance(value, str)}
    assert theirs == ours


def test_fields_are_the_same():
    theirs = {name: {field for field, _ in fields} for name, fields in THEIRS.items()}
    assert theirs == {name: set(kind.__annotations__) for name, kind in OURS.items()}


def test_what_may_be_left_out_is_the_same():
    theirs = {name: {field for field, mark in fields if mark} for name, fields in THEIRS.items()}
    assert theirs == {name: optional(kind) for name, kind in OURS.items()}


def test_states_are_the_same():
    from chant_lsp.runs.model import RunState

    union = re.search(r"state: ((?:\"\w+\"(?: \| )?)+)", TEXT)
    assert union and set(re.findall(r"\w+", union[1])) == {state.value for state in RunState}
