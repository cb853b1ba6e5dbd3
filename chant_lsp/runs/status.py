"""Writing a spec's status: a few characters of the file as it is now, never a version that was read earlier."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from chant_lsp.core.edit import apply_edits, set_field
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from chant_lsp.workspace.edits import EditConflictError, EditRefusedError, decode, encode, replace_file
from chant_lsp.workspace.layout import Project

_TRIES = 8
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]*")


class StatusError(Exception):
    """The file could not be given its status; the text is a sentence."""


def write_fields(project: Project, path: str, fields: Mapping[str, str]) -> Source:
    """Set frontmatter fields of a spec, and return its new text.

    Each try starts from the bytes on the disk, so an edit that somebody saves meanwhile is kept.
    Errors: StatusError; the file is then as it was.
    """
    for _ in range(_TRIES):
        place = project.inside(path)
        try:
            if place is None or not place.is_file():
                raise StatusError(f"{path} is gone, so its status was not written.")
            before = place.read_bytes()
            after = with_fields(path, decode(before), fields)
            replace_file(project.root, place, before, encode(after))
        except EditConflictError:
            continue
        except UnicodeDecodeError:
            raise StatusError(f"{path} is no longer UTF-8, so its status was not written.") from None
        except (EditRefusedError, OSError) as error:
            raise StatusError(f"The status of {path} was not written: {error}.") from None
        return after
    raise StatusError(f"{path} is being changed all the time, so its status was not written.")


def with_fields(path: str, source: Source, fields: Mapping[str, str]) -> Source:
    """The text with the fields set. Errors: StatusError if chant could not read it before or after."""
    for name, value in fields.items():
        spec = parse(path, source)
        if not spec.readable:
            raise StatusError(f"The frontmatter of {path} cannot be read any more, so its status was not written.")
        edits = set_field(source, spec.frontmatter, name, _yaml(value))
        source = Source(apply_edits(source.text, edits), source.bom)
        written = parse(path, source)
        if not written.readable or written.text(name) != value:
            raise StatusError(f"`{name}` has no place in the frontmatter of {path}, so it was not written.")
    return source


def _yaml(value: str) -> str:
    """A value as a plain scalar where that is safe, else in double quotes."""
    plain = _PLAIN.fullmatch(value) and value.lower() not in ("true", "false", "null", "yes", "no", "on", "off")
    return value if plain and not value.endswith(":") else json.dumps(value)
