"""A person's decision about a gate, carried out: the record of what was approved, then the spec, as chant writes it.

Whoever calls this has asked the person, in a way that only a person can answer. What was shown is what is approved: if
anything has changed since it was looked at, nothing is written. Should this be killed between its two steps, the record
belongs to no approval and counts for nothing.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import NamedTuple

from chant_lsp.core.approval_edits import Decree, with_decree
from chant_lsp.core.approvals import Contents, Decision, Record, decided, document_hash, record_path, to_json
from chant_lsp.core.gates import GateReview, first_obstacle
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec, parse
from chant_lsp.core.text import Source
from chant_lsp.runs.gates import Look, before_gate, contents_now, look_at
from chant_lsp.runs.refusals import Refusal
from chant_lsp.workspace.edits import EditConflictError, EditRefusedError, decode, encode, replace_file
from chant_lsp.workspace.layout import Project
from chant_lsp.workspace.scan import load_index

MAX_NAME = 100
MAX_REASON = 2000


class Done(NamedTuple):
    """What was decided."""

    message: str
    record: str = ""
    """The project-relative path of the file that was written besides; '' where none was."""


def why_not_decide(spec: Spec, review: GateReview | None = None) -> str | None:
    """Why nobody can decide about a spec at all, or with its review, why nobody can approve it; None when one can."""
    if not spec.is_human_gate:
        return f"{spec.id} is no human gate: it has no label `human-gate`."
    if spec.archived or spec.status in ("completed", "cancelled"):
        how = "archived" if spec.archived else spec.status
        return f"{spec.id} is {how}; there is nothing left to decide."
    if not spec.readable:
        return f"{spec.id} has a frontmatter that chant cannot read; mend it first."
    if review is None:
        return None
    if review.decision == Decision.APPROVED.value:
        return f"{spec.id} is approved already, and nothing has changed since."
    if review.obstacle is not None:
        return f"{spec.id} cannot be approved: {review.obstacle}"
    return None


def clean_name(name: str) -> str:
    """A name as it is written into a spec: one line."""
    return " ".join(name.split())[:MAX_NAME]


def approve(
    project: Project, path: str, by: str, shown: Contents, confirmed: frozenset[str] = frozenset()
) -> Done | Refusal:
    """Approve the gate at a path in a person's name.

    Shape:  `shown` is what the person was shown (`contents_now`); `confirmed` are those of the boxes that were ticked
            while a run went on that the person has said to be theirs.
    Errors: none; a Refusal has the reason, and nothing was written.
    """
    index = load_index(project)
    spec = index.get(path)
    if spec is None:
        return Refusal(f"{path} is gone.")
    look = look_at(project, index, spec)
    refused = why_not_decide(spec) or _find_obstacle(index, look, confirmed)
    if refused is None and contents_now(index, look) != shown:
        refused = f"{spec.id} has changed while you were looking at it; look at it again."
    if refused is not None:
        return Refusal(refused)
    decree = _decree("approved", by)
    placed = _place(project, path, decree, "approval")
    if isinstance(placed, Refusal):
        return placed
    before, written = placed
    boxes = tuple(box.text for box in spec.body.criteria)
    runs = (*look.known, *(one.run_id for one in look.ticked))
    record = Record(decree.by, decree.at, _bound(path, written, shown), boxes, tuple(dict.fromkeys(runs)))
    where = record_path(spec.id)
    problem = _write(project, where, None, to_json(spec.id, record).encode()) or _write(
        project, path, before, encode(written)
    )
    if problem:
        return Refusal(problem)
    return Done(f"{spec.id} is approved by {decree.by}; {where} says what was approved.", where)


def reject(project: Project, path: str, by: str, reason: str) -> Done | Refusal:
    """Reject the gate at a path in a person's name, with the reason. Errors: none; see `approve`."""
    index = load_index(project)
    spec = index.get(path)
    if spec is None:
        return Refusal(f"{path} is gone.")
    refused = why_not_decide(spec)
    reason = " ".join(reason.split())[:MAX_REASON]
    if refused is None and not reason:
        refused = f"{spec.id} was not rejected: a rejection needs a reason, for those who have to act on it."
    if refused is None and decided(index, spec).decision is Decision.REJECTED:
        refused = f"{spec.id} is rejected already."
    if refused is not None:
        return Refusal(refused)
    placed = _place(project, path, _decree("rejected", by, reason), "rejection")
    if isinstance(placed, Refusal):
        return placed
    before, written = placed
    problem = _write(project, path, before, encode(written))
    return Refusal(problem) if problem else Done(f"{spec.id} is rejected by {clean_name(by)}: {reason}")


def _find_obstacle(index: SpecIndex, look: Look, confirmed: frozenset[str]) -> str | None:
    spec = look.spec
    obstacle = first_obstacle(look.checks, before_gate(index, spec))
    if obstacle is not None:
        return f"{spec.id} cannot be approved: {obstacle}"
    doubtful = [box.text for box in spec.body.criteria if box.text in set(look.facts.touched) - confirmed]
    if doubtful:
        return (
            f"{spec.id} cannot be approved: {len(doubtful)} boxes were ticked while an agent was running, and are open."
        )
    return None


def _bound(path: str, written: Source, shown: Contents) -> Contents:
    """What was shown, with the spec as it is once the decision stands in it."""
    return shown._replace(document=document_hash(parse(path, written)))


def _decree(status: str, by: str, reason: str = "") -> Decree:
    now = datetime.now(timezone.utc)
    at, said_at = now.strftime("%Y-%m-%dT%H:%M:%SZ"), now.astimezone().strftime("%Y-%m-%d %H:%M")
    return Decree(status, clean_name(by), at, said_at, reason)


def _place(project: Project, path: str, decree: Decree, called: str) -> tuple[bytes, Source] | Refusal:
    """The bytes of a gate's file, and its text with the decree in it."""
    try:
        before = project.absolute(path).read_bytes()
        written = with_decree(path, decode(before), decree)
    except (OSError, UnicodeDecodeError):
        return Refusal(f"{path} cannot be read, so nothing was written.")
    if written is None:
        where = f"in the frontmatter of {path}; add `approval: {{required: true}}` to it."
        return Refusal(f"The {called} has no place {where}")
    return before, written


def _write(project: Project, path: str, before: bytes | None, after: bytes) -> str | None:
    """Put a text in the place of another; why that was not possible, or None."""
    try:
        replace_file(project.root, project.absolute(path), before, after)
    except EditConflictError:
        return f"{path} was changed meanwhile; nothing was decided, look at it again."
    except (EditRefusedError, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return f"{path} cannot be written: {reason}; nothing was decided."
    return None
