"""Writing a spec's status: a few characters of the file as it is now, never a version that was read earlier."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Mapping, Sequence

from chant_lsp.core.edit import apply_edits, set_field, set_list
from chant_lsp.core.findings import Edit
from chant_lsp.core.spec import Spec, parse
from chant_lsp.core.text import Source
from chant_lsp.workspace.edits import EditConflictError, EditRefusedError, decode, encode, replace_file
from chant_lsp.workspace.layout import Project

_PATIENCE_S = 3.0
"""In which a file has to stay as it is for a moment."""
_NUMBER = re.compile(r"\d+|\d+[eE]\d+")
"""A commit's hash that YAML would take for a number; chant quotes it."""
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]*")


class StatusError(Exception):
    """The file could not be given its status; the text is a sentence."""


Value = str | Sequence[str]
"""A text, or a list; an empty list takes the field out."""


def write_fields(project: Project, path: str, fields: Mapping[str, Value]) -> Source:
    """Set frontmatter fields of a spec, and return its new text.

    Each try starts from the bytes on the disk, so an edit that somebody saves meanwhile is kept.
    Errors: StatusError; the file is then as it was.
    """
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        place = project.inside(path)
        try:
            if place is None or not place.is_file():
                raise StatusError(f"{path} is gone, so its status was not written.")
            before = place.read_bytes()
            after = with_fields(path, decode(before), fields)
            replace_file(project.root, place, before, encode(after))
        except EditConflictError:
            # Two who try again in step would meet again and again.
            time.sleep(random.uniform(0.001, 0.02))
            continue
        except UnicodeDecodeError:
            raise StatusError(f"{path} is no longer UTF-8, so its status was not written.") from None
        except (EditRefusedError, OSError) as error:
            raise StatusError(f"The status of {path} was not written: {error}.") from None
        return after
    raise StatusError(f"{path} is being changed all the time, so its status was not written.")


def with_fields(path: str, source: Source, fields: Mapping[str, Value]) -> Source:
    """The text with the fields set. Errors: StatusError if chant could not read it before or after."""
    for name, value in fields.items():
        spec = parse(path, source)
        if not spec.readable:
            raise StatusError(f"The frontmatter of {path} cannot be read any more, so its status was not written.")
        source = Source(apply_edits(source.text, _edits(source, spec, name, value)), source.bom)
        written = parse(path, source)
        found = written.text(name) if isinstance(value, str) else list(written.texts(name))
        if not written.readable or found != (value if isinstance(value, str) else list(value)):
            raise StatusError(f"`{name}` has no place in the frontmatter of {path}, so it was not written.")
    return source


def _edits(source: Source, spec: Spec, name: str, value: Value) -> Sequence[Edit]:
    if isinstance(value, str):
        return set_field(source, spec.frontmatter, name, _yaml(value))
    if not value and spec.frontmatter.get(name) is None:
        return ()
    return set_list(
        source, spec.frontmatter, name, [f"'{item}'" if _NUMBER.fullmatch(item) else item for item in value]
    )


def chant_model(name: str) -> str:
    """A model by the name that chant keeps: one of its three words where the name holds it, else the name itself."""
    return next((word for word in ("opus", "sonnet", "haiku") if word in name.lower()), name)


def _yaml(value: str) -> str:
    """A value as a plain scalar where that is safe, else in double quotes."""
    plain = _PLAIN.fullmatch(value) and value.lower() not in ("true", "false", "null", "yes", "no", "on", "off")
    return value if plain and not value.endswith(":") else json.dumps(value)
