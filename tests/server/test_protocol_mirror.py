"""chant_lsp/server/protocol.py and editor-client/src/protocol.ts say the same."""

import dataclasses
import re
from pathlib import Path

from chant_lsp.server import protocol

MIRROR = Path(__file__).parents[2] / "editor-client" / "src" / "protocol.ts"
ONLY_IN_CLIENT = {"Settings", "InitializationOptions"}
"""What the server reads leniently; see workspace/settings.py and tests/server/test_lifecycle.py."""

TEXT = MIRROR.read_text("utf-8")


def test_names_are_the_same():
    theirs = dict(re.findall(r'^export const (\w+) = "(.+)";$', TEXT, re.MULTILINE))
    ours = {name: value for name, value in vars(protocol).items() if name.isupper() and isinstance(value, str)}
    assert theirs == ours


def test_fields_are_the_same():
    theirs = {
        name: sorted(re.findall(r"(\w+)\??:", body))
        for name, body in re.findall(r"^export interface (\w+) \{(.*)\}$", TEXT, re.MULTILINE)
        if name not in ONLY_IN_CLIENT
    }
    ours = {
        name: sorted(field.name for field in dataclasses.fields(kind))
        for name, kind in vars(protocol).items()
        if isinstance(kind, type) and dataclasses.is_dataclass(kind)
    }
    assert theirs == ours


def test_what_may_be_left_out_is_the_same():
    theirs = {
        (name, field)
        for name, body in re.findall(r"^export interface (\w+) \{(.*)\}$", TEXT, re.MULTILINE)
        for field in re.findall(r"(\w+)\?:", body)
    }
    ours = {
        (name, field.name)
        for name, kind in vars(protocol).items()
        if isinstance(kind, type) and dataclasses.is_dataclass(kind)
        for field in dataclasses.fields(kind)
        if field.default is None
    }
    assert theirs == ours


def test_states_are_the_same():
    from chant_lsp.runs.model import RunState

    union = re.search(r"state: ((?:\"\w+\"(?: \| )?)+)", TEXT)
    assert union and set(re.findall(r"\w+", union[1])) == {state.value for state in RunState}
