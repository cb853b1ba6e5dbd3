"""What a run changed, as a person looks at it: file by file, before and after, and what was edited since."""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from chant_lsp.core.drawn_diff import count, hunks
from chant_lsp.runs.changes import Change, Changes, State, read_after, read_now, state_now
from chant_lsp.runs.checkpoint import read_before
from chant_lsp.runs.model import Run
from chant_lsp.runs.redaction import redact
from chant_lsp.runs.snapshot import is_whole
from chant_lsp.workspace.layout import Project

MAX_DRAWN_BYTES = 2 * 1024 * 1024
"""Of a text that is drawn; a larger one is treated like one that is no text."""
MAX_COMPARED_RENAMES = 40
SIMILAR = 0.6
"""The share of common lines from which on a file that is gone and one that came are taken for one."""


NOT_WHOLE = "There are too many files to look at all of them, so what else it did, and what it created, is not known."


class Side(NamedTuple):
    """A file at one moment."""

    mode: int
    content: bytes | None
    """None where it was not kept."""

    @property
    def text(self) -> str | None:
        """Its text, or a link's target; None where it is none that could be shown."""
        if self.content is None or len(self.content) > MAX_DRAWN_BYTES or b"\0" in self.content:
            return None
        try:
            return self.content.decode("utf-8")
        except UnicodeDecodeError:
            return None


class FileChange(NamedTuple):
    """What the run did to one file."""

    path: str
    old_path: str
    """What it was called before; the path itself where it was not renamed."""
    how: str
    """`created`, `deleted`, `changed`, `renamed` or `mode` (nothing but its permissions)."""
    before: Side | None
    after: Side | None
    since: str
    """What happened after the run: `changed`, `deleted`, `back` (it is as before the run again), or ''."""
    now: Side | None
    """What is there now, where that is something else."""
    outside: bool
    """Neither a declared output nor the spec itself."""
    others: bool
    """What another run, going on at the same time, may write."""
    own: bool
    """Not so when nobody can tell the run's change from a later one."""
    added: int
    removed: int


class Review(NamedTuple):
    """All that a run changed."""

    run: Run
    recorded: bool
    """At the run's end, so that later edits are told apart."""
    files: tuple[FileChange, ...]
    whole: bool = True
    """Whether all of the project was looked at; see NOT_WHOLE."""


def review(project: Project, run: Run, changes: Changes) -> Review:
    """Look at a run's changes. Cost: reads every changed file, before, after and, for its hash, now."""
    sides = _read_sides(project, changes, changes.files)
    renamed = _renames(changes.files, sides)
    gone = set(renamed.values())
    files = (
        _file(project, changes, change, renamed.get(change.path, change.path), sides)
        for change in changes.files
        if change.path not in gone
    )
    return Review(run, changes.recorded, tuple(files), is_whole(changes.image.marks))


def side_of(project: Project, changes: Changes, path: str, moment: str) -> Side | None:
    """A changed file `before` the run, or as it was `after`; None where it was not there.

    Cost: reads that file; of one that came, before the run, also those that it may have been renamed from.
    """
    change = next((change for change in changes.files if change.path == path), None)
    if change is None:
        return None
    if moment == "after":
        return _after(project, changes, change)
    came = change.before is None
    files = [one for one in changes.files if one.before is None or one.after is None] if came else [change]
    sides = _read_sides(project, changes, files)
    return sides[_renames(files, sides).get(path, path)][0]


_Sides = tuple[Side | None, Side | None]


def _read_sides(project: Project, changes: Changes, files: Sequence[Change]) -> dict[str, _Sides]:
    """Files before the run and after it, by path."""
    contents = read_before(project, changes.run_id, changes.image, [change.path for change in files])
    return {change.path: (_before(change, contents), _after(project, changes, change)) for change in files}


def _before(change: Change, contents: Mapping[str, bytes]) -> Side | None:
    return Side(change.before.mode, contents.get(change.path)) if change.before else None


def _after(project: Project, changes: Changes, change: Change) -> Side | None:
    return Side(change.after.mode, read_after(project, changes, change)) if change.after else None


def _file(project: Project, changes: Changes, change: Change, old_path: str, sides: Mapping[str, _Sides]) -> FileChange:
    before, after = sides[old_path][0], sides[change.path][1]
    since, now = _since(project, changes, change)
    old, new = (side.text if side else "" for side in (before, after))
    added, removed = count(old, new) if old is not None and new is not None else (0, 0)
    return FileChange(
        path=change.path,
        old_path=old_path,
        how=_how(before, after, old_path != change.path),
        before=before,
        after=after,
        since=since,
        now=now,
        outside=change.outside,
        others=change.others,
        own=change.own,
        added=added,
        removed=removed,
    )


def _how(before: Side | None, after: Side | None, renamed: bool) -> str:
    if before is None:
        return "created"
    if after is None:
        return "deleted"
    if renamed:
        return "renamed"
    same = before.content is not None and before.content == after.content
    return "mode" if same and stat.S_IFMT(before.mode) == stat.S_IFMT(after.mode) else "changed"


