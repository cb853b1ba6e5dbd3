"""Why a new name cannot be given to a spec, a file or a prompt."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from chant_lsp.core.frontmatter import Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.members import driver_of
from chant_lsp.core.mentions import MentionKind, is_prompt_path, is_spec_path, leads_out, normal_path, to_mention
from chant_lsp.core.schema import Names
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span

MAX_NAME_BYTES = 200
"""File systems take 255; chant puts something behind the name when it writes."""

_NOT_IN_ID = re.compile(r"[/\\:*?\"<>|\[\]#`\s\x00-\x1f\x7f]")
_NOT_IN_PATH = re.compile(r"[\\:*?\"<>|\[\]#`\r\n\t\x00-\x1f\x7f]")
_SHOWN = {" ": "a space", "\t": "a tab", "\n": "a line break"}


class Refusal(NamedTuple):
    """Why something cannot be renamed: one sentence for people."""

    sentence: str


def why_not_id(
    index: SpecIndex, spec: Spec, members: Sequence[Spec], new: str, running: Collection[str]
) -> Refusal | None:
    """Why a spec, and its members with it, cannot have the id."""
    misfit = _misfit(new, _NOT_IN_ID, "An id")
    if misfit is not None:
        return misfit
    busy = next((each.id for each in (spec, *members) if each.id in running), None)
    if busy is not None:
        return Refusal(f"`{busy}` is running; stop it, or wait until it is done, before you rename it.")
    twice = index.paths_of(spec.id)
    if len(twice) > 1:
        return Refusal(f"`{spec.id}` is there twice, as `{twice[0]}` and `{twice[1]}`; remove one of them first.")
    taken = [id for id in (new, *index.written_in_another_case(new)) if id != spec.id and index.paths_of(id)]
    if taken:
        return Refusal(f"There is a spec `{taken[0]}` already; choose another id.")
    return _why_no_driver(spec, members, new) or _why_no_member(index, spec, new)


def _why_no_driver(spec: Spec, members: Sequence[Spec], new: str) -> Refusal | None:
    """chant takes what stands before the first dot for the driver's id."""
    driver = driver_of(f"{new}.1")
    if not members or driver == new or (driver is not None and driver_of(spec.id) is not None):
        return None
    return Refusal(f"chant would not take `{members[0].id}` for a member of `{new}`; choose an id without a dot.")


def _why_no_member(index: SpecIndex, spec: Spec, new: str) -> Refusal | None:
    """chant tells members by their file names alone: a dot and a digit are enough."""
    driver = driver_of(new)
    if driver is not None and driver not in (spec.id, driver_of(spec.id)) and index.paths_of(driver):
        return Refusal(
            f"chant would take `{new}` for a member of `{driver}`; write it without the dot before the digit."
        )
    joined = [member.id for member in index.members(new) if driver_of(spec.id) != new]
    if joined:
        return Refusal(f"chant would take `{joined[0]}` for a member of `{new}`; choose another id.")
    return None


def why_not_path(index: SpecIndex, old: str, new: str) -> Refusal | None:
    """Why a file or a folder, there or not, cannot have the path."""
    misfit = _misfit(new, _NOT_IN_PATH, "A path")
    path = normal_path(new)
    if misfit is not None:
        return misfit
    if leads_out(path) or path == "." or index.files.outside(path):
        return Refusal(f"`{new}` leads out of the project; choose a path inside it.")
    if is_spec_path(path) or is_spec_path(old):
        return Refusal(f"`{path if is_spec_path(path) else old}` is where a spec lives; rename a spec by its id.")
    if index.files.kind(path) is not None and path != old:
        return Refusal(f"`{path}` is there already; choose another path.")
    if f"{path}/".startswith(f"{old}/"):
        return Refusal(f"`{path}` is inside `{old}`; choose another path.")
    if index.files.kind(old) != "dir" and not _reads_as_path(path):
        return Refusal(f"chant would not take `{path}` for a path; write it with a folder or an ending.")
    return None


def why_not_prompt(index: SpecIndex, folder: str, new: str) -> Refusal | None:
    """Why a prompt in the folder cannot have the name."""
    misfit = _misfit(new, _NOT_IN_PATH, "A prompt's name")
    path = normal_path(f"{folder}{new}.md")
    if misfit is not None:
        return misfit
    if not is_prompt_path(path) or not path.startswith(folder) or path != f"{folder}{new}.md":
        return Refusal(f"`{new}` leads out of `{folder}`; a prompt's name is its file's, without `.md`.")
    if index.files.kind(path) is not None:
        return Refusal(f"There is a prompt `{new}` already; choose another name.")
    return None


def _misfit(new: str, forbidden: re.Pattern[str], what: str) -> Refusal | None:
    """What no name may look like."""
    if not new:
        return Refusal(f"{what} cannot be empty.")
    found = forbidden.search(new)
    if found is not None:
        sign = _SHOWN.get(found[0]) or (f"`{found[0]}`" if found[0].isprintable() else "an invisible character")
        return Refusal(f"{what} cannot have {sign if sign != '```' else 'a backtick'} in it.")
    if new.startswith(("-", ".")) and what != "A path":
        return Refusal(f"{what} cannot begin with `{new[0]}`.")
    if new.startswith("-") or new.endswith((".", " ")) or new != new.strip():
        return Refusal(f"{what} cannot begin with `-` or a space, nor end with a dot or a space.")
    if "---" in new:
        return Refusal(f"{what} cannot have `---` in it: chant would end the frontmatter there.")
    if any(len(part.encode("utf-8", "replace")) > MAX_NAME_BYTES for part in new.split("/")):
        return Refusal(f"{what} cannot be longer than {MAX_NAME_BYTES} bytes.")
    if any(0xD800 <= ord(character) <= 0xDFFF for character in new):
        return Refusal(f"{what} cannot have half a character in it.")
    return None


def _reads_as_path(path: str) -> bool:
    return to_mention(Scalar(path, Span(0, 0), False), "informed_by", Names.FILE).kind is MentionKind.FILE
