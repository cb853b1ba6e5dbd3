"""What a run changed: recorded at its end, so that what somebody edits later is told apart from it.

Of a run that could not record it (killed, or still going) the change is what differs from its checkpoint now; then only
what was written before the run's last sign of life counts as the run's own.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from chant_lsp.runs import journal
from chant_lsp.runs.checkpoint import COPY, GIT, Image, is_own_path, load_image, read_before
from chant_lsp.runs.kept import keep_copy, read_copy, read_record, write_record
from chant_lsp.runs.model import EventType
from chant_lsp.runs.profile import Policy, is_output, is_spec
from chant_lsp.runs.snapshot import Since, digest_bytes, digest_file, is_whole, look_since, open_quietly
from chant_lsp.runs.store import events_path, run_folder
from chant_lsp.workspace.edits import is_temporary
from chant_lsp.workspace.layout import Project

AFTER_NAME = "after.json.gz"
MAX_AFTER_FILE_BYTES = 16 * 1024 * 1024
MAX_AFTER_BYTES = 256 * 1024 * 1024
_LAST_SIGN = timedelta(seconds=1)
"""What a run writes is on the disk a moment after it said so."""


class State(NamedTuple):
    """A file, or a link, at one moment."""

    mode: int
    """As `lstat` says, the kind included."""
    size: int
    mtime_ns: int
    digest: bytes | None
    """None where it is too large to be hashed, or unreadable."""

    def is_like(self, other: State | None) -> bool:
        """Whether both have the same bytes and the same mode."""
        if other is None or self.mode != other.mode:
            return False
        if self.digest is None or other.digest is None:
            return self.size == other.size and self.mtime_ns == other.mtime_ns
        return self.digest == other.digest


class Change(NamedTuple):
    """What a run did to one path."""

    path: str
    before: State | None
    """None: it was not there."""
    after: State | None
    """As the run left it; None: it is gone."""
    outside: bool
    """Neither a declared output nor the spec itself."""
    others: bool
    """What another run, going on at the same time, may write."""
    own: bool = True
    """Not so when it may as well be somebody else's, because nobody recorded the run's end."""


@dataclass(frozen=True, slots=True)
class Changes:
    """All that a run changed."""

    run_id: str
    image: Image
    recorded: bool
    """At the run's end; else worked out now."""
    files: tuple[Change, ...]
    """In the order of their paths."""
    folders: tuple[str, ...]
    """That it created."""
    lost_folders: tuple[str, ...]
    """That it removed."""


def record_changes(project: Project, run_id: str, policy: Policy, others: Sequence[Policy]) -> int:
    """Write down what differs from the run's checkpoint, and keep the bytes that are there now; how many paths a person
    would want to see. Errors: OSError; a run without a checkpoint has none.

    Cost: one walk, and reading what changed.
    """
    image = load_image(project, run_id)
    if image is None:
        return 0
    since = look_since(project.root, image.marks)
    files = _differences(project, image, since, policy, others)
    folder = run_folder(project, run_id)
    left = MAX_AFTER_BYTES
    for change in files:
        if change.after is not None and change.after.digest and change.after.size <= min(left, MAX_AFTER_FILE_BYTES):
            content = read_now(project, change.path)
            if content is not None and digest_bytes(content, image.algorithm) == change.after.digest:
                keep_copy(folder, change.after.digest, content)
                left -= change.after.size
    rows = [[c.path, _to_row(c.before), _to_row(c.after), c.outside, c.others] for c in files]
    created, lost = _folders(image, since)
    write_record(folder / AFTER_NAME, {"version": 1, "created": created, "lost": lost, "files": rows})
    ours = (change for change in files if not change.others)
    return sum(not is_spec(policy, change.path) or _is_rewritten(project, run_id, image, change) for change in ours)


def load_changes(project: Project, run_id: str, policy: Policy) -> Changes | None:
    """What the run changed, as it was recorded or, without a record, as it looks now; None without a checkpoint.

    Cost: reads the record; without one, a walk.
    """
    image = load_image(project, run_id)
    if image is None:
        return None
    found = read_record(run_folder(project, run_id) / AFTER_NAME)
    if found is not None:
        with contextlib.suppress(KeyError, TypeError, ValueError, AttributeError):
            return _recorded(run_id, image, found)
    since = look_since(project.root, image.marks)
    files = _differences(project, image, since, policy, ())
    last = _last_sign(project, run_id)
    files = [change._replace(own=_is_older(project, change, last)) for change in files]
    return Changes(run_id, image, False, tuple(files), *_folders(image, since))