def _since(project: Project, changes: Changes, change: Change) -> tuple[str, Side | None]:
    now = state_now(project, change.path, changes.image.algorithm)
    if _alike(now, change.after):
        return "", None
    side = Side(now.mode, read_now(project, change.path)) if now else None
    if _alike(now, change.before):
        return "back", side
    return "changed" if now else "deleted", side


def _alike(one: State | None, other: State | None) -> bool:
    return one is other if one is None or other is None else one.is_like(other)


def _renames(files: Sequence[Change], sides: Mapping[str, _Sides]) -> dict[str, str]:
    """Old paths by new ones: the same bytes, or texts that are mostly the same."""
    gone = [change.path for change in files if change.after is None and _has_lines(sides[change.path][0])]
    new = [change.path for change in files if change.before is None and _has_lines(sides[change.path][1])]
    found: dict[str, str] = {}
    if len(gone) * len(new) > MAX_COMPARED_RENAMES**2:
        return found
    likeness = [(_likeness(sides[old][0], sides[path][1]), path, old) for old in gone for path in new]
    for share, path, old in sorted(likeness, key=lambda one: (-one[0], one[1:])):
        if share >= SIMILAR and path not in found and old not in found.values():
            found[path] = old
    return found


def _has_lines(side: Side | None) -> bool:
    return side is not None and bool(side.content) and stat.S_ISREG(side.mode)


def _likeness(old: Side | None, new: Side | None) -> float:
    if old is None or new is None or old.content is None or new.content is None:
        return 0.0
    if old.content == new.content:
        return 1.0
    before, after = (Counter(side.content.split(b"\n") if side.content else ()) for side in (old, new))
    return (before & after).total() / max(before.total(), after.total())


# -- drawn


def remarks_on(file: FileChange) -> list[str]:
    """What a reader should know of a change, in a few words each."""
    remarks = ["may be of another run"] if file.others else ["outside its outputs"] if file.outside else []
    if file.how == "mode":
        remarks.append("only its permissions")
    if any(side is not None and side.content is not None and side.text is None for side in (file.before, file.after)):
        remarks.append("no text")
    if any(side is not None and side.content is None for side in (file.before, file.after)):
        remarks.append("not all of it was kept")
    remarks += ["perhaps written after the run"] if not file.own else []
    since = {"changed": "changed since", "deleted": "deleted since", "back": "put back since"}
    return [*remarks, since[file.since]] if file.since else remarks


def draw(file: FileChange) -> Iterator[str]:
    """What the run did to the file, as lines of git's diff."""
    yield from _drawn(file.old_path, file.path, file.before, file.after)


def whole_diff(seen: Review) -> str:
    """All of it as one text, for a file on the disk; secrets are left out."""
    lines = []
    for file in seen.files:
        remarks = "; ".join(remarks_on(file))
        lines += [f"# {quoted_name(file.path)}: {remarks}", *draw(file)] if remarks else draw(file)
        if file.since and file.since != "back":
            lines += [f"# {quoted_name(file.path)}, since the run:", *draw_since(file)]
    return redact("\n".join([*lines, ""]))


def draw_since(file: FileChange) -> Iterator[str]:
    """What was done to the file after the run."""
    if file.since:
        yield from _drawn(file.path, file.path, file.after, file.now)


def _drawn(old_path: str, path: str, before: Side | None, after: Side | None) -> Iterator[str]:
    old_name, new_name = quoted_name("a/" + old_path), quoted_name("b/" + path)
    yield f"diff --git {old_name} {new_name}"
    if before is None:
        yield f"new file mode {_mode(after)}"
    elif after is None:
        yield f"deleted file mode {_mode(before)}"
    elif before.mode != after.mode:
        yield from (f"old mode {_mode(before)}", f"new mode {_mode(after)}")
    if old_path != path:
        yield from (f"rename from {quoted_name(old_path)}", f"rename to {quoted_name(path)}")
    old, new = (side.text if side else "" for side in (before, after))
    if old is None or new is None:
        if before is None or after is None or before.content is None or before.content != after.content:
            yield f"Binary files {old_name if before else '/dev/null'} and {new_name if after else '/dev/null'} differ"
        return
    drawn = list(hunks(old, new))
    if drawn:
        yield f"--- {old_name if before else '/dev/null'}"
        yield f"+++ {new_name if after else '/dev/null'}"
        yield from drawn


def _mode(side: Side | None) -> str:
    """As git writes it, but with all the permissions."""
    return f"{side.mode if side else 0:o}"


def quoted_name(name: str) -> str:
    """A name as git writes it in a diff."""
    if name.isprintable() and '"' not in name and "\\" not in name:
        return name
    raw = name.encode("utf-8", "surrogateescape")
    plain = (chr(b) if 32 <= b < 127 and b not in b'"\\' else f"\\{b:03o}" for b in raw)
    return f'"{"".join(plain)}"'
