"""Taking back what a run changed: to the byte, and never over what somebody changed after it.

What would be done is worked out first, path by path, and shown; then each file is put back by itself, atomically.
Killed in the middle, each file is the old or the new one, and asking again does the rest. What was done is written into
`discard.jsonl` of the run's folder; the run's own journal is closed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, NamedTuple

from chant_lsp.core.merge import merge
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from chant_lsp.runs.assembly import read_spec_text
from chant_lsp.runs.changes import Change, Changes, State, is_kept, load_changes, read_after, read_now, state_now
from chant_lsp.runs.checkpoint import is_genuine, load_image, read_before
from chant_lsp.runs.commits import commits_of_run
from chant_lsp.runs.lock import LockTakenError, hold
from chant_lsp.runs.model import Run, RunState, timestamp
from chant_lsp.runs.profile import Policy, make_policy
from chant_lsp.runs.snapshot import digest_bytes
from chant_lsp.runs.status import StatusError, with_fields
from chant_lsp.runs.store import latest_runs, run_folder
from chant_lsp.workspace.edits import EditConflictError, EditRefusedError, decode, encode
from chant_lsp.workspace.layout import Project
from chant_lsp.workspace.put_back import Found, Wanted, make_folder, put_back, remove_folder

JOURNAL_NAME = "discard.jsonl"
_UNTOUCHED_FOLDERS = (".git", ".git/hooks", ".chant", ".chant/specs", ".chant/archive", ".chant/prompts")


class DiscardError(Exception):
    """Nothing can be taken back; the text is a sentence."""


class Step(NamedTuple):
    """One file that goes back."""

    path: str
    kind: str
    """`delete`: the run created it; `restore`: to what it was; `undo`: of a spec that was edited since, only what the
    run did to it."""
    expected: State | None
    """What has to be there; None: nothing."""
    wanted: Wanted | None
    """What will be; None: nothing."""


class Kept(NamedTuple):
    """One file that stays as it is, and why."""

    path: str
    why: str
    """The end of a sentence that begins with the path."""


class Plan(NamedTuple):
    """What taking a run back comes to."""

    run: Run
    changes: Changes
    steps: tuple[Step, ...]
    """In the order in which they are to be done."""
    kept: tuple[Kept, ...]
    whole: bool
    """All that the run changed is meant."""


class Discarded(NamedTuple):
    """What was done."""

    paths: tuple[str, ...]
    kept: tuple[Kept, ...]


def changes_of(project: Project, run: Run) -> Changes | None:
    """What a run changed, so far if it is going; None where it kept no checkpoint."""
    changes = load_changes(project, run.id, _policy_of(project, run))
    if changes is None or not run.active:
        return changes
    return replace(changes, files=tuple(change._replace(own=True) for change in changes.files))


def make_plan(project: Project, run: Run, *, paths: Collection[str] | None = None, outside: bool = False) -> Plan:
    """What can be taken back, and what not.

    Shape:  `paths` are project-relative files or folders, None all that the run changed; `outside` leaves out what the
            spec declares. What other runs at the same time may have written is taken back only where it is named.
    Errors: DiscardError.
    """
    if run.state is RunState.RUNNING:
        raise DiscardError(f"{run.spec} is running; stop it first.")
    changes = changes_of(project, run)
    if changes is None:
        raise DiscardError(f"Run {run.id} kept no checkpoint, so there is nothing to go back to.")
    if not is_genuine(project, run.id, changes.image):
        raise DiscardError(f"The checkpoint of run {run.id} is not in this repository, so there is no way back to it.")
    chosen = [change for change in changes.files if _is_meant(change, paths, outside)]
    before = read_before(project, run.id, changes.image, [change.path for change in chosen])
    found = [_step(project, run, changes, change, before.get(change.path)) for change in chosen]
    steps = sorted(
        (one for one in found if isinstance(one, Step)), key=lambda step: (step.wanted is not None, step.path)
    )
    kept = tuple(one for one in found if isinstance(one, Kept))
    return Plan(run, changes, tuple(steps), kept, whole=paths is None and not outside)


def _is_meant(change: Change, paths: Collection[str] | None, outside: bool) -> bool:
    if outside and not change.outside:
        return False
    if paths is None:
        return not change.others
    return any(is_in(change.path, path) for path in paths)


def is_in(path: str, folder: str) -> bool:
    """Whether a path is the other, or below it."""
    return folder in (".", path) or path.startswith(folder.rstrip("/") + "/")


def _step(project: Project, run: Run, changes: Changes, change: Change, content: bytes | None) -> Step | Kept | None:
    """How the path goes back; None where it is back."""
    path, before, after = change.path, change.before, change.after
    now = state_now(project, path, changes.image.algorithm)
    if (now is None and before is None) or (now is not None and now.is_like(before)):
        return None
    if before is not None and content is None:
        return Kept(path, _why_gone(changes, path))
    wanted = Wanted(before.mode, content) if before is not None and content is not None else None
    if path.startswith(".git/") and wanted is not None and changes.image.kind != "git":
        return Kept(path, "is git's own, and there is no proof of what it was")
    if not change.own and not (path == run.path and content and _differs_in_status(project, path, content)):
        return Kept(path, "was written after the run's last sign of life, so it may be yours")
    if (now is None and after is None) or (now is not None and now.is_like(after)):
        return Step(path, "delete" if wanted is None else "restore", now, wanted)
    if path == run.path and wanted is not None and now is not None:
        merged = _merged(project, changes, change, wanted.content)
        if merged is not None:
            step = Step(path, "undo", now, Wanted(now.mode, merged))
            return None if digest_bytes(merged, changes.image.algorithm) == now.digest else step
    return Kept(path, "was changed after the run" if now is not None else "was deleted after the run")


def _differs_in_status(project: Project, path: str, before: bytes) -> bool:
    """Whether a spec is as it was but for its status, which others set for a run that could not."""
    try:
        was, now = decode(before), decode(read_now(project, path) or b"")
        status = parse(path, now).text("status")
        return status is not None and with_fields(path, was, {"status": status}).text == now.text
    except (UnicodeError, StatusError):
        return False


def _why_gone(changes: Changes, path: str) -> str:
    if is_kept(changes.image, path):
        return "can no longer be read from the checkpoint"
    return f"is not in the checkpoint: {changes.image.kept.get(path, 'unknown')}"


def _merged(project: Project, changes: Changes, change: Change, before: bytes) -> bytes | None:
    """The spec as it is now without what the run did to it; None where that cannot be told apart."""
    after, now = read_after(project, changes, change), read_now(project, change.path)
    if after is None or now is None:
        return None
    try:
        texts = [decode(content) for content in (after, now, before)]
        text = merge(*(source.text for source in texts))
        return encode(Source(text, texts[1].bom)) if text is not None else None
    except UnicodeError:
        return None


def commits_left(project: Project, run: Run, changes: Changes) -> str:
    """A sentence about the spec's commits since the run began, which stay where they are; '' when there are none."""
    if changes.image.kind != "git":
        return ""
    found = commits_of_run(project.root, run.spec, _policy_of(project, run), changes.image.head)
    if not found:
        return ""
    if len(found) == 1:
        return f"A commit of {run.spec} since then stays on the branch: {found[0]}; `git revert` takes it back."
    return f"Commits of {run.spec} since then stay on the branch: {', '.join(found)}; `git revert` takes them back."