def _recorded(run_id: str, image: Image, found: Any) -> Changes:
    """Errors: those of a record that we did not write."""
    files = (Change(path, _from_row(b), _from_row(a), bool(out), bool(oth)) for path, b, a, out, oth in found["files"])
    own = tuple(change for change in files if is_own_path(change.path))
    created, lost = (tuple(filter(is_own_path, found[key])) for key in ("created", "lost"))
    return Changes(run_id, image, True, own, created, lost)


def state_now(project: Project, path: str, algorithm: str) -> State | None:
    """What is at a path now; None for a folder, too."""
    place = str(project.absolute(path))
    try:
        status = os.lstat(place)
    except OSError:
        return None
    if stat.S_ISDIR(status.st_mode):
        return None
    return State(status.st_mode, status.st_size, status.st_mtime_ns, digest_file(place, status, algorithm))


def read_now(project: Project, path: str) -> bytes | None:
    """The bytes of a file, or the target of a link; None for neither."""
    place = str(project.absolute(path))
    try:
        if os.path.islink(place):
            return os.fsencode(os.readlink(place))
        with open(place, "rb", opener=open_quietly) as file:
            return file.read() if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else None
    except OSError:
        return None


def read_after(project: Project, changes: Changes, change: Change) -> bytes | None:
    """The bytes that a run left at a path; None where they were not kept and are no longer there."""
    if change.after is None or not change.after.digest:
        return None
    kept = read_copy(run_folder(project, changes.run_id), change.after.digest, changes.image.algorithm)
    if kept is not None:
        return kept
    now = read_now(project, change.path)
    return now if now is not None and digest_bytes(now, changes.image.algorithm) == change.after.digest else None


def is_kept(image: Image, path: str) -> bool:
    """Whether the bytes that a path had before the run were kept."""
    return image.kept.get(path) in (GIT, COPY)


def _differences(
    project: Project, image: Image, since: Since, policy: Policy, others: Sequence[Policy]
) -> list[Change]:
    files = []
    for path in sorted(path for path in since.touched if not is_temporary(path)):
        mark = image.marks.get(path)
        before = State(mark.mode, mark.facts[0], mark.facts[1], mark.digest) if mark else None
        after = state_now(project, path, image.algorithm)
        if after is None and before is None:
            continue
        outside = not (is_spec(policy, path) or is_output(policy, path))
        foreign = outside and any(is_spec(one, path) or is_output(one, path) for one in others)
        files.append(Change(path, before, after, outside, foreign))
    return files


def _folders(image: Image, since: Since) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those that are new, as far as that can be known, and those that are gone."""
    new = since.folders - image.folders if is_whole(image.marks) else ()
    return tuple(sorted(new)), tuple(sorted(image.folders - since.folders))


def _is_older(project: Project, change: Change, last: datetime | None) -> bool:
    """Whether a path was last touched while the run gave signs of life."""
    try:
        # Not the time of the content, which anybody may set.
        touched_s = os.lstat(project.absolute(change.path)).st_ctime
    except OSError:
        return change.after is None
    return last is not None and touched_s <= (last + _LAST_SIGN).timestamp()


def _last_sign(project: Project, run_id: str) -> datetime | None:
    """When the run itself last wrote to its journal; its end may have been written by somebody else, much later."""
    events = journal.read(events_path(project, run_id))
    return max((e.at for e in events if e.type not in (EventType.ENDED, EventType.STOPPED)), default=None)


def _is_rewritten(project: Project, run_id: str, image: Image, change: Change) -> bool:
    """Whether more of the spec than its frontmatter differs."""
    before = read_before(project, run_id, image, [change.path]).get(change.path)
    now = read_now(project, change.path)
    return before is None or now is None or _body(change.path, before) != _body(change.path, now)


def _body(path: str, content: bytes) -> str:
    text = content.decode("utf-8", "surrogateescape")
    return text[parse(path, Source(text)).frontmatter.block.end :]


def _to_row(state: State | None) -> list[Any] | None:
    if state is None:
        return None
    return [state.mode, state.size, state.mtime_ns, state.digest.hex() if state.digest is not None else None]


def _from_row(row: Sequence[Any] | None) -> State | None:
    if row is None:
        return None
    mode, size, mtime_ns, digest = row
    return State(mode, size, mtime_ns, bytes.fromhex(digest) if digest is not None else None)
