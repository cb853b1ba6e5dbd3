"""Whether a run did what its spec declares: measured on the disk, not by the agent's word.

Three questions: is every declared output there, written since the start and not empty; is every criterion ticked that
chant counts; and was nothing else touched.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from chant_lsp.core.edit import differs_in_boxes_only
from chant_lsp.core.mentions import Mention
from chant_lsp.core.spec import Spec, parse
from chant_lsp.core.text import Source
from chant_lsp.runs.assembly import read_spec_text
from chant_lsp.runs.model import Missing
from chant_lsp.runs.profile import Policy, may_be_touched
from chant_lsp.runs.snapshot import Snapshot, look_since, written_since
from chant_lsp.workspace.edits import is_temporary, real_relative
from chant_lsp.workspace.files import DiskFiles, named_files
from chant_lsp.workspace.layout import Project

_RENAMED_S = 2.0
"""In which a file that is being written gets its name."""

_MAX_BLANK_BYTES = 64 * 1024
"""A file that is larger is not looked through for something that is no white space."""

_UNWRITTEN = {
    "absent": "Output `{}` was not written: it is not there.",
    "unwritten": "Output `{}` was not written: it is as it was before the run.",
    "empty": "Output `{}` is empty.",
}
"""Why an output does not count as written."""

_MAX_NAMED = 20
"""Touched paths that are named one by one."""


@dataclass(frozen=True, slots=True)
class Before:
    """What has to be known from before the agent started."""

    snapshot: Snapshot
    spec_text: str
    """The own spec's text, the runner's own status edit included."""
    own_output: frozenset[str] = frozenset()
    """The files that this process prints into; see `find_own_output`."""


class Gathered(NamedTuple):
    """What a look at the tree shows."""

    missing: tuple[Missing, ...]
    """What there is to say against the run."""
    touched: Mapping[str, str]
    """What was done to each path, by whomever: `created`, `changed` or `deleted`."""


def gather(project: Project, spec: Spec, policy: Policy, before: Before, others: Sequence[Policy]) -> Gathered:
    """The evidence as it stands now.

    Shape: `others` are the policies of other specs' runs that went on at the same time: what they may write is theirs.
    Cost:  one walk over the tree, and reading what changed.
    """
    source = read_spec_text(project, spec.path)
    missing = [*_iter_outputs(project, spec, before.snapshot), *_iter_criteria(spec, source)]
    touched = look_since(project.root, before.snapshot).touched
    missing += _iter_spec(spec, source, before.spec_text)
    # What the agent asked to write, and was denied, it has written if it was written.
    own = before.own_output - policy.grants.denied
    ours = {path for path in touched if path in own and _is_printed_into(project.absolute(path))}
    counted = {path: how for path, how in touched.items() if path not in ours and _stays(project, path)}
    missing += _iter_outside(policy, counted, others)
    return Gathered(tuple(missing), touched)


def find_own_output(root: Path, before: Snapshot) -> frozenset[str]:
    """The files of the project that this process prints into, as the shell has it do: `chant-lsp work 001 > log.txt`.

    Shape: told before the agent starts, and none that has a second name: what is written under another one is seen.
    """
    inodes = {status.st_ino for status in _standard_output()}
    found = (path for path, mark in before.items() if mark.facts[-1] in inodes)
    return frozenset(path for path in found if _is_printed_into(root / path))


def _is_printed_into(place: Path) -> bool:
    with contextlib.suppress(OSError):
        status = place.lstat()
        return status.st_nlink == 1 and any(os.path.samestat(status, own) for own in _standard_output())
    return False


def _standard_output() -> list[os.stat_result]:
    found = []
    for stream in filter(None, (sys.__stdout__, sys.__stderr__)):
        with contextlib.suppress(OSError, ValueError):
            found.append(os.fstat(stream.fileno()))
    return [status for status in found if stat.S_ISREG(status.st_mode)]


def _iter_outputs(project: Project, spec: Spec, before: Snapshot) -> Iterator[Missing]:
    files = DiskFiles(project)
    for output in spec.outputs:
        how = _unwritten(project, files, output, before)
        if how:
            yield Missing("output", output.text, _UNWRITTEN[how].format(output.text), how)


def _unwritten(project: Project, files: DiskFiles, output: Mention, before: Snapshot) -> str:
    """Why an output does not count as written, a key of _UNWRITTEN; '' when it does."""
    paths = named_files(project, [output])
    if not paths:
        return "absent"
    written = [path for path in paths if _is_written(project, path, before)]
    if not written:
        return "unwritten"
    if not any(_has_content(files, path) for path in written):
        return "empty"
    return ""


def _has_content(files: DiskFiles, path: str) -> bool:
    """Whether there is more in a file than white space."""
    size = files.size(path) or 0
    return size > _MAX_BLANK_BYTES or bool((files.text(path, _MAX_BLANK_BYTES) or "").strip())


def _is_written(project: Project, path: str, before: Snapshot) -> bool:
    real = real_relative(project.root, project.absolute(path))
    return real is not None and written_since(project.root, real, before)


def _iter_criteria(spec: Spec, source: Source | None) -> Iterator[Missing]:
    if source is None:
        return
    body = parse(spec.path, source).body
    if body.open_criteria:
        first = next(criterion.text for criterion in body.criteria if not criterion.done)
        count = f"{body.open_criteria} of {len(body.criteria)} acceptance criteria are not ticked"
        yield Missing("criterion", spec.path, f"{count}, the first: {_short(first)}.")


def _short(text: str) -> str:
    text = text.rstrip(".")
    return text if len(text) <= 80 else text[:79] + "…"


def _iter_spec(spec: Spec, source: Source | None, before: str) -> Iterator[Missing]:
    if source is None:
        yield Missing("spec", spec.path, f"{spec.path} was deleted, moved or made unreadable during the run.")
    elif not differs_in_boxes_only(before, source.text, parse(spec.path, Source(before))):
        yield Missing("spec", spec.path, f"More than criteria boxes changed in {spec.path} during the run.")


def _stays(project: Project, path: str) -> bool:
    """Whether a touched path is more than a file that another run is just about to rename; such a one is soon gone."""
    place = project.absolute(path)
    deadline = time.monotonic() + _RENAMED_S
    while is_temporary(path) and place.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_temporary(path) or place.exists()


def _iter_outside(policy: Policy, touched: Mapping[str, str], others: Sequence[Policy]) -> Iterator[Missing]:
    everyone = (policy, *others)
    extra = sorted(path for path in touched if not any(may_be_touched(one, path) for one in everyone))
    denied = policy.grants.denied
    extra.sort(key=lambda path: path not in denied)
    for path in extra[:_MAX_NAMED]:
        why = "although that had been denied" if path in denied else "and is no declared output"
        message = f"`{path}` was {touched[path]} during the run {why}."
        yield Missing("outside", path, message, touched[path])
    if len(extra) > _MAX_NAMED:
        left = len(extra) - _MAX_NAMED
        yield Missing("outside", extra[_MAX_NAMED], f"{left} more files were touched during the run.")