def carry_out(project: Project, plan: Plan) -> Discarded:
    """Do what was planned, each file by itself. Errors: DiscardError when nothing could even begin."""
    run = plan.run
    try:
        with hold(project.runs, run.spec):
            going = next((one for one in latest_runs(project) if one.active and one.spec != run.spec), None)
            if going is not None:
                raise DiscardError(f"{going.spec} is running, and would be blamed for it; wait for its end or stop it.")
            return _do(project, plan)
    except LockTakenError:
        raise DiscardError(f"{run.spec} has just been started, or is being taken back by somebody else.") from None
    except OSError as error:
        raise DiscardError(f"What run {run.id} changed stays: {error.strerror or error}.") from None


def _do(project: Project, plan: Plan) -> Discarded:
    run_id = plan.run.id
    place = run_folder(project, run_id) / JOURNAL_NAME
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    done: list[str] = []
    kept = list(plan.kept)
    with os.fdopen(os.open(place, flags, 0o600), "a", encoding="ascii") as diary:
        _note(diary, "begun", paths=[step.path for step in plan.steps])
        for change in plan.changes.files:
            with contextlib.suppress(OSError):
                (project.absolute(change.path).parent / _beside(run_id, change.path)).unlink()
        for writes in (False, True):
            for step in (step for step in plan.steps if (step.wanted is not None) is writes):
                problem = _try(project, plan.changes, step)
                (kept.append(Kept(step.path, problem)) if problem else done.append(step.path))
                _note(diary, step.kind, path=step.path, **({"problem": problem} if problem else {}))
            # Between the two, because what the run made a folder of may have been a file.
            _remove_folders(project, plan)
        for folder in plan.changes.lost_folders if plan.whole else ():
            make_folder(project.root, folder)
        _note(diary, "ended", kept=[one.path for one in kept])
    return Discarded(tuple(done), tuple(kept))


def _try(project: Project, changes: Changes, step: Step) -> str:
    """Put one file back; why that was not possible, or ''."""

    def is_expected(found: Found | None) -> bool:
        now = _state_of(found, changes.image.algorithm) if found else None
        return now is step.expected if now is None or step.expected is None else now.is_like(step.expected)

    try:
        put_back(project.root, step.path, is_expected, step.wanted, _beside(changes.run_id, step.path))
    except EditConflictError:
        return "was changed at this very moment"
    except EditRefusedError as error:
        return f"could not be put back: {error}"
    except OSError as error:
        return f"could not be put back: {error.strerror or error}"
    return ""


def _beside(run_id: str, path: str) -> str:
    """The name under which a file is written first: always the same, so that what a crash leaves is found again."""
    return f".chant-lsp-{hashlib.sha256(os.fsencode(f'{run_id} {path}')).hexdigest()[:16]}.tmp"


def _state_of(found: Found, algorithm: str) -> State:
    digest = digest_bytes(found.content, algorithm) if found.content is not None else None
    return State(found.status.st_mode, found.status.st_size, found.status.st_mtime_ns, digest)


def _remove_folders(project: Project, plan: Plan) -> None:
    """Remove folders that the run created and that are empty now."""
    above = {folder for step in plan.steps if step.wanted is None for folder in _folders_of(step.path)}
    created = {*plan.changes.folders, *(above - plan.changes.image.folders)} - {*_UNTOUCHED_FOLDERS}
    for folder in sorted(created, key=lambda folder: -folder.count("/")):
        remove_folder(project.root, folder)


def _folders_of(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _note(diary: Any, what: str, **fields: Any) -> None:
    line = {"at": timestamp(datetime.now(timezone.utc)), "did": what, **fields}
    diary.write(json.dumps(line) + "\n")
    diary.flush()
    os.fsync(diary.fileno())


def _policy_of(project: Project, run: Run) -> Policy:
    """What the run was allowed to write, as far as its spec says so still."""
    source = read_spec_text(project, run.path)
    if source is None:
        image = load_image(project, run.id)
        content = read_before(project, run.id, image, [run.path]).get(run.path) if image is not None else None
        source = decode(content or b"")
    return make_policy(project, parse(run.path, source))
